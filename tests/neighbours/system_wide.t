#!/bin/sh
# SPDX-License-Identifier: ISC
# /etc/ld.so.preload, in a mount namespace with a copy of /etc: the programs of Debian's base run as
# ever, set-user-ID programs honour no setting and write nothing, and a program that has nothing to
# fix makes the same system calls to the letter.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "only glibc has /etc/ld.so.preload"
ldd --version 2>&1 | grep -q musl && skip_all "musl does not read /etc/ld.so.preload"
need strace setpriv dpkg-query unshare
if [ -z "${APART-}" ]; then
    need_root
    unshare -mpf --mount-proc true 2> /dev/null ||
        skip_all "no namespaces of mounts and processes here"
    unshare -mpf --mount-proc strace -a 1 -o /dev/null true 2> /dev/null ||
        skip_all "strace may not trace here"
    export APART=yes
    exec unshare -mpf --mount-proc "$0" "$@"
fi

dir=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'umount -l /etc "$dir/here"; rm -rf "$dir"' EXIT
mkdir "$dir/etc" "$dir/lib" "$dir/here"
chmod 755 "$dir" "$dir/lib"
mount -t tmpfs -o mode=777 none "$dir/here" # with room for what is printed, however full the disk
cp -a /etc/. "$dir/etc"
rm -f "$dir/etc/ld.so.preload"
cp "$LIBNOREUSEADDR" "$dir/lib"
mount --bind "$dir/etc" /etc
library=$dir/lib/libnoreuseaddr.so

preload() {
    echo "$library" > /etc/ld.so.preload
}

unload() {
    rm /etc/ld.so.preload
}

as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# Each program of the packages that are essential, required or important, but killall5, which takes
# any argument for the wish to kill, and those that sleep when called like that.
base_runs() {
    # shellcheck disable=SC2016 # dpkg-query's variables
    dpkg-query -W -f '${Package} ${Priority} ${Essential}\n' |
        awk '$2 == "required" || $2 == "important" || $3 == "yes" { print $1 }' |
        xargs dpkg -L | grep -E '/s?bin/[^/]*$' | sort -u |
        grep -Ev '/(killall5|unix_chkpwd|unix_update|debconf-apt-progress)$' |
        while read -r program; do
            [ ! -f "$program" ] || [ ! -x "$program" ] ||
                printf '%s\n' "$program --version" "$program --help"
        done
}

# shellcheck disable=SC2016 # for the inner shell
results() { # RUNS: a line for each: what it was, exit status, a sum of the output,
    # sorted, since groff's comes from several processes.  bashbug leaves a folder behind that is
    # named after its process, and the next namespace has the same numbers again.
    as_nobody sh -c 'cd "$0" && export TMPDIR="$0/tmp" && while read -r program word; do
            rm -rf tmp && mkdir tmp
            timeout 60 "$program" "$word" < /dev/null > out 2>&1
            echo "$program $word: $?, $(sort out | cksum)"
        done' "$dir/here" < "$1"
}

base_runs > "$dir/runs"
results "$dir/runs" > "$dir/without"
preload
results "$dir/runs" > "$dir/with"
check "a program has it now" grep -q "$library" /proc/self/maps
unload
runs=$(wc -l < "$dir/runs")
check "there are base programs" test "$runs" -gt 100
check "all $runs runs of them were done" test "$(wc -l < "$dir/with")" = "$runs"

# Some print another thing each time: that shows if they run once more without it.
diff "$dir/without" "$dir/with" | sed -n 's/^< \(.*\): .*/\1/p' > "$dir/again"
results "$dir/again" | grep -Fx -f "$dir/without" > "$dir/constant"
check "all but $(wc -l < "$dir/again") print the same and end in the same way; these never do" \
    sh -c '! grep -Fe "" "$1"' sh "$dir/constant"
check "these are few" test "$(wc -l < "$dir/again")" -lt 10
sed 's/,.*//' "$dir/without" > "$dir/ends"
check "they too end in the same way" sh -c 'sed "s/,.*//" "$1" | diff "$2" -' sh "$dir/with" "$dir/ends"

# After start-up, which ends when ld.so unmaps its cache.
trace() { # OUTPUT COMMAND...
    output=$1
    shift
    unshare -mpf --mount-proc strace -a 1 -o "$dir/raw" "$@" < /dev/null > "$dir/$output.said" 2>&1
    echo "status $?" >> "$dir/$output.said"
    sed "1,/munmap(0x[0-9a-f]*, $(stat -c %s /etc/ld.so.cache))/d
        s/0x[0-9a-f]*/ADDRESS/g; s/getrandom(\"[^\"]*\"/getrandom(BYTES/
        s/htons([0-9]*)/htons(PORT)/g; s/^read(\(.*\), \".*\", 4)/read(\1, BYTES, 4)/" "$dir/raw" > "$dir/$output"
}

# The constructor belongs to start-up: it asks where the heap begins if no other did.
same_calls() { # NAME COMMAND...
    name=$1
    shift
    trace without "$@"
    preload
    trace with "$@"
    unload
    check "$name: the library is loaded" grep "openat(.*$library" "$dir/raw"
    [ "$(grep -c 'brk(NULL)' "$dir/with")" = "$(grep -c 'brk(NULL)' "$dir/without")" ] ||
        sed -i '0,/brk(NULL)/{/brk(NULL)/d}' "$dir/with"
    check "$name: it makes system calls" test -s "$dir/without"
    check "$name: the same $(wc -l < "$dir/without") system calls" diff "$dir/without" "$dir/with"
    check "$name: it says the same and ends in the same way" diff "$dir/without.said" "$dir/with.said"
}

PERL_HASH_SEED=0
export PERL_HASH_SEED
same_calls cat cat /etc/passwd
same_calls ls ls /usr
same_calls sed sed p /etc/passwd
# Not gawk, which reads all of /proc/self/maps to know its stack: that is longer with a library.
if command -v mawk > "$dir/path"; then
    same_calls mawk mawk 'BEGIN { print ENVIRON["PATH"] }'
else
    skip "mawk: the same system calls" "mawk is not installed"
fi
same_calls tar tar -cf - /etc/default
same_calls id id root
# shellcheck disable=SC2016 # perl's variables
same_calls "a client and its server" perl -MIO::Socket::INET -e '
    $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;
    $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $s->sockport) or die;
    $s->accept->print("hello\n"); print <$c>; exit 3'

# Secure execution.
set_badly="-u nobody -E NOREUSEADDR_OPTIONS=nonsense"
preload
# shellcheck disable=SC2086 # several arguments
trace id $set_badly id
unload
check "a program of nobody's complains of a bad setting" \
    grep 'libnoreuseaddr: .*nonsense' "$dir/id.said"
for program in passwd su mount umount chsh chfn gpasswd newgrp expiry; do
    path=$(command -v $program)
    [ -u "$path" ] || continue
    case $program in
    passwd) word=-S ;;
    mount) word=-l ;;
    *) word=--help ;;
    esac
    # shellcheck disable=SC2086 # several arguments
    same_calls "$program $word, set-user-ID, with a bad setting" $set_badly "$path" $word
done
# shellcheck disable=SC2016 # for the inner shell
check "passwd could read what only root may" sh -c '
    strace -u nobody -o "$1/raw" passwd -S 2>&1 | grep "^nobody"' sh "$dir"
done_testing
