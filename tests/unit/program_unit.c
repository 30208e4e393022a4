/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "launcher/program/elf_file.h"
#include "launcher/program/inspect.h"
#include "launcher/program/obstacle.h"
#include "launcher/program/script.h"
#include "launcher/system/features.h"

#include <check.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef EM_AARCH64
#define EM_AARCH64 183 /* DragonFly 5.9 has no name for it */
#endif

#define SPACES_250                                                                     \
    "                                                                                " \
    "                                                                                " \
    "                                                                                " \
    "          "

static const struct {
    const char *head, *interpreter, *env_program;
} scripts[] = {
    {"#!/bin/sh\n", "/bin/sh", ""},
    {"#!/bin/sh", "/bin/sh", ""},
    {"#! \t/bin/sh \t-e\nrest", "/bin/sh", ""},
    {"#!bin/sh\n", "bin/sh", ""},
    {"#!/bin/x\renv\n", "/bin/x\renv", ""},
    {"#!/usr/bin/env sh\n", "/usr/bin/env", "sh"},
    {"#!/usr/bin/env\n", "/usr/bin/env", ""},
    {"#!env -S A=1 -i B= perl -w\n", "env", "perl"},
    {"#!/usr/bin/env -i A=1\n", "/usr/bin/env", ""},
    {"#!/usr/bin/environment sh\n", "/usr/bin/environment", ""},
    {"#!" SPACES_250 "/a\n", "/a", ""},
    {"#!" SPACES_250 "/abcdefg", NULL, NULL},
    {"#!" SPACES_250 "          ", NULL, NULL},
    {"#!\n", NULL, NULL},
    {"#!", NULL, NULL},
    {"#! \n/bin/sh\n", NULL, NULL},
    {"#", NULL, NULL},
    {"", NULL, NULL},
    {" #!/bin/sh\n", NULL, NULL},
    {"\177ELF", NULL, NULL},
};

START_TEST(reads_first_lines)
{
    char interpreter[SCRIPT_HEAD], env_program[SCRIPT_HEAD];
    size_t size = strlen(scripts[_i].head);

    if (size > SCRIPT_HEAD)
        size = SCRIPT_HEAD;
    bool found = script_interpreter(scripts[_i].head, size, interpreter, env_program);
    ck_assert_int_eq(found, scripts[_i].interpreter != NULL);
    if (found) {
        ck_assert_str_eq(interpreter, scripts[_i].interpreter);
        ck_assert_str_eq(env_program, scripts[_i].env_program);
    }
}
END_TEST

#define GLIBC "/lib64/ld-linux-x86-64.so.2"
#define PROGRAM(architecture, path)                                                    \
    {                                                                                  \
        .known = true, architecture, .loader = path                                    \
    }
#define STATIC(architecture)                                                           \
    {                                                                                  \
        .known = true, architecture, .is_static = true                                 \
    }
#define ARCHITECTURE(bits, end, cpu)                                                   \
    .size = ELFCLASS##bits, .order = ELFDATA2##end, .machine = EM_##cpu
#define X86_64 ARCHITECTURE(64, LSB, X86_64)
#define I386 ARCHITECTURE(32, LSB, 386)
#define ARM64 ARCHITECTURE(64, LSB, AARCH64)
#define ARM64_BE ARCHITECTURE(64, MSB, AARCH64)

static const struct {
    const char *why; /* a part of the answer, NULL: no obstacle */
    bool other_architectures;
    struct elf_file program;
} obstacles[] = {
    {NULL, false, PROGRAM(X86_64, GLIBC)},
    {NULL, false, PROGRAM(X86_64, "/elsewhere/ld-linux-x86-64.so.2")},
    {NULL, false, PROGRAM(X86_64, "")},
    {NULL, false, {.known = false, .is_static = true}},
    {"statically linked", true, STATIC(X86_64)},
    {"statically linked", false, STATIC(ARM64)},
    {"another C library", true, PROGRAM(X86_64, "/lib/ld-musl-x86_64.so.1")},
    {"32-bit program", false, PROGRAM(I386, "/lib/ld-linux.so.2")},
    {NULL, true, PROGRAM(I386, "/lib/ld-linux.so.2")},
    {"another processor", false, PROGRAM(ARM64, GLIBC)},
    {NULL, true, PROGRAM(ARM64, "/lib/ld-musl-aarch64.so.1")},
};

START_TEST(finds_obstacles)
{
    static const struct elf_file library = PROGRAM(X86_64, "");
    static const struct elf_file launcher = PROGRAM(X86_64, GLIBC);
    const char *why = program_elf_obstacle(&obstacles[_i].program, &library, &launcher,
                                           obstacles[_i].other_architectures);

    if (obstacles[_i].why)
        ck_assert_msg(why && strstr(why, obstacles[_i].why), "%s", why ? why : "none");
    else
        ck_assert_ptr_null(why);
}
END_TEST

START_TEST(the_order_of_bytes_counts)
{
    static const struct elf_file library = PROGRAM(ARM64, "");
    static const struct elf_file program = PROGRAM(ARM64_BE, GLIBC);
    static const struct elf_file launcher = PROGRAM(ARM64, GLIBC);

    ck_assert_ptr_nonnull(program_elf_obstacle(&program, &library, &launcher, false));
}
END_TEST

