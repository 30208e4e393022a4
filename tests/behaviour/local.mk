# SPDX-License-Identifier: ISC
behaviour_common = \
	%D%/cases.c %D%/cases.h \
	%D%/net.c %D%/net.h
if !HAVE_SENDMMSG
behaviour_common += %D%/sendmmsg_none.c
endif
behaviour_programs = \
	%D%/bind.t \
	%D%/connect.t \
	%D%/early.t \
	%D%/given_back.t \
	%D%/passing.t \
	%D%/ports.t \
	%D%/recorded.t \
	%D%/send.t
if HAVE_SYSCALL
behaviour_programs += %D%/errors.t
endif
if HAVE_SECCOMP
behaviour_programs += %D%/sandbox.t
endif
check_PROGRAMS += $(behaviour_programs) %D%/calls
dist_check_SCRIPTS += %D%/constructor.t %D%/exports.t %D%/settings.t %D%/system_calls.t
TESTS += $(behaviour_programs) %D%/constructor.t %D%/exports.t %D%/settings.t %D%/system_calls.t
tests_behaviour_bind_t_SOURCES = %D%/bind.c $(behaviour_common)
tests_behaviour_connect_t_SOURCES = %D%/connect.c $(behaviour_common)
tests_behaviour_send_t_SOURCES = %D%/send.c $(behaviour_common)
tests_behaviour_errors_t_SOURCES = %D%/errors.c $(behaviour_common)
tests_behaviour_given_back_t_SOURCES = %D%/given_back.c $(behaviour_common)
tests_behaviour_passing_t_SOURCES = %D%/passing.c $(behaviour_common)
tests_behaviour_ports_t_SOURCES = %D%/ports.c $(behaviour_common)
tests_behaviour_recorded_t_SOURCES = %D%/recorded.c $(behaviour_common) src/report_file.h
tests_behaviour_given_back_t_LDADD = -lpthread
tests_behaviour_passing_t_LDADD = -lpthread
tests_behaviour_passing_t_CFLAGS = $(AM_CFLAGS) -fexceptions
tests_behaviour_calls_SOURCES = %D%/calls.c $(behaviour_common)
tests_behaviour_sandbox_t_SOURCES = %D%/sandbox.c $(behaviour_common)
tests_behaviour_errors_t_LDADD = -lpthread
tests_behaviour_early_t_SOURCES = %D%/early.c $(behaviour_common)
CLEANFILES += errors.report
check_LTLIBRARIES += constructor.la far.la
EXTRA_tests_behaviour_send_t_DEPENDENCIES = far.la
far_la_SOURCES = %D%/far.c
far_la_LIBADD = $(DL_LIBS)
far_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
constructor_la_SOURCES = %D%/constructor.c
constructor_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
