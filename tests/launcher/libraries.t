#!/bin/sh
# SPDX-License-Identifier: ISC
# Which of the two libraries is preloaded: the one that records for a report and nothing
# else, and never both.
# shellcheck disable=SC2016 # the variables are for the inner shell
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
fix=$LIBNOREUSEADDR
audit=${fix%.so}-audit.so
dir=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

gets() { # LIBRARY WHAT ARGUMENT...: with these the launcher preloads LIBRARY alone
    library=$1 what=$2
    shift 2
    check "$what" test "$("$NOREUSEADDR" "$@" sh -c 'echo "$LD_PRELOAD"' 2> err)" = "$library"
}

prints() { # LIBRARY WHAT ARGUMENT...: and with these it prints LIBRARY
    library=$1 what=$2
    shift 2
    check "$what" test "$("$NOREUSEADDR" "$@" | sed -n 's/^LD_PRELOAD=//p')" = "$library"
}

for mode in strip restore off; do
    gets "$fix" "--mode=$mode is the fix" --mode=$mode
done
gets "$audit" "--audit records" --audit
gets "$audit" "--mode=audit records" --mode=audit
gets "$audit" "--report records" --report
gets "$audit" "--report=FILE records" --report=file
gets "$audit" "--error-exitcode records" --error-exitcode=3
prints "$fix" "--print-env is the fix" --print-env
prints "$audit" "--report=FILE --print-env records" --report=file --print-env
prints "$audit" "--audit --report=FILE --print-env records" --audit --report=file --print-env
check "--check is the fix" sh -c '"$NOREUSEADDR" --check | grep -x "library: $LIBNOREUSEADDR"'

export NOREUSEADDR_OPTIONS="mode=audit,report=$dir/file"
gets "$audit" "in a run that is recorded a launcher records" --mode=strip
check "--check is the fix there too" \
    sh -c '"$NOREUSEADDR" --check | grep -x "library: $LIBNOREUSEADDR"'
unset NOREUSEADDR_OPTIONS

LD_PRELOAD=$audit prints "$fix" "the fix replaces the other one" --print-env
LD_PRELOAD=$fix prints "$audit" "and the other way round" --report=file --print-env

mkdir -p alone/.libs
cp "$NOREUSEADDR" alone && cp "$fix" alone/.libs
check "without the other library the fix works" alone/noreuseaddr true
for option in --audit --report --error-exitcode=1; do
    alone/noreuseaddr $option touch ran 2> err
    check "but $option ends with 125 and one line" \
        test "$?:$(grep -c '^noreuseaddr: libnoreuseaddr-audit.so: ' err):$(($(wc -l < err)))" = 125:1:1
done
check "and runs nothing" test ! -e ran

done_testing
