#!/bin/sh
# SPDX-License-Identifier: ISC
# The line of the report that says how a program was run can be pasted into a shell: it is
# one line however long, gives the same arguments and runs none of them.
# shellcheck disable=SC1003,SC2016 # nothing in these arguments is to be expanded
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
cp "$BUILDDIR/tests/launcher/client" p
printf '%s\n' 'for word; do printf "<%s>" "$word"; done' >words
FLAGGED=1 "$NOREUSEADDR" --audit ./p >/dev/null 2>shown
grep -q 'run as' shown || skip_all "nothing is recorded here: $(head -1 shown)"

# Has sh read the line on how COMMAND was run, in an empty directory.
paste() { # COMMAND...
    rm -rf empty
    mkdir empty
    FLAGGED=1 "$NOREUSEADDR" --audit "$@" >/dev/null 2>shown
    line=$(sed -n 's/^ *run as *//p' shown)
    got=$(cd empty && sh -c "sh ../words $line" 2>&1)
    [ -z "$(ls empty)" ] || got="a command was run"
}

same() { # WHAT COMMAND...
    what=$1
    shift
    paste "$@"
    check "$what" test "$got" = "$(sh words "$@")"
}

same "plain words" ./p plain words a-b=c
same "blanks, and nothing" ./p 'two words' '' ' '
same "what a shell expands" ./p '$HOME' '$(touch x)' '`touch x`' '${HOME}'
same "single quotes" ./p "it's" "'" "''" "a'b'c"
same "a quote that would end one" ./p "';touch x;'" "'\$(touch x)'"
same "all else that means something" ./p '"' '\' '\\' "\\'" '"$(touch x)"' '!!' '#' '~' '*' '?' \
    '[a]' '{a,b}' 'a&b' 'a|b' '>x' ';touch x'
cp p "it's"
same "a name with a quote" "./it's" "a b"
same "a long line stays one" ./p "$(printf '%060d ' 1 2 3 4 5 6)"

export LC_ALL=C.UTF-8
if [ "$(locale charmap 2>/dev/null)" = UTF-8 ]; then
    same "UTF-8" ./p 'größer' '漢字'
    check "UTF-8 is readable" test "$line" = "./p 'größer' '漢字'"
else
    skip "UTF-8" "no such locale"
fi
export LC_ALL=C
paste ./p 'größer'
check "where the locale can't print it, it is not" test "$line" = "./p 'gr\\xc3\\xb6\\xc3\\x9fer'"

paste ./p "a
touch x
b" "it's
touch x" "$(printf 'tab\there')" "$(printf '\033[31m')"
check "what can't be printed stays in its word" \
    test "$(printf '%s' "$got" | tr -cd '<' | wc -c)" -eq 5

done_testing
