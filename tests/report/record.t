#!/bin/sh
# SPDX-License-Identifier: ISC
# What a report says of programs that are known to the line.
. "${srcdir:-.}/tests/report/lib.sh"

all='[.rows[].count] | add // 0'
kinds='[.rows[] | "\(.verdict) \(.action) \(.call) \(.port) \(.count)"] | sort | join(", ")'

record "$audited" clients 3
is "clients are counted" "client left connect none 3" "$kinds"
is "and so is each call that set the flag" 3 .flags_set
is "the program with its arguments" "audited clients 3" \
    '.rows[0].program | (.path | split("/") | last) + " " + (.arguments[1:] | join(" "))'
loader=$(ldd "$audited" | sed -n 's/^[[:space:]]*\(\/[^ ]*ld-[^ ]*\) .*/\1/p')
if [ -x "$loader" ]; then
    record "$loader" "$audited" clients 3
    is "where the loader is run as a command" "audited audited" \
        '.rows[0] | [.program.path, .caller[0].module] | map(split("/") | last) | join(" ")'
    record "$audited" clients 3
else
    skip "where the loader is run as a command" "ldd names none"
fi
# What a report has of it are 504 bytes: one NUL behind the path and each argument.
program=$(readlink -f "$audited")
rest=$((504 - 2 * ${#program} - 2 - 10 - 1))
if [ $rest -gt 0 ]; then
    record "$program" clients 1 "$(printf "%0${rest}d" 0)" more
    is "one whose arguments are cut where one ends" "4 true" \
        '.rows[0].program | "\(.arguments | length) \(.cut)"'
    record "$program" clients 1 "$(printf "%0${rest}d" 0)"
    is "one whose arguments just fit" "4 false" \
        '.rows[0].program | "\(.arguments | length) \(.cut)"'
    record "$audited" clients 3
else
    skip "one whose arguments are cut where one ends" "its path is too long"
    skip "one whose arguments just fit" "its path is too long"
fi
is "family and protocol" "ipv4 tcp" '.rows[0] | .family + " " + .protocol'
is "the flag" SO_REUSEADDR '.rows[0].flags | join(" ")'
is "where to, first and last" "127.0.0.1 127.0.0.1 true" \
    '.rows[0] | .first.host + " " + .last.host + " \(.first.port == .last.port)"'
is "when" true '.rows[0] | (.first.time | fromdate) <= (.last.time | fromdate) and
    (now - (.first.time | fromdate)) < 300'
if built_with HAVE_LIBDW; then
    is "the line that sets it, through a helper that does so for others" \
        "$(line_of sets audited.c) $(line_of 'asks for it' audited.c)" \
        "$place [.rows[0].setter[0:2][] | place] | join(\" \")"
    is "the line that connects" "$(line_of connects audited.c)" \
        "$place .rows[0].caller[0] | place"
    record "$audited" plugin "$BUILDDIR/.libs/plugin.so"
    is "lines in a plugin" "$(line_of 'plugin sets' plugin.c) $(line_of 'plugin connects' plugin.c)" \
        "$place .rows[0] | (.setter[0] | place) + \" \" + (.caller[0] | place)"
    record "$audited" any
    is "the line that binds" "$(line_of binds audited.c)" \
        "$place .rows[] | select(.call == \"bind\") | .caller[0] | place"
    record "$audited" two_options
    is "the option that is set, by who set that" "SO_REUSEPORT $(line_of 'sets the other' audited.c)" \
        "$place .rows[0] | (.flags | join(\" \")) + \" \" + (.setter[0] | place)"
else
    skip "lines" "this build has no libdw"
fi

record "$audited" any
is "bind to port 0, then connect" \
    "client left connect any 1, protect left bind none 1" "$kinds"
record "$audited" own
is "a port of its own" "kept-port left connect own 1" "$kinds"
is "where to, which the library can't read before the kernel" 127.0.0.1 '.rows[0].first.host'
record "$audited" listens
is "a program that only listens" "0 1" "\"\(.clients) \(.flags_set)\""
record "$audited" servers
is "who listens after bind to port 0, and who does not" "protect left bind none 5, 3" \
    "($kinds) + \", \(.rows[0].listened)\""
record "$audited" datagrams
is "datagrams: the first send" "client left send none 1 udp" "($kinds) + \" \" + .rows[0].protocol"
record "$audited" datagrams_any
is "datagrams from port 0: at fault, and counted once" \
    "client left connect any 1, protect left bind none 1, 1 udp" \
    "($kinds) + \", \(.clients) \" + .rows[0].protocol"
record "$audited" impatient
is "one socket that connects three times" "client left connect none 1" "$kinds"

record "$audited" unreachable
is "one that three times gets no port before it connects" "client left connect none 1" "$kinds"
record "$audited" duplicate
is "one of which it is not known who set its flag" "client left connect none 1" "$kinds"
record "$audited" mapped
case $? in
77) skip "IPv4 on an IPv6 socket" "no IPv6" ;;
*) is "IPv4 on an IPv6 socket" "ipv6 ::ffff:127.0.0.1" '.rows[0] | .family + " " + .first.host' ;;
esac
record "$audited" coroutine
case $? in
77) skip "a stack whose end the tables do not know" "written for amd64 alone" ;;
0) is "a stack whose end the tables do not know" 1 .clients ;;
*) fail "a stack whose end the tables do not know" "it crashed" ;;
esac

