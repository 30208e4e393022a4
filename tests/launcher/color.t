#!/bin/sh
# SPDX-License-Identifier: ISC
# --color, and places as links on the terminals that are known to have them.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

! why=$(no_terminal) || skip_all "$why"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset TMUX STY VTE_VERSION TERM_PROGRAM NO_COLOR
TERM=xterm
export TERM
FLAGGED=1 "$NOREUSEADDR" --audit --report=report "$BUILDDIR/tests/launcher/client" > out 2> err

shows() { # VARIABLES [OPTION]: on a terminal
    # shellcheck disable=SC2086 # words, or none
    at_terminal env $1 "$NOREUSEADDR" --show report ${2-} > out 2> err < /dev/null
    LC_ALL=C cat -v out
    grep -q '1 client socket carried' out
}

in_colour() {
    shows "$@" && grep -q "$(printf '\033')\[1m" out
}

# Looking up that takes a second is told in a line that is wiped out: no colour.
plain() {
    shows "$@" && ! sed "s/$(printf '\033')\[K//g" out | grep -q "$(printf '\033')"
}

linked() { # to a line of a file on this host
    shows "$@" && grep -qE "$(printf '\033]8;;file://[^/]*/.*/tests/launcher/client.c#[0-9]+\033')" out
}

unlinked() {
    in_colour "$@" && ! grep -q ']8;' out
}

check "a terminal" in_colour ""
check "--color=never" plain "" --color=never
check "--color=never, and links" plain VTE_VERSION=7006 --color=never
check "--color=auto" in_colour "" --color=auto
check "NO_COLOR, and links" plain "VTE_VERSION=7006 NO_COLOR=1"
check "--color=always against NO_COLOR" in_colour NO_COLOR=1 --color=always
for option in --color=auto --color=never; do
    "$NOREUSEADDR" --show report $option > out 2> err
    check "a file, $option" sh -c '! grep -q "$0" out' "$(printf '\033')"
done
VTE_VERSION=7006 "$NOREUSEADDR" --show report --color=always > out 2> err
check "a file, --color=always" grep -q "$(printf '\033')\[1m" out
check "but no links in it" sh -c '! grep -q "]8;" out'

if built_with HAVE_LIBDW; then
    for variable in VTE_VERSION=7006 TERM=xterm-kitty TERM=foot TERM_PROGRAM=WezTerm \
        TERM_PROGRAM=iTerm.app TERM_PROGRAM=vscode TERM_PROGRAM=ghostty; do
        check "links: $variable" linked $variable
    done
    for variable in VTE_VERSION=4999 TERM=linux TERM_PROGRAM=Apple_Terminal TMUX=1 STY=1; do
        check "no links: $variable" unlinked $variable
    done
    check "no links: TMUX, in a terminal that has them" unlinked "VTE_VERSION=7006 TMUX=1"
    mkdir "a b%" && cp "$srcdir/tests/launcher/client.c" "a b%/"
    if "${CC:-cc}" -g -include "$BUILDDIR/config.h" -I"$BUILDDIR" -o client "a b%/client.c" 2> err; then
        FLAGGED=1 "$NOREUSEADDR" --audit --report=encoded ./client > out 2> err
        mv encoded report
        shows VTE_VERSION=7006 > shown
        check "what a URI can't hold is encoded" grep -q '/a%20b%25/client.c#' out
    fi
else
    skip "links" "this build has no libdw"
fi
done_testing
