/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "hierarchy.h"

#include "launcher/message.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <mntent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

bool hierarchy_root(char path[PATH_MAX])
{
    FILE *mounts = setmntent("/proc/self/mounts", "re");
    const struct mntent *mount;
    bool found = false;

    while (!found && mounts && (mount = getmntent(mounts)))
        if (!strcmp(mount->mnt_type, "cgroup2")) {
            snprintf(path, PATH_MAX, "%s", mount->mnt_dir);
            found = true;
        }
    if (mounts)
        endmntent(mounts);
    if (!found)
        complain("--cgroup: no cgroups of version 2 are mounted here");
    return found;
}

/* Writes the path of the cgroup NAME, as the kernel and systemd name it, into PATH. */
static bool below_root(const char *name, char path[PATH_MAX])
{
    char root[PATH_MAX];

    if (!hierarchy_root(root))
        return false;
    /* The top one is "/". */
    int length = snprintf(path, PATH_MAX, "%s%s", root, name[1] ? name : "");
    if (length < 0 || length >= PATH_MAX) {
        complain("%s: its path is too long", name);
        return false;
    }
    return true;
}

/* The line of /proc/self/cgroup is "0::" and the name (cgroups(7)). */
static bool own(char path[PATH_MAX])
{
    char line[PATH_MAX] = "";
    bool found = false;

    if (!hierarchy_root(path)) /* with version 1 alone there is no such line either */
        return false;
    FILE *file = fopen("/proc/self/cgroup", "re");

    while (!found && file && fgets(line, sizeof line, file))
        found = !strncmp(line, "0::/", 4);
    if (file)
        fclose(file);
    line[strcspn(line, "\n")] = '\0';
    if (!found || !strncmp(line + 3, "/..", 3)) {
        complain("--cgroup: this process is in no cgroup of version 2 that it can see");
        return false;
    }
    return below_root(line + 3, path);
}

static int open_directory(const char *path)
{
    struct statfs system;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fstatfs(fd, &system)) {
        complain("%s: %s", path, strerror(errno));
    } else if (system.f_type == CGROUP_SUPER_MAGIC) {
        complain("%s: a cgroup of version 1, which can't have programs", path);
    } else if (system.f_type != CGROUP2_SUPER_MAGIC) {
        complain("%s: no cgroup", path);
    } else {
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

int hierarchy_open(const char *word, char path[PATH_MAX])
{
    char name[PATH_MAX];

    if (!strchr(word, '/')) {
        if (!unit_cgroup(word, name) || !below_root(name, path))
            return -1;
        return open_directory(path);
    }
    int fd = open_directory(word);
    if (fd >= 0 && !realpath(word, path)) {
        complain("%s: %s", word, strerror(errno));
        close(fd);
        return -1;
    }
    return fd;
}

/* In the background: descriptor 0 is the end of a pipe, nobody waits for the others.
 * Signals are those of no terminal. */
static bool go_into_background(int end)
{
    int null = open("/dev/null", O_RDWR);
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    return null >= 0 && dup2(end, 0) == 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2 &&
           !syscall(SYS_close_range, 3, ~0U, 0) && setsid() >= 0 && !chdir("/");
}

/*
 * Removes the cgroup PATH once the process at the other end of the pipe END has ended,
 * by whatever signal, and the cgroup is empty, which cgroup.events tells by an
 * exceptional condition.
 */
_Noreturn static void remove_later(const char *path, int end)
{
    char file[PATH_MAX + sizeof "/cgroup.events"], text[256];
    struct pollfd change = {.events = POLLPRI};

    if (!go_into_background(end))
        _exit(EXIT_LAUNCHER);
    while (read(0, text, sizeof text) > 0)
        ;
    snprintf(file, sizeof file, "%s/cgroup.events", path);
    change.fd = open(file, O_RDONLY);
    while (change.fd >= 0 && pread(change.fd, text, sizeof text, 0) > 0) {
        if (!rmdir(path) || errno != EBUSY)
            break;
        poll(&change, 1, -1);
    }
    _exit(EXIT_SUCCESS);
}

/* The process that removes the cgroup after this one, and the end of the pipe that is
 * closed when this one is no more. */
static pid_t remover;
static int remover_waits;

static bool have_removed(const char *path)
{
    int fd[2];

    if (pipe2(fd, O_CLOEXEC))
        return false;
    remover = fork();
    if (remover == 0) {
        close(fd[1]);
        remove_later(path, fd[0]);
    }
    close(fd[0]);
    remover_waits = fd[1];
    return remover > 0;
}

int hierarchy_make(char path[PATH_MAX])
{
    static const char name[] = "/noreuseaddr-XXXXXX";

    if (!own(path))
        return -1;
    if (strlen(path) + sizeof name > PATH_MAX) {
        complain("%s: too long", path);
        return -1;
    }
    strcat(path, name);
    if (!mkdtemp(path)) {
        path[strlen(path) - sizeof name + 1] = '\0';
        complain("%s: no cgroup can be made in it: %s", path, strerror(errno));
        return -1;
    }
    int fd = open_directory(path);
    if (fd >= 0 && have_removed(path))
        return fd;
    complain("%s: %s", path, strerror(errno));
    rmdir(path);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* 0 stands for the writer (cgroups(7)). */
bool hierarchy_enter(const char *path)
{
    char file[PATH_MAX + sizeof "/cgroup.procs"];

    snprintf(file, sizeof file, "%s/cgroup.procs", path);
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, "0", 1) == 1;
    if (!good)
        complain("%s: this process can't move there: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

static unsigned processes;

/* One line for each; those of a threaded cgroup can't be read. */
static int count_lines(const char *path, const struct stat *about, int type,
                       struct FTW *where)
{
    int byte;

    (void)about;
    FILE *file = type == FTW_F && !strcmp(path + where->base, "cgroup.procs")
                     ? fopen(path, "re")
                     : NULL;
    while (file && (byte = getc(file)) != EOF)
        processes += byte == '\n';
    if (file)
        fclose(file);
    return 0;
}

unsigned hierarchy_processes(const char *path)
{
    enum { DESCRIPTORS = 16 };

    processes = 0;
    nftw(path, count_lines, DESCRIPTORS, FTW_PHYS);
    return processes;
}

/* Below the cgroup PATH, of LENGTH.  The inode is the number, and readdir tells it
 * (Linux, fs/kernfs/dir.c: kernfs_fop_readdir). */
static bool find_below(uint64_t number, char path[PATH_MAX], size_t length)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    bool found = false;

    while (directory && !found && (entry = readdir(directory))) {
        size_t more = strlen(entry->d_name) + 1;
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
            length + more >= PATH_MAX)
            continue;
        path[length] = '/';
        memcpy(path + length + 1, entry->d_name, more);
        found = entry->d_ino == number || find_below(number, path, length + more);
    }
    if (directory)
        closedir(directory);
    return found;
}

bool hierarchy_find(const char *top, uint64_t number, char path[PATH_MAX])
{
    struct stat about;
    size_t length = (size_t)snprintf(path, PATH_MAX, "%s", top);

    return length < PATH_MAX && ((!stat(path, &about) && about.st_ino == number) ||
                                 find_below(number, path, length));
}

void hierarchy_leave(const char *path)
{
    if (rmdir(path)) {
        complain("%s stays until all that is in it has ended", path);
        return;
    }
    close(remover_waits);
    waitpid(remover, NULL, 0);
}
