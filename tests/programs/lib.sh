# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Real programs under strace: what the tests in this directory share.  A test does
#
#   . "${srcdir:-.}/tests/programs/lib.sh"
#   setup PROGRAM...
#
# and has these (tests/tap.sh is sourced as well; its check runs its command in a subshell, so
# call start and free_port outside of it):
#
# setup PROGRAM...          Skips the test if a PROGRAM is not installed or strace can't trace.
#                           Runs it again in a network namespace of its own with lo up, where
#                           that is permitted.  Makes the directory $tmp; at exit that is
#                           removed and every started process is killed.
# free_port                 Sets $port to a port that is in use neither for TCP nor for UDP and
#                           lies outside the kernel's own range; another one at each call.
# listening PORT            Succeeds if a TCP socket listens on PORT.
# udp_bound PORT            Succeeds if a UDP socket is bound to PORT.
# wait_for COMMAND...       Repeats COMMAND until it succeeds; fails after $patience seconds.
#                           For readiness that a foreign program gives no event for.
# start OUTPUT COMMAND...   Runs COMMAND in the background in a process group of its own, all it
#                           prints goes to OUTPUT.  $! is its process id.
# stop PID                  Ends a started process (and its group) by SIGTERM and waits for it;
#                           by SIGKILL after $patience seconds.  Returns its status.
# traced LOG COMMAND...     Runs COMMAND under strace, at most $patience seconds.
# start_traced LOG OUTPUT COMMAND...
#                           start and traced in one: the process id is that of strace.
# sockets LOG               The tell-tale: one line for each call in LOG at which the kernel
#                           chose a local port, or a client was connected:
#
#                               CALL PEER PORT FLAG RESULT AFTER
#
#                           CALL    connect, bind (to port 0 only), sendto, sendmsg, sendmmsg
#                           PEER    its address argument: 127.0.0.1:80, [::1]:80
#                           PORT    where the local port came from before the call: unbound,
#                                   port0 (chosen by the kernel at bind), own (by the program),
#                                   used (chosen earlier, by a connect or a send)
#                           FLAG    state of SO_REUSEADDR and SO_REUSEPORT during the call:
#                                   flagged (one of them is on), cleared (was on, is off now),
#                                   never (never set)
#                           RESULT  ok or the name of the error
#                           AFTER   FLAG at the end of the log
# all_sockets LOG PEER REGEX  Succeeds if LOG has lines for PEER and what follows PEER in each of
#                           them matches REGEX (extended, whole), else prints the lines.

. "${srcdir:-.}/tests/tap.sh"

PATH=$PATH:/usr/sbin:/sbin
export no_proxy='*' # curl's: a proxy has another loopback
patience=20
started=
port=$((10000 + $$ % 1500 * 10))

setup() {
    need strace "$@"
    strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
    private_network
    tmp=$(mktemp -d)
    trap cleanup EXIT
    trap 'exit 1' HUP INT TERM
}

private_network() {
    [ -n "${IN_PRIVATE_NETWORK-}" ] ||
        IN_PRIVATE_NETWORK=yes exec "${srcdir:-.}/tests/alone" -r "$0"
}

cleanup() {
    for pid in $started; do
        kill -s KILL -- "-$pid"
    done 2>/dev/null
    rm -rf "$tmp"
}

port_taken() { # PORT [STATE]: in /proc/net, whose addresses end in :PORT, all in hexadecimal
    cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null |
        awk -v port="$(printf ':%04X' "$1")" -v state="${2-}" '
            substr($2, length($2) - 4) == port && (state == "" || $4 == state) { found = 1 }
            END { exit !found }'
}

# The states are those of include/net/tcp_states.h: LISTEN, and CLOSE for unconnected UDP.
listening() {
    port_taken "$1" 0A
}

udp_bound() {
    port_taken "$1" 07
}

free_port() {
    port=$((port + 1))
    while port_taken "$port"; do
        port=$((port + 1))
    done
}

wait_for() { # by the time since boot: the clock may be set meanwhile
    deadline=$(($(now) + patience))
    until "$@"; do
        [ "$(now)" -lt $deadline ] || return 1
        sleep 0.05
    done
}

