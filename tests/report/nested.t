#!/bin/sh
# SPDX-License-Identifier: ISC
# Audits within audits, and beside one another: each report is complete, and nothing in
# it counts twice.
# shellcheck disable=SC2016 # the variables are for the inner shell
. "${srcdir:-.}/tests/report/lib.sh"

[ "$(uname)" = Linux ] || skip_all "starts are noted on Linux alone"
cd "$work" || exit 1
TMPDIR=$work
export TMPDIR audited

outer() { # COMMAND...: in the audit whose report is looked at
    rm -f report
    "$NOREUSEADDR" --audit --report=report "$@" > out 2> err
}

# The clients, the programs that recorded, and what was not looked at.
all='"\(.clients) \([.rows[].count] | add // 0) \(.processes) " +
    ([.not_looked_at[] | "\(.count) \(.path | split("/") | last) \(.reason)"] | join(", "))'

inner() { # NAME WANTED: of the report in the file inner
    found=$("$NOREUSEADDR" --show inner --json | jq -r "$all")
    check "$1 ($found)" test "$found" = "$2"
}

outer sh -c '"$NOREUSEADDR" --audit --report=inner "$audited" clients 2; "$audited" clients 1'
is "the outer report has all" "3 3 4 " "$all"
inner "the inner one has its own" "2 2 1 "
is "all of one place" 1 '.rows | map(.caller) | unique | length'
outer sh -c '
    "$NOREUSEADDR" --audit --report=inner "$audited" clients 1
    "$NOREUSEADDR" --audit --report=inner "$audited" clients 1'
is "what was in the inner one before is not passed on again" "2 2 5 " "$all"
inner "and stays in that" "4 4 3 "
outer sh -c '"$NOREUSEADDR" --audit "$audited" clients 2 2> inner.err; "$audited" clients 1'
is "an inner one without a file" "3 3 4 " "$all"
check "has a report of its own" grep -q '^2 client sockets .* in 1 process$' inner.err
outer sh -c '"$NOREUSEADDR" --audit --report="$0/report" "$audited" clients 2; "$audited" clients 1' "$work"
is "an inner one into the same file" "3 3 4 " "$all"
outer "$NOREUSEADDR" --audit "$NOREUSEADDR" --audit --report=inner2 "$audited" clients 2
is "three, one in another" "2 2 3 " "$all"
outer sh -c '"$NOREUSEADDR" --report=inner3 "$audited" clients 2; "$audited" clients 1'
is "one within that clears the flag too" "left left" '[.rows[].action] | join(" ")'
outer sh -c '"$NOREUSEADDR" --mode=strip --report=inner4 "$audited" clients 2; "$audited" clients 1'
is "one within that clears the flag" "cleared left" '[.rows[].action] | join(" ")'
outer "$NOREUSEADDR" --mode=strip "$audited" clients 2
is "a launcher without a report" "2 2 2 cleared" "$all + .rows[0].action"
outer sh -c '"$NOREUSEADDR" --mode=restore sh -c "rm report; \"\$audited\" clients 1"'
check "in a launcher within, too, no file is made anew" test ! -e report
check "but what is recorded is shown" grep -q '^1 client socket' err

outer sh -c '"$NOREUSEADDR" --audit sh -c "env -i true; :" 2> inner.err'
is "what the inner one did not look at" "0 0 4 1 true environment" "$all"
check "is told by both" grep -q '/true: it was started' inner.err
outer "$NOREUSEADDR" --audit ./missing
is "a command that is missing" "0 0 1 " "$all"
outer "$NOREUSEADDR" --audit --error-exitcode=5 "$audited" clients 1
check "the inner status" test $? = 5
printf 'int main(void) { return 0; }\n' > seen.c
if "${CC:-cc}" -o seen seen.c 2> err; then
    outer sh -c '"$NOREUSEADDR" --audit sh -c "./seen; kill -9 \$PPID; exec sleep 60"; :'
    is "of an inner one that is killed the command is named" true \
        '[.not_looked_at[] | .reason] == ["silent"]'
else
    skip "of an inner one that is killed the command is named" "a C compiler is not installed"
fi

mkfifo first second
"$NOREUSEADDR" --audit --report=left sh -c 'echo > first; read -r _ < second; "$audited" clients 1' 2> left.err &
"$NOREUSEADDR" --audit --report=right sh -c 'read -r _ < first; "$audited" clients 2; echo > second' 2> right.err
wait $!
for side in left:1 right:2; do
    check "two side by side: ${side%:*}" \
        grep -q "^${side#*:} client socket.* in 2 processes$" "${side%:*}.err"
done

# The fix in every program, by a file that the loader reads after LD_PRELOAD.
if [ "$(id -u)" != 0 ] || ! unshare -m true 2> /dev/null; then
    skip "with the fix in /etc/ld.so.preload" "no mount namespace is permitted"
elif ldd --version 2>&1 | grep -q musl; then
    skip "with the fix in /etc/ld.so.preload" "musl does not read it"
else
    mkdir etc
    cp -a /etc/. etc
    echo "$LIBNOREUSEADDR" > etc/ld.so.preload
    rm -f report
    unshare -m sh -c 'mount --bind "$0/etc" /etc && cd "$0" &&
        "$NOREUSEADDR" --audit --report=report sh -c "\"\$audited\" clients 2; env -i \"\$audited\" clients 1"' \
        "$work" > out 2> err
    is "with the fix in /etc/ld.so.preload" "2 2 3 1 audited environment" "$all"
    is "nothing is changed" left '.rows[0].action'
    rm -f report
    unshare -m sh -c 'mount --bind "$0/etc" /etc && cd "$0" &&
        "$NOREUSEADDR" --report=report "$audited" clients 2' "$work" > out 2> err
    is "and where the flag is cleared" "2 2 1 cleared" "$all + .rows[0].action"
fi

done_testing
