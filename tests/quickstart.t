#!/bin/sh
# SPDX-License-Identifier: ISC
# What quickstart says where it can't install what is missing: one line, with the packages.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/tree"
cp "$srcdir/quickstart" "$dir/tree"
for program in awk cat dirname grep mkdir paste rm sed sh sort uname; do
    ln -s "$(command -v $program)" "$dir/bin"
done

program() { # NAME COMMAND...: is there, and does that
    name=$1
    shift
    printf '#!/bin/sh\n%s\n' "$*" >"$dir/bin/$name"
    chmod 755 "$dir/bin/$name"
}

says() { # REGEX: it fails, and its last line is that
    PATH=$dir/bin sh "$dir/tree/quickstart" test >"$dir/out" 2>&1 </dev/null
    status=$?
    cat "$dir/out"
    [ "$status" -eq 1 ] && sed -n '$p' "$dir/out" | grep -q "^quickstart: $1"
}

lines() { # COUNT
    [ "$(wc -l <"$dir/out")" -eq "$1" ]
}

packages='.*autoconf automake gcc .*make.* check .*jq .*libiberty-dev'
program id echo 0
check "no package manager" says "no package manager known here; .*$packages"
check "it says no more" lines 1
program id echo 1000
program apt-get 'echo not for you; exit 100'
check "no root" says "neither root nor sudo nor doas to install with apt-get; $packages"
check "it says no more" lines 1
program id echo 0
check "what the package manager says when it fails" says "apt-get failed; missing are: $packages"
check "is shown" grep -qx "not for you" "$dir/out"
program apt-get 'echo "Temporary failure resolving the name"; exit 100'
check "no network" says "no network? .*missing are: $packages"
rm "$dir/bin/apt-get" "$dir/bin/uname"
program uname echo NetBSD
program pkg_add echo added
check "pkg_add of NetBSD" says "no package manager known here; .*$packages"
program pkgin 'echo "asked to $*"; exit 1'
check "pkgin" says "pkgin failed; missing are: autoconf automake .*jq"
check "and what it is told" grep -q "^asked to -y install autoconf automake " "$dir/out"
check "usage" sh -c '"$0" nothing 2>&1 | grep -qx "usage: quickstart demo|test"' \
    "$dir/tree/quickstart"
done_testing
