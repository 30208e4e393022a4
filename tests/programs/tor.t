#!/bin/sh
# SPDX-License-Identifier: ISC
# tor sets SO_REUSEADDR on every socket that connects.  Here a client uses a bridge on loopback in
# a network without directory authorities.  It gets as far as the bridge's descriptor: for that it
# has shaken hands (TLS and OR protocol) and opened a circuit of one hop.
. "${srcdir:-.}/tests/programs/lib.sh"
setup tor

start_tor_bridge || skip_all "tor does not start as a bridge: $(tail -n 1 "$tmp/bridge.out")"

half() { # NAME EXPECTED SANDBOX [LAUNCHER]
    name="$1, Sandbox $3" expected=$2 sandbox=$3
    shift 3
    client=$tmp/client.$expected.$sandbox
    # strace can't attach to a tor that has made itself undumpable, unless it is root.
    start_traced "$tmp/log" "$client.out" "$@" tor --defaults-torrc /dev/null -f "$tmp/torrc" \
        --DataDirectory "$client" --Sandbox "$sandbox" --DisableDebuggerAttachment 0 \
        --UseBridges 1 --Bridge "$bridge"
    tor=$!
    check "$name: the client fetches the bridge's descriptor" wait_for \
        grep -F "new bridge descriptor 'bridge' (fresh): \$${bridge#* }~" "$client.out"
    # Its sandbox refuses SIG_BLOCK to pthread_create, which then restores a mask that it never
    # read: SIGTERM may be blocked.
    kill -s KILL -- "-$tor"
    wait "$tor" 2>/dev/null
    check "$name: its connection to the bridge is $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "unbound $expected EINPROGRESS $expected"
}

for sandbox in 0 1; do
    half "without the library" flagged "$sandbox"
    half "with the library" cleared "$sandbox" "$NOREUSEADDR"
done
check "the sandbox refuses the library's question" \
    grep 'getsockopt(.*SO_REUSEADDR, .*EPERM' "$tmp/log"
done_testing
