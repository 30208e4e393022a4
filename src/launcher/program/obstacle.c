/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "obstacle.h"

#include "libc.h"
#include "versions.h"

#include "launcher/system/features.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

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
    if (elf_same_architecture(program, library))
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

/* Does PROGRAM bring a C library that is older than LIBRARY needs? */
static const char *libc_obstacle(const struct program *program, const char *library,
                                 const char *system_loader)
{
    static char why[2 * PATH_MAX];
    char path[PATH_MAX], version[VERSION_NAME];

    if (!program_libc(program, system_loader, path) ||
        !versions_missing(library, LIBC, path, version))
        return NULL;
    snprintf(why, sizeof why, "loads %s, which has no %s: too old for %s", path,
             version, base_name(library));
    return why;
}

const char *program_obstacle(const struct program *program,
                             const struct preload *preload)
{
    struct elf_file library_elf, launcher_elf;
    const char *why = this_system.obstacle ? this_system.obstacle(program->path) : NULL;

    if (why)
        return why;
    if (changes_id(program->path))
        return "changes its user or group, so its loader heeds no preload variable";
    elf_file_read(preload->library, &library_elf);
    elf_file_read(preload->launcher, &launcher_elf);
    if (!library_elf.known || !launcher_elf.known)
        return NULL;
    why = program_elf_obstacle(&program->elf, &library_elf, &launcher_elf,
                               preload->other_architectures);
    if (!why && program->elf.known &&
        elf_same_architecture(&program->elf, &library_elf))
        why = libc_obstacle(program, preload->library, launcher_elf.loader);
    return why;
}
