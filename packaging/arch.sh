# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# The Arch package: makepkg, pacman --root.

# makepkg refuses to run as root.  Debian has no list of packages for pacman: --nodeps.
arch_build() { # DIRECTORY
    chown -R nobody "$1" &&
        (cd "$1" && HOME=$PWD setpriv --reuid=nobody --regid=nogroup --clear-groups \
            makepkg --nodeps --nocheck)
}

# A package with libc and the other libraries stands in for the distribution.
arch_base() {
    mkdir base
    fill_root "$PWD/base/files"
    rm -r base/files/dev # makepkg runs as a user, who may make no device
    cat >base/PKGBUILD <<'EOF'
pkgname=base pkgver=1 pkgrel=1 arch=(any) license=(none) provides=(glibc jansson libelf)
package() { cp -a "$startdir/files/." "$pkgdir"; }
EOF
    arch_build base
}

arch_pacman() {
    pacman --root "$PWD/root" --dbpath "$PWD/root/var/lib/pacman" --cachedir "$PWD" \
        --config "$PWD/pacman.conf" --noconfirm "$@"
}

arch_install() {
    mkdir -p root/var/lib/pacman root/dev && mknod -m 666 root/dev/null c 1 3 &&
        printf '[options]\nArchitecture = auto\nSigLevel = Never\n' >pacman.conf &&
        arch_pacman -U base/base-1-*.pkg.tar.* &&
        list_root root >before &&
        arch_pacman -U noreuseaddr/noreuseaddr-"$version"-*.pkg.tar.*
}

arch_remove() {
    arch_pacman -R noreuseaddr && left_behind root before
}

arch_checks() {
    mkdir noreuseaddr && cp "$packaging/arch/"* "$tarball" noreuseaddr
    check "arch: the version of the release" \
        test "$(bash -c '. "$0"; echo "$pkgver"' "$packaging/arch/PKGBUILD")" = "$version"
    check "arch: makepkg" briefly arch_build noreuseaddr
    check "arch: the package for cgroups holds its program" sh -c \
        'bsdtar tf noreuseaddr/noreuseaddr-cgroup-*.pkg.tar.* | grep -qx usr/lib/noreuseaddr/noreuseaddr-cgroup'
    skip "arch: namcap" "Debian does not have it"
    check "arch: what stands in for the distribution" briefly arch_base
    check "arch: installed with its dependencies" arch_install
    check "arch: every file as packaged" arch_pacman -Qkk noreuseaddr
    works_in root arch
    turn_on root arch
    check "arch: removed without a trace, and turned off" arch_remove
}

if [ "$(id -u)" -ne 0 ]; then
    skip arch "installing into another root takes root"
elif need makepkg makepkg && need pacman pacman-package-manager &&
    need bsdtar libarchive-tools && need fakeroot fakeroot && need clang clang &&
    need_libbpf; then
    arch_checks
else
    skip arch "$need_command can't be installed"
fi
