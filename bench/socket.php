<?php
// SPDX-License-Identifier: ISC
// socket.php COUNT: a datagram socket on port 0, on which PHP sets the flag; its own functions
// for clients are out of reach of a preload where it loads them with RTLD_DEEPBIND.
function one() {
    $start = hrtime(true);
    $socket = stream_socket_server("udp://127.0.0.1:0", $e, $s, STREAM_SERVER_BIND);
    fclose($socket);
    return hrtime(true) - $start;
}
$took = [];
for ($i = 0; $i < (int)$argv[1]; $i++)
    $took[] = one();
sort($took);
echo $took[count($took) >> 1], "\n";
