#!/bin/sh
# SPDX-License-Identifier: ISC
# Inputs worth keeping, each once: those that the harnesses started from, and those that
# broke something once.
. "${srcdir:-.}/tests/tap.sh"

TMPDIR=$(mktemp -d) || exit 1
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
for corpus in "$srcdir"/tests/fuzz/corpus/*; do
    name=${corpus##*/}
    for input in "$corpus"/*; do
        check "$name: ${input##*/}" "$BUILDDIR/tests/fuzz/$name" "$input"
    done
done
done_testing
