#!/bin/sh
# SPDX-License-Identifier: ISC
# chronyd sets SO_REUSEADDR on its server's sockets, and its seccomp filter kills it for any call
# that it does not make itself (-F 1), or for some that it never makes (-F 2).  Here one asks another for the time.
# shellcheck source=tests/programs/lib.sh
. "${srcdir:-.}/tests/programs/lib.sh"
setup chronyd chronyc

configure() { # NAME: its port is $port, that for commands $command
    free_port
    command=$port
    free_port
    cat >"$tmp/$1.conf" <<EOF
port $port
bindaddress 127.0.0.1
cmdport $command
bindcmdaddress 127.0.0.1
bindcmdaddress $tmp/$1.sock
pidfile $tmp/$1.pid
user $(id -un)
EOF
}

# shellcheck disable=SC2317 # check calls it
selected() { # the client has the server's time
    chronyc -n -h 127.0.0.1 -p "$command" sources 2>&1 | grep -F '^* 127.0.0.1'
}

# shellcheck disable=SC2317
survives() { # COMMAND...: wait_for it, or say what the two daemons said
    wait_for "$@" || {
        cat "$tmp"/*.out
        tail -n 3 "$tmp/log"
        return 1
    }
}

half() { # NAME LEVEL [LAUNCHER]
    name="$1, -F $2" level=$2
    shift 2
    configure server
    server=$port
    printf 'local stratum 1\nallow 127.0.0.1\n' >>"$tmp/server.conf"
    start "$tmp/server.out" "$@" chronyd -x -d -F "$level" -f "$tmp/server.conf"
    serving=$!
    wait_for grep -F "Loaded seccomp filter (level $level)" "$tmp/server.out" >/dev/null ||
        skip_all "chronyd does not start: $(tail -n 1 "$tmp/server.out")"
    configure client
    echo "server 127.0.0.1 port $server iburst minpoll -4 maxpoll -4" >>"$tmp/client.conf"
    start_traced "$tmp/log" "$tmp/client.out" "$@" chronyd -x -d -F "$level" -f "$tmp/client.conf"
    asking=$!
    check "$name: the client selects the server" survives selected
    check "$name: it uses the flag, for its own server" grep 'SO_REUSEADDR, \[1\], 4) = 0' "$tmp/log"
    stop "$asking"
    stop "$serving"
    check "$name: nothing was killed" sh -c '! grep -F SIGSYS "$1"' sh "$tmp/log"
}

for level in 1 2; do
    half "without the library" "$level"
    half "with the library" "$level" "$NOREUSEADDR"
    check "-F $level: the library asked, inside the filter" \
        grep 'getsockopt(.*SO_REUSEADDR, \[0\]' "$tmp/log"
done
done_testing
