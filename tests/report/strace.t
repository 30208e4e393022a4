#!/bin/sh
# SPDX-License-Identifier: ISC
# The counts of a report are those of an strace log of the same run.
. "${srcdir:-.}/tests/report/lib.sh"

need strace
strace -o /dev/null true || skip_all "strace may not trace here"

same() { # NAME CASE...: every connect of these cases is of a client with the flag
    name=$1
    shift
    # A file for each process: no line is cut in two by another's.
    strace -ff --seccomp-bpf -e trace=connect,setsockopt -o "$work/log" \
        -E NOREUSEADDR_OPTIONS="mode=audit,report=$report" -E LD_PRELOAD="$LIBNOREUSEADDR_AUDIT" \
        "$audited" "$@" || { fail "$name" "the run failed"; return; }
    cat "$work"/log.* >"$work/log"
    connects=$(grep -c 'connect([0-9]*, {sa_family=AF_INET, .* = 0$' "$work/log")
    flags=$(grep -c 'setsockopt([0-9]*, SOL_SOCKET, SO_REUSEADDR, \[1\], 4) *= 0$' "$work/log")
    is "$name: $connects connects" "$connects $flags 0" \
        '"\(.clients) \(.flags_set) \(.lost.rows)"'
    rm -f "$report" "$work"/log.*
}

same "a tree of 50 processes" programs 49 20
same "20 threads" threads 20 50
same "children" children 20 50
same "many" clients "$many"
if [ "$connects" -eq "$many" ]; then
    pass "strace saw them all"
else
    fail "strace saw them all" "$connects"
fi
done_testing
