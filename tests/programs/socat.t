#!/bin/sh
# SPDX-License-Identifier: ISC
# socat as a UDP forwarder with reuseaddr: one client socket for each packet that comes in, with
# the port chosen at the first send (UDP-SENDTO) or at connect (UDP-CONNECT).
. "${srcdir:-.}/tests/programs/lib.sh"
setup socat

free_port
server=$port
start "$tmp/server.out" socat "UDP-RECVFROM:$server,bind=127.0.0.1,fork" EXEC:/bin/cat
wait_for udp_bound "$server" || skip_all "socat does not start: $(cat "$tmp/server.out")"

# readbytes ends the client as soon as the whole answer is there.
# shellcheck disable=SC2317 # check calls it
answers() { # WORD
    answer=$(printf %s "$1" |
        timeout "$patience" socat -t "$patience" - "UDP-CONNECT:127.0.0.1:$port,readbytes=${#1}")
    [ "$answer" = "$1" ]
}

half() { # NAME EXPECTED ADDRESS-TYPE [LAUNCHER]
    name="$3 $1" expected=$2 type=$3
    shift 3
    free_port
    start_traced "$tmp/log" "$tmp/forwarder.out" "$@" socat \
        "UDP-RECVFROM:$port,bind=127.0.0.1,fork" "$type:127.0.0.1:$server,reuseaddr"
    forwarder=$!
    wait_for udp_bound "$port"
    for word in one two three; do
        check "$name: the answer to $word comes back" answers $word
    done
    stop "$forwarder"
    check "$name: its client sockets are $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$server" "unbound $expected ok $expected"
}

for type in UDP-SENDTO UDP-CONNECT; do
    half "without the library" flagged "$type"
    half "with the library" cleared "$type" "$NOREUSEADDR"
done
done_testing
