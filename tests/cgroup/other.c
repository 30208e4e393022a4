/* SPDX-License-Identifier: ISC */
/*
 * Another party with programs on cgroups.
 *     other multi|alone CGROUP   attaches to setsockopt one that lets all pass, beside
 *                                others or such that no other can join it
 *     other count CGROUP         prints how many programs the hooks of the rule have
 */
#include "config.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int attach(int cgroup, unsigned flags)
{
    static const struct bpf_insn pass[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
        {.code = BPF_JMP | BPF_EXIT},
    };
    LIBBPF_OPTS(bpf_prog_load_opts, options,
                .expected_attach_type = BPF_CGROUP_SETSOCKOPT);
    int fd = bpf_prog_load(BPF_PROG_TYPE_CGROUP_SOCKOPT, "other", "GPL", pass,
                           sizeof pass / sizeof pass[0], &options);

    return fd < 0 ? -1 : bpf_prog_attach(fd, cgroup, BPF_CGROUP_SETSOCKOPT, flags);
}

static int count(int cgroup)
{
    static const enum bpf_attach_type hooks[] = {
        BPF_CGROUP_INET4_BIND,        BPF_CGROUP_INET6_BIND,
        BPF_CGROUP_SOCK_OPS,          BPF_CGROUP_INET4_GETSOCKNAME,
        BPF_CGROUP_INET4_CONNECT,     BPF_CGROUP_INET6_CONNECT,
        BPF_CGROUP_INET6_GETSOCKNAME, BPF_CGROUP_GETSOCKOPT,
        BPF_CGROUP_SETSOCKOPT,
    };
    unsigned all = 0;

    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
        __u32 ids[64], number = 64;
        if (bpf_prog_query(cgroup, hooks[i], 0, NULL, ids, &number))
            return -1;
        all += number;
    }
    printf("%u\n", all);
    return 0;
}

int main(int argc, char **argv)
{
    int cgroup = argc == 3 ? open(argv[2], O_RDONLY | O_DIRECTORY) : -1;
    int result = -1;

    if (cgroup >= 0 && !strcmp(argv[1], "count"))
        result = count(cgroup);
    else if (cgroup >= 0)
        result = attach(cgroup, strcmp(argv[1], "multi") ? 0 : BPF_F_ALLOW_MULTI);
    if (result)
        fprintf(stderr, "other: %s\n", strerror(errno));
    return result != 0;
}
