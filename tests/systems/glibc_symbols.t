#!/bin/sh
# SPDX-License-Identifier: ISC
# The oldest glibc that the libraries can run with: 2.17, which brought secure_getenv.  A
# program may bring its own (Nix, conda, Yocto), so nothing newer is wanted, whatever
# glibc they were built with.
. "${srcdir:-.}/tests/tap.sh"

need readelf

symbols() { # BINDING...: NAME and VERSION of those that LIBRARY wants, or NAME alone
    readelf -W --dyn-syms "$library" | awk -v bindings="$*" '
        $7 == "UND" && index(bindings, $5) { split($8, part, "@"); print part[1], part[2] }'
}

# Processors that glibc came to later know nothing older (2.27: RISC-V).
newest() {
    symbols GLOBAL WEAK | sed 's/GLIBC_//' | awk '
        function number(version, part) {
            split(version, part, ".")
            return part[1] * 10000 + part[2] * 100 + part[3]
        }
        NF < 2 { next }
        { at = number($2) }
        !oldest || at < oldest { oldest = at }
        at > newest { newest = at; name = $1 "@" $2 }
        END { print (newest <= 21700 || newest == oldest ? "good" : "bad"), name }'
}

try() { # LIBRARY NAME
    library=$1
    unversioned=$(symbols GLOBAL | awk 'NF == 1' | xargs)
    check "$2: what it needs is all in glibc: $unversioned" test -z "$unversioned"
    found=$(newest)
    check "$2: nothing newer than glibc 2.17, or than the processor: ${found#* }" \
        test "${found%% *}" = good
    # An older glibc has dlsym in libdl, which the program need not have.
    check "$2: dlsym may be missing" test -z "$(symbols GLOBAL | grep '^dlsym ')"
    check "$2: dlsym by its first version" test "$(symbols WEAK | grep '^dlsym ' | grep -vc '2\.34$')" = 1
}

library=$LIBNOREUSEADDR
case $(symbols GLOBAL) in
*GLIBC_*) ;;
*) skip_all "this is not glibc" ;;
esac
try "$LIBNOREUSEADDR" "the fix"
try "$LIBNOREUSEADDR_AUDIT" "the audit library"
done_testing
