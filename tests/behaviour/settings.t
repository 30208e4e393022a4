#!/bin/sh
# SPDX-License-Identifier: ISC
# What the library says of settings that it can't use, and that it says no more.
. "${srcdir:-.}/tests/tap.sh"

says() { # SETTINGS LINE: all that a program under the library prints
    said=$(NOREUSEADDR_OPTIONS=$1 LD_PRELOAD=$LIBNOREUSEADDR env true 2>&1)
    wanted=${2:+libnoreuseaddr: NOREUSEADDR_OPTIONS: $2}
    # env executes true: two processes, a line each
    wanted="$wanted${2:+
$wanted}"
    name="says of '$(printf '%s' "$1" | tr -c '[:print:]' .)': ${2:-nothing}"
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
says "$(printf 'a\nb\033c')" 'a?b?c: no such setting'
says 'mode=audit' 'mode=audit: records nothing without report=FILE'

broken_pipe() { # with nobody to read what is said, the program runs all the same
    # shellcheck disable=SC2094 # both ends on purpose
    exec 3<>"$work/pipe" 4>"$work/pipe" 3>&-
    NOREUSEADDR_OPTIONS=x LD_PRELOAD=$LIBNOREUSEADDR sh -c 'exit 7' 2>&4
    test $? = 7
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/pipe"
check "a broken pipe does not end the program" broken_pipe
done_testing
