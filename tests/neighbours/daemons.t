#!/bin/sh
# SPDX-License-Identifier: ISC
# Five daemons are started, used and stopped, then again with the library in /etc/ld.so.preload, in a
# mount namespace with a copy of /etc: the same comes of it.
# shellcheck source=tests/programs/lib.sh
. "${srcdir:-.}/tests/programs/lib.sh"

ldd --version 2>&1 | grep -q musl && skip_all "musl does not read /etc/ld.so.preload"
if [ -z "${APART-}" ]; then
    need_root
    need unshare
    unshare -mpf --mount-proc true 2>/dev/null ||
        skip_all "no namespaces of mounts and processes here"
    export APART=yes
    exec unshare -mpf --mount-proc "$0"
fi
setup curl setpriv
chmod 755 "$tmp"
mkdir "$tmp/etc" "$tmp/lib"
cp -a /etc/. "$tmp/etc"
rm -f "$tmp/etc/ld.so.preload"
cp "$LIBNOREUSEADDR" "$tmp/lib"
mount --bind "$tmp/etc" /etc
mount -t tmpfs -o mode=755 none /run
trap 'umount -l /etc; cleanup' EXIT

# What a daemon answers goes to standard output, and so into what is compared.
has_library() { # PID
    grep -q "$tmp/lib/libnoreuseaddr.so" "/proc/$1/maps" && : >"$tmp/loaded"
}

ended() { # NAME PID
    stop "$2"
    echo "$1 ended: $?"
}

