#!/bin/sh
# SPDX-License-Identifier: ISC
# --check proves that the library works, and notices when it doesn't.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

checked() { # WHAT STATUS TEXT OPTION...: --check ends so and prints a line with TEXT
    what=$1 wanted=$2 text=$3
    shift 3
    "$NOREUSEADDR" --check "$@" > out 2> err
    status=$?
    if [ $status = "$wanted" ] && cat out err | grep -q -- "$text"; then
        pass "$what"
    else
        fail "$what" "status $status" "$(cat out err)"
    fi
    check "$what: messages" test "$(($(wc -l < err)))" = $((wanted != 0))
}

checked "names the library" 0 "^library: $LIBNOREUSEADDR$"
checked "names the C library" 0 "^C library: "
checked "the library gets loaded" 0 "^loaded: yes$"
for client in "TCP over IPv4" "UDP over IPv4" "TCP over IPv6" "UDP over IPv6"; do
    if grep -q "^$client: not available" out; then
        skip "$client" "no IPv${client##*IPv} here"
    else
        checked "$client" 0 "^$client: .* is cleared, without the library still set$"
    fi
done
check "each kind of client has a line" test "$(grep -c 'over IPv[46]: ' out)" = 4
checked "mode=off shows the flag" 0 "is still set, without the library still set" --mode=off
checked "mode=restore shows the flag" 0 "is still set" --mode=restore
checked "mode=audit shows the flag" 0 "is still set" --mode=audit
NOREUSEADDR_OPTIONS=mode=off "$NOREUSEADDR" --check > out
check "the environment's settings count" grep -q "is still set" out
LD_PRELOAD=$LIBNOREUSEADDR "$NOREUSEADDR" --check > out
check "the control runs without the library" grep -q "without the library still set" out

mkdir bin
printf '#!/bin/sh\ntouch ran\n' > bin/script
chmod 755 bin/script
PATH=$dir/bin:/usr/bin:/bin # a directory that may not be searched would make it 126
if [ "$(uname)" = Linux ]; then
    checked "the loader of a program lists it" 0 "^listed by its loader: yes$" cat
    checked "a script and its interpreter" 0 "^program: $dir/bin/script, run by /bin/sh" script
fi
checked "the arguments of a program are not used" 0 "^program: " env --wrong
check "the program is not started" test ! -e ran
checked "a program that is not found" 127 "^noreuseaddr: missing: " missing
checked "a program that can't be executed" 126 "^noreuseaddr: $dir: " "$dir"
echo data > bin/data
checked "no program in PATH that can be executed" 126 "^noreuseaddr: data: " data

cc=$(command -v cc || command -v gcc || command -v clang)
echo 'int main(void) { return 0; }' > prog.c
if [ -n "$cc" ] && "$cc" -static -o static prog.c 2> /dev/null; then
    checked "a static program" 1 "^noreuseaddr: ./static: it is statically linked" ./static
else
    skip "a static program" "a static C library is not installed"
fi

# Libraries that load but do nothing.
mkdir -p useless/.libs
cp "$NOREUSEADDR" useless
echo 'int nothing;' > nothing.c
if [ -n "$cc" ] && "$cc" -shared -fPIC -o useless/.libs/libnoreuseaddr.so nothing.c; then
    useless/noreuseaddr --check > out 2> err
    check "a library that does nothing is noticed" \
        test "$?:$(grep -c 'still carries' err)" = 1:1
else
    skip "a library that does nothing is noticed" "a C compiler is not installed"
fi
# A launcher in secure execution: its loader does not honour LD_PRELOAD.
if ! why=$(who_is_missing setpriv); then
    chmod 755 "$dir"
    mkdir -p secure/.libs
    cp "$NOREUSEADDR" secure && cp "$LIBNOREUSEADDR" secure/.libs
    chmod 4755 secure/noreuseaddr
    setpriv --reuid=65534 secure/noreuseaddr --check > out 2> err
    check "a library that is not loaded is noticed" \
        test "$?:$(grep -c '^loaded: no$' out):$(grep -c 'did not load' err)" = 1:1:1
else
    skip "a library that is not loaded is noticed" "$why"
fi
if why=$(unshare -n true 2>&1); then
    unshare -n "$NOREUSEADDR" --check > out 2> err
    check "no loopback interface" test "$?:$(grep -c 'no client could connect' err)" = 1:1
else
    skip "no loopback interface" "no network namespaces here: $why"
fi

printf '#!/bin/sh\n' >script
printf '#!%s\n' "$(printf './sh\033[31m')" >strange
cp /bin/sh "$(printf './sh\033[31m')"
chmod 755 strange
"$NOREUSEADDR" --check ./strange >out 2>&1
check "what a file names as its interpreter is not printed raw" \
    sh -c '! grep -q "$(printf "\033")" out && grep -q "sh.x1b\[31m" out'
done_testing
