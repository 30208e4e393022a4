#!/bin/sh
# SPDX-License-Identifier: ISC
# netcat-traditional sets SO_REUSEADDR and SO_REUSEPORT on every socket.
. "${srcdir:-.}/tests/programs/lib.sh"
setup nc.traditional

# shellcheck disable=SC2317 # check calls it
echoes() { # [LAUNCHER]
    answer=$(echo hello |
        traced "$tmp/log" "$@" nc.traditional -q "$patience" 127.0.0.1 "$port")
    [ "$answer" = hello ]
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    free_port
    start "$tmp/server.out" nc.traditional -l -p "$port" -s 127.0.0.1 -e /bin/cat
    wait_for listening "$port"
    check "$name: a line comes back" echoes "$@"
    for option in SO_REUSEADDR SO_REUSEPORT; do
        check "$name: the program sets $option" grep -F "$option, [1], 4) = 0" "$tmp/log"
    done
    check "$name: its client socket is $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "unbound $expected ok $expected"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
