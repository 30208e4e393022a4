/* SPDX-License-Identifier: ISC */
/*
 * PHP 7 and 8.  There is no lock: each thread runs an interpreter of its own, or none.
 * The name of the function is not to be had without its structures.
 */
#include "config.h"

#include "script_line.h"

#include <string.h>

#define WEAK __attribute__((weak))
WEAK const char *zend_get_executed_filename(void);
WEAK uint32_t zend_get_executed_lineno(void);
WEAK bool zend_is_executing(void); /* in 7 it returned a zend_bool, also a byte */
/* In a PHP with threads: this thread's interpreter, NULL if it has none. */
WEAK void *tsrm_get_ls_cache(void);

static const void *const functions[] = {
    (const void *)zend_get_executed_filename,
    (const void *)zend_get_executed_lineno,
    (const void *)zend_is_executing,
};

static unsigned find(bool sets_flag)
{
    struct report_script line = {0};
    const char *path;

    (void)sets_flag;
    if ((tsrm_get_ls_cache && !tsrm_get_ls_cache()) || !zend_is_executing())
        return 0;
    path = zend_get_executed_filename();
    line.line = zend_get_executed_lineno();
    if (path && *path != '[') /* [no active file] */
        script_put_file(&line, path, strlen(path));
    return script_enter(&line);
}

const struct script_language script_php = {
    functions, sizeof functions / sizeof functions[0], "sockets.", NULL, find};
