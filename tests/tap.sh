# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Test results as TAP, for the shell tests.  A test sources this file, calls check,
# pass, fail or skip once for each result, and done_testing at its end.

tap_count=0
umask 022 # other users are to reach what some tests make

pass() { # NAME
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1"
}

fail() { # NAME [WHY...]
    tap_count=$((tap_count + 1))
    echo "not ok $tap_count - $1"
    shift
    for tap_line; do
        printf '%s\n' "$tap_line" | sed 's/^/# /'
    done
}

skip() { # NAME REASON
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

check() { # NAME COMMAND [ARG...]: passes if COMMAND succeeds; its output explains a failure
    tap_name=$1
    shift
    if tap_output=$("$@" 2>&1); then
        pass "$tap_name"
    else
        fail "$tap_name" "failed: $*" "$tap_output"
    fi
}

skip_all() { # REASON
    echo "1..0 # SKIP $1"
    exit 0
}

done_testing() {
    echo "1..$tap_count"
    exit 0
}
