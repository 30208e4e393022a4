#!/bin/sh
# SPDX-License-Identifier: ISC
# What the README and docs/ point to is there: files, headings of files, and options.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

cd "$srcdir" || exit 1
headings() { # FILE: as anchors
    sed -n 's/^##* //p' "$1" | tr '[:upper:] ' '[:lower:]-' | tr -cd 'a-z0-9\n_-'
}

points_to() { # PAGE LINK
    file=${2%%#*}
    case $1 in
    docs/*) [ -z "$file" ] || file=docs/$file ;;
    esac
    [ -e "${file:-$1}" ] || return
    case $2 in
    *'#'*) headings "${file:-$1}" | grep -qx -e "${2#*#}" ;;
    esac
}

for page in README.md CONTRIBUTING.md docs/*.md; do
    lost=$(grep -o '](\([^):]*\))' "$page" | sed 's/^](//;s/)$//' | while read -r link; do
        points_to "$page" "$link" || echo "$link"
    done)
    check "the links of $page" test -z "$lost"
done
help=$("$NOREUSEADDR" --help)
lost=$(grep '^    noreuseaddr' README.md | sed 's/ make .*//' | grep -o -e '--[a-z][a-z-]*' |
    while read -r option; do
        echo "$help" | grep -q -e "$option" || echo "$option"
    done)
check "the options in the README's commands" test -z "$lost"
done_testing