record "$audited" renumbered
is "a descriptor's number that another socket has taken over" 2 .clients

mode='strip'
record "$audited" clients 2
is "mode=strip" "client cleared connect none 2 tcp" "($kinds) + \" \" + .rows[0].protocol"
record "$audited" any
is "mode=strip, bind to port 0" \
    "client cleared connect any 1, protect put-back bind none 1" "$kinds"
mode='restore'
record "$audited" clients 2
is "mode=restore" "client put-back connect none 2" "$kinds"
mode='off'
record "$audited" clients 2
if [ -e "$report" ]; then
    fail "mode=off records nothing"
else
    pass "mode=off records nothing"
fi
mode='audit'

record "$audited" children 20 5
is "forked children" "100 100" "\"\(.clients) \(.flags_set)\""
record "$audited" threads 8 100
is "8 threads" "800 800" "\"\(.clients) \(.flags_set)\""
record "$audited" programs 20 5
is "20 programs that begin at once" "100 100 21" "\"\(.clients) \(.flags_set) \(.processes)\""
is "their rows are one" 1 '.rows | length'
record "$audited" clients 5
record_more "$audited" clients 5
is "a report is continued" 10 .clients
record "$audited" clients "$many"
is "$many clients" "$many $many 0" "\"\(.clients) \(.flags_set) \(.lost.rows)\""

record "$audited" killed 7
is "after SIGKILL" 7 .clients
record "$audited" everywhere
for again in 1 2 3 4; do # each is another command, with rows of its own
    record_more "$audited" everywhere $again
done
is "a full table: nothing is lost unsaid" "20480 true" \
    "\"\(($all) + .lost.rows) \(.lost.rows > 0 and .lost.places > 0)\""

small_stack() {
    # shellcheck disable=SC3045 # dash has -s
    (ulimit -s 128 && "$NOREUSEADDR" --show "$report" >"$work/shown")
}
record env true # libdw takes more where there is debug information
check "a report is read with a small stack" small_stack

