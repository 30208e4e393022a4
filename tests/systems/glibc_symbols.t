#!/bin/sh
# SPDX-License-Identifier: ISC
# The oldest glibc that the library can run with, if built there: 2.17, which brought
# secure_getenv.  A newer symbol would take it from systems that have it today.
. "${srcdir:-.}/tests/tap.sh"

command -v readelf >/dev/null || skip_all "readelf is not installed"
# NAME VERSION, or NAME alone; weak ones need not be there.
symbols=$(readelf -W --dyn-syms "$LIBNOREUSEADDR" |
    awk '$7 == "UND" && $5 == "GLOBAL" { split($8, part, "@"); print part[1], part[2] }')
case $symbols in
*GLIBC_*) ;;
*) skip_all "this is not glibc" ;;
esac

unversioned=$(printf '%s\n' "$symbols" | awk 'NF == 1' | xargs)
check "what it needs is all in glibc" test -z "$unversioned"

# Processors that glibc came to later know nothing older (2.27: RISC-V).  And some that
# older ones have elsewhere: dlsym was in libdl.so.2 until 2.34, fstat by other names in
# libc_nonshared.a until 2.33.  Built with an older glibc the library finds them there;
# built with a newer one it needs that.
moved='dlsym 2\.34|fstat(64)? 2\.33|__fstat64_time64 2\.34'
newest=$(printf '%s\n' "$symbols" | sed 's/GLIBC_//' | grep -vE "^($moved)\$" | awk '
    function number(version, part) {
        split(version, part, ".")
        return part[1] * 10000 + part[2] * 100 + part[3]
    }
    { at = number($2) }
    !oldest || at < oldest { oldest = at }
    at > newest { newest = at; name = $1 "@" $2 }
    END { print (newest <= 21700 || newest == oldest ? "good" : "bad"), name }')
check "no symbol newer than glibc 2.17, or than the processor: ${newest#* }" \
    test "${newest%% *}" = good
done_testing
