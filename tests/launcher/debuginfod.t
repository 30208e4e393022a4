#!/bin/sh
# SPDX-License-Identifier: ISC
# A server of debug information is asked only by whoever wants that, and not for long.
. "${srcdir:-.}/tests/tap.sh"

built_with HAVE_LIBDW || skip_all "this build has no libdw"
ldconfig -p 2>/dev/null | grep -q libdebuginfod || skip_all "libdebuginfod is not installed"
command -v strip >/dev/null || skip_all "strip is not installed"
dir=$(mktemp -d) || exit 1
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
server=
cd "$dir" || exit 1
cp "$BUILDDIR/tests/launcher/client" client && strip client || exit 1

mkfifo port
"$BUILDDIR/tests/launcher/silent_server" >port &
server=$!
exec 3<port
read -r port <&3
cat <&3 >log &
DEBUGINFOD_URLS=http://127.0.0.1:$port/ DEBUGINFOD_CACHE_PATH=$dir/cache FLAGGED=1
export DEBUGINFOD_URLS DEBUGINFOD_CACHE_PATH FLAGGED

begun=$(date +%s)
"$NOREUSEADDR" --audit ./client >out 2>err
check "there is a report" grep -q '^1 client socket carried' err
check "nobody was asked" test ! -s log
check "and nothing is said of it" sh -c '! grep -q "asking" err'

"$NOREUSEADDR" --audit --debuginfod=3 ./client >out 2>err
took=$(($(date +%s) - begun))
check "with --debuginfod there is a report, too" grep -q '^1 client socket carried' err
check "one line says who is asked" test "$(grep -c "^noreuseaddr: $dir/client: asking http" err)" = 1
check "somebody was" grep -q connection log
check "for no longer than was said ($took s)" test "$took" -lt 10

DEBUGINFOD_URLS=
"$NOREUSEADDR" --audit --debuginfod ./client >out 2>err
check "without a server's name that is said" \
    grep -qx 'noreuseaddr: --debuginfod: DEBUGINFOD_URLS names no server' err
done_testing
