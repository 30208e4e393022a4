#!/bin/sh
# SPDX-License-Identifier: ISC
# What each library shows to the process that it is loaded into, and what it needs.
. "${srcdir:-.}/tests/tap.sh"

need nm readelf size

# All that the fix may call: what it asks of sockets, the next definitions, one variable
# of the environment, one line on standard error.  No file, no memory, no thread.
# __getauxval is libgcc's own, on arm64 (libgcc/config/aarch64/lse-init.c).
may_call='getpeername getsockname getsockopt
    dlsym __libc_dlopen_mode __libc_dlsym gnu_get_libc_version
    environ __environ _environ ___environ getenv secure_getenv issetugid
    poll write snprintf __snprintf_chk
    __errno_location ___errno_location __stack_chk_fail
    ntohs memcmp memcpy memset strchr strcspn strlen strncmp strstr strverscmp
    __getauxval __cxa_finalize __gmon_start__ _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable'

# What libgcc itself calls on 32-bit ARM while frames of a cancelled thread are unwound
# (libgcc/config/arm/pr-support.c and libgcc/unwind-arm-common.inc).
on_arm='__gnu_Unwind_Find_exidx __cxa_begin_cleanup __cxa_type_match __cxa_call_unexpected abort'

# 32-bit and other processors' code differs; there the limit would say little.
most_text=16384

try() { # LIBRARY PREFIX [NAME...]: all but what it calls, with PREFIX in front of each
    library=$1 of=$2
    shift 2
    needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | xargs)
    wanted="bind connect sendmmsg sendmsg sendto setsockopt"
    case $needed-$(readelf -h "$library") in
    *libc.so.6-*ELF32*) wanted="__connect __sendmmsg64 __sendmsg64 __setsockopt64 $wanted" ;;
    *libc.so.6-*) wanted="__connect $wanted" ;;
    esac
    # shellcheck disable=SC2086 # a name each
    wanted=$(printf '%s\n' $wanted "$@" | LC_ALL=C sort | xargs)
    exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | LC_ALL=C sort | xargs)
    check "${of}exported: $exported" test "$exported" = "$wanted"
    case $needed in
    "libdl.so.2 libc.so.6") pass "${of}needs libc alone: $needed" ;;
    *" "*) fail "${of}needs libc alone: $needed" ;;
    libc.so | libc.so.[1-9]* | libc.musl-*) pass "${of}needs libc alone: $needed" ;;
    *) fail "${of}needs libc alone: $needed" ;;
    esac
    case $(readelf -lW "$library") in
    *GNU_RELRO*) pass "${of}read-only after relocation" ;;
    *) fail "${of}read-only after relocation" ;;
    esac
    check "${of}bound at load" sh -c 'readelf -d "$1" | grep -q "FLAGS.*NOW"' sh "$library"
    check "${of}the stack is not executable" sh -c \
        'readelf -lW "$1" | grep GNU_STACK | grep -qv RWE' sh "$library"
    check "${of}no thread-local storage" sh -c '! readelf -lW "$1" | grep -qw TLS' sh "$library"
    fini=$(readelf -d "$library" | awk '/FINI_ARRAYSZ/ { print $3 }')
    check "${of}no destructor but the compiler's own" test "${fini:-0}" -le 8
    check "${of}no text relocation" sh -c '! readelf -d "$1" | grep -q TEXTREL' sh "$library"
    protects
}

says() { # FILE: the processor's protections that its notes claim
    LC_ALL=C readelf -nW "$1" 2>/dev/null | sed -n 's/.* feature: //p'
}

# A process keeps shadow stacks and branch tracking only if all that it loads has them.
# Without the C library's own start files, which not every system has made for that; but with
# its __stack_chk_fail_local if the compiler guards stacks, which is linked in on i386.
protects() {
    echo 'int answer(void); int answer(void) { return 42; }' >"$work/it.c"
    can='' guard=''
    ! nm -D "$library" | grep -q __stack_chk_fail || guard=-fstack-protector-all
    for option in -fcf-protection=full -mbranch-protection=standard; do
        ${CC:-cc} $option $guard -fPIC -shared -nostartfiles -o "$work/it.so" "$work/it.c" \
            2>/dev/null && can=$(says "$work/it.so") && [ -n "$can" ] && break
    done
    case $(LC_ALL=C readelf -hW "$library" | grep Machine:) in
    "$(LC_ALL=C readelf -hW "$work/it.so" 2>/dev/null | grep Machine:)") ;;
    *) can='' ;;
    esac
    if [ -z "$can" ]; then
        skip "${of}the processor's protections" "this compiler makes none"
    else
        check "${of}the processor's protections: $can" test "$(says "$library")" = "$can"
    fi
}

# 32-bit glibc has more names for the same (-D_TIME_BITS=64), musl fewer.
calls_nothing_else() {
    case $(LC_ALL=C readelf -h "$LIBNOREUSEADDR") in
    *'Machine: '*' ARM'*) may_call="$may_call $on_arm" ;;
    esac
    unknown=$(nm -D --undefined-only "$LIBNOREUSEADDR" |
        awk -v may="$(echo "$may_call" | xargs)" '
            BEGIN { for (n = split(may, name); n; n--) known[name[n]] = 1 }
            { sub(/@.*/, "", $2); if (!($2 in known)) print $2 }' | xargs)
    check "calls nothing else: $unknown" test -z "$unknown"
}

is_small() {
    text=$(size "$LIBNOREUSEADDR" | awk 'NR == 2 { print $1 }')
    case $(readelf -h "$LIBNOREUSEADDR") in
    *ELF64*X86-64*) check "text of $text bytes, at most $most_text" test "$text" -le $most_text ;;
    *) skip "text of $text bytes" "the limit is for x86-64" ;;
    esac
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
try "$LIBNOREUSEADDR" ''
calls_nothing_else
is_small
# What this one watches beyond the calls of the fix.
try "$LIBNOREUSEADDR_AUDIT" 'audit: ' listen execl execle execlp execv execve execveat execvp \
    execvpe fexecve popen posix_spawn posix_spawnp system
done_testing
