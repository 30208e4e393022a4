#!/bin/sh
# SPDX-License-Identifier: ISC
# automake: each test by LOG_COMPILER, and all in one report by the environment.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need automake autoconf make

built autoreconf -i
built ./configure
check "as a whole: the suite fails" runs 1 make
check "though its tests pass" says '^# PASS: +2$'
check "by the program that is at fault" says 'left on +flagged +tcp4'
check "LOG_COMPILER: the suite fails" runs 2 automake
check "by the test that is at fault" says '^FAIL: flagged$'
check "and by no other" says '^PASS: plain$'
check "the report is in its log" says '^1 client socket carried SO_REUSEADDR' flagged.log
check "without it the suite passes" runs 0 automake TESTS=plain
check "environment: the suite passes, the report fails" runs 1 automake-environment
check "each test ran" says '^# PASS: +2$'
check "the report is of all tests" says '^1 client socket .*, in [0-9]+ processes$'
rm -f reuseaddr.report
documented automake-environment | sed 's/make check/& TESTS=plain/' > plain.sh
check "and without it passes too" sh plain.sh
done_testing
