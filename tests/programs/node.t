#!/bin/sh
# SPDX-License-Identifier: ISC
# node with localAddress binds the client to port 0 with SO_REUSEADDR (libuv's uv_tcp_bind).  Its
# listener does the same and must keep the flag.
. "${srcdir:-.}/tests/programs/lib.sh"
setup node

head -c 100000 /dev/urandom >"$tmp/data"
cat >"$tmp/echo.js" <<'EOF'
const fs = require('fs');
const net = require('net');
const [data, copy] = process.argv.slice(2);
const server = net.createServer(peer => peer.pipe(peer));
server.listen(0, '127.0.0.1', () => {
    const {port} = server.address();
    console.log(port);
    const client = net.connect({host: '127.0.0.1', port, localAddress: '127.0.0.2'});
    fs.createReadStream(data).pipe(client).pipe(fs.createWriteStream(copy));
    client.on('close', () => server.close());
});
EOF

# shellcheck disable=SC2317 # check calls it
echoes() { # [LAUNCHER]
    traced "$tmp/log" "$@" node "$tmp/echo.js" "$tmp/data" "$tmp/copy" >"$tmp/port" &&
        cmp "$tmp/data" "$tmp/copy"
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    rm -f "$tmp/copy"
    check "$name: what a client sends comes back" echoes "$@"
    check "$name: the client's port is chosen $expected" \
        all_sockets "$tmp/log" 127.0.0.2:0 "unbound $expected ok $expected"
    check "$name: the client connects $expected" all_sockets "$tmp/log" \
        "127.0.0.1:$(cat "$tmp/port")" "port0 $expected EINPROGRESS $expected"
    check "$name: the listener's port is chosen $expected, and it has the flag" \
        all_sockets "$tmp/log" 127.0.0.1:0 "unbound $expected ok flagged"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
