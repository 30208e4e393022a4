#!/bin/sh
# SPDX-License-Identifier: ISC
# The command is run as if it had been run without the launcher.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

check "the process id stays" \
    sh -c 'set -- $(sh -c '\''echo $$; exec "$NOREUSEADDR" sh -c "echo \$\$"'\''); test $1 = $2'
for status in 0 1 77 125 126 127 255; do
    "$NOREUSEADDR" sh -c "exit $status"
    check "exit status $status" test $? = $status
done
for signal in HUP TERM KILL PIPE; do
    ("$NOREUSEADDR" sh -c "kill -$signal \$\$") 2> /dev/null
    of_launcher=$?
    (sh -c "kill -$signal \$\$") 2> /dev/null
    check "death by SIG$signal" test $of_launcher = $?
done
# Not INT, of which OpenBSD's sh makes another thing.
check "an ignored signal stays ignored" \
    sh -c 'trap "" TERM; exec "$NOREUSEADDR" sh -c "kill -TERM \$\$; exit 0"'
check "standard input" test "$(echo word | "$NOREUSEADDR" cat)" = word
check "arguments" test "$("$NOREUSEADDR" printf '<%s>' 'a b' '' '*' '-x')" = '<a b><><*><-x>'
check "the library is loaded" \
    test "$(FLAGGED=1 "$NOREUSEADDR" "$BUILDDIR/tests/launcher/client")" = cleared
open_ones='for n in 3 4 5 6 7 8 9; do (eval ": >&$n") 2>/dev/null && echo "$n"; done'
check "no descriptor is left open" \
    test "$("$NOREUSEADDR" sh -c "$open_ones")" = "$(sh -c "$open_ones")"
env -i "$NOREUSEADDR" /usr/bin/env > "$dir/env"
check "nothing else is added to the environment, but a word for the address sanitizer" \
    test "$(sort "$dir/env" | xargs)" = \
    "ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$LIBNOREUSEADDR"

mkdir "$dir/1" "$dir/2" "$dir/3" "$dir/1/prog" "$dir/directory"
printf '#!/bin/sh\necho found $0\n' > "$dir/3/prog"
chmod 755 "$dir/3/prog"
echo data > "$dir/2/data"
echo 'echo no first line, $1' > "$dir/3/text"
chmod 755 "$dir/3/text"
printf '#!%s/missing\n' "$dir" > "$dir/3/orphan"
chmod 755 "$dir/3/orphan"
printf '\177ELF' > "$dir/3/broken"
chmod 755 "$dir/3/broken"

same_as_env() { # COMMAND...: the same status and output as env(1) gives
    "$NOREUSEADDR" "$@" > "$dir/out1" 2> "$dir/err1"
    status=$?
    env "$@" > "$dir/out2" 2> "$dir/err2"
    wanted=$?
    if [ $status = $wanted ] && cmp -s "$dir/out1" "$dir/out2"; then
        pass "$* ends as under env(1): $status"
    else
        fail "$* ends as under env(1)" "$status, not $wanted" "$(cat "$dir/err1" "$dir/err2")"
    fi
    case $status in
    126 | 127) check "$*: one line" test "$(($(wc -l < "$dir/err1")))" = 1 ;;
    esac
}

cd "$dir/3" || exit 1
PATH=$dir/1:$dir/2:$dir/3:$PATH
same_as_env prog
same_as_env text word
same_as_env data
same_as_env missing
same_as_env orphan
same_as_env ""
same_as_env "$dir"
same_as_env "$dir/2/data"
same_as_env ./prog
same_as_env ../3/prog
same_as_env ./missing
same_as_env prog/missing
same_as_env "$dir/3/prog/missing"
PATH=:$PATH same_as_env prog
PATH=$dir/1: "$NOREUSEADDR" prog > "$dir/out" 2>&1
check "an empty part of PATH is the current directory" \
    grep -q '^found' "$dir/out"
check "without PATH the system's own is searched" \
    env -u PATH "$NOREUSEADDR" true

done_testing
