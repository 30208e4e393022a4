#!/bin/sh
# SPDX-License-Identifier: ISC
# Looking up places that takes long: on a terminal it is told after a second, and Ctrl-C ends it
# with what is known by then.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

built_with HAVE_LIBDW || skip_all "this build has no libdw"
ldconfig -p 2>/dev/null | grep -q libdebuginfod || skip_all "libdebuginfod is not installed"
need strip
! why=$(no_terminal) || skip_all "$why"
dir=$(mktemp -d) || exit 1
trap 'kill $server; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
cp "$BUILDDIR/tests/launcher/client" known && cp known stripped && strip stripped || exit 1

# It never answers, and so is what takes long.
mkfifo port keys
"$BUILDDIR/tests/launcher/silent_server" > port &
server=$!
exec 3< port
read -r port <&3
DEBUGINFOD_URLS=http://127.0.0.1:$port/ DEBUGINFOD_CACHE_PATH=$dir/cache FLAGGED=1
export DEBUGINFOD_URLS DEBUGINFOD_CACHE_PATH FLAGGED
"$NOREUSEADDR" --audit --report=report sh -c './known; ./stripped' > out 2> err

begun=$(date +%s)
$limit "$BUILDDIR/tests/launcher/on_terminal" env TERM=xterm "$NOREUSEADDR" --show report \
    --debuginfod=40 < keys > seen 2> err &
shown=$!
exec 4> keys
tries=400
until grep -q 'looks up places in the code: [0-9]* of [0-9]* ' seen || [ $tries = 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
done
check "it says how far it is" test $tries -gt 0
printf '\003' >&4
wait $shown
status=$?
took=$(($(date +%s) - begun))
exec 4>&-

has() { # REGEX
    LC_ALL=C cat -v seen
    grep -q "$1" seen
}
check "Ctrl-C ends that ($took s)" test "$took" -lt 30
check "there is a report" has '2 client sockets carried'
check "it has what was known" has 'set at .*turn_on (.*client.c:[0-9]*)'
check "and of the rest the address" has 'set at .*stripped+0x'
check "with the reason" has '/stripped: looking it up was interrupted'
check "it ends as ever" test "$status" -eq 0
done_testing
