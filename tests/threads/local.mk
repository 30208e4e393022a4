# SPDX-License-Identifier: ISC
# Every interleaving of two threads with two calls each: see docs/exhaustive-tests.md.
if HAVE_SENDMMSG
EXTRA_PROGRAMS += %D%/threads.t
long_tests += %D%/threads.t
endif
tests_threads_threads_t_SOURCES = \
	%D%/calls.h %D%/config.h %D%/library.c %D%/main.c %D%/steps.c %D%/steps.h \
	tests/histories/history.c tests/histories/history.h \
	tests/histories/kernel.c tests/histories/kernel.h tests/histories/kernel_linux.c \
	src/fix/autobind.c src/fix/entry.c src/fix/entry_sendmmsg.c src/fix/next.c \
	src/fix/policy.c src/fix/settings.c src/fix/socket.c src/fix/start.c
tests_threads_threads_t_CPPFLAGS = -iquote $(srcdir)/%D% -iquote $(srcdir)/tests/histories \
	-I$(srcdir)/%D% $(histories_CPPFLAGS) -DMODEL_ASKS_NAME_FIRST=0

# An atomic word is handed on as any other.
tests_threads_threads_t_CFLAGS = $(AM_CFLAGS) -Wno-cast-qual -Wno-missing-prototypes

threads: %D%/threads.t$(EXEEXT)
	%D%/threads.t$(EXEEXT)
.PHONY: threads
