#!/bin/sh
# SPDX-License-Identifier: ISC
# The steps of a Dockerfile, without Docker: in a root that has a shell, ldconfig and env alone.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need jq ldconfig
need_root

built "${CC:-cc}" -DFLAGGED -o client client.c
cp "$LIBNOREUSEADDR" .
root=$work/root
programs="/bin/sh $(command -v env) $(command -v ldconfig)"
# shellcheck disable=SC2086 # several
for file in $programs $(ldd $programs client 2> /dev/null | grep -o '/[^ ]*' | grep -v ':$'); do
    mkdir -p "$root${file%/*}"
    cp -L "$file" "$root$file"
done
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/etc"

# One instruction for each line.  In the root there is no variable but ENV's, as in a container.
follow() { # FILE
    while read -r word rest; do
        case $word in
        '#'* | FROM) set -- ;;
        COPY) cp "${rest% *}" "$root${rest##* }" ;;
        ENV) eval "set -- \"\$@\" $rest" ;;
        RUN) inside "$@" sh -c "$rest" ;;
        CMD) inside "$@" "$(echo "$rest" | jq -r '.[0]')" ;;
        *) echo "$word: not known here" && return 1 ;;
        esac || return
    done < "$1"
}

inside() { # [NAME=VALUE...] COMMAND [ARG...]
    chroot "$root" "$(command -v env)" -i PATH=/usr/bin:/bin:/usr/sbin:/sbin "$@"
}

documented docker > Dockerfile
check "the image has the fix" sh -c 'test "$1" = off' sh "$(follow Dockerfile 2>&1)"
grep -v '^ENV' Dockerfile > without
check "without ENV it has not" sh -c 'test "$1" = on' sh "$(follow without 2>&1)"
check "ENV is what --print-env=docker prints of an installed library" \
    grep -qx "$("$NOREUSEADDR" --print-env=docker | sed "s|'.*/|'|")" Dockerfile
done_testing