use_nginx() {
    mkdir -p "$tmp/web"
    echo "a page" >"$tmp/web/page"
    free_port
    cat >"$tmp/nginx.conf" <<EOF
daemon off;
pid $tmp/nginx.pid;
error_log $tmp/nginx.log;
events { }
http {
    access_log off;
    server {
        listen 127.0.0.1:$port;
        root $tmp/web;
        location /proxied/ { proxy_pass http://127.0.0.1:$port/; }
    }
}
EOF
    for _ in first second; do # at once on the same port
        start "$tmp/nginx.out" nginx -c "$tmp/nginx.conf" -e "$tmp/nginx.log"
        nginx=$!
        wait_for listening "$port" && has_library "$nginx"
        curl -sS "http://127.0.0.1:$port/page" "http://127.0.0.1:$port/proxied/page" 2>&1
        curl -sS -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port/none"
        ended nginx "$nginx"
    done
}

use_sshd() {
    mkdir -p /run/sshd "$tmp/ssh"
    for key in host user; do
        [ -e "$tmp/ssh/$key" ] || ssh-keygen -q -t ed25519 -N '' -f "$tmp/ssh/$key"
    done
    free_port
    echo "[127.0.0.1]:$port $(cat "$tmp/ssh/host.pub")" >"$tmp/ssh/known"
    cat >"$tmp/ssh/config" <<EOF
ListenAddress 127.0.0.1:$port
HostKey $tmp/ssh/host
AuthorizedKeysFile $tmp/ssh/user.pub
StrictModes no
UsePAM no
PermitRootLogin yes
PidFile none
EOF
    start "$tmp/sshd.out" "$(command -v sshd)" -D -e -f "$tmp/ssh/config"
    sshd=$!
    wait_for listening "$port" && has_library "$sshd"
    into_sshd 'cat; exit 7' <"$tmp/ssh/known" | sed 's/:[0-9]* .*//'
    into_sshd 'exit 7'
    echo "ssh ended: $?"
    echo | into_sshd -W "127.0.0.1:$port" 2>&1 | sed 's/_.*//;q' # its greeting, seen from itself
    ended sshd "$sshd"
}

into_sshd() { # ARGUMENT...
    # shellcheck disable=SC2029 # nothing in them is expanded twice
    timeout "$patience" ssh -F none -p "$port" -i "$tmp/ssh/user" -o IdentityAgent=none -o BatchMode=yes \
        -o UserKnownHostsFile="$tmp/ssh/known" root@127.0.0.1 "$@"
}

use_postfix() {
    rm -rf "$tmp/postfix"
    mkdir "$tmp/postfix" "$tmp/postfix/mail" "$tmp/postfix/spool" "$tmp/postfix/data"
    chmod 1777 "$tmp/postfix/mail"
    chown postfix "$tmp/postfix/data"
    free_port
    cat >"$tmp/postfix/master.cf" <<EOF
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
local unix - n n - - local
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
EOF
    cat >"$tmp/postfix/main.cf" <<EOF
compatibility_level = 3.6
inet_interfaces = 127.0.0.1
myhostname = here.test
mydestination = here.test
queue_directory = $tmp/postfix/spool
data_directory = $tmp/postfix/data
mail_spool_directory = $tmp/postfix/mail/
maillog_file = $tmp/postfix/log
maillog_file_prefixes = $tmp
alias_maps =
alias_database =
smtpd_peername_lookup = no
EOF
    postfix -c "$tmp/postfix" start >"$tmp/postfix.out" 2>&1
    echo "postfix start: $?"
    wait_for listening "$port" && has_library "$(tr -d ' ' <"$tmp/postfix/spool/pid/master.pid")"
    printf 'Subject: hello\n\na letter\n' >"$tmp/letter"
    curl -sS "smtp://127.0.0.1:$port" --mail-from a@here.test --mail-rcpt nobody@here.test \
        -T "$tmp/letter" 2>&1
    echo "curl ended: $?"
    wait_for grep -srqx 'a letter' "$tmp/postfix/mail" && echo delivered
    postfix -c "$tmp/postfix" stop >>"$tmp/postfix.out" 2>&1
    echo "postfix stop: $?"
}

use_named() {
    start_named || echo "$why"
    has_library "$!"
    dig +short @127.0.0.1 -p "$port" example.test A
    dig +short +tcp @127.0.0.1 -p "$port" example.test NS
    dig @127.0.0.1 -p "$port" none.example.test A | grep -o 'status: [A-Z]*'
    ended named "${started##* }"
}

use_postgresql() {
    data=$tmp/data
    if [ ! -d "$data" ]; then
        mkdir "$data"
        chown postgres "$data"
        as_postgres initdb -A trust --no-locale --no-sync "$data" >"$tmp/initdb.out" 2>&1
    fi
    free_port
    start "$tmp/postgresql.out" setpriv --reuid=postgres --regid=postgres --clear-groups \
        "$postgresql/postgres" -D "$data" -p "$port" -k "$data" -h 127.0.0.1 -F
    postgres=$!
    wait_for as_postgres psql -h 127.0.0.1 -p "$port" -qc 'select' postgres >"$tmp/psql.out" 2>&1 &&
        has_library "$postgres"
    as_postgres psql -h 127.0.0.1 -p "$port" -qAt postgres <<'EOF' 2>&1
create temporary table numbers as select generate_series(1, 1000) as number;
select count(*), sum(number) from numbers;
select host(inet_client_addr());
EOF
    ended postgresql "$postgres"
}

as_postgres() { # PROGRAM ARGUMENT...
    program=$1
    shift
    setpriv --reuid=postgres --regid=postgres --clear-groups "$postgresql/$program" "$@"
}

both() { # NAME RESULTS PROGRAM...: use_NAME with and without; its results, | for a new line
    name=$1 expected=$2
    shift 2
    for program; do
        command -v "$program" >/dev/null || {
            skip "$name" "$program is not installed"
            return
        }
    done
    "use_$name" >"$tmp/results" 2>"$tmp/err"
    check "$name: without the library it works" results
    echo "$tmp/lib/libnoreuseaddr.so" >/etc/ld.so.preload
    "use_$name" >"$tmp/results" 2>"$tmp/err.with"
    rm /etc/ld.so.preload
    check "$name: with it, the same results" results
    check "$name: and the same on standard error" diff "$tmp/err" "$tmp/err.with"
    check "$name: the library was loaded" test -e "$tmp/loaded"
    rm -f "$tmp"/*.out "$tmp/loaded"
}

# shellcheck disable=SC2317 # check calls it
results() {
    [ "$(tr '\n' '|' <"$tmp/results")" = "$expected" ] || {
        cat "$tmp/results" "$tmp"/*.out
        return 1
    }
}

postgresql=$(find /usr/lib/postgresql -name postgres -path '*/bin/*' 2>/dev/null | sort -V | tail -n 1)
postgresql=${postgresql%/*}
once='a page|a page|404|nginx ended: 0|'
both nginx "$once$once" nginx
both sshd '[127.0.0.1]|ssh ended: 7|SSH-2.0-OpenSSH|sshd ended: 0|' sshd ssh ssh-keygen
both postfix 'postfix start: 0|curl ended: 0|delivered|postfix stop: 0|' postfix
both named '192.0.2.1|example.test.|status: NXDOMAIN|named ended: 0|' named dig
both postgresql '1000|500500|127.0.0.1|postgresql ended: 0|' "${postgresql:-/usr/lib/postgresql}/postgres"
done_testing
