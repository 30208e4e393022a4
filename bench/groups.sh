# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# What is measured, a function for each group; read by run.

group_start() {
    say start
    for variant in $variants; do
        set -- "$@" "$variant=$(library_of "$variant")"
    done
    "$bench/start" "$bench/nothing" $((rounds * 4)) 20 "$@" >>"$raw" 2>/dev/null
}

dirty() {
    under "$1" "$bench/dirty"
}

# The pages of a file that was just built count as dirty until they are on the disk.
group_memory() {
    for variant in $variants; do
        library=$(library_of "$variant")
        sync "$bench/dirty" ${library:+"$library"}
    done
    measure dirty_pages "$rounds" dirty
}

group_calls() {
    for call in setsockopt connect_unused connect_unflagged sendto_peer sendto sendmsg \
        sendmmsg sendto_later sendmsg_later; do
        measure "ns_$call" $((rounds * 4)) program calls $call 5000
    done
    for call in tcp_unused tcp_unflagged tcp_flagged tcp_flagged_together \
        tcp_flagged_alone bind_any bind_port; do
        measure "ns_$call" $((rounds * 4)) program calls $call 500
    done
}

# collected CASE COUNT VARIANT: the instructions of all calls of a run.
collected() {
    library=$(library_of "$3")
    LD_PRELOAD=$library valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        --toggle-collect=repeat "$bench/calls" "$1" "$2" 2>&1 | sed -n 's/.*Collected : \([0-9]*\).*/\1/p' | sort -n |
        tail -1
}

# Those of one call: what 2,000 calls more cost more.
instructions() {
    few=$(collected "$1" 200 "$2")
    many=$(collected "$1" 2200 "$2")
    [ -n "$few" ] && [ -n "$many" ] && echo "$few $many" | awk '{ print ($2 - $1) / 2000 }'
}

group_instructions() {
    command -v valgrind >/dev/null || {
        say "skipped: instructions: valgrind is not installed"
        return
    }
    for call in setsockopt connect_unused connect_unflagged sendto_peer sendto sendmsg \
        sendmmsg sendto_peer_in_use sendto_later sendmsg_later sendmmsg_later \
        tcp_flagged bind_any bind_port; do
        measure "instructions_$call" 1 instructions $call
    done
}

traced() {
    library=$(library_of "$3")
    strace -o "$scratch/trace" ${library:+-E "LD_PRELOAD=$library"} "$bench/calls" "$1" "$2" \
        >/dev/null 2>&1 && grep -c '(' "$scratch/trace"
}

system_calls() {
    few=$(traced "$1" 10 "$2")
    many=$(traced "$1" 110 "$2")
    [ -n "$few" ] && [ -n "$many" ] && echo "$few $many" | awk '{ print ($2 - $1) / 100 }'
}

group_system_calls() {
    command -v strace >/dev/null || {
        say "skipped: system calls: strace is not installed"
        return
    }
    for call in setsockopt connect_unused connect_unflagged sendto sendto_later \
        tcp_unflagged tcp_flagged bind_any bind_port; do
        measure "system_calls_$call" 1 system_calls $call
    done
}

group_work() {
    for threads in 1 2; do
        measure "connects_$threads" $((rounds * 4)) program connects 500 $threads
    done
    measure queries $((rounds * 4)) program queries 500
    measure events $((rounds * 2)) program events 2000 1000
    for taken in 0 1000 10000; do
        measure "ports_$taken" 5 program ports 100 $taken
    done
}

# Does a call cost more where there are more descriptors or threads?
group_growth() {
    all=$variants
    variants="plain noreuseaddr"
    for descriptors in 10 1000 10000 100000; do
        measure "descriptors_$descriptors" "$rounds" program calls sendto_later 20000 \
            $descriptors
    done
    for threads in 1 64; do
        measure "threads_$threads" "$rounds" program calls sendto_later 3000 10 $threads
    done
    variants=$all
}

