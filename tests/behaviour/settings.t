#!/bin/sh
# SPDX-License-Identifier: ISC
# What the library says of settings that it can't use, and that it says no more.
. "${srcdir:-.}/tests/tap.sh"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

says() { # SETTINGS LINE [LIBRARY]: all that a program under the library prints
    said=$(NOREUSEADDR_OPTIONS=$1 LD_PRELOAD=${3:-$LIBNOREUSEADDR} env true 2>&1)
    wanted=${2:+libnoreuseaddr: NOREUSEADDR_OPTIONS: $2}
    # env executes true: two processes, a line each
    wanted="$wanted${2:+
$wanted}"
    name="${3:+with $(echo "$3" | sed 's|[^ :]*/||g'), }says of '$(printf '%s' "$1" | tr -c '[:print:]' .)': ${2:-nothing}"
    if [ "$said" = "$wanted" ]; then
        pass "$name"
    else
        fail "$name" "$said"
    fi
}

ten=0123456789
says '' ''
says 'mode=off,bound=strip,,reuseport=keep,inherited=yes' ''
says 'mode=of' 'mode=of: no such value'
says 'x=1,mode=of' 'x=1: no such setting'
says "$ten$ten$ten$ten$ten$ten$ten" "$ten$ten$ten$ten$ten$ten: no such setting"
says "$(printf 'a\nb\033c~')" 'a?b?c~: no such setting'

# The fix makes no report, and says so; where both libraries are there, it leaves it to the other.
both=$LIBNOREUSEADDR:$LIBNOREUSEADDR_AUDIT
says 'mode=audit' 'mode=audit: only the audit library records'
says "report=a" "a: only the audit library records"
says "mode=off,report=a" ''
check "the fix makes no report" test ! -e a
says "report=b" '' "$both"
check "the audit library behind it does" test -s b
says "mode=audit,report=c" '' "$LIBNOREUSEADDR_AUDIT:$LIBNOREUSEADDR"
check "the audit library in front of it does" test -s c

says '' '' "$LIBNOREUSEADDR_AUDIT"
says 'mode=of' 'mode=of: no such value' "$LIBNOREUSEADDR_AUDIT"
says 'mode=audit' 'mode=audit: records nothing without report=FILE' "$LIBNOREUSEADDR_AUDIT"
says "report=no/d" "no/d: no such directory" "$LIBNOREUSEADDR_AUDIT"

broken_pipe() { # with nobody to read what is said, the program runs all the same
    # shellcheck disable=SC2094 # both ends on purpose
    exec 3<>"$work/pipe" 4>"$work/pipe" 3>&-
    NOREUSEADDR_OPTIONS=x LD_PRELOAD=$LIBNOREUSEADDR sh -c 'exit 7' 2>&4
    test $? = 7
}

mkfifo "$work/pipe"
check "a broken pipe does not end the program" broken_pipe
done_testing
