/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "real_flag.h"

#include "cases.h"

#include <sys/mman.h>
#include <sys/socket.h>

#ifdef __x86_64__
enum {
    GETSOCKOPT = 365,
    SETSOCKOPT = 366
}; /* arch/x86/entry/syscalls/syscall_32.tbl */

/* Memory that a 32-bit pointer reaches. */
static int *low_memory(void)
{
    static int *memory = MAP_FAILED;

    if (memory == MAP_FAILED)
        memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    EXPECT(memory != MAP_FAILED);
    return memory;
}

static long call(long number, int fd, int option, int *value, long length)
{
    long result;

    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "b"((long)fd), "c"((long)SOL_SOCKET),
                       "d"((long)option), "S"(value), "D"(length)
                     : "memory", "r8", "r9", "r10", "r11");
    return result;
}

int real_flag(int fd, int option)
{
    int *memory = low_memory();

    memory[0] = -1;
    memory[1] = sizeof *memory;
    EXPECT_INT(call(GETSOCKOPT, fd, option, memory, (long)(memory + 1)), 0);
    return memory[0];
}

void set_unseen(int fd, int option, int value)
{
    int *memory = low_memory();

    *memory = value;
    EXPECT_INT(call(SETSOCKOPT, fd, option, memory, sizeof *memory), 0);
}
#else
int real_flag(int fd, int option)
{
    (void)fd, (void)option;
    case_skip("only x86 shows the real flag");
}

void set_unseen(int fd, int option, int value)
{
    (void)fd, (void)option, (void)value;
    case_skip("only x86 can set the flag unseen");
}
#endif
