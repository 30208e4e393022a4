# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# For the tests of what is recorded: a program runs under the bare library, and the
# launcher shows the report as JSON.
. "${srcdir:-.}/tests/tap.sh"

need jq
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
report=$work/report
# shellcheck disable=SC2034 # for the tests
audited=$BUILDDIR/tests/report/audited
built_with HAVE_JANSSON || skip_all "this build has no jansson"

# How many clients are many: 100,000 in make check-all.  In the network of others they would
# take the ports of these.
many=5000
[ -z "${CHECK_ALL-}" ] || many=100000
# shellcheck disable=SC2034 # for the tests
[ -z "${SHARED_NETWORK-}" ] || many=500

record() { # COMMAND...: with a new report, in the mode $mode
    rm -f "$report"
    record_more "$@"
}

record_more() { # COMMAND...
    NOREUSEADDR_OPTIONS="mode=${mode:-audit},report=$report" LD_PRELOAD=$LIBNOREUSEADDR_AUDIT "$@"
}

ask() { # FILTER: jq's answer about the report
    "$NOREUSEADDR" --json --show "$report" | jq -r "$1"
}

is() { # NAME WANTED FILTER: does jq answer this?
    found=$(ask "$3" 2>&1)
    if [ "$found" = "$2" ]; then
        pass "$1"
    else
        fail "$1" "wanted: $2" "found: $found" "$(ask . 2>&1 | head -100)"
    fi
}

line_of() { # MARK FILE: FILE:LINE of the line that ends in the mark
    grep -n "/\* $1 \*/" "$srcdir/tests/report/$2" | sed "s/:.*//;s/^/$2:/"
}

# For the filters: a frame as FILE:LINE, and how many sockets are in all rows.
# shellcheck disable=SC2034
place='def place: "\(.file // .module | split("/") | last):\(.line)";'
