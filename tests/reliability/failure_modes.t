#!/bin/sh
# SPDX-License-Identifier: ISC
# The table of docs/failure-modes.md: each test that it names passes, and fails with the
# mistake put in that stands beside it; each limit stands in the manual page.  It runs other
# tests once more, some with several mistakes: make check-all.
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "the mistakes are written for Linux"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
document=$srcdir/docs/failure-modes.md
mistakes=tests/reliability/mistakes

# Number, file, case and mistake (or none), between tabs.  A row without a number
# belongs to the one above.
awk -F'|' '$5 ~ /`/ {
        if ($2 ~ /[0-9]/) number = $2 + 0
        split($5, test, "`")
        split($6, mistake, "`")
        printf "%d\t%s\t%s\t%s\n", number, test[2], test[4], mistake[2]
    }' "$document" > "$dir/rows"
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
    check "failure mode $number has a row" grep -q "^$number	..*	..*	" "$dir/rows"
done

# Where a test would wait for what never comes, it is to give up soon.
with_mistake() { # MISTAKE COMMAND
    library=$BUILDDIR/$mistakes/.libs/$1.so
    launcher=$srcdir/$mistakes/$1
    if [ -x "$launcher" ]; then
        NOREUSEADDR=$launcher "$2"
    else
        LIBNOREUSEADDR=$library PATIENCE=1 "$2"
    fi
}

output() { # TEST MISTAKE: runs it, once, and names the file that holds what it printed
    out=$dir/$(echo "$1-$2" | tr / _)
    [ -e "$out" ] && return
    file=$srcdir/$1
    [ -e "$file" ] || file=$BUILDDIR/$1
    if [ -z "$2" ]; then
        "$file"
    else
        with_mistake "$2" "$file"
    fi > "$out" 2> "$dir/err"
}

# A skip may stand for several cases: "musl" for "musl: warning".
results() { # TEST MISTAKE CASE: what it says of the case, or of what it is a part of
    output "$1" "$2"
    grep -F -e "- $3" "$out" ||
        sed -n 's/^ok [0-9]* - \(.*\) # SKIP .*/\1/p' "$out" | while read -r name; do
            case $3 in
            "$name"*) grep -F -e "- $name # SKIP" "$out" ;;
            esac
        done | grep . || grep '^1\.\.0' "$out"
}

passes() { # TEST CASE
    if found=$(results "$1" '' "$2" | grep -v '# SKIP'); then
        check "$1: $2" sh -c '! printf "%s\n" "$1" | grep "^not ok"' sh "$found"
    elif found=$(results "$1" '' "$2"); then
        skip "$1: $2" "${found##*# SKIP }"
        return 1
    else
        fail "$1: $2" "there is no such case" "$(cat "$out")"
        return 1
    fi
}

fails() { # TEST CASE MISTAKE
    if [ ! -e "$BUILDDIR/$mistakes/.libs/$3.so" ] && [ ! -e "$srcdir/$mistakes/$3" ]; then
        case $(ls "$BUILDDIR/$mistakes/.libs" 2>&1) in
        *.so*) fail "$1: $2: fails with $3" "there is no such mistake" ;;
        *) skip "$1: $2: fails with $3" "the linker can't replace a definition" ;;
        esac
    elif results "$1" "$3" "$2" | grep -q '^not ok'; then
        pass "$1: $2: fails with $3"
    else
        fail "$1: $2: fails with $3" "$(results "$1" "$3" "$2")"
    fi
}

tab=$(printf '\t')
while IFS=$tab read -r number test case mistake; do
    case $test in
    man/*) check "$number: $test states: $case" grep -qF -e "$case" "$srcdir/$test" ;;
    *)
        passes "$test" "$case" && [ -n "$mistake" ] && fails "$test" "$case" "$mistake"
        ;;
    esac
done < "$dir/rows"
done_testing
