<?php
// SPDX-License-Identifier: ISC
// A datagram socket that gets the flag from PHP itself; says "connected".
function one() {
    return stream_socket_server("udp://127.0.0.1:0", $e, $s, STREAM_SERVER_BIND); // sets, connects
}
function other() {
    return stream_socket_server("udp://127.0.0.1:0", $e, $s, STREAM_SERVER_BIND); // other sets, other connects
}
$argv[1]() or exit(1);
echo "connected\n";
