/* SPDX-License-Identifier: ISC */
/*
 * CPython 3.8 and later.  Its module _socket sets options with the interpreter's lock
 * (GIL) held, but connects, binds and sends without it: then nothing of the interpreter
 * may be touched, for to read a frame makes objects and counts references.  Right
 * before such a call, with the lock, it raises an audit event (PEP 578).  So the line
 * is taken there and remembered for the thread.
 */
#include "config.h"

#include "script_line.h"

#include "recorder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

typedef struct _object PyObject;

#define WEAK __attribute__((weak))
/* Part of the stable ABI, or said to be there for embedders (PySys_AddAuditHook). */
WEAK void *PyGILState_GetThisThreadState(void);
WEAK PyObject *PyEval_GetFrame(void); /* borrowed */
WEAK int PyFrame_GetLineNumber(PyObject *frame);
WEAK PyObject *PyObject_GetAttrString(PyObject *object, const char *name);
WEAK const char *PyUnicode_AsUTF8AndSize(PyObject *text, intptr_t *size);
WEAK void PyErr_Fetch(PyObject **type, PyObject **value, PyObject **traceback);
WEAK void PyErr_Restore(PyObject *type, PyObject *value, PyObject *traceback);
WEAK void Py_IncRef(PyObject *object);
WEAK void Py_DecRef(PyObject *object); /* takes NULL */
WEAK int PySys_AddAuditHook(int (*hook)(const char *, PyObject *, void *), void *data);
/* From 3.9 on. */
WEAK PyObject *PyFrame_GetCode(PyObject *frame);
WEAK PyObject *PyFrame_GetBack(PyObject *frame);
/* Which thread's turn it is, NULL if nobody's: up to 3.12, and from 3.13 on. */
WEAK void *_PyThreadState_UncheckedGet(void);
WEAK void *PyThreadState_GetUnchecked(void);

static const void *const functions[] = {
    (const void *)PyEval_GetFrame,
    (const void *)PyGILState_GetThisThreadState,
    (const void *)PyFrame_GetLineNumber,
    (const void *)PyObject_GetAttrString,
    (const void *)PyUnicode_AsUTF8AndSize,
    (const void *)PyErr_Fetch,
    (const void *)PyErr_Restore,
    (const void *)Py_IncRef,
    (const void *)Py_DecRef,
    (const void *)PySys_AddAuditHook,
};

/*
 * By thread, the slot of the line that was seen last.  One that another thread took
 * over, or is writing, proves itself no longer: CHECK is a mix of both.
 */
enum { SEEN = 256 };
static struct {
    _Atomic uintptr_t check;
    _Atomic uint32_t slot;
} seen[SEEN];

static uintptr_t this_thread(void)
{
    return (uintptr_t)pthread_self();
}

static unsigned seen_at(uintptr_t thread)
{
    return (uint32_t)((thread >> 6) * 0x9e3779b1u) >> 24; /* 8 bits: SEEN */
}

static uintptr_t check_of(uintptr_t thread, uint32_t slot)
{
    return thread ^ slot * (uintptr_t)0x9e3779b1u;
}

static void remember(uint32_t slot)
{
    uintptr_t thread = this_thread();
    unsigned at = seen_at(thread);

    atomic_store_explicit(&seen[at].slot, slot, memory_order_relaxed);
    atomic_store_explicit(&seen[at].check, check_of(thread, slot),
                          memory_order_relaxed);
}

static unsigned remembered(void)
{
    uintptr_t thread = this_thread();
    unsigned at = seen_at(thread);
    uint32_t slot = atomic_load_explicit(&seen[at].slot, memory_order_relaxed);

    return atomic_load_explicit(&seen[at].check, memory_order_relaxed) ==
                   check_of(thread, slot)
               ? slot
               : 0;
}

/* A new reference to the attribute, NULL if there is none; leaves no exception. */
static PyObject *attribute(PyObject *object, const char *name)
{
    PyObject *found = PyObject_GetAttrString(object, name);

    if (!found)
        PyErr_Restore(NULL, NULL, NULL);
    return found;
}

/* The same of a frame, by the function that newer versions have for it. */
static PyObject *of_frame(PyObject *frame, PyObject *(*get)(PyObject *),
                          const char *name)
{
    return get ? get(frame) : attribute(frame, name);
}

