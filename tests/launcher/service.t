#!/bin/sh
# SPDX-License-Identifier: ISC
# A service manager names by number the process that its sockets and its watchdog are for,
# and execs the launcher.  The command finds itself named as it does without, and only then.
# shellcheck disable=SC2016 # the variables are for the inner shell
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

service='line=
for name in LISTEN_PID WATCHDOG_PID SYSTEMD_EXEC_PID; do
    eval "[ \"\$$name\" = $$ ]" && line="$line $name"
done
echo "for me:$line; $LISTEN_FDS $LISTEN_FDNAMES $WATCHDOG_USEC ${LISTEN_PIDFDID-unset}"'

managed() { # PID COMMAND...: as a service manager runs it; PID is "mine" for its own
    sh -c 'pid=$1; shift; [ "$pid" != mine ] || pid=$$
        export LISTEN_PID=$pid WATCHDOG_PID=$pid SYSTEMD_EXEC_PID=$pid LISTEN_PIDFDID=1
        export LISTEN_FDS=1 LISTEN_FDNAMES=x WATCHDOG_USEC=3000000
        exec "$@"' sh "$@"
}

for options in --mode=strip --audit --report; do
    case $options in
    --mode=strip) id=1 ;; # the process is the same
    *) id="unset" ;;
    esac
    check "$options: what is for the launcher is for the command" test \
        "$(managed mine "$NOREUSEADDR" "$options" sh -c "$service" 2> /dev/null)" = \
        "for me: LISTEN_PID WATCHDOG_PID SYSTEMD_EXEC_PID; 1 x 3000000 $id"
    for other in 1 "" " mine" 00; do
        check "$options: what is for '$other' is not" test \
            "$(managed "$other" "$NOREUSEADDR" "$options" sh -c "$service" 2> /dev/null)" = \
            "for me:; 1 x 3000000 1"
    done
done
check "what is not there is not made" sh -c \
    'unset LISTEN_PID WATCHDOG_PID SYSTEMD_EXEC_PID
    "$NOREUSEADDR" --audit env 2> /dev/null | grep -c "_PID=" | grep -x 0'

done_testing
