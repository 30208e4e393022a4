/* SPDX-License-Identifier: ISC */
/* Linux, with glibc and with musl. */
#include "config.h"

#include "features.h"
#include "preload_env.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* The parent may be gone already.  0: it is in another PID namespace, which this
 * process was made to join (nsenter --no-fork). */
static void die_with(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pid_t now = getppid();
    if (now && now != parent)
        raise(SIGKILL);
}

static bool loaded_from(void *handle, const char *path)
{
    struct link_map *map;
    struct stat loaded, wanted;

    return !dlinfo(handle, RTLD_DI_LINKMAP, &map) && !stat(map->l_name, &loaded) &&
           !stat(path, &wanted) && loaded.st_dev == wanted.st_dev &&
           loaded.st_ino == wanted.st_ino;
}

/*
 * A bare name also matches a library that is in memory already, wherever it came from
 * (glibc, elf/dl-load.c:_dl_map_object).  Then the loader was not asked, and only the
 * variable by which it was told before can say that the name works.
 */
static bool answered_from_memory(const char *name)
{
    void *handle = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);

    if (!handle)
        return false;
    dlclose(handle);
    return !strchr(name, '/') && !preload_env_has(getenv("LD_PRELOAD"), name);
}

static bool loader_finds(const char *name, const char *path)
{
    if (answered_from_memory(name))
        return false;

    void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    bool found = handle && loaded_from(handle, path);

    if (handle)
        dlclose(handle);
    return found;
}

/* fs/exec.c:bprm_fill_uid returns early for a process that can't gain privileges. */
static bool ignores_set_id(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static uint32_t little_endian(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

/*
 * security/commoncap.c:cap_bprm_creds_from_file: secure execution for who is not really
 * root, if the file has the effective bit or gives a permitted capability.  The value
 * is struct vfs_cap_data: a word of flags, then permitted and inheritable, low and
 * high.
 */
static const char *obstacle(const char *path)
{
    unsigned char value[24] = {0};

    if (getuid() == 0 ||
        getxattr(path, "security.capability", value, sizeof value) < 12)
        return NULL;
    if (!(little_endian(value) & 1) && !little_endian(value + 4) &&
        !little_endian(value + 12))
        return NULL;
    return "has file capabilities, so its loader heeds no preload variable";
}

enum { ATTRIBUTE = 4096 }; /* bytes: more than a label or a list of access has */

/* Reads the attribute NAME of FD.  Returns its size, 0 if there is none, -1 with errno.
 */
static ssize_t read_attribute(int fd, const char *name, char value[ATTRIBUTE])
{
    ssize_t size = fgetxattr(fd, name, value, ATTRIBUTE);

    return size < 0 && (errno == ENODATA || errno == ENOTSUP) ? 0 : size;
}

/* A new file may have an access control list from its directory. */
static bool copy_attribute(int from, int to, const char *name)
{
    char wanted[ATTRIBUTE], given[ATTRIBUTE];
    ssize_t size = read_attribute(from, name, wanted);
    ssize_t given_size = read_attribute(to, name, given);

    if (size < 0 || given_size < 0)
        return false;
    if (size == given_size && !memcmp(wanted, given, (size_t)size))
        return true;
    return size ? !fsetxattr(to, name, wanted, (size_t)size, 0)
                : !fremovexattr(to, name);
}

static bool copy_attributes(int from, int to)
{
    return copy_attribute(from, to, "security.selinux") &&
           copy_attribute(from, to, "system.posix_acl_access");
}

const struct system this_system = {
    .preload = "LD_PRELOAD",
    .preload_else = "LD_PRELOAD",
    /* glibc: ld.so(8); musl: "ldd mode", ldso/dynlink.c:__dls3 */
    .list_option = "--list",
    .preload_file = "/etc/ld.so.preload", /* glibc only: ld.so(8) */
    .go_avoids_libc = true,
    .flag_opens_port = true, /* net/ipv4/inet_connection_sock.c:inet_bind_conflict */
    .no_core = 1, /* fs/coredump.c; 0 does not count for a core_pattern with a pipe */
    .copy_attributes = copy_attributes,
    .die_with = die_with,
    .loader_finds = loader_finds,
    .ignores_set_id = ignores_set_id,
    .obstacle = obstacle,
};

bool system_executable(char path[PATH_MAX])
{
    return realpath("/proc/self/exe", path) != NULL;
}
