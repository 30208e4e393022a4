#!/bin/sh
# SPDX-License-Identifier: ISC
# The system calls that SystemCallFilter= of systemd leaves to a service, in the sets that its manual
# recommends and as the services of this system have them, suffice for the library.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

flagged=$BUILDDIR/tests/neighbours/flagged
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
need systemd-analyze
systemd-analyze syscall-filter --no-pager > "$dir/sets" 2> "$dir/err" ||
    skip_all "this systemd-analyze does not know the sets"
"${CC:-cc}" -o "$dir/filtered" "$srcdir/tests/neighbours/filtered.c" -lseccomp 2> "$dir/err" ||
    skip_all "libseccomp and a C compiler are not installed"
"$dir/filtered" deny refuse true 2> "$dir/err" << EOF || skip_all "no filter can be set: $(cat "$dir/err")"
reboot
EOF

expand() { # the words on standard input, sets with their members
    awk 'function say(word, members, i) {
            if (word !~ /^@/)
                print word
            else
                for (i = split(set[word], members); i > 0; i--)
                    say(members[i])
        }
        FILENAME == "-" { say($1) }
        FILENAME != "-" && /^@/ { name = $1 }
        FILENAME != "-" && /^    [^#]/ { set[name] = set[name] " " $1 }' "$dir/sets" -
}

words() { # WORD...
    [ $# = 0 ] || printf '%s\n' "$@"
}

says() { # FLAG COMMAND...: flagged runs under it and ends with that flag
    wanted="flag $1"
    shift
    "$@" "$flagged" < "$dir/list" > "$dir/out" 2>&1
    status=$?
    cat "$dir/out"
    [ "$status" = 0 ] && grep -qx "$wanted" "$dir/out"
}

suffices() { # NAME allow|deny kill|refuse
    check "$1, $3: without the library it runs" says 1 "$dir/filtered" "$2" "$3"
    check "$1, $3: with it too, and the flag is gone" says 0 "$dir/filtered" "$2" "$3" "$NOREUSEADDR"
}

# @default is always permitted: systemd.exec(5).
allow_without() { # ALLOWED DENIED: two lists of words
    # shellcheck disable=SC2086
    words @default $1 | expand | sort -u > "$dir/allowed"
    # shellcheck disable=SC2086
    words $2 | expand | sort -u > "$dir/denied"
    comm -23 "$dir/allowed" "$dir/denied" > "$dir/list"
}

for action in kill refuse; do
    allow_without @system-service ""
    suffices @system-service allow $action
    allow_without @system-service "@privileged @resources"
    suffices "@system-service ~@privileged ~@resources" allow $action
done

# A unit's first line says whether its list is of the permitted ones.
for unit in /lib/systemd/system/*.service; do
    sed -n 's/^SystemCallFilter=//p' "$unit" > "$dir/lines"
    if [ ! -s "$dir/lines" ] || [ -L "$unit" ]; then
        continue
    fi
    denied=$(sed -n 's/^~//p' "$dir/lines" | tr '\n' ' ')
    case $(cat "$dir/lines") in
    '~'*)
        # shellcheck disable=SC2086
        words $denied | expand > "$dir/list"
        list=deny
        ;;
    *)
        allow_without "$(grep -v '^~' "$dir/lines" | tr '\n' ' ')" "$denied"
        list=allow
        ;;
    esac
    suffices "${unit##*/}" $list kill
done

echo getsockopt > "$dir/list"
"$dir/filtered" deny kill "$flagged" < "$dir/list" > "$dir/out" 2>&1
check "it ends by SIGSYS" test $? = 159
done_testing
