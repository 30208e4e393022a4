# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Test results as TAP, for the shell tests.  A test sources this file, calls check,
# pass, fail or skip once for each result, and done_testing at its end.

tap_count=0
umask 022 # other users are to reach what some tests make
# In front of a command that could hang.  Not every system has timeout(1): there it hangs.
limit=$(command -v timeout) && limit="$limit 120"

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

check() { # NAME COMMAND [ARG...]: passes if COMMAND succeeds; its output is the reason if not
    tap_name=$1
    shift
    if tap_output=$("$@" 2>&1); then
        pass "$tap_name"
    else
        fail "$tap_name" ${tap_output:+"$tap_output"} "failed: $*"
    fi
}

# What is missing is said in these words, by which tests/packages knows the package.
need() { # PROGRAM...: skips the whole test without them
    for tap_program; do
        command -v "$tap_program" >/dev/null || skip_all "$tap_program is not installed"
    done
}

built_with() { # HAVE_WHAT: did configure find it?
    grep -q "^#define $1 1" "$BUILDDIR/config.h"
}

# at_terminal COMMAND...: runs it at a terminal of its own.
at_terminal() {
    "$BUILDDIR/tests/launcher/on_terminal" "$@"
}

# no_terminal: why there can be none; fails if there can.
no_terminal() {
    at_terminal true >/dev/null 2>&1 </dev/null && return 1
    echo "there are no pseudo-terminals"
}

need_root() { # skips the whole test for others
    [ "$(id -u)" -eq 0 ] || skip_all "needs root"
    chroot --userspec=65534:65534 --groups= / true 2>/dev/null ||
        skip_all "root may not become nobody here"
}

# who_is_missing PROGRAM...: why a case for root with these programs can't be; fails if it can.
who_is_missing() {
    [ "$(id -u)" -eq 0 ] || { echo "needs root" && return; }
    for tap_program; do
        command -v "$tap_program" >/dev/null || { echo "$tap_program is not installed" && return; }
    done
    return 1
}

skip_all() { # REASON
    echo "1..0 # SKIP $1"
    exit 0
}

done_testing() {
    echo "1..$tap_count"
    exit 0
}
