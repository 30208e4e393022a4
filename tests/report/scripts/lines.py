# SPDX-License-Identifier: ISC
"""Clients with the flag, set and connected in several ways; says "connected"."""
import asyncio
import socket
import sys
import threading


def refuse(event, arguments):
    """A hook for audit events that takes no other one beside it."""
    if event == "sys.addaudithook":
        raise ValueError("not wanted")


if sys.argv[1] == "refused":
    sys.addaudithook(refuse)
listener = socket.create_server(("127.0.0.1", 0))
server = listener.getsockname()


def turn_on(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # sets


def reach(client):
    client.connect(server)  # connects


def one():
    with socket.socket() as client:
        turn_on(client)
        reach(client)


def other():
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # other sets
        client.connect(server)  # other connects


def threads():
    """Eight at once: each has a line of its own."""
    several = [threading.Thread(target=work) for work in 4 * [one, other]]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()


def library():
    """The socket layer of the standard library is passed over."""

    async def client():
        reader, writer = await asyncio.open_connection(  # library connects
            *server, local_addr=("127.0.0.1", 0)
        )
        writer.close()

    async def flagged():
        loop = asyncio.get_running_loop()
        with socket.socket() as unblocked:
            unblocked.setblocking(False)
            turn_on(unblocked)
            await loop.sock_connect(unblocked, server)  # asyncio connects

    asyncio.run(client())
    asyncio.run(flagged())


def exception():
    """What is asked while an exception is handled leaves it alone."""
    try:
        raise KeyError("kept")
    except KeyError as error:
        one()
        assert error.args == ("kept",) and sys.exc_info()[1] is error


def references():
    """Nor does it lose or keep references."""
    code, frame = one.__code__, sys._getframe()
    one()
    before = sys.getrefcount(code), sys.getrefcount(frame), sys.getrefcount(__file__)
    for _ in range(50):
        one()
        listener.accept()[0].close()
    after = sys.getrefcount(code), sys.getrefcount(frame), sys.getrefcount(__file__)
    assert after == before, (before, after)


def foreign():
    """A call that C code makes is not one of the script's."""
    import ctypes

    with socket.socket() as client:
        on = ctypes.c_int(1)
        libc = ctypes.PyDLL(None)  # with the lock held
        libc.setsockopt(
            client.fileno(), socket.SOL_SOCKET, socket.SO_REUSEADDR, ctypes.byref(on), 4
        )
        reach(client)


def forked():
    """In handlers of fork, and in the child."""
    import os

    os.register_at_fork(before=one, after_in_parent=one, after_in_child=other)
    child = os.fork()
    if not child:
        other()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def strange():
    """A function and a file whose names are no UTF-8, and long ones."""
    source = "def {}(): one()\n{}()\n"
    exec(compile(source.format("f", "f"), "\udc80.py", "exec"), globals())
    inner = "with socket.socket() as c: turn_on(c); c.connect(server)"
    exec(compile(inner, "/" + 300 * "x" + "/end.py", "exec"), globals())


refused = one
globals()[sys.argv[1]]()
print("connected")
