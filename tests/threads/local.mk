# SPDX-License-Identifier: ISC
# Every interleaving of two threads with two calls each: make threads.  No test yet, see
# docs/reliability.md.
EXTRA_PROGRAMS += %D%/threads
tests_threads_threads_SOURCES = \
	%D%/calls.h %D%/config.h %D%/library.c %D%/main.c %D%/steps.c %D%/steps.h \
	tests/histories/history.c tests/histories/history.h \
	tests/histories/kernel.c tests/histories/kernel.h tests/histories/kernel_linux.c \
	src/fix/autobind.c src/fix/entry.c src/fix/entry_sendmmsg.c src/fix/next.c \
	src/fix/policy.c src/fix/settings.c src/fix/socket.c src/fix/start.c
tests_threads_threads_CPPFLAGS = -iquote $(srcdir)/%D% -iquote $(srcdir)/tests/histories \
	-I$(srcdir)/%D% $(histories_CPPFLAGS) -DMODEL_ASKS_NAME_FIRST=0

# An atomic word is handed on as any other.
tests_threads_threads_CFLAGS = $(AM_CFLAGS) -Wno-cast-qual -Wno-missing-prototypes

threads: %D%/threads$(EXEEXT)
	%D%/threads$(EXEEXT)
.PHONY: threads
