# SPDX-License-Identifier: ISC
launcher_tests = \
	%D%/check.t \
	%D%/completions.t \
	%D%/exec.t \
	%D%/options.t \
	%D%/preload_env.t \
	%D%/print_env.t \
	%D%/program.t \
	%D%/report.t \
	%D%/system_preload.t \
	%D%/tree.t
check_PROGRAMS += %D%/signals.t %D%/recorder
TESTS += $(launcher_tests) %D%/signals.t
EXTRA_DIST += $(launcher_tests)
%C%_signals_t_SOURCES = %D%/signals.c tests/behaviour/cases.c tests/behaviour/cases.h \
	tests/behaviour/net.c tests/behaviour/net.h
%C%_recorder_SOURCES = %D%/recorder.c src/options.c src/options.h src/report_file.h
