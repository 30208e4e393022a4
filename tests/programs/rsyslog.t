#!/bin/sh
# SPDX-License-Identifier: ISC
# rsyslog's omfwd over UDP sets SO_REUSEADDR and sends without bind or connect: the kernel
# chooses the port at the first send.  One rsyslogd forwards to itself here.
. "${srcdir:-.}/tests/programs/lib.sh"
setup rsyslogd logger

# shellcheck disable=SC2317 # check calls it
arrives() { # MESSAGE
    logger -u "$tmp/$expected.socket" "$1"
    wait_for grep -q "$1\$" "$tmp/$expected.arrived"
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    free_port
    cat >"$tmp/rsyslog.conf" <<EOF
global(workDirectory="$tmp")
module(load="imuxsock" SysSock.Use="off")
module(load="imudp")
input(type="imuxsock" Socket="$tmp/$expected.socket")
input(type="imudp" Address="127.0.0.1" Port="$port" Ruleset="arrived")
ruleset(name="arrived") { action(type="omfile" File="$tmp/$expected.arrived") }
action(type="omfwd" Target="127.0.0.1" Port="$port" Protocol="udp")
EOF
    start_traced "$tmp/log" "$tmp/rsyslogd.out" "$@" rsyslogd -n -i NONE -f "$tmp/rsyslog.conf"
    rsyslogd=$!
    wait_for udp_bound "$port"
    wait_for test -S "$tmp/$expected.socket"
    for word in one two three; do
        check "$name: message $word arrives" arrives "message $word"
    done
    stop "$rsyslogd"
    check "$name: the port is chosen $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "unbound $expected ok $expected"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
