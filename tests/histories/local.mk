# SPDX-License-Identifier: ISC
# Every small history, on a model of a kernel: see docs/exhaustive-tests.md.  The library is in
# the program, for calls that config.h here turns to the model.
histories_sources = \
	%D%/config.h \
	%D%/history.c %D%/history.h \
	%D%/kernel.c %D%/kernel.h \
	%D%/library.c %D%/library.h \
	%D%/main.c \
	%D%/ops.c %D%/ops.h \
	%D%/print_c.c \
	%D%/promises.c %D%/promises.h \
	src/fix/autobind.c src/fix/autobind.h \
	src/fix/entry.c src/fix/entry.h \
	src/fix/entry_sendmmsg.c \
	src/fix/hints.h \
	src/fix/next.c src/fix/next.h \
	src/fix/observe.h \
	src/fix/policy.c src/fix/policy.h \
	src/fix/settings.c src/fix/settings.h \
	src/fix/socket.c src/fix/socket.h \
	src/fix/start.c src/fix/start.h
histories_CPPFLAGS = -iquote $(srcdir)/%D% $(AM_CPPFLAGS) -I$(srcdir)/src/fix \
	-DNOREUSEADDR_LIBRARY -DCONFIGURED='"$(abs_top_builddir)/config.h"'

if HAVE_SENDMMSG
check_PROGRAMS += %D%/linux.t %D%/openbsd.t
TESTS += %D%/linux.t %D%/openbsd.t
endif
tests_histories_linux_t_SOURCES = $(histories_sources) %D%/kernel_linux.c
tests_histories_linux_t_CPPFLAGS = $(histories_CPPFLAGS) -DMODEL_ASKS_NAME_FIRST=0
tests_histories_openbsd_t_SOURCES = $(histories_sources) %D%/kernel_openbsd.c
tests_histories_openbsd_t_CPPFLAGS = $(histories_CPPFLAGS) -DMODEL_ASKS_NAME_FIRST=1

# Is the model of Linux right?  Also `real.t HISTORIES SEED`.
if HAVE_SECCOMP
check_PROGRAMS += %D%/real.t
TESTS += %D%/real.t
endif
tests_histories_real_t_SOURCES = \
	%D%/config.h \
	%D%/history.c %D%/history.h \
	%D%/kernel.c %D%/kernel.h %D%/kernel_linux.c \
	%D%/library.h \
	%D%/ops.c %D%/ops.h \
	%D%/print_c.c \
	%D%/promises.h \
	%D%/real.c
tests_histories_real_t_CPPFLAGS = $(histories_CPPFLAGS) -DMODEL_ASKS_NAME_FIRST=0

# Mistakes that they are to catch, made in copies of src/fix/.
EXTRA_DIST += %D%/mutants %D%/equivalent

# The full depth: make histories-long
CALLS = 6
FAILING_CALLS = 4
histories-long: %D%/linux.t$(EXEEXT) %D%/openbsd.t$(EXEEXT)
	%D%/linux.t$(EXEEXT) -n $(CALLS) -f $(FAILING_CALLS)
	%D%/openbsd.t$(EXEEXT) -n $(CALLS) -f $(FAILING_CALLS)
.PHONY: histories-long
