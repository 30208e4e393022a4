# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# The Alpine package.  Debian has neither abuild nor apk: the functions of the APKBUILD are
# run by a stand-in, with musl, and what they install is copied into a root with musl alone.
musl=$PWD/musl

# Debian has no libelf for musl.  Its sources are Debian's all the same.
alpine_sources() {
    mkdir -p lists/partial parts
    apt-get indextargets --format 'deb-src $(SITE) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Origin: Debian' | sort -u >sources.list
    set -- -q -o Dir::Etc::sourcelist="$PWD/sources.list" \
        -o Dir::Etc::sourceparts="$PWD/parts" -o Dir::State::lists="$PWD/lists" \
        -o Dir::Cache="$PWD" -o APT::Sandbox::User=root
    apt-get "$@" update && apt-get "$@" source --download-only elfutils zlib &&
        rm -f ./*.asc && mkdir elfutils zlib &&
        tar xf elfutils_*.orig.tar.* -C elfutils --strip-components=1 &&
        tar xf zlib_*.orig.tar.* -C zlib --strip-components=1
}

alpine_zlib_and_libelf() {
    (cd zlib && CC=musl-gcc ./configure --static --prefix="$musl" && make -j2 install) &&
        alpine_libelf
}

# musl lacks argp, fts and obstack, which only the other parts of elfutils use; so of its
# common objects only those are made that libelf takes.
alpine_libelf() {
    (
        cd elfutils && ./configure -q CC=musl-gcc CPPFLAGS="-I$musl/include" \
            LDFLAGS="-L$musl/lib" --prefix="$musl" --disable-nls --disable-debuginfod \
            --disable-libdebuginfod --without-bzlib --without-lzma --without-zstd \
            ac_cv_search_argp_parse=no-use ac_cv_search_fts_close=no-use \
            ac_cv_search__obstack_free=no-use LIBS= &&
            make -C lib crc32.o crc32_file.o next_prime.o &&
            ar cr lib/libeu.a lib/crc32.o lib/crc32_file.o lib/next_prime.o &&
            make -C libelf -j2 -o ../lib/libeu.a libelf.so &&
            cp libelf/libelf.h libelf/gelf.h "$musl/include" &&
            cp libelf/libelf.so "$musl/lib/libelf.so.1" &&
            ln -s libelf.so.1 "$musl/lib/libelf.so"
    )
}

# The variables are those that abuild sets, but for the compiler, and for libelf what
# pkg-config says there.  That of this system would find what was built for glibc.
alpine_package() {
    mkdir src && tar xf "$tarball" -C src && CBUILD=$(uname -m)-alpine-linux-musl &&
        env CBUILD="$CBUILD" CHOST="$CBUILD" pkgdir="$PWD/pkg" CC=musl-gcc \
            ELF_CFLAGS="-I$musl/include" ELF_LIBS="-L$musl/lib -lelf" PKG_CONFIG=false \
            sh -ec '. "$0"; cd "src/$pkgname-$pkgver"; build; package' \
            "$packaging/alpine/APKBUILD"
}

# With musl and libelf alone: what needs anything else can't run.
alpine_install() {
    loader=$(echo /lib/ld-musl-*.so.1)
    mkdir -p root/dev root/lib root/usr/lib && mknod -m 666 root/dev/null c 1 3 &&
        cp -L "$loader" root/lib && cp "$musl/lib/libelf.so.1" root/usr/lib &&
        cp -a pkg/. root && ! find root -name '*.la' | grep .
}

alpine_needs() { # FILE LIBRARY...: and nothing else
    objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }' | sort >needs
    shift
    printf '%s\n' "$@" | sort | diff needs -
}

alpine_checks() {
    check "alpine: the version of the release" \
        test "$(sh -c '. "$0"; echo "$pkgver"' "$packaging/alpine/APKBUILD")" = "$version"
    check "alpine: libelf for musl, out of Debian's sources" \
        briefly alpine_zlib_and_libelf
    check "alpine: build() and package() with musl" briefly alpine_package
    skip "alpine: abuild, apk" "Debian does not have them"
    check "alpine: copied into a root with musl" alpine_install
    check "alpine: the library needs libc alone" \
        alpine_needs root/usr/lib/libnoreuseaddr.so libc.so
    check "alpine: so does the one that records" \
        alpine_needs root/usr/lib/libnoreuseaddr-audit.so libc.so
    works_in root alpine
}

if [ "$(id -u)" -ne 0 ]; then
    skip alpine "changing into another root takes root"
elif ! need musl-gcc musl-tools; then
    skip alpine "musl-gcc can't be installed"
elif ! alpine_sources >"$work/out" 2>&1; then
    skip alpine "the sources of libelf can't be had by apt-get"
else
    alpine_checks
fi
