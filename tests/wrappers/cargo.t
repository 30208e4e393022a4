#!/bin/sh
# SPDX-License-Identifier: ISC
# cargo test: what Rust does through the C library is seen.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need cargo rustc
CARGO_HOME=$work/cargo CARGO_NET_OFFLINE=true
export CARGO_HOME CARGO_NET_OFFLINE

built cargo test --no-run
check "the suite fails" runs 1 cargo
check "though its tests pass" says '^test result: ok. 2 passed'
check "by the line that is at fault" says 'client.rs:[0-9]+.* -> .*client.rs:[0-9]+'
check "without it the suite passes" runs 0 cargo plain
check "Rust's own listener is no finding" says '^1 socket bound to port 0 .* listened then'
done_testing
