/* SPDX-License-Identifier: ISC */
/*
 * A client with the flag, in a program that has things of its own that are called like
 * what interpreters have: all of Ruby's as data, all of PHP's but one as functions; and
 * all of CPython's, as a program has them that holds the interpreter and has not
 * initialized it.  Whoever calls one of them ends it.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

long rb_profile_frames = 1, rb_profile_frame_path = 1, rb_profile_frame_base_label = 1,
     rb_string_value_ptr = 1, rb_during_gc = 1, ruby_native_thread_p = 1;

/* No thread has a turn.  PyGILState_Check says then that the caller has it. */
void *PyGILState_GetThisThreadState(void);
void *PyThreadState_GetUnchecked(void);
int PyGILState_Check(void);

void *PyGILState_GetThisThreadState(void)
{
    return NULL;
}

void *PyThreadState_GetUnchecked(void)
{
    return NULL;
}

int PyGILState_Check(void)
{
    return 1;
}

#define ENDS(name)                                                                     \
    void name(void);                                                                   \
    void name(void)                                                                    \
    {                                                                                  \
        abort();                                                                       \
    }

ENDS(zend_get_executed_filename)
ENDS(zend_get_executed_lineno)
ENDS(PyEval_GetFrame)
ENDS(PyFrame_GetLineNumber)
ENDS(PyObject_GetAttrString)
ENDS(PyUnicode_AsUTF8AndSize)
ENDS(PyErr_Fetch)
ENDS(PyErr_Restore)
ENDS(Py_IncRef)
ENDS(Py_DecRef)
ENDS(PySys_AddAuditHook)

int main(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof to;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0),
        client = socket(AF_INET, SOCK_STREAM, 0);

    return bind(listener, (struct sockaddr *)&to, length) || listen(listener, 1) ||
           getsockname(listener, (struct sockaddr *)&to, &length) ||
           setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
           connect(client, (struct sockaddr *)&to, length);
}
