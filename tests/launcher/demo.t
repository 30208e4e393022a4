#!/bin/sh
# SPDX-License-Identifier: ISC
# --demo: its figures, its exit status, and that it leaves nothing running.
# shellcheck disable=SC2016,SC2317
. "${srcdir:-.}/tests/tap.sh"

# Each run leaves thousands of ports in TIME_WAIT, among which the next would look for a free one
# in vain now and then: it has a network of its own.
alone="${srcdir:-.}/tests/alone"
shared=$("$alone" -r sh -c 'echo "${SHARED_NETWORK-}"' | tail -n 1)
[ -z "$shared" ] || skip_all "$shared"

dir=$(mktemp -d) || exit 1
demo=
trap '[ -z "$demo" ] || kill -KILL "-$demo" 2> /dev/null; rm -rf "$dir"' EXIT

run_demo() { # LAUNCHER [VARIABLE=VALUE...]: its output in $dir/out, its exit status in $status
    launcher=$1
    shift
    "$alone" -r env "$@" "$launcher" --demo > "$dir/out" 2> "$dir/err"
    status=$?
}

ended() { # STATUS
    [ "$status" = "$1" ] && return
    echo "status $status"
    cat "$dir/out" "$dir/err"
    return 1
}

silent() {
    cat "$dir/err"
    [ ! -s "$dir/err" ]
}

# The rows of a section: the first word of what they count, and both figures.
rows() { # SECTION
    sed -n "/^$1/,/^\$/p" "$dir/out" |
        awk 'NF > 2 && $(NF - 1) ~ /^-?[0-9]+$/ && $NF ~ /^-?[0-9]+$/ { print $1, $(NF - 1), $NF }'
}

clients() { # SECTION NUMBER: were there that many in both columns?
    rows "$1" | grep -q "^clients $2 $2\$"
}

every_other_row() { # SECTION CONDITION
    rows "$1" | awk '$1 == "clients" { next } !('"$2"') { bad = 1 } { n++ } END { exit bad || !n }'
}

fits_80_columns() {
    ! grep -E '.{81}' "$dir/out"
}

# A program that sets the flag, under the name of a known one, so that what is installed
# does not matter.
mkdir "$dir/known" "$dir/none" "$dir/useless" "$dir/hangs"
cat > "$dir/known/qemu-img" << 'END'
#!/bin/sh
[ "$1" = --version ] && echo "image tool version 7.2.22 (of a distribution)" && exit
exec "$BUILDDIR/src/demo/lone_client" "${2##*:}"
END
printf '#!/bin/sh\nexit 1\n' > "$dir/useless/qemu-img"
cat > "$dir/hangs/qemu-img" << END
#!/bin/sh
[ "\$1" = --version ] && exit
trap '' INT
exec 3> "$dir/fifo"
echo started >&3
exec sleep 300
END
chmod 755 "$dir/known/qemu-img" "$dir/useless/qemu-img" "$dir/hangs/qemu-img"
udp='This kernel: UDP'
tcp='This kernel: TCP'
program='This kernel: qemu-img'
model='MODEL of OpenBSD'
sh=$(command -v sh)
ln -s "$sh" "$dir/known/sh"

run_demo "$NOREUSEADDR" PATH="$dir/known" LD_PRELOAD= NOREUSEADDR_OPTIONS=mode=off
check "the demo shows the fix, whatever settings it is run with" ended 0
check "nothing is complained of" silent
check "no line is too long" fits_80_columns
check "the known program's version and path are named" \
    grep -qF "This kernel: qemu-img 7.2.22 ($dir/known/qemu-img), unmodified" "$dir/out"
for section in "$udp" "$model"; do
    check "$section: 3000 clients" clients "$section" 3000
done
for section in "$tcp" "$program"; do
    check "$section: 20 clients" clients "$section" 20
done
for section in "$udp" "$tcp" "$program" "$model"; do
    check "$section: the problem without the library" every_other_row "$section" '$2 > 0'
    check "$section: none with it" every_other_row "$section" '$3 == 0'
done

run_demo "$NOREUSEADDR" LD_PRELOAD="$LIBNOREUSEADDR" PATH="$dir/useless"
check "the library in the demo's own environment is not in the first column" \
    every_other_row "$udp" '$2 > 0'
check "a known program that does not connect is said" \
    grep -q 'could not be shown' "$dir/out"
check "and is no failure" ended 0

# shellcheck disable=SC3045 # -n is in POSIX since 2024, and no shell lacks it
(ulimit -n 200 && exec "$alone" -r env PATH="$dir/none" "$NOREUSEADDR" --demo) \
    > "$dir/out" 2> "$dir/err"
status=$?
check "few open files: fewer clients" clients "$udp" 180
check "and that is said" grep -q 'limit of open files' "$dir/out"
check "without a known program the demo says which it looked for" \
    grep -q '^  qemu-img redis-server nc.traditional$' "$dir/out"
