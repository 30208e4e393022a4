# SPDX-License-Identifier: ISC
# Reads a log of strace -f -y -e trace=network and says what a report of that run must say,
# from the calls alone: one line for each kind of row,
#
#     VERDICT CALL PORT FAMILY PROTOCOL COUNT
#
# in the words of docs/report-format.md, and "flags_set COUNT".  A socket is its inode (-y).
# A socket counts once for connect and send, unless the flag is set on it again.

{
    sub(/^[0-9]+ +/, "")
    call = $0
    sub(/\(.*/, "", call)
    result = $0
    sub(/.*\) += /, "", result)
    good = result ~ /^[0-9]/
}

call == "socket" && good {
    if (!match(result, /\[[0-9]+\]/))
        next
    socket = substr(result, RSTART + 1, RLENGTH - 2)
    family[socket] = /\(AF_INET6,/ ? "ipv6" : /\(AF_INET,/ ? "ipv4" : ""
    protocol[socket] = /SOCK_DGRAM/ ? "udp" : "tcp"
    if (/IPPROTO_[A-Z]/ && !/IPPROTO_(IP|TCP|UDP)\)/) {
        protocol[socket] = $0
        sub(/.*IPPROTO_/, "", protocol[socket])
        sub(/\).*/, "", protocol[socket])
        protocol[socket] = tolower(protocol[socket])
    }
    port[socket] = "none"
    next
}

{
    if (!match($0, /^[a-z]+\([0-9]+<[A-Za-z0-9]+:\[[0-9]+\]>/))
        next
    socket = substr($0, 1, RLENGTH)
    sub(/.*\[/, "", socket)
    sub(/\].*/, "", socket)
}

call == "setsockopt" && good && match($0, /SOL_SOCKET, SO_REUSE(ADDR|PORT), \[/) {
    option = substr($0, RSTART + 12, 12)
    value = substr($0, RSTART + RLENGTH) + 0
    if (value * value > 1) # the library asks whether an address can be read: this one
        next
    flag[socket, option] = value != 0
    if (value) {
        flags_set++
        counted[socket] = 0
    }
    next
}

!family[socket] {
    next
}

function note(verdict, call_kind) {
    if (!flag[socket, "SO_REUSEADDR"] && !flag[socket, "SO_REUSEPORT"])
        return
    if (call_kind != "bind" && counted[socket] && port[socket] != "none")
        return
    counted[socket] = call_kind != "bind"
    rows[verdict " " call_kind " " port[socket] " " family[socket] " " protocol[socket]]++
}

{
    if (!match($0, /sa_family=AF_INET6?, sin6?_port=htons\([0-9]+\)/))
        next
    number = substr($0, RSTART, RLENGTH)
    sub(/.*\(/, "", number)
    number += 0
    # The kernel has a port for it, or goes on to choose one.
    ahead = good || result ~ /^-1 E(INPROGRESS|INTR|ALREADY)/
}

call == "bind" && number == 0 {
    note("protect", "bind")
    if (good)
        port[socket] = "any"
    next
}

call == "bind" && good {
    port[socket] = "own"
    next
}

call == "connect" {
    note(port[socket] == "own" ? "kept-port" : "client", "connect")
    if (ahead)
        port[socket] = "own"
    else if (port[socket] == "none")
        port[socket] = "failed-call"
    next
}

# A send chooses a port only where there is none; a stream's only with MSG_FASTOPEN.
call ~ /^send(to|msg|mmsg)$/ && port[socket] ~ /none|failed-call/ &&
    (protocol[socket] == "udp" || /MSG_FASTOPEN/) {
    note("client", "send")
    port[socket] = ahead ? "own" : "failed-call"
}

END {
    for (row in rows)
        print row, rows[row]
    print "flags_set", flags_set + 0
}
