#!/bin/sh
# SPDX-License-Identifier: ISC
# What make check says at its end: each failure with its reason, each kind of skip once.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
here=$(cd "$srcdir/tests" && pwd)
cd "$dir" || exit 1

log() { # NAME PASS|FAIL: its output comes from standard input
    cat >"$1.log"
    echo ":global-test-result: $2" >"$1.trs"
}

says() { # LINE...: the summary has these lines, one after the other, alone
    printf '%s\n' "$@" >wanted
    "$here/summary" ./*.log missing.log | grep . | diff wanted -
}

log good.t PASS <<'EOT'
# not in a network of its own: ip is not installed
ok 1 - one # SKIP strace is not installed
SKIP: good.t 1 - one # SKIP strace is not installed
ok 2 - two # SKIP of another kind
ok 3 - # not failed
# not ok, it says
EOT
log private.t PASS <<'EOT'
# not in a network of its own: ip is not installed
# in a network of its own
1..0 # SKIP strace is not installed
EOT
check "skips: one line for each kind, with its package" says \
    "== What was skipped, and the Debian package that would bring it" \
    "     1  of another kind" \
    "     2  strace is not installed (strace)" \
    "     1  test files ran in the network that others use, too: ip is not installed"

rm ./*.log
log bad.t FAIL <<'EOT'
ok 1 - one
not ok 2 - two
FAIL: bad.t 2 - two
# its reason
ok 3 - three
# no reason
ERROR: bad.t - missing test plan
EOT
numbers() { # FIRST LAST: a line each
    awk -v first="$1" -v last="$2" 'BEGIN { for (i = first; i <= last; i++) print i }'
}
numbers 1 30 | log bad_unit FAIL
check "failures: the result and its reason" says "== What failed, and why" \
    "./bad.t.log: not ok 2 - two" "    # its reason" \
    "./bad.t.log: ERROR: bad.t - missing test plan" "    # no reason" \
    "./bad_unit.log: 1" "$(numbers 2 20 | sed 's/^/    /')" "    ... (the rest is in that file)"

rm ./*.log
check "nothing at all" test -z "$("$here/summary" ./*.log)"

# The driver, on a test that says and does this.
cat >"$dir/test" <<'EOT'
#!/bin/sh
echo "ok 1"
echo "not ok 2"
echo "ok 3 # SKIP so"
echo "1..3"
EOT
chmod 755 "$dir/test"
line=$(TAP_DRIVER=$here/../build-aux/tap-driver.sh AM_TAP_AWK=awk "$here/driver" --test-name name \
    --log-file log --trs-file trs --color-tests no --enable-hard-errors yes \
    --expect-failure no -- "$dir/test")
check "a line for each test file" test "$line" = "FAIL: name: 1 passed, 1 failed, 1 skipped"
done_testing
