/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "program.h"

#include "script.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Linux gives up after a few interpreters that are scripts (fs/exec.c:exec_binprm);
 * others allow one or none. */
enum { MAX_INTERPRETERS = 5 };

static bool executable(const char *path)
{
    struct stat status;

    if (stat(path, &status))
        return false;
    if (!S_ISREG(status.st_mode)) {
        errno = EACCES;
        return false;
    }
    return !access(path, X_OK);
}

static const char *search_path(char *buffer, size_t size)
{
    const char *path = getenv("PATH");

    if (path)
        return path;
    size_t length = confstr(_CS_PATH, buffer, size);
    return length && length <= size ? buffer : "";
}

bool program_find(const char *command, char path[PATH_MAX])
{
    char standard[256];
    int error = ENOENT;

    if (strchr(command, '/'))
        return snprintf(path, PATH_MAX, "%s", command) < PATH_MAX && executable(path);
    if (!*command) {
        errno = ENOENT;
        return false;
    }
    for (const char *directory = search_path(standard, sizeof standard);;) {
        int length = (int)strcspn(directory, ":");
        if (snprintf(path, PATH_MAX, "%.*s%s%s", length, directory, length ? "/" : "",
                     command) < PATH_MAX) {
            if (executable(path))
                return true;
            if (errno == EACCES)
                error = EACCES;
        }
        if (!directory[length])
            break;
        directory += length + 1;
    }
    errno = error;
    return false;
}

static ssize_t read_head(const char *path, char head[SCRIPT_HEAD])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return -1;
    ssize_t size = read(fd, head, SCRIPT_HEAD);
    close(fd);
    return size;
}

/*
 * Writes what PATH is run by into INTERPRETER; false if it is run by itself or if that
 * is not known.  execvp(3) gives what has no known format to sh, which takes only text.
 */
static bool find_interpreter(const char *path, char interpreter[PATH_MAX])
{
    char head[SCRIPT_HEAD], name[SCRIPT_HEAD], env_program[SCRIPT_HEAD];
    ssize_t size = read_head(path, head);

    if (size < 0)
        return false;
    if (!script_interpreter(head, (size_t)size, name, env_program)) {
        if ((size >= 2 && !memcmp(head, "#!", 2)) || memchr(head, '\0', (size_t)size))
            return false;
        strcpy(name, "/bin/sh");
    }
    if (!*env_program || !program_find(env_program, interpreter))
        strcpy(interpreter, name);
    /* Nor does the kernel open others (fs/exec.c:do_open_execat): to open a FIFO or a
     * device would have effects. */
    return executable(interpreter);
}

void program_look(const char *path, struct program *program)
{
    char interpreter[PATH_MAX];

    memset(program, 0, sizeof *program);
    snprintf(program->path, PATH_MAX, "%s", path);
    for (int i = 0; find_interpreter(program->path, interpreter); i++) {
        if (i == MAX_INTERPRETERS)
            return;
        memcpy(program->path, interpreter, PATH_MAX);
        program->interpreter = true;
    }
    elf_file_read(program->path, &program->elf);
}

/*
 * Will the program run with other ids than the user's?  Loaders then ignore the preload
 * variable.  Linux: security/commoncap.c:cap_bprm_creds_from_file.
 */
static bool changes_id(const char *path)
{
    struct stat status;
    struct statvfs file_system;
    uid_t user = geteuid();
    gid_t group = getegid();

    if (stat(path, &status))
        return false;
    if (!(this_system.ignores_set_id && this_system.ignores_set_id()) &&
        !(statvfs(path, &file_system) == 0 && (file_system.f_flag & ST_NOSUID))) {
        if (status.st_mode & S_ISUID)
            user = status.st_uid;
        if ((status.st_mode & S_ISGID) && (status.st_mode & S_IXGRP))
            group = status.st_gid;
    }
    return user != getuid() || group != getgid();
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Loaders of one name in several places belong to copies of one C library. */
static bool same_loader(const char *a, const char *b)
{
    struct stat file_a, file_b;

    return !strcmp(base_name(a), base_name(b)) ||
           (!stat(a, &file_a) && !stat(b, &file_b) && file_a.st_dev == file_b.st_dev &&
            file_a.st_ino == file_b.st_ino);
}

static bool same_architecture(const struct elf_file *a, const struct elf_file *b)
{
    return a->size == b->size && a->order == b->order && a->machine == b->machine;
}

const char *program_elf_obstacle(const struct elf_file *program,
                                 const struct elf_file *library,
                                 const struct elf_file *launcher,
                                 bool other_architectures)
{
    if (!program->known)
        return NULL;
    if (program->is_static)
        return "is statically linked, so nothing can be preloaded into it";
    if (program->go && this_system.go_avoids_libc)
        return "is written in Go, which makes system calls without the C library";
    if (same_architecture(program, library))
        return *program->loader && !same_loader(program->loader, launcher->loader)
                   ? "uses another C library than libnoreuseaddr.so"
                   : NULL;
    if (other_architectures)
        return NULL;
    if (program->size != library->size)
        return program->size < library->size
                   ? "is a 32-bit program, but libnoreuseaddr.so is 64-bit"
                   : "is a 64-bit program, but libnoreuseaddr.so is 32-bit";
    return "is for another processor than libnoreuseaddr.so";
}

const char *program_obstacle(const struct program *program,
                             const struct library *library)
{
    struct elf_file library_elf, launcher_elf;
    const char *why = this_system.obstacle ? this_system.obstacle(program->path) : NULL;

    if (why)
        return why;
    if (changes_id(program->path))
        return "changes its user or group, so its loader heeds no preload variable";
    elf_file_read(library->path, &library_elf);
    elf_file_read(library->launcher, &launcher_elf);
    if (!library_elf.known || !launcher_elf.known)
        return NULL;
    return program_elf_obstacle(&program->elf, &library_elf, &launcher_elf,
                                library_serves_other_architectures(library));
}
