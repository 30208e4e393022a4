#!/bin/sh
# SPDX-License-Identifier: ISC
# The launcher finds its library wherever it stands, and names it as briefly as it may.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
dir=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

names() { # LAUNCHER: what it calls the library
    "$1" --print-env | sed -n 's/^LD_PRELOAD=//p'
}

named() { # WHAT LAUNCHER NAME
    check "$1" test "$(names "$2")" = "$3"
}

# Where libdir is one that $LIB stands for, as Debian's is, the name has that.
as_named() { # LAUNCHER PATH: the path, in the way the launcher may name it
    # shellcheck disable=SC2016
    with_token=$(printf '%s\n' "$2" | sed -E \
        's,/lib(64|32|/[^/]+-linux-[^/]+)?/libnoreuseaddr[.]so$,/$LIB/libnoreuseaddr.so,')
    if [ "$(names "$1")" = "$with_token" ]; then
        printf '%s\n' "$with_token"
    else
        printf '%s\n' "$2"
    fi
}

place() { # DIRECTORY: a copy of launcher and library, laid out as in the build tree
    mkdir -p "$1/.libs"
    cp "$NOREUSEADDR" "$1" && cp "$LIBNOREUSEADDR" "$1/.libs"
}

refused() { # WHAT LAUNCHER MESSAGE
    "$2" true 2> err
    check "$1" test "$?:$(($(wc -l < err))):$(grep -c "$3" err)" = 125:1:1
}

named "build tree" "$NOREUSEADDR" "$LIBNOREUSEADDR"
ln -s "$NOREUSEADDR" link
named "through a symbolic link" ./link "$LIBNOREUSEADDR"
named "through PATH" "$(PATH=$BUILDDIR:$PATH command -v noreuseaddr)" "$LIBNOREUSEADDR"

if ! make -C "$BUILDDIR" install DESTDIR="$dir/stage" > log 2>&1; then
    fail "make install" "$(tail -5 log)"
    done_testing
fi
staged=$(find "$dir/stage" -name noreuseaddr -path '*/bin/*')
library=$(find "$dir/stage" -name libnoreuseaddr.so)
named "staged tree" "$staged" "$(as_named "$staged" "$library")"
check "--check in the staged tree" "$staged" --check
mv stage moved
staged=$dir/moved${staged#"$dir/stage"}
library=$dir/moved${library#"$dir/stage"}
named "a tree that was moved" "$staged" "$(as_named "$staged" "$library")"
mkdir "${staged%/*}/.libs"
cp "$LIBNOREUSEADDR" "${staged%/*}/.libs"
named "what is in a .libs beside it is somebody else's" "$staged" \
    "$(as_named "$staged" "$library")"
named "a library that the loader finds by its bare name" \
    "$(printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "${library%/*}" "$staged" > bare
    chmod 755 bare; echo ./bare)" libnoreuseaddr.so
check "the bare name stays in a launcher within a launcher" \
    test "$(./bare "$staged" --print-env)" = LD_PRELOAD=libnoreuseaddr.so
check "a path that was preloaded by hand does not make the bare name work" \
    test "$(LD_PRELOAD=$library "$staged" --print-env)" = \
    "LD_PRELOAD=$(as_named "$staged" "$library")"

# In a real prefix the directories are the configured ones, with no tree around them.
prefix=${staged#"$dir/moved"}
prefix=${prefix%/bin/noreuseaddr}
if [ ! -d "$prefix" ]; then
    skip "real prefix" "$prefix does not exist"
elif [ -e "$prefix/bin/sh" ]; then
    skip "real prefix" "$prefix holds the system: another can't be put in its place"
elif unshare -m true 2> /dev/null; then
    check "real prefix" unshare -m sh -c "mount --bind '$dir/moved$prefix' '$prefix' &&
        test \"\$('$prefix/bin/noreuseaddr' --print-env)\" = \
        'LD_PRELOAD=$prefix${library#"$dir/moved$prefix"}' &&
        cp '$prefix/bin/noreuseaddr' '$dir/alone' && '$dir/alone' --check"
else
    skip "real prefix" "no mount namespaces here"
fi

place a
for lib in lib lib64 lib32 lib/*-linux-gnu* /lib/*-linux-gnu*; do
    lib=${lib#/}
    mkdir -p "prefix/$lib"
    rm -rf a/.libs
    cp "$LIBNOREUSEADDR" "prefix/$lib"
    ln -s "../prefix/$lib" a/.libs
    [ "$(names a/noreuseaddr)" = "$dir/prefix/\$LIB/libnoreuseaddr.so" ] && break
done
if ldd --version 2>&1 | grep -q musl; then
    skip "\$LIB" "musl does not know it"
else
    named "\$LIB" a/noreuseaddr "$dir/prefix/\$LIB/libnoreuseaddr.so"
    check "the loader loads it by \$LIB" a/noreuseaddr --check
fi

for bad in 'a b' a:b 'a$LIB' 'a
b'; do
    place "$bad"
    refused "in a directory '$bad'" "$bad/noreuseaddr" "no loader takes"
done
named "a bare name does not mind the directory" \
    "$(printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$dir/a b/.libs" \
        "$dir/a b/noreuseaddr" > bare; echo ./bare)" libnoreuseaddr.so
place broken
echo no library > broken/.libs/libnoreuseaddr.so
refused "a broken library" broken/noreuseaddr "libnoreuseaddr.so"
mkdir none
cp "$NOREUSEADDR" none
refused "no library in the build tree" none/noreuseaddr "libnoreuseaddr.so: not in the build tree"
libdir=${library#"$dir/moved"}
if [ -e "$libdir" ]; then
    skip "no library" "$libdir is installed"
else
    cp "$staged" none
    refused "no library" none/noreuseaddr "libnoreuseaddr.so: neither"
fi

done_testing
