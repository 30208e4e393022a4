#!/bin/sh
# SPDX-License-Identifier: ISC
# A program that is started in an audited run and does not record is named in the report,
# whichever way it was started; one that records, and one that could not be started, is
# not.
# shellcheck disable=SC2016 # the variables are for the inner shell
. "${srcdir:-.}/tests/report/lib.sh"

[ "$(uname)" = Linux ] || skip_all "starts are noted on Linux alone"
starts=$BUILDDIR/tests/report/starts
cd "$work" || exit 1
TMPDIR=$work
export TMPDIR
printf 'int main(void) { return 0; }\n' > seen.c
"${CC:-cc}" -o seen seen.c 2> err || skip_all "a C compiler is not installed"
"${CC:-cc}" -static -o static seen.c 2> err || rm -f static

audit() { # COMMAND...: its report is what is looked at
    rm -f report
    "$NOREUSEADDR" --audit --report=report "$@" > out 2> err
    echo $? > status
}

names='[.not_looked_at[] | "\(.count) \(.path | split("/") | last) \(.reason)"] | join(", ")'

for way in execve vfork execv execvp execvpe execl execlp execle fexecve execveat \
    execveat_directory posix_spawn posix_spawnp; do
    audit "$starts" $way "$work/seen"
    is "$way: both are looked at" "2 " "\"\\(.processes) \" + ($names)"
    audit "$starts" $way "$work/seen" bare
    is "$way: without an environment" "1 1 seen environment" "\"\\(.processes) \" + ($names)"
done
for way in execvp execvpe execlp posix_spawnp; do
    audit env PATH="/nonexistent:$work:/bin" "$starts" $way seen
    is "$way: found in PATH" "2 " "\"\\(.processes - 1) \" + ($names)"
    audit env PATH="/nonexistent::/bin" "$starts" $way seen
    is "$way: found in PATH, where that has an empty part" "2 " "\"\\(.processes - 1) \" + ($names)"
done
for way in execvpe posix_spawnp; do
    audit env PATH="/nonexistent:$work:/bin" "$starts" $way seen bare
    is "$way: found in PATH, without an environment" "1 seen environment" "$names"
done
audit "$starts" spawn_elsewhere bin/true
is "a spawn that changes the directory" "" "$names"
audit "$starts" spawn_in_little_memory /bin/true bare
check "a spawn that can't be noted leaves errno alone" grep -qx 0 status
is "and is not noted" "" "$names"
shell=$(basename "$(readlink -f /bin/sh)")
for way in system popen; do
    audit "$starts" $way ./seen
    is "$way: libc starts the shell" "" "$names"
    audit "$starts" $way : bare
    is "$way: without an environment" "1 $shell environment" "$names"
done
audit "$starts" syscall "$work/seen" bare
is "a system call of its own can't be noted" "" "$names"

"$starts" wrong > wanted
audit "$starts" wrong
check "calls that fail, fail alike" diff wanted out
is "and leave nothing" "" "$names"
audit sh -c 'nonexistent; ./nonexistent; PATH=/nonexistent:$PATH; python3 -c "import subprocess
try: subprocess.run([\"nonexistent\"])
except OSError: pass"; :'
is "nor does a search" "" "$names"

audit sh -c 'for i in 1 2 3; do env -i ./seen; done; env -u LD_PRELOAD ./seen; env -u NOREUSEADDR_OPTIONS ./seen'
is "each start counts, in one row" "5 seen environment" "$names"
check "the text has it" sh -c 'grep -qx "not looked at:" err &&
    grep -q "^no client socket carried SO_REUSEADDR, of 6 processes looked at; 1 program was" err &&
    grep -q "^5  .*/seen: it was started without the library" err'
audit sh -c 'exec sh -c "exec sh -c :"'
is "a process that execs itself" "3 " "\"\\(.processes) \" + ($names)"
audit sh -c "$starts execv ./seen bare & wait"
is "in the background" "1 seen environment" "$names"
printf '#! %s/seen\n' "$work" > script && printf ':\n' > text && chmod +x script text
audit env -i ./script
is "of a script it is the interpreter" "1 seen environment" "$names"
audit sh -c './script; env ./text; :'
is "scripts, and text that the shell runs" "" "$names"
if [ -e static ]; then
    audit sh -c './static; env ./static; :'
    is "a static program" "2 static program" "$names"
    "$NOREUSEADDR" --show report > out
    check "--show says so too" grep -q '/static: it is statically linked' out
    audit sh -c 'env -i ./static; :'
    is "a static program without an environment" "1 static environment" "$names"
    audit ./static
    is "as the command" "1 static program" "$names"
    printf '#!%s/static\n' "$work" > script
    audit sh -c './script; :'
    is "a script of a static interpreter" "1 static program" "$names"
else
    skip "static programs" "a static C library is not installed"
fi
if [ "$(id -u)" = 0 ] && [ ! -u seen ]; then
    cp seen set_user && chown 65534 set_user && chmod 4755 set_user
    audit sh -c './set_user; :'
    is "a set-user-ID program" "1 set_user program" "$names"
else
    skip "a set-user-ID program" "needs root"
fi
audit sh -c './seen & ./seen & exit 0'
is "what is still about to begin at the end" "" "$names"

ends() { # STATUS OPTION... COMMAND
    wanted=$1
    shift
    "$NOREUSEADDR" --audit "$@" > out 2> err
    check "$* ends with $wanted" test $? = "$wanted"
}
ends 3 --strict --error-exitcode=3 sh -c 'env -i ./seen; :'
ends 3 --strict --quiet --error-exitcode=3 sh -c 'env -i ./seen; :'
check "what it ends for is said" grep -q '^1  .*/seen: ' err
ends 0 --strict --error-exitcode=3 sh -c './seen; :'
ends 0 --error-exitcode=3 sh -c 'env -i ./seen; :'
check "without --strict a line says so" \
    grep -q '^noreuseaddr: 1 program was not looked at; with --strict' err
ends 3 --strict --error-exitcode=3 --report=kept sh -c 'env -i ./seen; :'
ends 0 --strict --error-exitcode=3 --report=kept ./seen
ends 3 --strict --error-exitcode=3 --report=kept sh -c 'env -i ./seen; :'
"$NOREUSEADDR" --strict --error-exitcode=4 --show kept > out 2> err
check "--show too" test $? = 4

done_testing
