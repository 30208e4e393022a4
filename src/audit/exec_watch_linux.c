/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "exec_watch.h"

#include "exec_slot.h"
#include "fix/settings.h"
#include "memory.h"
#include "recorder.h"
#include "report_tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

/* No more of a path fits into a slot. */
enum { ROOM = sizeof((struct report_exec *)0)->words };

/* Not by getcwd(3): it allocates for a path that is too long for the kernel. */
static void read_directory(const char *name, char at[ROOM])
{
    *at = '\0';
    if (*name != '/' && syscall(SYS_getcwd, at, ROOM) < 0)
        *at = '\0';
}

void exec_watch_arrive(struct report_file *file)
{
    const char *name = (const char *)getauxval(AT_EXECFN);
    char at[ROOM];

    if (!name)
        return;
    read_directory(name, at);
    unsigned slot = exec_slot(file, name, at, false);
    if (slot)
        atomic_fetch_add_explicit(&file->execs[slot].arrived, 1, memory_order_relaxed);
}

enum { PAGE = 4096 /* or a part of one */, NO_PAGE = 1 };

/* Can the byte at ADDRESS be read?  GOOD is a page that can, or NO_PAGE. */
static bool can_read(const void *address, uintptr_t *good)
{
    uintptr_t page = (uintptr_t)address / PAGE * PAGE;

    if (page != *good && !memory_kernel_can_read(page))
        return false;
    *good = page;
    return true;
}

/* Can TEXT be read to its end?  What is too long for exec (MAX_ARG_STRLEN in
 * linux/binfmts.h) has none. */
static bool can_read_text(const char *text, uintptr_t *good)
{
    enum { LONGEST = 128 * 1024 };

    for (size_t i = 0; i < LONGEST; i++) {
        if (!can_read(text + i, good))
            return false;
        if (!text[i])
            return true;
    }
    return false;
}

/* Does TEXT begin with NAME and "=", and hold WORD? */
static bool sets(const char *text, const char *name, const char *word)
{
    size_t length = strlen(name);

    return !strncmp(text, name, length) && text[length] == '=' && strstr(text, word);
}

/* Will the library be loaded and told where to record?  Where the environment can't be
 * read the call fails. */
static bool is_carried_on(char *const environment[])
{
    uintptr_t good = NO_PAGE, good_text = NO_PAGE;
    bool loaded = false, told = false;

    for (; environment && !(loaded && told); environment++) {
        const char *behind = (const char *)(environment + 1);
        if (!can_read(environment, &good) || !can_read(behind - 1, &good) ||
            !*environment || !can_read_text(*environment, &good_text))
            break;
        loaded |= sets(*environment, "LD_PRELOAD", "libnoreuseaddr-audit.so");
        told |= sets(*environment, SETTINGS_VARIABLE, "report=");
    }
    return loaded && told;
}

static unsigned note(const char *name, const char *at, char *const environment[])
{
    unsigned slot = exec_slot(report, name, at, !is_carried_on(environment));

    exec_slot_count(report, slot, false);
    return slot;
}

/* Appends the LENGTH bytes at TEXT to TO, which has AT.  Returns how many it has then;
 * ROOM - 1 if that is too much.  A slash fits behind all that is less. */
static size_t append(char to[ROOM], size_t at, const char *text, size_t length)
{
    if (length >= ROOM - at)
        return ROOM - 1;
    memcpy(to + at, text, length);
    to[at + length] = '\0';
    return at + length;
}

static size_t append_number(char to[ROOM], size_t at, unsigned number)
{
    char digits[3 * sizeof number];
    size_t first = sizeof digits;

    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return append(to, at, digits + first, sizeof digits - first);
}

/* Can a start of what NAME names be noted?  Leaves errno alone. */
static bool can_note(const char *name)
{
    int error = errno;
    uintptr_t good = NO_PAGE;
    bool can = report && name && report_tables() && can_read_text(name, &good);

    errno = error;
    return can;
}

unsigned exec_watch_start(const char *path, char *const environment[])
{
    int error = errno;
    char at[ROOM];

    if (!can_note(path))
        return 0;
    read_directory(path, at);
    unsigned slot = note(path, at, environment);
    errno = error;
    return slot;
}

/* The kernel makes a name of the descriptor: alloc_bprm in fs/exec.c. */
unsigned exec_watch_at(int descriptor, const char *path, char *const environment[])
{
    static const char open_files[] = "/proc/self/fd/", names[] = "/dev/fd/";
    int error = errno;
    char name[ROOM], at[ROOM];

    if (!can_note(path))
        return 0;
    if (descriptor < 0 || *path == '/')
        return exec_watch_start(path, environment);
    append_number(name, append(name, 0, open_files, sizeof open_files - 1),
                  (unsigned)descriptor);
    ssize_t length = readlink(name, at, ROOM - 1);
    at[length < 0 ? 0 : length] = '\0';
    size_t used = append(name, 0, names, sizeof names - 1);
    used = append_number(name, used, (unsigned)descriptor);
    used = append(name, used, "/", *path != '\0');
    append(name, used, path, strlen(path));
    unsigned slot = note(name, at, environment);
    errno = error;
    return slot;
}

/* Is PATH a file that may be executed?  A directory is there with a slash, too. */
static bool is_program(char path[ROOM])
{
    size_t length = strlen(path);

    if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS))
        return false;
    path[length] = '/';
    path[length + 1] = '\0';
    bool is_directory = !faccessat(AT_FDCWD, path, F_OK, 0);
    path[length] = '\0';
    return !is_directory;
}

/* Writes the first program FILE of PATH into TO, as glibc looks (posix/execvpe.c). */
static bool search(const char *file, char to[ROOM])
{
    const char *directory = getenv("PATH");

    for (directory = directory ? directory : "/bin:/usr/bin";; directory++) {
        size_t length = strcspn(directory, ":");
        size_t used = append(to, 0, directory, length);
        used = append(to, used, "/", length > 0);
        used = append(to, used, file, strlen(file));
        if (used < ROOM - 1 && is_program(to))
            return true;
        directory += length;
        if (!*directory)
            return false;
    }
}

unsigned exec_watch_search(const char *file, char *const environment[])
{
    int error = errno;
    char path[ROOM] = "";

    if (!can_note(file) || !*file)
        return 0;
    if (!strchr(file, '/'))
        file = search(file, path) ? path : NULL;
    errno = error;
    return file ? exec_watch_start(file, environment) : 0;
}

void exec_watch_take_back(unsigned number)
{
    if (report)
        exec_slot_count(report, number, true);
}
