#!/bin/sh
# SPDX-License-Identifier: ISC
# A command that is followed by its report: what is printed where, what is kept, how it
# ends.  What is recorded is made up by the command, recorder.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

recorder=$BUILDDIR/tests/launcher/recorder
dir=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$dir"; rm -rf "$dir"' EXIT
TMPDIR=$dir/tmp
export TMPDIR
mkdir "$TMPDIR"
cd "$dir" || exit 1

runs() { # STATUS OPTION... COMMAND: ends with STATUS; see out and err for the rest
    wanted=$1
    shift
    "$NOREUSEADDR" "$@" > out 2> err
    got=$?
    if [ $got = "$wanted" ]; then
        pass "$* ends with $wanted"
    else
        fail "$* ends with $wanted" "but with $got" "$(cat err)"
    fi
}

said() { # WHAT COMMAND...: COMMAND succeeds, else out and err explain
    what=$1
    shift
    if "$@" > /dev/null; then
        pass "$what"
    else
        fail "$what" "out:" "$(cat out)" "err:" "$(cat err)"
    fi
}

clients() { # WORDS: what the report says in its first line begins with them
    said "the report has $1" sh -c 'head -n 1 err | grep -q "^$1 "' sh "$1"
}

nothing_left() {
    check "nothing is left in TMPDIR" rmdir "$TMPDIR"
    mkdir -p "$TMPDIR"
}

# Where it goes.
runs 0 --report "$recorder" 3
clients "3 client sockets"
said "the command's output is all of the output" grep -qx 'output of the command' out
said "and nothing else is" test "$(($(wc -l < out)))" = 1
nothing_left
runs 0 --audit "$recorder" 4
clients "4 client sockets"
runs 0 --mode=audit "$recorder" 4
clients "4 client sockets"
NOREUSEADDR_OPTIONS=mode=audit runs 0 "$recorder" 4
clients "4 client sockets"
if built_with HAVE_JANSSON; then
    json=--json
    runs 0 --audit --json "$recorder" 5
    said "JSON too is on standard error" grep -q '"clients": 5' err
    said "and only there" test "$(($(wc -l < out)))" = 1
else
    json=
    runs 125 --audit --json touch ran
    skip "JSON too is on standard error" "this build has no jansson"
fi
runs 0 --audit --quiet "$recorder" 0
said "with --quiet nothing is printed if nothing was found" test ! -s err
runs 0 --audit --quiet "$recorder" 1
clients "1 client socket"
runs 0 --report "$recorder" 0
said "without it something is" test -s err
nothing_left

# A program that takes no library.
printf 'int main(int c, char **v) { (void)v; return c == 2 ? 9 : 0; }\n' > static.c
if "${CC:-cc}" -static -o static static.c 2> err; then
    runs 0 --report ./static
    said "that nothing was recorded is said" \
        grep -q '^noreuseaddr: nothing was recorded' err
    runs 0 --report=file ./static
    runs 0 --report=file "$recorder" 0
    runs 125 --report=file --error-exitcode=3 ./static
    runs 125 --error-exitcode=3 ./static
    runs 9 --error-exitcode=3 ./static 9
    rm file
else
    skip "a static program" "a static C library is not installed"
fi

# What the command sees.
see() { # WANTED OPTION...: that is what the command has of the settings
    wanted=$1
    shift
    got=$("$NOREUSEADDR" "$@" sh -c 'echo "$NOREUSEADDR_OPTIONS"' 2> err |
        sed "s#=$TMPDIR/noreuseaddr-....../#=TMP/#; s#report=/proc/[^,]*,##")
    if [ "$got" = "$wanted" ]; then
        pass "$* gives $wanted"
    else
        fail "$* gives $wanted" "but $got"
    fi
}
here=$(pwd -P)
see "report=TMP/report" --report
see "mode=audit,report=TMP/report" --audit
see "mode=audit,report=TMP/report" --mode=audit
see "mode=restore,report=TMP/report" --audit --mode=restore
see "report=TMP/report" --error-exitcode=3
see "report=$here/kept" --report=kept
see "mode=audit,report=$here/kept" --audit --report="$here/kept"
see "report=$here/kept" --report=other --report=kept
see "report=$here/kept" --report --report=kept
see "report=$here/a b" --report="a b"
long=$(printf '%0200d' 1)
see "report=$here/$long" --report="$long"
# Of a report in the environment the launcher is just another process.
NOREUSEADDR_OPTIONS=report=$here/outer,mode=audit
export NOREUSEADDR_OPTIONS
see "mode=audit,report=$here/outer"
see "bound=strip,report=$here/outer" --mode=strip --bound=strip
see "mode=audit,report=$here/outer" --report
see "report=$here/kept" --report=kept --mode=strip
check "it is made by the commands alone" sh -c '
    rm outer && "$NOREUSEADDR" --print-env && "$NOREUSEADDR" --check && test ! -e outer'
"$NOREUSEADDR" "$recorder" 2 > out 2> err
said "a run within an audited run prints no report" test ! -s err
check "and does not take its place" \
    test "$(sh -c 'echo $$; exec "$NOREUSEADDR" sh -c "echo \$\$"' | uniq | wc -l)" -eq 1
