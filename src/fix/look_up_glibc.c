/* SPDX-License-Identifier: ISC */
/*
 * glibc moved dlsym from libdl into libc in 2.34.  A program may bring an older glibc
 * (Nix, conda, Yocto), so the library names the older version, which both have.  To
 * need libdl as well would load one more file at each start.
 */
#include "config.h"

#include "next.h"

#include <dlfcn.h>
#include <stddef.h>

extern void *dlsym_of_old(void *, const char *) __attribute__((weak));

/* Where an older glibc is without libdl only libc can come next, for whoever wraps a
 * call needs dlsym too.  Until 2.34 libc had these for its own use (elf/dl-libc.c). */
extern void *__libc_dlopen_mode(const char *, int) __attribute__((weak));
extern void *__libc_dlsym(void *, const char *) __attribute__((weak));

COLD static void *look_up_in_libc(const char *name)
{
    enum { BY_DLOPEN = (int)0x80000000 }; /* __RTLD_DLOPEN in include/dlfcn.h */
    void *libc = __libc_dlopen_mode && __libc_dlsym
                     ? __libc_dlopen_mode("libc.so.6", RTLD_NOW | BY_DLOPEN)
                     : NULL;

    return libc ? __libc_dlsym(libc, name) : NULL;
}

/* In the function that uses it: with -flto another one might stand in another file. */
__attribute__((noinline)) void *next_look_up(const char *name)
{
    __asm__ volatile(".symver dlsym_of_old, dlsym@" DLSYM_VERSION);

    return dlsym_of_old ? dlsym_of_old(RTLD_NEXT, name) : look_up_in_libc(name);
}
