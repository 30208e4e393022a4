# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# A root of its own for what was installed, and the proof that it works there.

# files_of_libc: what a package may expect there: libc with its loader, the launcher's
# other libraries, a shell.
files_of_libc() {
    set -- /bin/sh
    for library in libelf.so.1 libdw.so.1 libjansson.so.4; do
        set -- "$@" "$(cc -print-file-name=$library)"
    done
    ldd "$@" | sed -n 's|^[^/]*\(/[^ ]*\) (0x.*|\1|p' | sort -u
    printf '%s\n' "$@"
}

# fill_root DIRECTORY: with these files, and with the folders that no package owns alone.
fill_root() {
    mkdir -p "$1/dev" "$1/etc" "$1/tmp" \
        "$1/usr/bin" "$1/usr/lib" "$1/usr/lib64" "$1/usr/libexec" \
        "$1/usr/share/bash-completion/completions" "$1/usr/share/doc" \
        "$1/usr/share/fish/vendor_completions.d" "$1/usr/share/licenses" \
        "$1/usr/share/man/man1" "$1/usr/share/man/man3" "$1/usr/share/zsh/site-functions"
    files_of_libc | xargs cp -L --parents -t "$1"
    mknod -m 666 "$1/dev/null" c 1 3
    # As the loader of these systems is built; that of Debian does not know lib64.
    echo /usr/lib64 >"$1/etc/ld.so.conf"
}

# works_in ROOT LABEL: the version, the proof, the bare name, and the demonstration, which
# needs the programs in libexec.
works_in() {
    check "$2: --version" in_root "$1" "noreuseaddr $version" --version
    check "$2: --check" in_root "$1" 'loaded: yes' --check
    check "$2: preloaded by its bare name" \
        in_root "$1" 'LD_PRELOAD=libnoreuseaddr.so' --print-env
    check "$2: --demo" in_root "$1" 'With the library nothing went wrong' --demo
}

# turn_on ROOT LABEL: for the whole of that system; removing the package has to undo it.
turn_on() {
    check "$2: --system=enable" in_root "$1" '' --system=enable
    check "$2: preloaded into every program" \
        sh -c 'chroot "$0" sh -c "LD_TRACE_LOADED_OBJECTS=1 sh" | grep libnoreuseaddr' "$1"
}

# in_root ROOT TEXT ARGUMENT...: the command says TEXT there and succeeds.
in_root() {
    in_root_dir=$1
    in_root_text=$2
    shift 2
    "$source/tests/alone" chroot "$in_root_dir" noreuseaddr "$@" >"$work/out" 2>&1
    in_root_status=$?
    cat "$work/out"
    [ $in_root_status -eq 0 ] && grep -q "$in_root_text" "$work/out"
}

# left_behind ROOT BEFORE: nothing but what was there before.  The database of the package
# manager is its own business.
left_behind() {
    list_root "$1" | diff "$2" -
}

list_root() { # ROOT
    (cd "$1" && find . -path ./var -prune -o -path ./etc/ld.so.cache -o -print | sort)
}
