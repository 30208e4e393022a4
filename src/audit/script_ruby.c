/* SPDX-License-Identifier: ISC */
/*
 * Ruby.  What is asked is made for profilers, which call it from a signal handler: it
 * reads this thread's own frames, and allocates nothing.  So it may be called without
 * the interpreter's lock (GVL) too, as when connect returns; but for one thing: another
 * thread may compact the heap meanwhile.  While the heap is being collected nothing is
 * asked.
 */
#include "config.h"

#include "script_line.h"

#include <stdint.h>
#include <string.h>

typedef uintptr_t VALUE;

#define WEAK __attribute__((weak))
WEAK int ruby_native_thread_p(void);
WEAK int rb_during_gc(void);
WEAK int rb_profile_frames(int start, int limit, VALUE *frame, int *line);
WEAK VALUE rb_profile_frame_path(VALUE frame);
WEAK VALUE rb_profile_frame_base_label(VALUE frame);
WEAK char *rb_string_value_ptr(volatile VALUE *string);

static const void *const functions[] = {
    (const void *)rb_profile_frames,
    (const void *)rb_profile_frame_path,
    (const void *)rb_profile_frame_base_label,
    (const void *)rb_string_value_ptr,
    (const void *)rb_during_gc,
    (const void *)ruby_native_thread_p,
};

enum { LEVELS = 32 };

/* A text of the interpreter's own, which ends in NUL as names of files and methods do;
 * NULL for nil. */
static const char *text_of(VALUE string)
{
    enum { NIL = 8, BITS_OF_NO_POINTER = 3 }; /* nil is 4 or 8 */
    volatile VALUE text = string;

    if (string <= NIL || string & BITS_OF_NO_POINTER)
        return NULL;
    return rb_string_value_ptr(&text);
}

/* Is it of the library's part that is in Ruby, or of the interpreter's? */
static bool is_socket_layer(const char *path, size_t length)
{
    return script_path_has(path, length, "<internal:") ||
           (script_path_ends(path, length, "/socket.rb") &&
            script_path_has(path, length, "/ruby/") &&
            !script_path_has(path, length, "/gems/"));
}

/* Reads FRAME into LINE.  False: look further out. */
static bool read_frame(VALUE frame, int number, struct report_script *line)
{
    const char *path = text_of(rb_profile_frame_path(frame)), *name;

    *line = (struct report_script){.line = (uint32_t)number};
    if (!path)
        return false;
    script_put_file(line, path, strlen(path));
    name = text_of(rb_profile_frame_base_label(frame));
    if (name && *name != '<') /* <main>, <class:...> */
        script_put_function(line, name, strlen(name));
    return !is_socket_layer(path, strlen(path));
}

static unsigned find(bool sets_flag)
{
    VALUE frame[LEVELS];
    int number[LEVELS];
    struct report_script line, inner = {0};

    (void)sets_flag;
    if (!ruby_native_thread_p() || rb_during_gc())
        return 0;
    int levels = rb_profile_frames(0, LEVELS, frame, number);
    for (int i = 0; i < levels; i++) {
        if (number[i] <= 0) /* a method that is written in C */
            continue;
        if (read_frame(frame[i], number[i], &line))
            return script_enter(&line);
        if (!*inner.file)
            inner = line;
    }
    return script_enter(&inner);
}

const struct script_language script_ruby = {
    functions, sizeof functions / sizeof functions[0], "socket.", NULL, find};