/* The attribute NAME of CODE, and its text in *TEXT of *SIZE bytes, or NULL. */
static PyObject *text_of(PyObject *code, const char *name, const char **text,
                         intptr_t *size)
{
    PyObject *object = attribute(code, name);

    *text = object ? PyUnicode_AsUTF8AndSize(object, size) : NULL;
    if (object && !*text) /* a name that is no UTF-8 */
        PyErr_Restore(NULL, NULL, NULL);
    return object;
}

/* Is it a file of the standard library's socket layer, whose lines are the same for
 * each script? */
static bool is_socket_layer(const char *path, size_t length)
{
    return script_path_has(path, length, "/python3.") &&
           !script_path_has(path, length, "-packages/") &&
           (script_path_ends(path, length, "/socket.py") ||
            script_path_has(path, length, "/asyncio/"));
}

/* Reads FRAME into LINE.  False: it is of the socket layer, look further out. */
static bool read_frame(PyObject *frame, struct report_script *line)
{
    PyObject *code = of_frame(frame, PyFrame_GetCode, "f_code"), *file, *function;
    const char *path, *name;
    intptr_t length, name_length;
    bool wanted = false;

    *line = (struct report_script){0};
    if (!code)
        return false;
    file = text_of(code, "co_filename", &path, &length);
    function = text_of(code, "co_name", &name, &name_length);
    if (path) {
        int number = PyFrame_GetLineNumber(frame);
        line->line = number > 0 ? (uint32_t)number : 0;
        script_put_file(line, path, (size_t)length);
        wanted = !is_socket_layer(path, (size_t)length);
    }
    if (name && strcmp(name, "<module>") != 0)
        script_put_function(line, name, (size_t)name_length);
    Py_DecRef(function);
    Py_DecRef(file);
    Py_DecRef(code);
    return wanted;
}

/* The first line that is not of the socket layer, else the innermost.  With the lock.
 */
static unsigned find_line(void)
{
    enum { LEVELS = 32 };
    PyObject *type, *value, *traceback, *frame = PyEval_GetFrame();
    struct report_script line = {0}, inner = {0};
    bool found = false;

    if (!frame)
        return 0;
    PyErr_Fetch(&type, &value, &traceback);
    Py_IncRef(frame);
    for (int level = 0; frame && level < LEVELS && !found; level++) {
        found = read_frame(frame, &line);
        if (!level)
            inner = line;
        PyObject *back = of_frame(frame, PyFrame_GetBack, "f_back");
        Py_DecRef(frame);
        frame = back; /* at the end None where "f_back" was asked: it has no code */
    }
    Py_DecRef(frame);
    PyErr_Restore(type, value, traceback);
    return script_enter(found ? &line : &inner);
}

/* Has the interpreter our hook?  A word: on RISC-V a byte needs libatomic. */
static atomic_int is_added;

/* Called with the lock, without an exception. */
static int hear(const char *event, PyObject *arguments, void *data)
{
    static const char *const calls[] = {"socket.connect", "socket.bind",
                                        "socket.sendto", "socket.sendmsg"};

    (void)arguments, (void)data;
    if (!strcmp(event,
                "cpython._PySys_ClearAuditHooks")) /* it ends, and may begin anew */
        atomic_store_explicit(&is_added, 0, memory_order_relaxed);
    if (*event != 's' || !report)
        return 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (!strcmp(event, calls[i]))
            remember(find_line());
    return 0;
}

/*
 * Not before the interpreter is initialized, for that may change the allocator, by
 * which the hook is freed at the end: python3 -X dev would abort.  An exception is that
 * of a hook of the program, which is told of ours and may refuse it.
 */
static void add_hook(void)
{
    PyObject *type, *value, *traceback;

    if (atomic_exchange_explicit(&is_added, 1, memory_order_relaxed))
        return;
    PyErr_Fetch(&type, &value, &traceback);
    PySys_AddAuditHook(hear, NULL);
    PyErr_Restore(type, value, traceback);
}

/* Not by PyGILState_Check: that is true before the interpreter is there, after it, and
 * always once there were subinterpreters (Python/pystate.c). */
static bool has_lock(void)
{
    void *turn = NULL;

    if (PyThreadState_GetUnchecked)
        turn = PyThreadState_GetUnchecked();
    else if (_PyThreadState_UncheckedGet)
        turn = _PyThreadState_UncheckedGet();
    return turn && turn == PyGILState_GetThisThreadState();
}

static unsigned find(bool sets_flag)
{
    if (!sets_flag)
        return remembered();
    if (!has_lock())
        return 0;
    add_hook();
    return find_line();
}

const struct script_language script_python = {
    functions, sizeof functions / sizeof functions[0], "_socket.", NULL, find};