# The loader does not look at a program's notes, so they may lie nowhere: the p_vaddr (elf(5)) of
# those that are aligned to 4, for glibc does look at the others.
misplace_notes() { # FILE
    perl -e 'local $/; open(my $file, "+<:raw", @ARGV) or die; my $elf = <$file>;
        my $wide = ord(substr $elf, 4, 1) == 2;
        my ($at) = unpack $wide ? "x32 Q" : "x28 L", $elf;
        my ($size, $count) = unpack $wide ? "x54 S S" : "x42 S S", $elf;
        my $notes = 0;
        for (map { $at + $_ * $size } 0 .. $count - 1) {
            my ($type, $align) = unpack $wide ? "L x44 Q" : "L x24 L", substr $elf, $_, $size;
            next if $type != 4 || $align != 4;
            substr($elf, $_ + ($wide ? 16 : 8), 4) = pack "L", 0x70000000;
            $notes++;
        }
        die "no such note" if !$notes;
        seek $file, 0, 0; print $file $elf' "$1"
}
cp "$audited" "$work/notes"
if command -v perl >/dev/null; then
    check "a program's notes can be misplaced" misplace_notes "$work/notes"
    record "$work/notes" clients 3
    is "notes that lie nowhere" 3 .clients
else
    skip "notes that lie nowhere" "perl is not installed"
fi

if [ "$(id -u)" -eq 0 ]; then
    mkdir "$work/root"
    record "$audited" sandboxed "$work/root"
    is "after closefrom, chroot and setuid" 2 .clients
else
    skip "after closefrom, chroot and setuid" "needs root"
fi
if [ -x "$BUILDDIR/tests/report/filtered" ]; then
    record "$BUILDDIR/tests/report/filtered"
    case $? in
    77) skip "under a filter that forbids open and mmap" "no seccomp filters" ;;
    *) is "under a filter that forbids open and mmap" 1 .clients ;;
    esac
else
    skip "under a filter that forbids open and mmap" "this system has none"
fi
locked=$BUILDDIR/tests/report/locked
limit=8388608 # as usual; the tables of the report would take 5 MB
if "$locked" $limit; then
    record "$locked" $limit
    is "a program that has locked all of its memory" 1 .clients
else
    skip "a program that has locked all of its memory" "it can't be tried here"
fi

said() { # REPORT WHY [PRELOAD]: all that a program says whose report can't be had
    NOREUSEADDR_OPTIONS="mode=audit,report=$1" LD_PRELOAD=${3:-$LIBNOREUSEADDR_AUDIT} \
        "$audited" clients 2 2>"$work/said" || return 1
    printf 'libnoreuseaddr: NOREUSEADDR_OPTIONS: %.60s: %s\n' "$1" "$2" | diff - "$work/said"
}
report=$work/missing/report
check "a missing directory" said "$report" "no such directory"
check "a directory" said "$work" "can't be opened"
echo text >"$work/text"
check "another file" said "$work/text" "not a report"
check "it is left as it was" grep -qx text "$work/text"
ln -s report "$work/link"
check "a symbolic link" said "$work/link" "a symbolic link, which is not followed"
mkfifo "$work/fifo"
check "a FIFO" said "$work/fifo" "not a report"
check "a device" said /dev/null "not a report"
limited() { # WHY: the same where no file may have more than 1 block
    (ulimit -f 1 && said "$work/limited" "$1")
}
check "a limit on the size of files" limited "larger than a file may be here (ulimit -f)"
full() { # HOW FILE: the same on a file system that has no room
    FALLOCATE=$1 said "$2" "no space left" "$LIBNOREUSEADDR_AUDIT:$BUILDDIR/.libs/fallocate.so"
}
if built_with HAVE_POSIX_FALLOCATE; then
    for how in full nearly; do
        check "no room, $how" full $how "$work/$how"
        check "the next process is told the same" full $how "$work/$how"
    done
    check "signals that interrupt the making of a report" env FALLOCATE=interrupted \
        NOREUSEADDR_OPTIONS="mode=audit,report=$work/interrupted" \
        LD_PRELOAD="$LIBNOREUSEADDR_AUDIT:$BUILDDIR/.libs/fallocate.so" "$audited" clients 3
    report=$work/interrupted
    is "do not end it" 3 .clients
else
    skip "a full file system" "this system has no posix_fallocate"
