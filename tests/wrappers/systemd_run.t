#!/bin/sh
# SPDX-License-Identifier: ISC
# A command as a unit of systemd.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need systemd-run
[ -d /run/systemd/system ] || skip_all "systemd is not running"

built "${CC:-cc}" -DFLAGGED -o flagged client.c
built "${CC:-cc}" -o plain client.c
check "the unit fails" runs 3 systemd-run "$work/example/flagged"
check "and says why" says '^1 client socket carried SO_REUSEADDR'
check "without it the unit succeeds" runs 0 systemd-run "$work/example/plain"
done_testing
