#!/bin/sh
# SPDX-License-Identifier: ISC
# Help, man page and completions name the same options; the completions complete.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
completions=$srcdir/completions

"$NOREUSEADDR" --help | grep -o -e '--[a-z][a-z-]*' | sort -u > "$dir/options"
check "--help names ten options" test "$(wc -l < "$dir/options")" = 10
while read -r option; do
    check "noreuseaddr.1 names $option" grep -q "Fl -${option#--}" "$srcdir/man/noreuseaddr.1"
    for file in noreuseaddr _noreuseaddr; do
        check "$file names $option" grep -q -e "$option\\b" "$completions/$file"
    done
    check "noreuseaddr.fish names $option" \
        grep -q -e "-l ${option#--} " "$completions/noreuseaddr.fish"
done < "$dir/options"

bash_gives() { # WORDS WORD...: the last WORD is completed to WORDS
    wanted=$1
    shift
    got=$(bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        compopt() { :; }
        _noreuseaddr; echo "${COMPREPLY[*]}"' "$completions/noreuseaddr" noreuseaddr "$@")
    if [ "$got" = "$wanted" ]; then
        pass "bash: $*"
    else
        fail "bash: $*" "gives '$got', not '$wanted'"
    fi
}
if command -v bash > /dev/null; then
    bash_gives "--mode=" --mo
    bash_gives "--print-env" --strict --p
    bash_gives "strip restore off" --mode =
    bash_gives "restore" --mode = r
    bash_gives "keep" --bound k
    bash_gives "clear keep" --strict --reuseport =
    bash_gives "yes" --inherited = y
    bash_gives "$completions/noreuseaddr.fish" cat "$completions/noreuseaddr.f"
    bash_gives "$completions/noreuseaddr.fish" --mode = off -- cat "$completions/noreuseaddr.f"
    bash_gives "" cat --mo
else
    skip "bash" "no bash"
fi

if command -v zsh > /dev/null; then
    check "zsh takes its file" zsh -n "$completions/_noreuseaddr"
else
    skip "zsh" "no zsh"
fi

fish_gives() { # WORDS LINE
    got=$(XDG_DATA_HOME=$dir XDG_CONFIG_HOME=$dir HOME=$dir fish -c \
        'source $argv[1]; complete -C $argv[2]' "$completions/noreuseaddr.fish" "$2" |
        cut -f 1 | sort | tr '\n' ' ')
    if [ "$got" = "$1" ]; then
        pass "fish: $2"
    else
        fail "fish: $2" "gives '$got', not '$1'"
    fi
}
if command -v fish > /dev/null; then
    fish_gives "--mode=off --mode=restore --mode=strip " "noreuseaddr --mode="
    fish_gives "--print-env " "noreuseaddr --pr"
    fish_gives "keep strip " "noreuseaddr --bound "
else
    skip "fish" "no fish"
fi

if command -v mandoc > /dev/null; then
    check "mandoc finds nothing wrong with noreuseaddr.1" \
        test -z "$(mandoc -Tlint -Wwarning "$srcdir/man/noreuseaddr.1" 2>&1)"
else
    skip "mandoc" "no mandoc"
fi

done_testing
