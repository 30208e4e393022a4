#!/bin/sh
# SPDX-License-Identifier: ISC
# QEMU live migration over tcp: the source sets SO_REUSEADDR on the socket that connects.
# A guest that no disk starts runs on in its firmware; what a loader put into its memory tells
# whether it is the same guest at the destination.
. "${srcdir:-.}/tests/programs/lib.sh"
setup qemu-system-x86_64
patience=40
options='-nodefaults -display none -accel tcg -m 32'
pattern_address=0x1000000
pattern_size=65536
head -c $pattern_size /dev/urandom >"$tmp/pattern"

# A machine's QMP monitor reads the pipe NAME.in, which stays open for writing as descriptor 3
# or 4, and writes to the file NAME.out.
mkfifo "$tmp/source.in" "$tmp/destination.in"
exec 3<>"$tmp/source.in" 4<>"$tmp/destination.in"

monitor() { # NAME: options for its monitor
    : >"$tmp/$1.out"
    echo "-chardev pipe,id=qmp,path=$tmp/$1 -mon chardev=qmp,mode=control"
}

# shellcheck disable=SC2317 # check calls it
says() { # NAME TEXT: waits for it
    wait_for grep -F "$2" "$tmp/$1.out" || {
        cat "$tmp/$1".*out
        return 1
    }
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    free_port
    # shellcheck disable=SC2046,SC2086 # several options each
    start "$tmp/destination.err.out" qemu-system-x86_64 $options $(monitor destination) \
        -incoming "tcp:127.0.0.1:$port"
    destination=$!
    wait_for listening "$port"
    # shellcheck disable=SC2046,SC2086
    start_traced "$tmp/log" "$tmp/source.err.out" "$@" qemu-system-x86_64 $options \
        $(monitor source) -device "loader,file=$tmp/pattern,addr=$pattern_address,force-raw=on"
    source=$!

    cat >&4 <<EOF
{"execute": "qmp_capabilities"}
EOF
    cat >&3 <<EOF
{"execute": "qmp_capabilities"}
{"execute": "query-status"}
{"execute": "migrate", "arguments": {"uri": "tcp:127.0.0.1:$port"}}
EOF
    check "$name: the guest runs at the source" says source '"status": "running"'
    check "$name: the destination resumes the guest" says destination '"event": "RESUME"'
    cat >&4 <<EOF
{"execute": "query-status"}
{"execute": "pmemsave", "arguments":
    {"val": $((pattern_address)), "size": $pattern_size, "filename": "$tmp/memory"}}
{"execute": "quit"}
EOF
    check "$name: it runs at the destination" says destination '"status": "running"'
    says destination '"event": "SHUTDOWN"' >/dev/null
    stop "$destination"
    check "$name: with the memory it had" cmp "$tmp/pattern" "$tmp/memory"
    echo '{"execute": "quit"}' >&3
    says source '"event": "SHUTDOWN"' >/dev/null
    stop "$source"
    check "$name: the migration's socket is $expected" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "unbound $expected (ok|EINPROGRESS) $expected"
    rm "$tmp/memory"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
