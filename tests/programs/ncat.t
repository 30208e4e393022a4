#!/bin/sh
# SPDX-License-Identifier: ISC
# ncat -p binds a port of the user's choice and needs SO_REUSEADDR to have it again while the
# last connection waits in TIME_WAIT: the library must leave that flag alone.
. "${srcdir:-.}/tests/programs/lib.sh"
setup ncat

free_port
server=$port
start "$tmp/server.out" ncat -k -l 127.0.0.1 "$server" --exec /bin/cat
wait_for listening "$server" || skip_all "ncat does not listen: $(cat "$tmp/server.out")"

# ncat --exec throws the answer away if its client closes before it: close when it is there.
# shellcheck disable=SC2094,SC2317 # it waits for its own output; check calls it
echoes() { # [LAUNCHER]
    : >"$tmp/answer"
    {
        echo hello
        wait_for grep -qx hello "$tmp/answer"
    } | traced "$tmp/log" "$@" ncat -p "$port" 127.0.0.1 "$server" >"$tmp/answer" &&
        grep -qx hello "$tmp/answer"
}

half() { # NAME [LAUNCHER]
    name=$1
    shift
    free_port
    for run in first second; do
        check "$name: a line comes back, $run run" echoes "$@"
        check "$name: the flag is on, $run run" all_sockets "$tmp/log" "127.0.0.1:$server" \
            "own flagged EINPROGRESS flagged"
        check "$name: its port is in TIME_WAIT after the $run run" wait_for port_taken "$port" 06
    done
}

half "without the library"
half "with the library" "$NOREUSEADDR"
check "the library asked for the flag it leaves alone" \
    grep 'getsockopt(.*SO_REUSEADDR, \[1\]' "$tmp/log"
done_testing
