# SPDX-License-Identifier: ISC
# Reads a log of strace -f -y and says at which calls the kernel chose a local port and whether
# SO_REUSEADDR or SO_REUSEPORT was on.  lib.sh describes what it prints.

function flag(socket) {
    if (on[socket, "SO_REUSEADDR"] || on[socket, "SO_REUSEPORT"])
        return "flagged"
    return asked[socket] ? "cleared" : "never"
}

function note(peer) {
    count++
    who[count] = socket
    line[count] = call " " peer " " origin[socket] " " flag(socket) " " result
}

{
    call = $2
    sub(/\(.*/, "", call)
    if (!match($0, /^[0-9]+ +[a-z]+\([0-9]+<[A-Za-z0-9]+:\[[0-9]+\]>/))
        next
    socket = substr($0, 1, RLENGTH)
    sub(/.*\[/, "", socket)
    if (!(socket in origin))
        origin[socket] = "unbound"

    result = $0
    sub(/.*\) += /, "", result)
    result = result ~ /^[0-9]/ ? "ok" : result ~ /^-1 E/ ? substr(result, 4) : "?"
    sub(/ .*/, "", result)
}

call == "setsockopt" && result == "ok" && match($0, /SOL_SOCKET, SO_REUSE(ADDR|PORT), \[/) {
    option = substr($0, RSTART + 12, 12)
    value = substr($0, RSTART + RLENGTH)
    on[socket, option] = value + 0 != 0
    if (on[socket, option])
        asked[socket] = 1
    next
}

/sa_family=AF_INET6?, sin6?_port=htons\([0-9]+\)/ {
    match($0, /port=htons\([0-9]+/)
    port = substr($0, RSTART + 11, RLENGTH - 11)
    match($0, /inet_(addr\(|pton\(AF_INET6, )"[^"]*/)
    address = substr($0, RSTART, RLENGTH)
    sub(/.*"/, "", address)
    if (address ~ /:/)
        address = "[" address "]"
    peer = address ":" port
    begins = result == "ok" || result == "EINPROGRESS" || result == "EINTR"
}

call == "bind" && peer {
    if (port == 0)
        note(peer)
    if (result == "ok")
        origin[socket] = port == 0 ? "port0" : "own"
}

call == "connect" && peer {
    note(peer)
}

# A send with an address chooses a port only if the socket has none.
call ~ /^send(to|msg|mmsg)$/ && peer && origin[socket] == "unbound" {
    note(peer)
}

call ~ /^(connect|send(to|msg|mmsg))$/ && peer && begins && origin[socket] == "unbound" {
    origin[socket] = "used"
}

{ peer = "" }

END {
    for (i = 1; i <= count; i++)
        print line[i], flag(who[i])
}
