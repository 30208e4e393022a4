#!/bin/sh
# SPDX-License-Identifier: ISC
# vsftpd in active mode connects from port 20.  It needs SO_REUSEADDR to have that port again while
# the last transfer waits in TIME_WAIT: the library must leave the flag alone.
. "${srcdir:-.}/tests/programs/lib.sh"
setup vsftpd curl
# It becomes the users nobody and ftp, which an unprivileged user namespace does not have.
awk -v id="$(id -u)" '{ ids += $3 } END { exit id != 0 || ids < 65536 }' /proc/self/uid_map ||
    skip_all "needs root"

chmod 755 "$tmp"
mkdir "$tmp/root" "$tmp/empty"
head -c 100000 /dev/urandom >"$tmp/root/data"

start_server() { # [LAUNCHER]
    free_port
    server=$port
    cat >"$tmp/vsftpd.conf" <<EOF
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port=$server
background=NO
anonymous_enable=YES
anon_root=$tmp/root
secure_chroot_dir=$tmp/empty
connect_from_port_20=YES
EOF
    start_traced "$tmp/log" "$tmp/vsftpd.out" "$@" vsftpd "$tmp/vsftpd.conf"
    vsftpd=$!
    wait_for listening "$server" || skip_all "vsftpd does not start: $(cat "$tmp/vsftpd.out")"
}

# shellcheck disable=SC2317 # check calls it
transfers() { # with the data connection to $port
    rm -f "$tmp/copy"
    curl -sS --max-time "$patience" --disable-eprt --ftp-port "127.0.0.1:$port" \
        -o "$tmp/copy" "ftp://127.0.0.1:$server/data" && cmp "$tmp/root/data" "$tmp/copy"
}

# shellcheck disable=SC2317 # check calls it
fails_to_bind() {
    ! transfers && grep 'bind(.*htons(20).*EADDRINUSE' "$tmp/log"
}

half() { # NAME [LAUNCHER]
    name=$1
    shift
    start_server "$@"
    for transfer in first second; do
        free_port
        check "$name: the $transfer transfer is complete" transfers
        check "$name: the flag is on, $transfer transfer" \
            all_sockets "$tmp/log" "127.0.0.1:$port" "own flagged (ok|EINPROGRESS) flagged"
        check "$name: port 20 is in TIME_WAIT after the $transfer transfer" \
            wait_for port_taken 20 06
    done
    stop "$vsftpd"
}

half "without the library"
half "with the library" "$NOREUSEADDR"

# What would happen if the library did not leave it alone.
name="with --bound=strip"
start_server "$NOREUSEADDR" --bound=strip
free_port
check "$name: the first transfer is complete" transfers
check "$name: the flag is off" \
    all_sockets "$tmp/log" "127.0.0.1:$port" "own cleared (ok|EINPROGRESS) cleared"
free_port
check "$name: the second one fails, for port 20 is taken" fails_to_bind
done_testing
