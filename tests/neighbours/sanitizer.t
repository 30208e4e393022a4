#!/bin/sh
# SPDX-License-Identifier: ISC
# Programs built with the address sanitizer, of gcc and of clang, whose runtime wants to be the first
# library: the order that works, and that both then do their jobs.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cat > "$dir/freed.c" << EOF
#include <stdio.h>
#include <stdlib.h>
int flagged(int argc, char **argv);
int main(int argc, char **argv)
{
    volatile char *freed = malloc(1);
    int status = flagged(argc, argv);
    fflush(stdout);
    free((void *)freed);
    return status + *freed;
}
EOF

build() { # COMPILER ARGUMENT...
    "$@" -fsanitize=address -I"$BUILDDIR" -Dmain=flagged -c -o "$dir/flagged.o" \
        "$srcdir/tests/neighbours/flagged.c" &&
        "$@" -fsanitize=address -o "$dir/program" "$dir/freed.c" "$dir/flagged.o" &&
        "$dir/program" 2>&1 | grep '^flag 1'
}

does_both() { # FLAG COMMAND...: the sanitizer finds the fault after flagged said FLAG
    wanted=$1
    shift
    "$@" "$dir/program" > "$dir/out" 2>&1
    cat "$dir/out"
    grep -qx "flag $wanted" "$dir/out" && grep -q 'AddressSanitizer: heap-use-after-free' "$dir/out"
}

refuses() { # COMMAND...
    "$@" "$dir/program" 2>&1 | grep 'ASan runtime does not come first'
}

with=ASAN_OPTIONS=verify_asan_link_order=0
common() { # NAME: what holds for each
    check "$1: alone, the fault is found" does_both 1 env
    check "$1, told not to mind the order: both do their jobs" does_both 0 env $with "$NOREUSEADDR"
    runtime=$(ldd "$dir/program" | sed -n 's/.*=> \(.*asan.*\) (.*/\1/p')
    check "$1, its runtime in front: both do their jobs" \
        does_both 0 env LD_PRELOAD="$runtime:$LIBNOREUSEADDR"
}

each() { # NAME COMPILER ARGUMENT...
    name=$1
    shift
    if ! build "$@" > "$dir/out" 2>&1; then
        skip "$name" "the sanitizers of $1 are not installed"
        return
    fi
    common "$name"
    check "$name, by the launcher: both do their jobs" does_both 0 "$NOREUSEADDR"
    check "$name, other words for it are kept" \
        does_both 0 env ASAN_OPTIONS=verbosity=0 "$NOREUSEADDR"
    case $name in
    *shared*)
        check "$name: it refuses a library in front" refuses env LD_PRELOAD="$LIBNOREUSEADDR"
        check "$name: the user's word on the order counts" \
            refuses env ASAN_OPTIONS=verify_asan_link_order=1 "$NOREUSEADDR"
        ;;
    esac
}

each "gcc, shared runtime" gcc
runtime=$(clang -print-file-name="libclang_rt.asan-$(uname -m).so" 2> "$dir/err")
each "clang, shared runtime" clang -shared-libasan "-Wl,-rpath,${runtime%/*}"
each "clang, static runtime" clang
done_testing
