#!/bin/sh
# SPDX-License-Identifier: ISC
# Redis replication: the replica sets SO_REUSEADDR on the socket that goes to its master.
. "${srcdir:-.}/tests/programs/lib.sh"
setup redis-server redis-cli

free_port
master=$port
start "$tmp/master.out" redis-server --bind 127.0.0.1 --port "$master" --dir "$tmp" --save '' \
    --repl-diskless-sync-delay 0
wait_for listening "$master" || skip_all "redis-server does not start: $(cat "$tmp/master.out")"

# shellcheck disable=SC2317 # check calls it
ask() { # PORT COMMAND EXPECTED
    # shellcheck disable=SC2086 # COMMAND is several words
    answer=$(redis-cli -h 127.0.0.1 -p "$1" $2)
    [ "$answer" = "$3" ] || {
        echo "$2: $answer, not $3"
        return 1
    }
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    free_port
    start_traced "$tmp/replica.log" "$tmp/replica.out" "$@" redis-server --bind 127.0.0.1 \
        --port "$port" --dir "$tmp" --save '' --replicaof 127.0.0.1 "$master"
    replica=$!
    check "$name: the master takes a key" ask "$master" "set key $expected" OK
    check "$name: the replica acknowledges it" ask "$master" "wait 1 ${patience}000" 1
    # For the master it is there as soon as all is sent; it may still be about to load that.
    check "$name: the replica holds it" wait_for ask "$port" "get key" "$expected"
    stop "$replica"
    check "$name: its client socket is $expected" \
        all_sockets "$tmp/replica.log" "127.0.0.1:$master" \
        "unbound $expected EINPROGRESS $expected"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
