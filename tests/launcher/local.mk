# SPDX-License-Identifier: ISC
launcher_tests = \
	%D%/check.t \
	%D%/color.t \
	%D%/completions.t \
	%D%/debuginfod.t \
	%D%/exec.t \
	%D%/formats.t \
	%D%/interrupt.t \
	%D%/libraries.t \
	%D%/older_libc.t \
	%D%/options.t \
	%D%/preload_env.t \
	%D%/preload_order.t \
	%D%/print_env.t \
	%D%/program.t \
	%D%/report.t \
	%D%/service.t \
	%D%/run_as.t \
	%D%/suppressions.t \
	%D%/system_preload.t \
	%D%/terminal.t \
	%D%/tree.t
check_PROGRAMS += %D%/signals.t %D%/client %D%/recorder %D%/supervisor \
	%D%/demo_elsewhere %D%/on_terminal %D%/silent_server
check_LTLIBRARIES += forced.la
TESTS += $(launcher_tests) %D%/signals.t
EXTRA_DIST += $(launcher_tests) %D%/older_libc.py %D%/start_alone.c
%C%_signals_t_SOURCES = %D%/signals.c tests/behaviour/cases.c tests/behaviour/cases.h \
	tests/behaviour/net.c tests/behaviour/net.h
%C%_on_terminal_SOURCES = %D%/on_terminal.c
%C%_silent_server_SOURCES = %D%/silent_server.c
%C%_silent_server_LDADD = $(SOCKET_LIBS)
%C%_supervisor_SOURCES = %D%/supervisor.c
%C%_supervisor_LDADD = $(launcher_libs)
%C%_demo_elsewhere_SOURCES = %D%/demo_elsewhere.c src/launcher/project_files_build.c
%C%_demo_elsewhere_LDADD = $(launcher_libs)
%C%_client_SOURCES = %D%/client.c
%C%_client_CFLAGS = $(AM_CFLAGS) -g -fno-inline
%C%_client_LDADD = $(SOCKET_LIBS)
forced_la_SOURCES = %D%/forced.c
forced_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
forced_la_LIBADD = $(DL_LIBS)
%C%_recorder_SOURCES = %D%/recorder.c src/fix/settings.c src/fix/settings.h src/report_file.h
