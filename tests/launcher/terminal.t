#!/bin/sh
# SPDX-License-Identifier: ISC
# Names of files, arguments, settings, options, symbols and source files may hold control
# characters (ESC, BEL, the 8-bit ones as a byte and as UTF-8, a newline).  None of them is
# printed as it is, and none begins a line.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export TERM=dumb FLAGGED=1
odd=$(printf 'a\033]0;x\007b\2331mc\302\2331md\nforged: e')
client=$BUILDDIR/tests/launcher/client
cp "$client" "$odd" 2>/dev/null || skip_all "no such names of files here"
printf 'not a report' >"report$odd"
odd_line=$(printf 'a\033]0;x\007b')
cp "$client" "interpreter$odd_line"
printf '#!./interpreter%s\n' "$odd_line" >script
chmod +x script

is_clean() {
    raw=$(LC_ALL=C tr -d '\n -~' <out | wc -c)
    [ -s out ] && [ "$raw" -eq 0 ] && ! grep '^forged' out && return
    LC_ALL=C cat -v out
    return 1
}

clean() { # WHAT ARGUMENT...: all that the launcher says
    what=$1
    shift
    $limit "$NOREUSEADDR" "$@" >out 2>&1 </dev/null
    check "$what" is_clean
}

for locale in C C.UTF-8; do
    export LC_ALL=$locale
    clean "$locale: --check" --check "./$odd"
    clean "$locale: --check of a script" --check ./script
    clean "$locale: --check of what is not there" --check "./none$odd"
    clean "$locale: a command that is not there" "./none$odd"
    clean "$locale: --audit" --audit -- "./$odd" "$odd" x
    clean "$locale: --audit --json" --audit --json -- "./$odd" "$odd" x
    clean "$locale: --report=" "--report=$dir/report$odd" "$client"
    clean "$locale: --show" --show "report$odd"
    clean "$locale: an unknown option" "--$odd" true
    clean "$locale: an unknown short option" "-$odd" true
    clean "$locale: an ambiguous option" "--re=$odd" true
    clean "$locale: a value too many" "--strict=$odd" true
    clean "$locale: an unknown value" "--mode=$odd" true
    clean "$locale: a number" --audit "--error-exitcode=$odd" true
    clean "$locale: --system" "--system=$odd"
    clean "$locale: --print-env" "--print-env=$odd"
    NOREUSEADDR_OPTIONS=mode=$odd
    export NOREUSEADDR_OPTIONS
    clean "$locale: the settings" true
    unset NOREUSEADDR_OPTIONS
    if objcopy --strip-debug --redefine-sym "turn_on=turn$odd" "$client" symbols 2>/dev/null; then
        clean "$locale: symbols" --audit ./symbols
    else
        skip "$locale: symbols" "objcopy is not installed"
    fi
    mkdir -p "$odd.d"
    cp "$srcdir/tests/launcher/client.c" "$odd.d/$odd.c"
    if "${CC:-cc}" -g -include "$BUILDDIR/config.h" -I"$BUILDDIR" -o files "$odd.d/$odd.c" \
        2>/dev/null; then
        clean "$locale: source files" --audit ./files
    else
        skip "$locale: source files" "a C compiler is not installed"
    fi
done

if [ "$(locale charmap 2>/dev/null)" = UTF-8 ]; then
    check "UTF-8 that the locale can print stays readable" sh -c \
        '"$NOREUSEADDR" ./größer-漢字 2>&1 | grep -F "noreuseaddr: ./größer-漢字: "'
else
    skip "UTF-8 that the locale can print stays readable" "no such locale"
fi

done_testing