# What does a record cost, with few rows in the report and with as many as it holds?
group_report() {
    all=$variants
    for call in set_flag udp_flagged tcp_flagged; do
        for settings in mode=strip "mode=strip,report=$scratch/few" \
            "mode=strip,report=$scratch/full" "mode=audit,report=$scratch/audit"; do
            export NOREUSEADDR_OPTIONS="$settings"
            variants="plain audit"
            [ "$settings" != mode=strip ] || variants="plain noreuseaddr audit"
            name=${settings##*[=/]}
            [ "$name" != full ] || fill_report $call
            measure "${call}_$name" $((rounds * 4)) program calls $call 500
        done
    done
    export NOREUSEADDR_OPTIONS="mode=audit,report=$scratch/starts"
    variants="plain audit"
    measure started_300 "$rounds" started_300
    unset NOREUSEADDR_OPTIONS
    variants=$all
}

# started_300 VARIANT: a shell that starts 300 of the shortest programs.
started_300() {
    begin=$(date +%s%N)
    # shellcheck disable=SC2016
    under "$1" sh -c 'for i in $(seq 300); do "$1"; done' sh "$bench/nothing" || return
    echo $(($(date +%s%N) - begin))
}

# The row of the call, from the same command, comes first, so that it is there when no room
# is left.
fill_report() {
    rm -f "$scratch/full"
    LD_PRELOAD=$LIBNOREUSEADDR_AUDIT "$bench/calls" "$1" 500 >/dev/null
    for again in 1 2 3 4 5; do # each is another command, with rows of its own
        LD_PRELOAD=$LIBNOREUSEADDR_AUDIT "$BUILDDIR/tests/report/audited" everywhere $again
    done
}

# What does the record of a script's client cost, with the line of the script?
group_scripts() {
    all=$variants
    variants="plain audit"
    export NOREUSEADDR_OPTIONS="mode=audit,report=$scratch/scripts"
    for pair in /usr/bin/python3:client.py perl:client.pl ruby:client.rb php:socket.php; do
        if command -v "${pair%:*}" >/dev/null; then
            measure "${pair#*:}" $((rounds * 2)) script "${pair%:*}" "$srcdir/bench/${pair#*:}" 500
            measure "start_${pair#*:}" $((rounds * 2)) script_start "${pair%:*}" \
                "$srcdir/bench/${pair#*:}"
        else
            say "skipped: ${pair#*:}: ${pair%:*} is not installed"
        fi
    done
    unset NOREUSEADDR_OPTIONS
    variants=$all
}

# script INTERPRETER SCRIPT COUNT VARIANT
script() {
    # shellcheck disable=SC2086 # words are wanted
    under "$4" $client_on "$1" "$2" "$3"
}

# script_start INTERPRETER SCRIPT VARIANT: all of a run with one client, in nanoseconds.
script_start() {
    begin=$(date +%s%N)
    script "$1" "$2" 1 "$3" >/dev/null
    echo $(($(date +%s%N) - begin))
}

# The rule on a cgroup: in one, and beside one ("outside"), and the audit of one.  Only
# plain runs where no cgroup of the system has it.
make_cgroup() {
    root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
    cgroup=$(mktemp -d "$root/bench.XXXXXX" 2>"$scratch/errors") &&
        attach_cgroup 2>"$scratch/errors" && detach_cgroup && return
    say "skipped: cgroup: $(head -1 "$scratch/errors")"
    return 1
}

attach_cgroup() {
    "$NOREUSEADDR" --cgroup=attach "$cgroup" >/dev/null
}

detach_cgroup() {
    "$NOREUSEADDR" --cgroup=detach "$cgroup" >/dev/null
}

# in_cgroup VARIANT COMMAND...
in_cgroup() {
    attach_cgroup
    if [ "$1" = outside ]; then
        shift
        "$@"
    else
        shift
        # shellcheck disable=SC2016
        sh -c 'echo 0 >"$1/cgroup.procs" && shift && exec "$@"' sh "$cgroup" "$@"
    fi
    in_cgroup_status=$?
    detach_cgroup
    return $in_cgroup_status
}

in_audited_cgroup() {
    "$NOREUSEADDR" --audit --report="$scratch/audited" --cgroup "$@"
}

started() {
    set -- "$1" "$bench/nothing"
    case $1 in
    noreuseaddr) set -- "$NOREUSEADDR" "$2" ;;
    cgroup) set -- "$NOREUSEADDR" --cgroup "$2" ;;
    audited) set -- in_audited_cgroup "$2" ;;
    *) shift ;;
    esac
    before=$(date +%s%N)
    "$@" 2>"$scratch/errors" || return
    echo $(($(date +%s%N) - before))
}