START_TEST(a_64_bit_program_and_a_32_bit_library)
{
    static const struct elf_file library = PROGRAM(I386, "");
    static const struct elf_file program = PROGRAM(X86_64, GLIBC);
    static const struct elf_file launcher = PROGRAM(I386, GLIBC);

    ck_assert_str_eq(program_elf_obstacle(&program, &library, &launcher, false),
                     "is a 64-bit program, but libnoreuseaddr.so is 32-bit");
}
END_TEST

START_TEST(go_programs_depend_on_the_system)
{
    static const struct elf_file library = PROGRAM(X86_64, "");
    static const struct elf_file program = {.known = true, X86_64, .go = true};
    const char *why = program_elf_obstacle(&program, &library, &program, true);

    ck_assert_int_eq(why != NULL, this_system.go_avoids_libc);
}
END_TEST

/* A sample that is surely there: this program. */
static const char *own_name;
static unsigned char *sample;
static size_t sample_size;
static char damaged[] = "program_unit.XXXXXX";
static int damaged_fd;

static void setup(void)
{
    FILE *file = fopen(own_name, "rb");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    sample_size = (size_t)ftell(file);
    rewind(file);
    sample = malloc(sample_size);
    ck_assert_ptr_nonnull(sample);
    ck_assert_uint_eq(fread(sample, 1, sample_size, file), sample_size);
    fclose(file);
    damaged_fd = mkstemp(damaged);
    ck_assert_int_ge(damaged_fd, 0);
}

static void teardown(void)
{
    free(sample);
    close(damaged_fd);
    unlink(damaged);
}

static void inspect_bytes(const unsigned char *bytes, size_t size,
                          struct program *program)
{
    ck_assert_int_eq(ftruncate(damaged_fd, 0), 0);
    ck_assert_int_eq(pwrite(damaged_fd, bytes, size, 0), (ssize_t)size);
    program_inspect(damaged, program);
}

START_TEST(looks_at_the_whole_file)
{
    struct program program;

    inspect_bytes(sample, sample_size, &program);
    ck_assert(program.elf.known);
    ck_assert(!program.elf.is_static);
    ck_assert(!program.elf.go);
    ck_assert(!program.interpreter);
    ck_assert_int_eq(program.elf.loader[0], '/');
}
END_TEST

START_TEST(survives_a_cut_file)
{
    struct program program;

    for (size_t size = 4; size < sample_size; size += size < 4096 ? 1 : 64) {
        inspect_bytes(sample, size, &program);
        ck_assert_uint_lt(strnlen(program.elf.loader, PATH_MAX), PATH_MAX);
        if (size < 64) /* so short that sh would get it, or nobody */
            ck_assert(program.interpreter || !program.elf.known);
    }
}
END_TEST

/* A small generator, so that each run has the same damage on every system. */
static unsigned random_number(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

START_TEST(survives_random_damage)
{
    struct program program;
    unsigned state = 1;
    unsigned char *bytes = malloc(sample_size);

    ck_assert_ptr_nonnull(bytes);
    for (int round = 0; round < 3000; round++) {
        size_t limit = round % 2 ? sample_size : 1024;
        memcpy(bytes, sample, sample_size);
        for (unsigned i = random_number(&state) % 16 + 1; i; i--)
            bytes[4 + random_number(&state) % (limit - 4)] =
                (unsigned char)random_number(&state);
        /* The section headers are at the end: damage these more often. */
        for (int i = 0; i < 8; i++)
            bytes[sample_size - 1 - random_number(&state) % 1024] =
                (unsigned char)random_number(&state);
        inspect_bytes(bytes, sample_size, &program);
    }
    free(bytes);
}
END_TEST

START_TEST(survives_random_files)
{
    struct program program;
    unsigned state = 2;
    unsigned char bytes[2048];

    for (int round = 0; round < 2000; round++) {
        size_t size = random_number(&state) % sizeof bytes;
        for (size_t i = 0; i < size; i++)
            bytes[i] = (unsigned char)random_number(&state);
        if (round % 2 && size > 8)
            memcpy(bytes, sample, 8);
        inspect_bytes(bytes, size, &program);
    }
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("program");
    TCase *pure = tcase_create("pure"), *files = tcase_create("files");

    (void)argc;
    own_name = argv[0];
    tcase_add_loop_test(pure, reads_first_lines, 0, sizeof scripts / sizeof scripts[0]);
    tcase_add_loop_test(pure, finds_obstacles, 0,
                        sizeof obstacles / sizeof obstacles[0]);
    tcase_add_test(pure, the_order_of_bytes_counts);
    tcase_add_test(pure, a_64_bit_program_and_a_32_bit_library);
    tcase_add_test(pure, go_programs_depend_on_the_system);
    suite_add_tcase(suite, pure);
    tcase_add_unchecked_fixture(files, setup, teardown);
    tcase_set_timeout(files, 60);
    tcase_add_test(files, looks_at_the_whole_file);
    tcase_add_test(files, survives_a_cut_file);
    tcase_add_test(files, survives_random_damage);
    tcase_add_test(files, survives_random_files);
    suite_add_tcase(suite, files);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
