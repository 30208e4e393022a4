#!/bin/sh
# SPDX-License-Identifier: ISC
# A command as a unit of systemd.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need systemd-run
[ -d /run/systemd/system ] || skip_all "systemd is not running"

built "${CC:-cc}" -DFLAGGED -o flagged client.c
built "${CC:-cc}" -o plain client.c
run() { # STATUS COMMAND
    systemd-run --wait --pipe -q -p RuntimeDirectory=noreuseaddr \
        "$NOREUSEADDR" --audit --error-exitcode=3 "$2" > out 2>&1
    [ $? -eq "$1" ]
}
check "the unit fails" run 3 "$work/example/flagged"
check "and says why" says '^1 client socket carried SO_REUSEADDR'
check "without it the unit succeeds" run 0 "$work/example/plain"
done_testing
