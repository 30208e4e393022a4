# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# The RPM: rpmbuild, rpmlint, rpm --root.

# Debian's database knows no RPM, so --nodeps.  brp-compress starts with /bin/sh but is
# written for bash.  brp-strip leaves the symbols to the step for debug packages, which
# Debian's rpm does not take by itself: it calls strip with -g and the file.
rpm_build() { # SPEC
    printf '#!/bin/sh\nexec strip -s "$2"\n' >strip-all
    chmod 755 strip-all
    rpmbuild -bb --quiet --nodeps --nocheck -D "_topdir $PWD" -D '_build_id_links none' \
        -D '__brp_compress bash %{_rpmconfigdir}/brp-compress %{_prefix}' \
        -D '__brp_strip %{_rpmconfigdir}/brp-strip '"$PWD/strip-all" "$1"
}

# A package with libc and the other libraries stands in for the distribution, so that the dependencies
# that rpm found are checked by rpm.
rpm_base() {
    fill_root "$PWD/base"
    cat >base.spec <<EOF
Name: base
Version: 1
Release: 1
Summary: What the distribution has
License: none
AutoReq: no
Provides: rtld(GNU_HASH)
%description
%install
cp -a $PWD/base/. %{buildroot}
%files
/*
EOF
    rpm_build base.spec
}

# The main package needs no libbpf; that for cgroups does, and holds its program alone.
rpm_apart() {
    ! rpm -qp --requires RPMS/*/noreuseaddr-"$version"-*.rpm | grep bpf &&
        rpm -qp --requires RPMS/*/noreuseaddr-cgroup-*.rpm | grep -q libbpf &&
        test "$(rpm -qlp RPMS/*/noreuseaddr-cgroup-*.rpm | grep -c libexec)" -eq 1
}

rpm_install() {
    rpm --root "$PWD/root" --initdb &&
        rpm --root "$PWD/root" -i RPMS/*/base-1-1.*.rpm &&
        list_root root >before &&
        rpm --root "$PWD/root" -i RPMS/*/*noreuseaddr-"$version"-*.rpm &&
        ldconfig -r "$PWD/root"
}

rpm_remove() {
    rpm --root "$PWD/root" -e noreuseaddr && rpm --root "$PWD/root" -e libnoreuseaddr &&
        left_behind root before
}

rpm_checks() {
    mkdir SOURCES && cp "$tarball" SOURCES && cp "$packaging/rpm/noreuseaddr.spec" .
    check "rpm: the version of the release" \
        test "$(rpm -q --specfile --qf '%{version}\n' noreuseaddr.spec | uniq)" = "$version"
    check "rpm: rpmbuild" briefly rpm_build noreuseaddr.spec
    if need rpmlint rpmlint; then
        check "rpm: rpmlint" \
            rpmlint -c "$packaging/rpm/rpmlint.toml" RPMS/*/*.rpm noreuseaddr.spec
    else
        skip "rpm: rpmlint" "rpmlint can't be installed"
    fi
    check "rpm: libbpf is needed by the package for cgroups alone" rpm_apart
    check "rpm: what stands in for the distribution" briefly rpm_base
    check "rpm: installed with its dependencies" rpm_install
    check "rpm: every file as packaged" \
        rpm --root "$PWD/root" -V --nomtime noreuseaddr libnoreuseaddr
    works_in root rpm
    turn_on root rpm
    check "rpm: removed without a trace, and turned off" rpm_remove
}

if [ "$(id -u)" -ne 0 ]; then
    skip rpm "installing into another root takes root"
elif need rpmbuild rpm && need clang clang && need_libbpf; then
    rpm_checks
else
    skip rpm "rpmbuild can't be installed"
fi
