#!/bin/sh
# SPDX-License-Identifier: ISC
# QEMU with -sandbox on, whose seccomp filter is there before the sockets are: a machine's disk comes
# over NBD, on a client socket that QEMU before 9.2 gives SO_REUSEADDR.
# shellcheck source=tests/programs/lib.sh
. "${srcdir:-.}/tests/programs/lib.sh"
setup qemu-system-x86_64 qemu-nbd
patience=40

free_port
head -c 1048576 /dev/urandom >"$tmp/disk"
start "$tmp/nbd.out" qemu-nbd -f raw -r -t -b 127.0.0.1 -p "$port" "$tmp/disk"
wait_for listening "$port" || skip_all "qemu-nbd does not start: $(cat "$tmp/nbd.out")"

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    cat >"$tmp/commands" <<EOF
{"execute": "qmp_capabilities"}
{"execute": "human-monitor-command", "arguments": {"command-line": "qemu-io disk \"read 0 1M\""}}
{"execute": "quit"}
EOF
    timeout "$patience" strace -f -y -qq -e trace=network,seccomp -e signal=none -o "$tmp/log" "$@" \
        qemu-system-x86_64 -nodefaults -display none -machine none -qmp stdio \
        -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny \
        -blockdev "driver=nbd,node-name=disk,read-only=on,server.type=inet,server.host=127.0.0.1,server.port=$port" \
        <"$tmp/commands" >"$tmp/out" 2>&1
    check "$name: the machine runs and ends" grep '"event": "SHUTDOWN"' "$tmp/out"
    check "$name: it reads its disk" grep 'read 1048576/1048576 bytes' "$tmp/out"
    check "$name: its filter is there before the socket" awk '
        /seccomp\(SECCOMP_SET_MODE_FILTER.*= 0/ { filter = 1 }
        /connect\(.*127\.0\.0\.1/ { exit !filter }' "$tmp/log"
    check "$name: its client socket is $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "unbound $expected (ok|EINPROGRESS) $expected"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