group_cgroup() {
    make_cgroup || return 0
    all=$variants
    variants="plain noreuseaddr outside cgroup audited"
    for call in setsockopt getsockopt set_flag udp_flagged sendto_later sendto_first; do
        measure "ns_$call" $((rounds * 4)) program calls $call 5000
    done
    for call in tcp_unflagged tcp_flagged tcp_flagged_alone bind_any bind_port; do
        measure "ns_$call" $((rounds * 4)) program calls $call 500
    done
    variants="plain noreuseaddr cgroup audited"
    measure launched $((rounds * 4)) started
    variants=$all
}

# Server and client each on a processor of its own, where there are two and taskset.
server_on='' client_on=''
if taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null; then
    server_on="taskset -c 0" client_on="taskset -c 1"
fi

# serve VARIANT COMMAND...: a server under the variant, once it takes connections.
serve() {
    library=$(library_of "$1")
    shift
    # shellcheck disable=SC2086 # words are wanted
    LD_PRELOAD=$library $server_on "$@" >"$scratch/server" 2>&1 &
    # shellcheck disable=SC2034 # for stop_server in run
    server=$!
    "$bench/await" "$port" && return
    stop_server
    return 1
}

# client VARIANT COMMAND...
client() {
    variant=$1
    shift
    # shellcheck disable=SC2086 # words are wanted
    under "$variant" $client_on "$@"
}

http() {
    port=$("$bench/free_port")
    cat >"$scratch/nginx.conf" <<EOF
daemon off; master_process on; worker_processes 1; pid $scratch/nginx.pid;
error_log $scratch/nginx.errors crit;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 50;
    server { listen 127.0.0.1:$port; location / { return 200 "ok\n"; } } }
EOF
    serve "$1" nginx -c "$scratch/nginx.conf" -e "$scratch/nginx.errors" || return 1
    if command -v wrk >/dev/null; then
        client "$1" wrk -t1 -c20 -d1s "http://127.0.0.1:$port/" |
            awk '/^Requests\/sec/ { print 1e9 / $2 }'
    else
        client "$1" ab -q -k -c20 -n20000 "http://127.0.0.1:$port/" |
            awk '/^Requests per second/ { print 1e9 / $4 }'
    fi
    stop_server
}

redis() {
    port=$("$bench/free_port")
    serve "$1" redis-server --port "$port" --bind 127.0.0.1 --save '' || return 1
    client "$1" redis-benchmark -p "$port" -q -n 20000 -c 20 -t get --csv |
        awk -F'"' '/GET/ { print 1e9 / $4 }'
    stop_server
}

stream() {
    port=$("$bench/free_port")
    serve "$1" iperf3 -s -p "$port" || return 1
    client "$1" iperf3 -c 127.0.0.1 -p "$port" -t 1 -J |
        awk '/"sum_received"/ { sum = 1 } sum && /bits_per_second/ { print 1e15 / $2; exit }'
    stop_server
}

group_programs() {
    for pair in nginx:http redis-server:redis iperf3:stream; do
        if command -v "${pair%:*}" >/dev/null; then
            measure "${pair#*:}" "$rounds" "${pair#*:}"
        else
            say "skipped: ${pair#*:}: ${pair%:*} is not installed"
        fi
    done
}
