#!/bin/sh
# SPDX-License-Identifier: ISC
# What the audit says of real programs, row by row.
. "${srcdir:-.}/tests/programs/lib.sh"
setup jq
built_with HAVE_JANSSON || skip_all "this build has no jansson"
report=$tmp/report

have() { # PROGRAM...: or skips what needs them
    rm -f "$report"
    for program; do
        command -v "$program" >/dev/null && continue
        skip "$*" "$program is not installed"
        return 1
    done
}

audit() { # COMMAND...
    "$NOREUSEADDR" --audit --report="$report" "$@" 2>"$tmp/table"
}

ask() { # FILTER
    "$NOREUSEADDR" --json --show "$report" | jq -r "$1"
}

# shellcheck disable=SC2317 # rows_are_wanted calls it
rows() {
    ask 'def name: split("/") | last | sub("-[0-9].*[.]so"; ".so");
        .rows[] | [.count, .verdict, .action, .call, .port, (.flags | join("+")),
            .family, .protocol, "\(.last.host):\(.last.port)",
            (.setter[0].module | name), (.caller[0].module | name),
            (.program.path | name)] | join(" ")' | sort
}

says() { # NAME [ROW...]: the report has these rows and no others
    name=$1
    shift
    for row; do
        echo "$row"
    done | sort >"$tmp/wanted"
    check "$name" rows_are_wanted
}

# shellcheck disable=SC2317 # check calls it
rows_are_wanted() {
    rows | diff "$tmp/wanted" -
}

# shellcheck disable=SC2317 # check calls it
ends() { # STATUS COMMAND...
    status=$1
    shift
    "$@" >"$tmp/out" 2>&1
    found=$?
    [ "$found" -eq "$status" ] || {
        echo "it ended with $found:"
        cat "$tmp/out"
        return 1
    }
}

red="--audit --error-exitcode=42"
client="client left connect none SO_REUSEADDR ipv4 tcp"
bound="protect left bind none SO_REUSEADDR"
bound_client="client left connect any SO_REUSEADDR"

if have qemu-img qemu-nbd; then
    free_port
    head -c 1048576 /dev/urandom >"$tmp/disk"
    start "$tmp/nbd.out" qemu-nbd -f raw -r -t -b 127.0.0.1 -p "$port" "$tmp/disk"
    nbd=$!
    wait_for listening "$port"
    check "qemu-img info" audit qemu-img info "nbd://127.0.0.1:$port"
    says "qemu-img: its client" "1 $client 127.0.0.1:$port qemu-img qemu-img qemu-img"
    # shellcheck disable=SC2086 # two options
    check "--error-exitcode is red for it" \
        ends 42 "$NOREUSEADDR" $red qemu-img info "nbd://127.0.0.1:$port"
    # shellcheck disable=SC2086
    check "a command that fails keeps its status" \
        ends 1 "$NOREUSEADDR" $red qemu-img info "nbd://127.0.0.1:$port/missing"
    stop "$nbd"
fi

if have qemu-system-x86_64; then
    options='-nodefaults -display none -accel tcg -m 32'
    free_port
    mkfifo "$tmp/source.in" "$tmp/destination.in"
    exec 3<>"$tmp/source.in" 4<>"$tmp/destination.in"
    : >"$tmp/source.out"
    : >"$tmp/destination.out"
    # shellcheck disable=SC2086 # several options
    start "$tmp/destination.err" qemu-system-x86_64 $options -incoming "tcp:127.0.0.1:$port" \
        -chardev "pipe,id=qmp,path=$tmp/destination" -mon chardev=qmp,mode=control
    wait_for listening "$port"
    # shellcheck disable=SC2086
    start "$tmp/source.err" "$NOREUSEADDR" --audit --report="$report" qemu-system-x86_64 \
        $options -chardev "pipe,id=qmp,path=$tmp/source" -mon chardev=qmp,mode=control
    source=$!
    echo '{"execute": "qmp_capabilities"}' >&4
    cat >&3 <<END
{"execute": "qmp_capabilities"}
{"execute": "migrate", "arguments": {"uri": "tcp:127.0.0.1:$port"}}
END
    check "a QEMU migration" wait_for grep -F '"event": "RESUME"' "$tmp/destination.out"
    says "it: its client, while it still runs" \
        "1 $client 127.0.0.1:$port qemu-system-x86_64 qemu-system-x86_64 qemu-system-x86_64"
    echo '{"execute": "quit"}' >&3
    echo '{"execute": "quit"}' >&4
    wait "$source"
    exec 3>&- 4>&-
fi

