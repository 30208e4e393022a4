# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the tests of this folder share; to be sourced after tap.sh.

differential="$BUILDDIR/tests/differential/differential"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# A network namespace costs others than root the appearance of root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        unshare -r "$@"
    fi
}

need unshare ip
as_root true 2>"$work/errors" || skip_all "no network namespaces here: $(cat "$work/errors")"
as_root "$differential" -n 1 "$LIBNOREUSEADDR" >/dev/null 2>"$work/errors" ||
    [ $? -eq 1 ] || skip_all "no network namespaces here: $(cat "$work/errors")"