check "neither is a failure" ended 0

# As on a system whose ports the option does not open: its own kernel is tried first.
turns='This kernel: TCP in turn'
elsewhere=$BUILDDIR/tests/launcher/demo_elsewhere
run_elsewhere() { # LAUNCHER
    "$alone" -r "$elsewhere" "$1" > "$dir/out" 2> "$dir/err"
    status=$?
}

absent() { # SECTION
    ! grep "^$1" "$dir/out"
}

run_elsewhere "$NOREUSEADDR"
check "elsewhere: none of this kernel's clients fails" every_other_row "$turns" '$2 == 0 && $3 == 0'
check "elsewhere: that is said" grep -q 'none failed here' "$dir/out"
check "elsewhere: so the model follows" every_other_row "$model" '$2 > 0 && $3 == 0'
check "elsewhere: nobody looks for open ports" absent 'This kernel: TCP, while'
check "elsewhere: no known program is tried" absent "$program"
check "elsewhere: no line is too long" fits_80_columns
check "elsewhere: that is success" ended 0

# The clients of an affected kernel: each of them in the model.
mkdir -p "$dir/affected/src/demo" "$dir/affected/.libs"
cp "$NOREUSEADDR" "$dir/affected"
ln -s "$LIBNOREUSEADDR" "$BUILDDIR/.libs/libbsdports.so" "$dir/affected/.libs"
ln -s "$BUILDDIR/src/demo/lone_client" "$BUILDDIR/src/demo/open_door" "$dir/affected/src/demo"
cat > "$dir/affected/src/demo/clients" << END
#!/bin/sh
BSD_PORTS=behaviour=openbsd,ports=49152-65535
LD_PRELOAD=\${LD_PRELOAD:+\$LD_PRELOAD:}$BUILDDIR/.libs/libbsdports.so
export BSD_PORTS LD_PRELOAD
exec "$BUILDDIR/src/demo/clients" "\$@"
END
chmod 755 "$dir/affected/src/demo/clients"

run_elsewhere "$dir/affected/noreuseaddr"
check "an affected kernel shows its failures, and none with the library" \
    every_other_row "$turns" '$2 > 0 && $3 == 0'
check "an affected kernel: all four ways" \
    test "$(rows "$turns" | grep -c '^IPv')" = 4
check "an affected kernel needs no model" absent "$model"
check "an affected kernel: success" ended 0

# Another library in the place of ours, one that does nothing.
mkdir -p "$dir/broken/.libs" "$dir/alone/.libs"
useless=$(ldd "$NOREUSEADDR" 2> "$dir/err" | awk '$1 ~ /^libelf/ { print $3 }')
cp "$NOREUSEADDR" "$dir/broken"
cp "$NOREUSEADDR" "$dir/alone"
cp "$LIBNOREUSEADDR" "$dir/alone/.libs"
ln -s "$BUILDDIR/.libs/libbsdports.so" "$dir/broken/.libs"
ln -s "$BUILDDIR/src" "$dir/broken/src"
if [ -e "$useless" ]; then
    cp "$useless" "$dir/broken/.libs/libnoreuseaddr.so"
    run_demo "$dir/broken/noreuseaddr" PATH="$dir/known"
    check "with a library that does nothing the demo fails" ended 1
    for section in "$udp" "$tcp" "$program" "$model"; do
        check "$section: figures that show it" every_other_row "$section" '$3 > 0'
    done
    ln -sf "$useless" "$dir/affected/.libs/libnoreuseaddr.so"
    run_elsewhere "$dir/affected/noreuseaddr"
    check "nor does it pass on an affected kernel" ended 1
    check "whose figures show it" every_other_row "$turns" '$3 > 0'
else
    skip "with a library that does nothing the demo fails" "no other library found"
fi

run_demo "$dir/alone/noreuseaddr"
if [ -s "$dir/out" ]; then
    skip "125 without its parts" "they are installed on this system"
else
    check "125 without its parts" ended 125
    check "one line names the part" \
        grep -q '^noreuseaddr: clients: not in the build tree of /' "$dir/err"
fi

# Ctrl-C ends the demo and what it runs, here a client that ignores that: the pipe that
# it holds open ends.
ends_with_the_demo() {
    { $limit cat "$dir/fifo" && echo ended; } | {
        read -r line
        kill -INT "-$demo"
        test "$line $(cat)" = "started ended"
    }
}

mkfifo "$dir/fifo"
if command -v setsid > "$dir/err"; then
    setsid env --default-signal=INT "$alone" -r env PATH="$dir/hangs:$PATH" \
        "$NOREUSEADDR" --demo > "$dir/out" 2>&1 &
    demo=$!
    check "nothing is left running when the demo is interrupted" ends_with_the_demo
    wait "$demo"
    check "and it dies of that signal" test $? = 130
else
    skip "nothing is left running when the demo is interrupted" "setsid is not installed"
fi

done_testing