if have redis-server redis-cli; then
    free_port
    master=$port
    start "$tmp/master.out" redis-server --bind 127.0.0.1 --port "$master" --dir "$tmp" \
        --save '' --repl-diskless-sync-delay 0
    wait_for listening "$master"
    free_port
    start "$tmp/replica.out" "$NOREUSEADDR" --audit --report="$report" redis-server \
        --bind 127.0.0.1 --port "$port" --dir "$tmp" --save '' --replicaof 127.0.0.1 "$master"
    replica=$!
    redis-cli -h 127.0.0.1 -p "$master" set key value >"$tmp/out"
    check "redis: the replica follows" \
        [ "$(redis-cli -h 127.0.0.1 -p "$master" wait 1 ${patience}000)" = 1 ]
    stop "$replica"
    redis=$(basename "$(readlink -f "$(command -v redis-server)")") # it has several names
    says "redis: its client" "1 $client 127.0.0.1:$master $redis $redis $redis"
fi

if have tor; then
    start_tor_bridge
    # Its sandbox refuses to tell the flags and the protocol of a socket.
    for sandbox in 0 1; do
        flags=SO_REUSEADDR protocol=tcp
        [ $sandbox -eq 0 ] || flags='' protocol=''
        rm -f "$report"
        start "$tmp/client.out" "$NOREUSEADDR" --audit --report="$report" tor \
            --defaults-torrc /dev/null -f "$tmp/torrc" \
            --DataDirectory "$tmp/client.$sandbox" --Sandbox $sandbox \
            --UseBridges 1 --Bridge "$bridge"
        tor=$!
        check "tor, Sandbox $sandbox: it fetches the bridge's descriptor" \
            wait_for grep -F "new bridge descriptor 'bridge' (fresh)" "$tmp/client.out"
        kill -s KILL -- "-$tor"
        wait "$tor" 2>/dev/null
        says "tor, Sandbox $sandbox: its client" \
            "1 client left connect none $flags ipv4 $protocol 127.0.0.1:$port tor tor tor"
    done
fi

if have node; then
    cat >"$tmp/echo.js" <<'END'
const net = require('net');
const server = net.createServer(peer => peer.pipe(peer));
server.listen(0, '127.0.0.1', () => {
    const {port} = server.address();
    console.log(port);
    const client = net.connect({host: '127.0.0.1', port, localAddress: '127.0.0.2'});
    client.on('data', () => client.end());
    client.on('close', () => server.close());
    client.write('hello');
});
END
    audit node "$tmp/echo.js" a b >"$tmp/port"
    # Its libuv is a library of its own in Debian, part of the program elsewhere.
    ldd "$(command -v node)" | grep -q libuv && uv=libuv.so.1 || uv=node
    says "node with localAddress: its listener and its client bind, the client connects" \
        "2 $bound ipv4 tcp 127.0.0.2:0 $uv $uv node" \
        "1 $bound_client ipv4 tcp 127.0.0.1:$(cat "$tmp/port") $uv $uv node"
    check "it: first the listener" [ "$(ask '.rows[] | select(.count == 2).first.host')" = 127.0.0.1 ]
    check "it: which script" [ "$(ask '[.rows[].program.arguments] | unique | tojson')" = \
        "[[\"node\",\"$tmp/echo.js\",\"a\",\"b\"]]" ]
fi

if have dig named && { start_named || ! skip "dig" "$why"; }; then
    check "dig over TCP" audit dig +tcp +short @127.0.0.1 -p "$port" example.test
    says "it: its client binds and connects" \
        "1 $bound ipv4 tcp 0.0.0.0:0 libuv.so.1 libuv.so.1 dig" \
        "1 $bound_client ipv4 tcp 127.0.0.1:$port libuv.so.1 libuv.so.1 dig"
    rm "$report"
    check "dig over UDP" audit dig +notcp +short @127.0.0.1 -p "$port" example.test
    says "it: with the other flag" \
        "1 protect left bind none SO_REUSEPORT ipv4 udp 0.0.0.0:0 libisc.so libuv.so.1 dig" \
        "1 client left connect any SO_REUSEPORT ipv4 udp 127.0.0.1:$port libisc.so libuv.so.1 dig"
fi

if have nc.openbsd; then
    free_port
    start "$tmp/listener.out" nc.openbsd -l 127.0.0.1 "$port"
    wait_for listening "$port"
    # shellcheck disable=SC2086 # two options
    check "--error-exitcode is green for nc.openbsd" ends 0 "$NOREUSEADDR" $red \
        --report="$report" nc.openbsd -N 127.0.0.1 "$port"
    says "nc.openbsd: no row"
    free_port
    # shellcheck disable=SC2086
    start "$tmp/listener.out" "$NOREUSEADDR" $red --report="$report" \
        nc.openbsd -l 127.0.0.1 "$port"
    listener=$!
    wait_for listening "$port"
    nc.openbsd -N 127.0.0.1 "$port" </dev/null
    wait "$listener"
    check "--error-exitcode is green for a listener" [ $? -eq 0 ]
    check "though it sets the flag" [ "$(ask '"\(.clients) \(.flags_set > 0)"')" = "0 true" ]
fi
done_testing
