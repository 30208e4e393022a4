#!/bin/sh
# SPDX-License-Identifier: ISC
# The failure of BSD kernels, in the model of their port choice, without the library and
# with it: 3,000 TCP clients one after another, 100 UDP clients side by side.
. "${srcdir:-.}/tests/tap.sh"

model=$BUILDDIR/.libs/libbsdports.so
clients=$BUILDDIR/src/demo/clients

# In a namespace of its own for each run no other one's TIME_WAIT is in the way.
alone="${srcdir:-.}/tests/alone"
shared=$("$alone" -r sh -c 'echo "${SHARED_NETWORK-}"' | tail -n 1)
[ -z "$shared" ] || skip_all "$shared"

run() { # PRELOAD BEHAVIOUR CLIENTS-OPTIONS...: the figures, as variables
    preload=$1
    settings=behaviour=$2
    shift 2
    seed=$((${seed:-0} + 1)) # another one for each run, the same ones in each test
    connects='' failed='' eaddrinuse='' shared='' wrong='' unanswered=''
    figures=$("$alone" -r env "BSD_PORTS=$settings,seed=$seed,$ports" LD_PRELOAD="$preload" "$clients" "$@")
    eval "$(echo "$figures" | tr ' ' '\n' | grep '^[a-z]*=[0-9]*$')"
}

fails() { # LEAST BEHAVIOUR OPTIONS...: at least so many fail, and none with the library
    least=$1
    shift
    run "$model" "$@"
    without=$failed
    if [ "${without:-0}" -ge "$least" ]; then
        pass "$*: $without of $connects fail without the library"
    else
        fail "$*: at least $least fail without the library" "$figures"
    fi
    run "$LIBNOREUSEADDR:$model" "$@"
    if [ "$failed" = 0 ] && [ "$eaddrinuse" = 0 ] && [ "${shared:-0}" = 0 ]; then
        pass "$*: none fails with it"
    else
        fail "$*: none fails with it" "$figures"
    fi
}

works() { # BEHAVIOUR OPTIONS...: that kernel has no failure here
    run "$model" "$@"
    check "$*: not affected ($figures)" test "$failed" = 0
}

ports=ports=49152-65535
for version in "" -6; do
    for bind in "" -b; do
        for option in "" -r; do
            # shellcheck disable=SC2086 # words, some of them none
            fails 100 openbsd $version $bind $option 3000
        done
        # shellcheck disable=SC2086
        fails 100 freebsd9 $version $bind 3000
    done
    # shellcheck disable=SC2086
    fails 100 freebsd13 $version -b 3000
    # shellcheck disable=SC2086
    works freebsd13 $version 3000
done
fails 100 netbsd6 -6 3000
fails 100 netbsd6 -6 -b 3000
works netbsd6 3000
works openbsd -n 3000

ports=ports=50000-50399
fails 1 openbsd -u 100
fails 1 openbsd -u -b 100
fails 1 freebsd13 -u -b 100
fails 1 netbsd6 -u -6 -b 100

# Two clients on one port with one peer, in silence.
for case in "freebsd9 -u" "netbsd6 -u -6"; do
    # shellcheck disable=SC2086
    run "$model" $case 100
    check "$case: $unanswered clients see no reply without the library" \
        test "$unanswered" -gt 0
    # shellcheck disable=SC2086
    run "$LIBNOREUSEADDR:$model" $case 100
    check "$case: each sees its own with it" test "$unanswered$wrong$failed" = 000
done

ports=ports=49152-65535,time_wait=0
works openbsd 3000
ports=ports=bad
check "a setting that is none ends the program" sh -c \
    '! BSD_PORTS=ports=bad LD_PRELOAD="$1" "$2" 1 2>/dev/null' sh "$model" "$clients"
done_testing
