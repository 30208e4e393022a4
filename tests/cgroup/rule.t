#!/bin/sh
# SPDX-License-Identifier: ISC
# The rows of the rule as the kernel keeps them for a cgroup, for programs that no library
# gets into too.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
# shellcheck source=tests/cgroup/lib.sh
. "${srcdir:-.}/tests/cgroup/lib.sh"

need_cgroup
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
rule=$BUILDDIR/tests/cgroup/rule
handed=$BUILDDIR/tests/cgroup/handed

rows() { # NAME COMMAND...: its results, each as one of this test's
    name=$1
    shift
    "$@" > "$dir/out" 2>&1
    status=$?
    [ $status -eq 0 ] || fail "$name: ends with 0" "ended with $status" "$(tail -3 "$dir/out")"
    failed=$(grep -B 1 '^not ok' "$dir/out")
    if [ -n "$failed" ] || ! grep -q '^1\.\.' "$dir/out"; then
        fail "$name" "$failed"
    else
        pass "$name: $(grep -c '^ok' "$dir/out"), $(grep -c '# SKIP' "$dir/out") skipped"
        sed -n 's/.* # SKIP \(.*\)/# skipped: \1/p' "$dir/out" | sort | uniq -c |
            sed 's/^ *\([0-9]*\) # /# \1 /'
    fi
}

# Without the rule these must fail, else they would hold nothing.
without=$("$rule" 2>&1)
for row in client: 'bound to port 0:' 'first send:' 'first sends:' MSG_FASTOPEN: 'refused, then accepted:' \
    disconnected: 'dup and fork:' 'flag that no hook saw: cleared'; do
    of_row=$(printf '%s\n' "$without" | grep -- "^[a-z ]*ok [0-9]* - $row")
    case $of_row in
    *"not ok "*) pass "outside the cgroup, $row is not so" ;;
    *"# SKIP "*) skip "outside the cgroup, $row is not so" "${of_row##*# SKIP }" ;;
    *) fail "outside the cgroup, $row is not so" "$of_row" ;;
    esac
done

rows "in a cgroup" "$NOREUSEADDR" --cgroup "$rule"
rows "in a cgroup within another" "$NOREUSEADDR" --cgroup "$NOREUSEADDR" --cgroup "$rule"
rows "with the library as well" "$NOREUSEADDR" --cgroup env LIBRARY_TOO=1 "$rule"

# A static program has no loader that would load a library.
for cc in "${CC:-cc}" musl-gcc; do
    # shellcheck disable=SC2086 # words are wanted
    if ! command -v ${cc%% *} > /dev/null; then
        skip "static program ($cc)" "$cc is not installed"
    elif $cc -static -idirafter /usr/include -idirafter "/usr/include/$(${CC:-cc} -print-multiarch)" -D_GNU_SOURCE -std=c11 -w -I"$BUILDDIR" -I"$srcdir/src" \
        -I"$srcdir/tests/behaviour" -o "$dir/static" "$srcdir/tests/cgroup/rule.c" \
        "$srcdir/tests/cgroup/real_flag.c" "$srcdir/tests/behaviour/cases.c" \
        "$srcdir/tests/behaviour/net.c" > "$dir/out" 2>&1; then
        rows "static program ($cc)" "$NOREUSEADDR" --cgroup "$dir/static"
    else
        skip "static program ($cc)" "$cc makes none: $(tail -1 "$dir/out")"
    fi
done

# On a 64-bit kernel no hook sees its options, but connect takes the flag away.
if ! command -v i686-linux-gnu-gcc > /dev/null; then
    skip "32-bit client" "a compiler for 32-bit programs is not installed"
elif i686-linux-gnu-gcc -static -w -I"$BUILDDIR" -o "$dir/handed32" "$srcdir/tests/cgroup/handed.c" \
    2> "$dir/out"; then
    check "32-bit client: bare" \
        test "$("$NOREUSEADDR" --cgroup "$dir/handed32" "$dir/handed32" connect)" = bare
    check "... outside it is not" test "$("$dir/handed32" "$dir/handed32" connect)" = flagged
else
    skip "32-bit client" "$(tail -1 "$dir/out")"
fi

check "a socket from outside stays as it is" \
    test "$("$handed" "$NOREUSEADDR" --cgroup "$handed" connect)" = flagged
check "a socket that went through an inner cgroup is the outer one's" \
    test "$("$NOREUSEADDR" --cgroup "$handed" "$NOREUSEADDR" --cgroup "$handed" connect)" = bare
check "a process outside is not touched" test "$("$handed" "$handed" connect)" = flagged

if ! echo '#include <liburing.h>' | ${CC:-cc} -E - > /dev/null 2>&1; then
    skip "io_uring" "liburing is not installed"
elif ${CC:-cc} -o "$dir/uring" "$srcdir/tests/cgroup/uring.c" -luring 2> "$dir/out"; then
    output=$("$NOREUSEADDR" --cgroup "$dir/uring")
    case $? in
    0) pass "io_uring: flag, connect, bind, listen" ;;
    77) skip "io_uring" "$output" ;;
    *) fail "io_uring" "$output" ;;
    esac
    check "io_uring, outside: the same is not so" sh -c '! "$1" >/dev/null' sh "$dir/uring"
else
    skip "io_uring" "$(head -1 "$dir/out")"
fi
done_testing
