/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "object.h"

#include "launcher/message.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

/* What libbpf says while the kernel takes the programs; most of it is the verifier's.
 */
static char *said;
static size_t said_length;
static FILE *said_to;

static int note_what_it_says(enum libbpf_print_level level, const char *format,
                             va_list arguments) __attribute__((format(printf, 2, 0)));

static int note_what_it_says(enum libbpf_print_level level, const char *format,
                             va_list arguments)
{
    if (level == LIBBPF_DEBUG || !said_to)
        return 0;
    return vfprintf(said_to, format, arguments);
}

static bool kernel_is_older_than(int major, int minor)
{
    struct utsname kernel;
    int its_major = 0, its_minor = 0;

    return !uname(&kernel) &&
           sscanf(kernel.release, "%d.%d", &its_major, &its_minor) == 2 &&
           (its_major < major || (its_major == major && its_minor < minor));
}

static void complain_of_load(int error, const char *rights)
{
    if (kernel_is_older_than(6, 1)) {
        complain("--cgroup: this kernel is older than Linux 6.1");
    } else if (error == EPERM || error == EACCES) {
        complain("--cgroup: the kernel refuses: %s needed", rights);
    } else if (error == ESRCH) { /* libbpf's, where it found no BTF */
        complain("--audit --cgroup: this kernel's types are needed: "
                 "/sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)");
    } else {
        fputs(said ? said : "", stderr);
        complain("--cgroup: the kernel does not take the programs: %s",
                 strerror(error));
    }
}

static void listen_to_it(void)
{
    said_to = open_memstream(&said, &said_length);
    libbpf_set_print(note_what_it_says);
}

static void stop_listening(void)
{
    if (said_to)
        fclose(said_to);
    said_to = NULL;
}

struct bpf_object *object_open(const void *bytes, size_t size)
{
    struct bpf_object_open_opts options = {.sz = sizeof options,
                                           .object_name = "noreuseaddr"};

    listen_to_it();
    return bpf_object__open_mem(bytes, size, &options);
}

bool object_load(struct bpf_object *object, const char *rights)
{
    int error = object ? -bpf_object__load(object) : errno;

    stop_listening();
    if (error) {
        complain_of_load(error, rights);
        bpf_object__close(object);
    }
    free(said);
    said = NULL;
    return !error;
}