fi
sized() { # SIZE FILE: cut there, or filled up with zeros
    dd if=/dev/null of="$2" bs="$1" seek=1 2>/dev/null
}
size=$(($(wc -c <"$work/report")))
sized $size "$work/hole"
check "zeros become a report" env NOREUSEADDR_OPTIONS="mode=audit,report=$work/hole" \
    LD_PRELOAD="$LIBNOREUSEADDR_AUDIT" "$audited" clients 3
report=$work/hole
is "and count" 3 .clients
blocks() { # FILE
    du -k "$1" | cut -f 1
}
report=$work/fresh
record "$audited" clients 3
if [ "$(blocks "$work/hole")" -eq "$(blocks "$work/fresh")" ]; then
    pass "and get their blocks"
else
    fail "and get their blocks" "$(blocks "$work/hole") and not $(blocks "$work/fresh")"
fi
dd if="$work/hole" of="$work/half" bs=8 count=1 2>/dev/null
sized $size "$work/half"
report=$work/half
record_more "$audited" clients 3
is "what a killed process began to make becomes a report" 3 .clients
report=$work/hole
cp "$work/hole" "$work/wrong"
echo other file | dd of="$work/wrong" conv=notrunc 2>/dev/null
check "a file of that size" said "$work/wrong" "not a report of this version"

# In secure execution the loader of glibc takes a bare name alone, from its own folders, and only
# where the library is set-user-ID itself (ld.so(8)): here in a root of the test's own.
jail=$work/jail
into_jail() { # PROGRAM...: with its libraries, into the folder from which it has libc
    for program; do
        cp "$program" "$jail"
        ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "$jail${library%/*}"
            cp "$library" "$jail$library"
        done
    done
}

in_jail() { # VARIABLE=VALUE... PROGRAM: as nobody
    chroot --userspec=65534:65534 --groups= "$jail" /env "$@" </dev/null 2>&1
}

flag_in_jail() { # FLAG PROGRAM: what becomes of the flag of its client
    rm -f "$jail/tmp/report"
    in_jail LD_PRELOAD=libnoreuseaddr-audit.so NOREUSEADDR_OPTIONS=mode=audit,report=/tmp/report \
        "/$2" >"$work/out"
    grep -qx "flag $1" "$work/out" || { cat "$work/out" && return 1; }
}

# FreeBSD forgets LD_PRELOAD then (_rtld in libexec/rtld-elf/rtld.c).
if [ "$(uname)" != Linux ]; then
    skip "secure execution" "knows only Linux"
elif ldd --version 2>&1 | grep -q musl; then
    skip "secure execution" "musl preloads nothing there"
elif why=$(who_is_missing ldd); then
    skip "secure execution" "$why"
elif ! chroot --userspec=65534:65534 --groups= / true 2>/dev/null; then
    skip "secure execution" "root may not become nobody here"
else
    chmod 755 "$work"
    mkdir -p "$jail/tmp"
    chmod 777 "$jail/tmp"
    flagged=$BUILDDIR/tests/neighbours/flagged
    into_jail "$flagged" "$(command -v env)"
    cp "$jail/flagged" "$jail/secure"
    chmod 4755 "$jail/secure"
    libc=$(ldd "$flagged" | sed -n 's/.*=> \(.*\)\/libc[.]so[.]6 .*/\1/p')
    cp "$LIBNOREUSEADDR_AUDIT" "$jail$libc/libnoreuseaddr-audit.so"
    chmod 4755 "$jail$libc/libnoreuseaddr-audit.so"
    check "not in secure execution: the settings hold" flag_in_jail 1 flagged
    check "and a report is written" test -s "$jail/tmp/report"
    # The loader itself tells: it does not honour LD_SHOW_AUXV then.
    if in_jail LD_SHOW_AUXV=1 /secure | grep -q AT_SECURE; then
        skip "secure execution" "the file system ignores set-user-ID"
    else
        check "secure execution: the library is loaded, the settings are not heeded" \
            flag_in_jail 0 secure
        check "and nothing is written" test ! -e "$jail/tmp/report"
    fi
fi
done_testing
