/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "audit.h"

#include "audit/report_map.h"
#include "audit_event.h"
#include "findings.h"
#include "hierarchy.h"
#include "launcher/message.h"
#include "maps.h"
#include "object.h"
#include "owner.h"
#include "stack.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the compiler made of audit.bpf.c. */
static const unsigned char object_file[] __attribute__((aligned(8))) = {
#include "audit.bpf.inc"
};

const bool audit_is_there = true;

static struct bpf_object *object;
static struct ring_buffer *events;
static const struct audit_counts *counts;
static int maps = -1; /* can be read when maps_drain() is to be called */
static int end = -1;  /* can be read when the audit is to end */
static pthread_t reader;

/* Without the last the kernel would say no more than that a helper is not allowed. */
static bool has_rights(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};

    if (syscall(SYS_capget, &header, data))
        return true;
    if (data[1].effective & 1U << (CAP_PERFMON - 32) ||
        data[0].effective & 1U << CAP_SYS_ADMIN)
        return true;
    complain("--audit --cgroup: CAP_PERFMON is needed");
    return false;
}

/* Then no program in the kernel may read its memory: kernel/trace/bpf_trace.c,
 * bpf_tracing_func_proto. */
static bool is_locked_down(void)
{
    char states[64] = "";
    FILE *file = fopen("/sys/kernel/security/lockdown", "re");

    if (file && !fgets(states, sizeof states, file))
        *states = '\0';
    if (file)
        fclose(file);
    if (!strstr(states, "[confidentiality]"))
        return false;
    complain(
        "--audit --cgroup: the kernel is in lockdown (confidentiality): no program "
        "may read its memory; --cgroup alone works");
    return true;
}

static bool load(int cgroup)
{
    static const uint32_t only = 0;
    struct bpf_map *map;
    void *shared = MAP_FAILED;

    object = object_open(object_file, sizeof object_file);
    map = object ? bpf_object__find_map_by_name(object, ".rodata") : NULL;
    if (map)
        bpf_map__set_initial_value(map, &stack_layout, sizeof stack_layout);
    if (!object_load(object, "CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN are"))
        return false;
    map = bpf_object__find_map_by_name(object, ".bss");
    if (map)
        shared = mmap(NULL, sizeof *counts, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0);
    counts = shared;
    return counts != MAP_FAILED &&
           !bpf_map_update_elem(bpf_object__find_map_fd_by_name(object, "nra_cgroup"),
                                &only, &cgroup, BPF_ANY);
}

/* The links go with this process, and the programs with them. */
static bool attach(int cgroup)
{
    struct bpf_program *program;

    bpf_object__for_each_program(program, object)
    {
        struct bpf_link *link =
            bpf_program__type(program) == BPF_PROG_TYPE_RAW_TRACEPOINT
                ? bpf_program__attach(program)
                : bpf_program__attach_cgroup(program, cgroup);
        if (!link)
            return false;
    }
    return true;
}

static int take(void *unused, void *event, size_t size)
{
    (void)unused;
    findings_take(event, size);
    return 0;
}

enum { EVERY = 100 }; /* milliseconds: clients wake nobody, places do */

/* What is in the buffer is taken out before anything is looked up: it is not large. */
static void *read_events(void *unused)
{
    struct pollfd ready[] = {{ring_buffer__epoll_fd(events), POLLIN, 0},
                             {end, POLLIN, 0},
                             {maps, POLLIN, 0}};

    while (!(ready[1].revents & POLLIN)) {
        poll(ready, 3, EVERY);
        if (ready[2].revents)
            maps_drain();
        do
            ring_buffer__consume(events);
        while (findings_resolve_one());
        findings_count(counts);
    }
    return unused;
}

/* Names of cgroups begin at the top of the tree, as systemd's do. */
static void name_owners(const char *cgroup, bool is_made)
{
    char root[PATH_MAX];
    bool found = !is_made && hierarchy_root(root);

    owner_start(cgroup, strlen(found ? root : cgroup));
}

bool audit_start(int cgroup, const char *name, bool is_made, const char *path)
{
    const char *why = NULL;
    struct report_file *report = report_map(path, &why);

    if (!report) {
        complain("%s: %s", path, why);
        return false;
    }
    findings_start(report, hierarchy_processes(name));
    name_owners(name, is_made);
    if (!has_rights() || is_locked_down() || !load(cgroup))
        return false;
    maps = maps_open();
    if (maps < 0)
        complain("warning: programs that live shortly may not be named: %s",
                 strerror(errno));
    events = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "nra_events"),
                              take, NULL, NULL);
    end = eventfd(0, EFD_CLOEXEC);
    if (events && end >= 0 && attach(cgroup)) {
        errno = pthread_create(&reader, NULL, read_events, NULL);
        if (!errno)
            return true;
    }
    complain("%s: the audit's programs can't be attached: %s%s", name, strerror(errno),
             errno == EPERM ? " (CAP_NET_ADMIN is missing, or a program is there that "
                              "lets no other join it)"
                            : "");
    end = -1;
    return false;
}

void audit_stop(void)
{
    static const uint64_t one = 1;

    if (end < 0 || write(end, &one, sizeof one) != sizeof one)
        return;
    pthread_join(reader, NULL);
    end = -1;
}