now() { # in seconds
    sed 's/[.].*//' /proc/uptime
}

start() {
    output=$1
    shift
    : >"$output" # at once: an earlier start's is not to be taken for this one's
    setsid "$@" >"$output" 2>&1 </dev/null &
    started="$started $!"
}

# One that ends its connection just then may miss the first signal (socat, once in some hundred
# runs), and would be waited for until somebody ends the test.
stop() {
    kill -s TERM -- "-$1" 2>/dev/null
    # shellcheck disable=SC2016 # for the inner shell
    setsid sh -c 'sleep "$1"; kill -s KILL -- "-$2"' late "$patience" "$1" >/dev/null 2>&1 &
    late=$!
    wait "$1"
    set -- $?
    kill -s KILL "$late" "-$late" 2>/dev/null
    return "$1"
}

# -y shows the inode of each socket, which identifies it across dup, fork and threads.
traced() {
    log=$1
    shift
    timeout "$patience" strace -f -y -qq -e trace=network -e signal=none -o "$log" "$@"
}

start_traced() {
    log=$1 output=$2
    shift 2
    start "$output" strace -f -y -qq -e trace=network -e signal=none -o "$log" "$@"
}

sockets() {
    awk -f "${srcdir:-.}/tests/whole_calls.awk" -f "${srcdir:-.}/tests/programs/sockets.awk" "$1"
}

all_sockets() {
    lines=$(sockets "$1" | grep -F " $2 ") || {
        echo "no socket goes to $2"
        sockets "$1"
        return 1
    }
    ! printf '%s\n' "$lines" | grep -Evx "[a-z]+ [^ ]+ $3"
}

# start_named               Starts BIND's named on port $port of 127.0.0.1, which it sets, with the
#                           zone example.test: it has the address 192.0.2.1 and takes updates.
#                           Fails if it does not start, and sets $why.
start_named() {
    free_port
    cat >"$tmp/named.conf" <<EOF
options {
    directory "$tmp";
    listen-on port $port { 127.0.0.1; };
    listen-on-v6 { none; };
    pid-file none;
    session-keyfile none;
    recursion no;
    dnssec-validation no;
};
controls { };
zone "example.test" { type primary; file "zone"; allow-update { 127.0.0.1; }; };
EOF
    cat >"$tmp/zone" <<'EOF'
$TTL 60
@ SOA @ hostmaster 1 60 60 60 60
@ NS @
@ A 192.0.2.1
EOF
    start "$tmp/named.out" named -g -n 1 -c "$tmp/named.conf"
    wait_for grep -q ' running$' "$tmp/named.out" || {
        # shellcheck disable=SC2034 # for the tests
        why="named does not start: $(tail -n 1 "$tmp/named.out")"
        return 1
    }
}

# start_tor_bridge          Starts tor as a bridge on port $port of 127.0.0.1, which it sets; fails
#                           if that does not come up.  $bridge is its address and fingerprint,
#                           $tmp/torrc has its network, one without authorities.
start_tor_bridge() {
    nobody=0000000000000000000000000000000000000000
    cat >"$tmp/torrc" <<EOF
SocksPort 0
TestingTorNetwork 1
DirAuthority nobody orport=1 v3ident=$nobody 127.0.0.1:1 $nobody
Log notice stdout
EOF
    free_port
    start "$tmp/bridge.out" tor --defaults-torrc /dev/null -f "$tmp/torrc" \
        --DataDirectory "$tmp/bridge" --ORPort "127.0.0.1:$port" --Address 127.0.0.1 \
        --BridgeRelay 1 --ExitRelay 0 --AssumeReachable 1 --PublishServerDescriptor 0 \
        --ContactInfo nobody --Nickname bridge
    wait_for listening "$port" && wait_for test -s "$tmp/bridge/fingerprint" || return
    # shellcheck disable=SC2034 # for the tests
    bridge="127.0.0.1:$port $(cut -d ' ' -f 2 "$tmp/bridge/fingerprint")"
}