runs 0 --report "$recorder" 2
clients "4 client sockets"
check "what the environment names is kept" test -s outer
unset NOREUSEADDR_OPTIONS
nothing_left

# --report=FILE.
runs 0 --report=file "$recorder" 2
clients "2 client sockets"
check "the file is there for its owner alone" sh -c 'ls -l file | grep "^-rw-------"'
runs 0 --report=file "$recorder" 5
clients "7 client sockets"
echo text > text
runs 125 --report=text touch ran
said "a file that is no report is refused in one line" test "$(($(wc -l < err)))" = 1
check "and is left as it was" test "$(cat text)" = text
ln -s nowhere link
runs 125 --report=link touch ran
check "a symbolic link is refused, whatever it names" test ! -e nowhere
ln -sf file link
runs 125 --report=link touch ran
runs 125 --report="$TMPDIR" touch ran
mkfifo fifo
runs 125 --report=fifo touch ran
runs 125 --report=/dev/null touch ran
dd if=file of=short bs=5000 count=1 2> err
cp short before
runs 125 --report=short touch ran
check "a damaged report is left as it was" cmp -s short before
: > empty
runs 0 --report=empty "$recorder" 1
clients "1 client socket"
runs 127 --report=new ./missing
said "a command that is missing gets no report" test "$(($(wc -l < err)))" = 1
check "and no file" test ! -e new
runs 126 --report ./text
runs 127 --audit ./missing
nothing_left

# A report that can't be made.
without() { # WHY OPTION...: one line, and the command runs; but not for who must know
    why=$1
    shift
    runs 0 "$@" "$recorder" 1
    said "one line says so ($why)" test "$(($(wc -l < err)))" = 1
    said "the command has run ($why)" test -s out
    runs 125 --error-exitcode=1 "$@" touch ran
}
without "no such directory" --report=missing/file
without "no directory" --report=text/file
# One by one: what is set for a function stays set in some shells (OpenBSD's sh).
TMPDIR=$dir/missing
without "no TMPDIR" --audit
mkdir "$dir/a,b"
TMPDIR=$dir/a,b
without "a comma in TMPDIR" --audit
TMPDIR=$dir/tmp
see "mode=off" --audit --report=missing/file
without "a name too long" --report="$(printf '%0300d' 1)"
if [ "$(id -u)" -ne 0 ]; then
    mkdir closed
    chmod 555 closed
    without "a directory that can't be written" --report=closed/file
    chmod 400 file
    without "a report that can't be written" --report=file
elif unshare -m true 2> /dev/null; then
    mkdir closed
    cp file closed/file
    check "a read-only file system: one line, and the command runs" unshare -m sh -c '
        mount -t tmpfs none closed && cp file closed && mount -o remount,ro closed &&
        for name in closed/new closed/file; do
            "$NOREUSEADDR" --report=$name "$0" 1 > out 2> err && test -s out &&
            test "$(($(wc -l < err)))" = 1 || exit
        done' "$recorder"
else
    skip "a directory that can't be written" "no mount namespaces here"
fi
check "nothing was run by what was refused" test ! -e ran

# How it ends.
for status in 0 1 77 125 126 127 255; do
    runs $status --report "$recorder" 1 $status
    clients "1 client socket"
done
runs 3 --error-exitcode=3 "$recorder" 1
runs 255 --error-exitcode=255 --audit "$recorder" 1
runs 0 --error-exitcode=3 "$recorder" 0
runs 9 --error-exitcode=3 "$recorder" 1 9
runs 3 --error-exitcode=3 --quiet "$recorder" 1
runs 3 --error-exitcode=3 --report=count "$recorder" 1
runs 0 --error-exitcode=3 --report=count --quiet "$recorder" 0
said "clients of an earlier run don't count" test ! -s err
runs 3 --error-exitcode=3 --report=count "$recorder" 1
cp count removed
runs 3 --error-exitcode=3 --report=removed sh -c 'rm removed && exec "$0" 1' "$recorder"
cp count full
runs 125 --error-exitcode=3 --report=full --quiet "$recorder" 0 0 1
said "who lost a row can't tell" grep -q 'not complete' err
runs 0 --error-exitcode=3 --report=full --quiet "$recorder" 0
if [ -n "$json" ] && [ -w /dev/full ]; then
    check "JSON that nobody can read changes no status" sh -c \
        '"$NOREUSEADDR" --json --error-exitcode=3 "$0" 1 2> /dev/full; test $? = 3' "$recorder"
elif [ -n "$json" ]; then
    skip "JSON that nobody can read changes no status" "no /dev/full"
else
    skip "JSON that nobody can read changes no status" "this build has no jansson"
fi
mkfifo pipe gone
check "a report that nobody reads changes nothing" sh -c '
    { : < pipe; echo > gone; } &
    "$NOREUSEADDR" --error-exitcode=3 sh -c "read -r _ < gone; exec \"\$0\" 1" "$0" 2> pipe
    test $? = 3' "$recorder"
