# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# For the tests of what starts test suites: each runs the very commands that docs/audit.md
# gives, on a copy of the example beside this file, with the command in PATH.
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "tried on Linux alone"
work=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'rm -rf "$work"' EXIT
cp -R "$srcdir/tests/wrappers/example" "$work/example" && chmod -R u+w "$work" || exit 1
cd "$work/example" || exit 1
PATH=${NOREUSEADDR%/*}:$PATH
TMPDIR=$work
export PATH TMPDIR
unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that runs this

documented() { # NAME: the block below the line <!-- NAME --> in docs/audit.md
    awk -v mark="<!-- $1 -->" '
        $0 == mark { here = 1; next }
        here && sub(/^    /, "") { print; any = 1; next }
        any { exit }' "$srcdir/docs/audit.md" | grep . ||
        echo "false # docs/audit.md has no block $1"
}

runs() { # STATUS BLOCK [ARG...]: BLOCK, with the arguments at its end, ends so
    wanted=$1
    lines=$(documented "$2")
    shift 2
    sh -c "$lines \"\$@\"" sh "$@" > out 2>&1
    status=$?
    cat out
    [ "$status" -eq "$wanted" ]
}

says() { # REGEX [FILE]
    cat "${2-out}"
    grep -qE "$1" "${2-out}"
}

built() { # COMMAND...: what is built before skips the test where it can't be
    "$@" > built 2>&1 || skip_all "$1 can't build the example here: $(tail -n 1 built)"
}
