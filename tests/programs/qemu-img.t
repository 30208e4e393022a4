#!/bin/sh
# SPDX-License-Identifier: ISC
# qemu-img over NBD: QEMU before 9.2 sets SO_REUSEADDR on every socket that connects.
. "${srcdir:-.}/tests/programs/lib.sh"
setup qemu-img qemu-nbd

free_port
head -c 1048576 /dev/urandom >"$tmp/disk"
start "$tmp/nbd.out" qemu-nbd -f raw -r -t -b 127.0.0.1 -p "$port" "$tmp/disk"
wait_for listening "$port" || skip_all "qemu-nbd does not start: $(cat "$tmp/nbd.out")"

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    check "$name: qemu-img info succeeds" \
        traced "$tmp/info.log" "$@" qemu-img info "nbd://127.0.0.1:$port"
    check "$name: its client socket is $expected" \
        all_sockets "$tmp/info.log" "127.0.0.1:$port" "unbound $expected ok $expected"
    check "$name: qemu-img convert succeeds" \
        traced "$tmp/convert.log" "$@" qemu-img convert -O raw "nbd://127.0.0.1:$port" "$tmp/copy"
    check "$name: its client socket is $expected" \
        all_sockets "$tmp/convert.log" "127.0.0.1:$port" "unbound $expected ok $expected"
    check "$name: the copy is the original" cmp "$tmp/disk" "$tmp/copy"
    rm -f "$tmp/copy"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
