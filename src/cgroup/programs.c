/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "programs.h"

#include "launcher/message.h"
#include "object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* What the compiler made of rule.bpf.c. */
static const unsigned char object_file[] __attribute__((aligned(8))) = {
#include "rule.bpf.inc"
};

enum { MOST_PROGRAMS = 64 }; /* BPF_CGROUP_MAX_PROGS in kernel/bpf/cgroup.c */

/*
 * In the order in which they are attached; detached in the other.  The one that defers
 * comes last, so that nothing is deferred that the others would not set.
 */
static const struct hook {
    const char *name;
    enum bpf_attach_type type;
    const char *systemd; /* its name in BPFProgram= (systemd.resource-control(5)) */
} hooks[] = {
    {"nra_bind4", BPF_CGROUP_INET4_BIND, "bind4"},
    {"nra_bind6", BPF_CGROUP_INET6_BIND, "bind6"},
    {"nra_listen", BPF_CGROUP_SOCK_OPS, "sock_ops"},
    {"nra_name4", BPF_CGROUP_INET4_GETSOCKNAME, NULL},
    {"nra_name6", BPF_CGROUP_INET6_GETSOCKNAME, NULL},
    {"nra_connect4", BPF_CGROUP_INET4_CONNECT, "connect4"},
    {"nra_connect6", BPF_CGROUP_INET6_CONNECT, "connect6"},
    {"nra_getsockopt", BPF_CGROUP_GETSOCKOPT, "getsockopt"},
    {"nra_setsockopt", BPF_CGROUP_SETSOCKOPT, "setsockopt"},
};
enum { HOOKS = sizeof hooks / sizeof hooks[0] };

struct bpf_object *programs_load(void)
{
    struct bpf_object *object = object_open(object_file, sizeof object_file);

    return object_load(object, "CAP_BPF and CAP_NET_ADMIN are") ? object : NULL;
}

/* The programs that CGROUP has for HOOK. */
struct query {
    __u32 flags; /* how they are attached: BPF_F_ALLOW_MULTI, ... */
    __u32 count;
    __u32 ids[MOST_PROGRAMS];
};

static bool ask(int cgroup, const struct hook *hook, struct query *query)
{
    *query = (struct query){.count = MOST_PROGRAMS};
    return !bpf_prog_query(cgroup, hook->type, 0, &query->flags, query->ids,
                           &query->count);
}

static void complain_of_attach(int cgroup, const char *name, const struct hook *hook,
                               int error)
{
    struct query there;

    if (error == EPERM && ask(cgroup, hook, &there) && there.count &&
        !(there.flags & BPF_F_ALLOW_MULTI))
        complain("%s: a program of another party is there that lets no other join it "
                 "(%s)",
                 name, hook->name);
    else if (error == EPERM)
        complain("%s: %s can't be attached: CAP_NET_ADMIN is missing, or a cgroup "
                 "above has a program that lets no other join it",
                 name, hook->name);
    else
        complain("%s: %s can't be attached: %s", name, hook->name, strerror(error));
}

bool programs_attach(const struct bpf_object *object, int cgroup, const char *name)
{
    int fd[HOOKS];

    for (int i = 0; i < HOOKS; i++) {
        fd[i] =
            bpf_program__fd(bpf_object__find_program_by_name(object, hooks[i].name));
        if (!bpf_prog_attach(fd[i], cgroup, hooks[i].type, BPF_F_ALLOW_MULTI))
            continue;
        complain_of_attach(cgroup, name, &hooks[i], errno);
        while (i-- > 0)
            bpf_prog_detach2(fd[i], cgroup, hooks[i].type);
        return false;
    }
    return true;
}

/* The descriptor of the program ID if it is that of HOOK, -1 if it is another, -2 if
 * this process may not know. */
