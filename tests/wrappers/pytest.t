#!/bin/sh
# SPDX-License-Identifier: ISC
# pytest, and pytest-xdist, whose processes are found too.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need pytest

place='test_client.py:[0-9]+ -> test_client.py:[0-9]+$'
check "the suite fails" runs 1 pytest
check "though its tests pass" says '2 passed'
check "by the line that is at fault" says "$place"
check "without it the suite passes" runs 0 pytest -k plain
if pytest -n 2 --version > built 2>&1; then
    check "xdist: the suite fails" runs 1 pytest-xdist
    check "xdist: by the line that is at fault" says "$place"
    check "xdist: its processes are looked at" says '^1 client .* in [3-9] processes$'
    check "xdist: without it the suite passes" runs 0 pytest-xdist -k plain
else
    skip "xdist" "pytest-xdist is not installed"
fi
done_testing
