#!/bin/sh
# SPDX-License-Identifier: ISC
# Processes of an audited run that have another user, root directory or mount namespace
# than the report: they are found where that can be done unnoticed, and named where not.
# They say nothing themselves, and make and change no file but the report.
# shellcheck disable=SC2016 # the variables are for the inner shell
. "${srcdir:-.}/tests/report/lib.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' namespaces"
cd "$work" || exit 1
work=$(pwd -P)
export work audited
program=$(readlink -f "$audited")
export program
chmod 755 .
mkdir -m 700 reports

audit() { # COMMAND...
    rm -f reports/report
    "$NOREUSEADDR" --audit --report=reports/report "$@" > out 2> err
    cp reports/report report 2> /dev/null
}

finds() { # WHAT CLIENTS NOT-LOOKED-AT COMMAND...
    what=$1 clients=$2 unseen=$3
    shift 3
    audit sh -c '"$@" 2> said; :' sh "$@"
    is "$what" "$clients $unseen" \
        '"\(.clients) " + ([.not_looked_at[] | "\(.count) \(.path | split("/") | last) \(.reason)"] | join(", "))'
    check "$what: nothing is said by it" test ! -s said
}

# A report that another program writes over, and a descriptor that is not the report.
audit sh -c 'echo overwritten | dd of=reports/report conv=notrunc 2> dd.err; "$audited" clients 1 2> said'
check "written over: one line" test "$(cat err)" = \
    "noreuseaddr: $work/reports/report: not a report"
check "and nothing is said by the program" test ! -s said
check "what it wrote stays" test "$(head -n 1 reports/report)" = overwritten
audit sh -c 'mv reports/report moved; echo another > reports/report; "$audited" clients 1 2> said; :'
check "another file in its place is left as it is" test "$(cat reports/report)" = another
audit sh -c 'mv reports/report moved; "$audited" clients 1 2> said; :'
check "one that was moved away is found" grep -q '^1 client socket' err
check "and no other made" test ! -e reports/report
exec 7> elsewhere
for run in "/proc/$$/fd/7:0:0" /proc/self/fd/7 "/proc/$$/fd/7:" "/proc/$$/fd/7:x:y" /proc/::; do
    LD_PRELOAD=$LIBNOREUSEADDR_AUDIT NOREUSEADDR_OPTIONS="mode=audit,report=$run,report=$work/none" \
        "$audited" clients 1 2> said
    check "a descriptor that is another file: $run" test ! -s elsewhere -a ! -e none
done
exec 7>&-
mkfifo pipe
LD_PRELOAD=$LIBNOREUSEADDR_AUDIT NOREUSEADDR_OPTIONS="mode=audit,report=/proc/1/fd/0:1:2,report=$work/pipe" \
    timeout 20 "$audited" clients 1 2> said
check "a FIFO in its place is not opened" test "$?:$(cat said)" = 0:

if [ "$(id -u)" != 0 ] || ! unshare -m true 2> /dev/null; then
    skip "other places" "needs root, who may make a mount namespace"
    done_testing
fi
setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$LIBNOREUSEADDR_AUDIT" -a -x "$program" ||
    {
        skip "other places" "another user can't read the build"
        done_testing
    }
finds "another user" 0 "1 audited silent" \
    setpriv --reuid 65534 --regid 65534 --clear-groups "$program" clients 1
finds "another mount namespace" 1 "" \
    unshare -m sh -c 'mount -t tmpfs none reports && "$program" clients 1 && test -z "$(ls -A reports)"'
check "which stays as it was" test -s reports/report
finds "another file of the name there" 1 "" unshare -m sh -c 'mount -t tmpfs none reports &&
    echo text > reports/report && "$program" clients 1 && test "$(cat reports/report)" = text'
finds "another PID namespace" 1 "" unshare -pfm --mount-proc "$program" clients 1
finds "and one in which it is not to be seen" 0 "1 audited silent" unshare -pfm --mount-proc \
    sh -c 'mount -t tmpfs none reports && "$program" clients 1; :'

for file in "$program" "$LIBNOREUSEADDR_AUDIT" "$(command -v env)" \
    $(ldd "$program" "$LIBNOREUSEADDR_AUDIT" | grep -o '/[^ ]*' | grep -v ':$' | sort -u); do
    mkdir -p "root${file%/*}"
    cp -L "$file" "root$file"
done
mkdir -p "root$work/reports" root/proc
finds "another root, with /proc" 1 "" unshare -m \
    sh -c 'mount -t proc none root/proc && chroot root "$program" clients 1'
finds "another root, without" 0 "1 audited silent" chroot root "$program" clients 1
check "nothing was made there" test -z "$(ls -A "root$work/reports")"

done_testing
