#!/bin/sh
# SPDX-License-Identifier: ISC
# CMake's ctest.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need cmake ctest

built cmake -B build
built cmake --build build
check "the suite fails" runs 1 cmake
check "though its tests pass" says '100% tests passed'
check "by the program that is at fault" says 'left on +flagged +tcp4'
check "without it the suite passes" runs 0 cmake -R plain
done_testing
