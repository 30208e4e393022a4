#!/bin/sh
# SPDX-License-Identifier: ISC
# dig binds to port 0 before it connects: with SO_REUSEADDR over TCP (libuv's uv_tcp_bind), with
# SO_REUSEPORT over UDP, where it clears SO_REUSEADDR by itself.
. "${srcdir:-.}/tests/programs/lib.sh"
setup named dig
start_named || skip_all "$why"

# shellcheck disable=SC2317 # check calls it
answers() { # OPTION [LAUNCHER]
    option=$1
    shift
    answer=$(traced "$tmp/log" "$@" dig "$option" +short @127.0.0.1 -p "$port" example.test)
    [ "$answer" = 192.0.2.1 ] || {
        echo "the answer is: $answer"
        return 1
    }
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    for option in +tcp +notcp; do
        # A datagram socket that bind gave its port has the flag again afterwards.
        after=$expected
        [ $option = +tcp ] || after=flagged
        check "$name: dig $option has its answer" answers $option "$@"
        check "$name: dig $option has its port chosen $expected" \
            all_sockets "$tmp/log" 0.0.0.0:0 "unbound $expected ok $after"
        check "$name: dig $option connects $expected" all_sockets "$tmp/log" \
            "127.0.0.1:$port" "port0 $expected (ok|EINPROGRESS) $after"
    done
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
