# SPDX-License-Identifier: ISC
"""client.py COUNT: a TCP client with the flag, again and again; prints the nanoseconds that
socket, setsockopt, connect and close took, the median."""
import socket
import statistics
import sys
import time


def client(server):
    begin = time.perf_counter_ns()
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.connect(server)
    return time.perf_counter_ns() - begin


def taken(listener):
    took = client(listener.getsockname())
    listener.accept()[0].close()
    return took


listener = socket.create_server(("127.0.0.1", 0))
print(statistics.median(taken(listener) for _ in range(int(sys.argv[1]))))