static int open_if_ours(__u32 id, const struct hook *hook)
{
    struct bpf_prog_info info = {0};
    __u32 size = sizeof info;
    int fd = bpf_prog_get_fd_by_id(id);

    if (fd < 0)
        return errno == ENOENT ? -1 : -2;
    if (!bpf_obj_get_info_by_fd(fd, &info, &size) && !strcmp(info.name, hook->name))
        return fd;
    close(fd);
    return -1;
}

/* Detaches those of HOOK from CGROUP if so wished.  Returns how many there were, or -1
 * with errno. */
static int look_at(int cgroup, const struct hook *hook, bool detach)
{
    struct query there;
    int found = 0;

    if (!ask(cgroup, hook, &there))
        return -1;
    for (__u32 i = 0; i < there.count; i++) {
        int fd = open_if_ours(there.ids[i], hook);
        if (fd == -1)
            continue;
        if (fd < 0)
            return -1;
        int error = detach && bpf_prog_detach2(fd, cgroup, hook->type) ? errno : 0;
        close(fd);
        errno = error;
        if (error)
            return -1;
        found++;
    }
    return found;
}

bool programs_detach(int cgroup, const char *name)
{
    for (int i = HOOKS - 1; i >= 0; i--) {
        if (look_at(cgroup, &hooks[i], true) >= 0)
            continue;
        complain("%s: %s can't be detached: %s%s", name, hooks[i].name, strerror(errno),
                 errno == EPERM ? " (CAP_SYS_ADMIN is needed)" : "");
        return false;
    }
    return true;
}

enum attached programs_attached(int cgroup)
{
    int with = 0;

    for (int i = 0; i < HOOKS; i++) {
        int found = look_at(cgroup, &hooks[i], false);
        if (found < 0)
            return ATTACHED_UNKNOWN;
        with += found > 0;
    }
    return with == HOOKS ? ATTACHED_WHOLE : with ? ATTACHED_PARTLY : ATTACHED_NOT;
}

static bool is_on_bpf_file_system(const char *directory)
{
    struct statfs system;
    char *above = strdup(directory);
    char *slash = above ? strrchr(above, '/') : NULL;

    if (slash)
        *slash = '\0';
    bool is = slash && !statfs(*above ? above : "/", &system) &&
              system.f_type == BPF_FS_MAGIC;
    free(above);
    if (!is)
        complain("%s: not on a bpf file system", directory);
    return is;
}

/* Who else can write there could put a program of his own in place of one. */
static bool is_ours_alone(const char *directory)
{
    struct stat there;

    return !lstat(directory, &there) && S_ISDIR(there.st_mode) &&
           there.st_uid == geteuid() && !(there.st_mode & (S_IWGRP | S_IWOTH));
}

bool programs_pin(struct bpf_object *object, const char *directory)
{
    int error = 0;

    if (!is_on_bpf_file_system(directory))
        return false;
    bool made = !mkdir(directory, S_IRWXU);
    if (!made && errno != EEXIST)
        error = errno;
    if (!made && !error && !is_ours_alone(directory)) {
        complain("%s: not a directory that this user alone can write", directory);
        return false;
    }
    if (!error)
        error = -bpf_object__pin_programs(object, directory);
    if (error)
        complain("%s: %s", directory, strerror(error));
    if (error && made)
        rmdir(directory);
    return !error;
}

bool programs_unpin(const char *directory)
{
    char path[PATH_MAX];

    if (!is_on_bpf_file_system(directory))
        return false;
    for (int i = 0; i < HOOKS; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, hooks[i].name);
        if (unlink(path) && errno != ENOENT) {
            complain("%s: %s", path, strerror(errno));
            return false;
        }
    }
    if (!rmdir(directory) || errno == ENOENT)
        return true;
    complain("%s: %s", directory, strerror(errno));
    return false;
}

bool programs_print_drop_in(const char *directory)
{
    puts("[Service]");
    for (int i = 0; i < HOOKS; i++)
        if (hooks[i].systemd)
            printf("BPFProgram=%s:%s/%s\n", hooks[i].systemd, directory, hooks[i].name);
    return true;
}
