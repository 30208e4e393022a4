#!/bin/sh
# SPDX-License-Identifier: ISC
# meson test --wrapper.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need meson ninja

built meson setup build
built meson compile -C build
check "the suite fails" runs 1 meson
check "by the test that is at fault" says 'flagged +FAIL'
check "and by no other" says 'plain +OK'
check "the report is in the log" says '^1 client socket carried SO_REUSEADDR' \
    build/meson-logs/testlog-noreuseaddr.txt
check "without it the suite passes" runs 0 meson plain
done_testing
