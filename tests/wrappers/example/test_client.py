# SPDX-License-Identifier: ISC
import socket


def reach(option):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, option, 1)
        client.connect(server.getsockname())


def test_plain():
    reach(socket.SO_KEEPALIVE)


def test_flagged():
    reach(socket.SO_REUSEADDR)