check "nor does a closed standard error" sh -c '
    "$NOREUSEADDR" --error-exitcode=3 "$0" 1 2>&-; test $? = 3' "$recorder"
nothing_left

# --show.
runs 0 --show count
said "it shows a report" grep -q "^2 client sockets" out
said "and says no more" test ! -s err
if [ $json ]; then
    runs 0 --json --show count
    said "as JSON" grep -q '"clients": 2' out
fi
runs 4 --show count --error-exitcode=4 --quiet
said "and ends as is asked" grep -q "^2 client sockets" out
"$NOREUSEADDR" --report=none "$recorder" 0 2> err
runs 0 --show none --error-exitcode=4 --quiet
said "quietly if there is nothing" test ! -s out
: > nobody
runs 0 --show nobody
runs 125 --show nobody --error-exitcode=4 --quiet
said "who recorded nothing can't say that all is well" test "$(($(wc -l < err)))" = 1
for file in missing text link fifo "$TMPDIR" short /dev/null; do
    if [ "$file" = fifo ]; then # nobody writes: it must not wait
        # shellcheck disable=SC2086
        check "it does not wait" $limit sh -c \
            '"$NOREUSEADDR" --show fifo 2> err; test $? = 125'
    else
        runs 125 --show "$file"
    fi
    said "one line for $file" test "$(($(wc -l < err))):$(($(wc -c < out)))" = 1:0
done
if [ -c /dev/full ]; then
    for option in --quiet $json; do
        "$NOREUSEADDR" "$option" --show count > /dev/full 2> err
        check "a full disk: 125 and one line, $option" test "$?:$(($(wc -l < err)))" = 125:1
    done
else
    skip "a full disk" "no /dev/full"
fi

# Colour, on a terminal.
escape=$(printf '\033')
colours() { # yes|no VARIABLE=VALUE...: are there escape sequences on a terminal?
    wanted=$1
    shift
    at_terminal env -u NO_COLOR TERM=xterm "$@" "$NOREUSEADDR" --show count \
        > out 2> err < /dev/null
    grep -q "$escape\[" out && got=yes || got=no
    said "colour with '$*': $wanted" test $got:"$(grep -c '^.*2 client' out)" = "$wanted:1"
}
if why=$(no_terminal); then
    skip "colour" "$why"
else
    colours yes
    colours yes NO_COLOR=
    colours no NO_COLOR=1
    colours no TERM=dumb
    colours no TERM=
fi
TERM=xterm runs 0 --show count
said "no colour in a file" sh -c '! grep -q "$0" out' "$escape"

# --follow shows it again when something has come: to a program in one line each.
mkfifo lines
cp count followed
for option in '' $json; do
    # shellcheck disable=SC2086 # no word, or one
    $limit "$NOREUSEADDR" --show followed --follow $option > lines 2> err &
    follower=$!
    {
        read -r first
        "$NOREUSEADDR" --report=followed "$recorder" 1 > out 2> err
        read -r second
    } < lines
    kill $follower
    wait $follower 2> /dev/null
    cp count followed
    case $first$option in
    *'  2 client sockets carried'*) line='  3 client sockets carried' ;;
    *'"clients":2,'*--json) line='"clients":3,' ;;
    *) line='nothing: the first one was not right' ;;
    esac
    case $second in
    *"$line"*) pass "--follow $option writes a line for each change" ;;
    *) fail "--follow $option writes a line for each change" "$first" "$second" ;;
    esac
done
$limit "$NOREUSEADDR" --show followed --follow > lines 2> err &
follower=$!
read -r first < lines
"$NOREUSEADDR" --report=followed "$recorder" 1 > out 2>&1
wait $follower
check "and ends when nobody reads any more" test $? -gt 124
# On a terminal it is the table.
if why=$(no_terminal); then
    skip "--follow" "$why"
else
    mkfifo seen
    $limit "$BUILDDIR/tests/launcher/on_terminal" env TERM=dumb "$NOREUSEADDR" --show count \
        --follow > seen 2> err < /dev/null &
    follower=$!
    {
        followed=no
        while read -r line; do
            case $line in
            "2 client sockets"*) "$NOREUSEADDR" --report=count "$recorder" 1 > out 2> err ;;
            "3 client sockets"*)
                followed=yes
                break
                ;;
            esac
        done
    } < seen
    check "--follow shows what is added" test $followed = yes
    kill $follower
    wait $follower 2> /dev/null

    # A long report on a small terminal: its top, not its end.
    $limit "$BUILDDIR/tests/launcher/on_terminal" sh -c "stty rows 4 cols 80
        TERM=xterm '$NOREUSEADDR' --show count --follow" > seen 2> err < /dev/null &
    follower=$!
    {
        lines=0
        while read -r line; do
            case $line in
            *"3 client sockets"*) "$NOREUSEADDR" --report=count "$recorder" 1 > out 2> err ;;
            *"4 client sockets"*) break ;;
            esac
            lines=$((lines + 1))
        done
    } < seen
    check "--follow shows as much as the terminal has lines for" test $lines = 3
    kill $follower
    wait $follower 2> /dev/null
fi

done_testing
