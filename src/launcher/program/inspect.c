/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "inspect.h"

#include "find.h"
#include "script.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Linux gives up after a few interpreters that are scripts (fs/exec.c:exec_binprm);
 * others allow one or none. */
enum { MAX_INTERPRETERS = 5 };

static ssize_t read_head(const char *path, char head[SCRIPT_HEAD])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return -1;
    ssize_t size = read(fd, head, SCRIPT_HEAD);
    close(fd);
    return size;
}

/*
 * Writes what PATH is run by into INTERPRETER; false if it is run by itself or if that
 * is not known.  execvp(3) gives what has no known format to sh, which takes only text.
 */
static bool find_interpreter(const char *path, char interpreter[PATH_MAX])
{
    char head[SCRIPT_HEAD], name[SCRIPT_HEAD], env_program[SCRIPT_HEAD];
    ssize_t size = read_head(path, head);

    if (size < 0)
        return false;
    if (!script_interpreter(head, (size_t)size, name, env_program)) {
        if ((size >= 2 && !memcmp(head, "#!", 2)) || memchr(head, '\0', (size_t)size))
            return false;
        strcpy(name, "/bin/sh");
    }
    if (!*env_program || !program_find(env_program, interpreter))
        strcpy(interpreter, name);
    /* Nor does the kernel open others (fs/exec.c:do_open_execat): to open a FIFO or a
     * device would have effects. */
    return program_is_executable(interpreter);
}

void program_inspect(const char *path, struct program *program)
{
    char interpreter[PATH_MAX];

    memset(program, 0, sizeof *program);
    snprintf(program->path, PATH_MAX, "%s", path);
    for (int i = 0; find_interpreter(program->path, interpreter); i++) {
        if (i == MAX_INTERPRETERS)
            return;
        memcpy(program->path, interpreter, PATH_MAX);
        program->interpreter = true;
    }
    elf_file_read(program->path, &program->elf);
}
