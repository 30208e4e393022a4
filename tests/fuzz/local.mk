# SPDX-License-Identifier: ISC
# A harness is a file NAME.c with an LLVMFuzzerTestOneInput (fuzz.h), a program here and
# inputs in corpus/NAME.  make check replays these; run has libFuzzer look for more.
fuzz_programs = \
	%D%/options \
	%D%/preload_env \
	%D%/preload_text \
	%D%/program \
	%D%/report_reader \
	%D%/script \
	%D%/suppressions
fuzz_common = %D%/fuzz.c %D%/fuzz.h %D%/replay.c
check_PROGRAMS += $(fuzz_programs)
dist_check_SCRIPTS += %D%/replay.t
TESTS += %D%/replay.t
EXTRA_DIST += %D%/corpus %D%/run

%C%_options_SOURCES = %D%/options.c $(fuzz_common)
%C%_options_LDADD = $(launcher_libs)
%C%_preload_env_SOURCES = %D%/preload_env.c $(fuzz_common)
%C%_preload_env_LDADD = $(launcher_libs)
%C%_preload_text_SOURCES = %D%/preload_text.c $(fuzz_common)
%C%_preload_text_LDADD = $(launcher_libs)
%C%_program_SOURCES = %D%/program.c $(fuzz_common)
%C%_program_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS)
%C%_program_LDADD = $(launcher_libs)
%C%_report_reader_SOURCES = %D%/report_reader.c $(fuzz_common)
%C%_report_reader_LDADD = $(launcher_libs)
%C%_script_SOURCES = %D%/script.c $(fuzz_common)
%C%_script_LDADD = $(launcher_libs)
%C%_suppressions_SOURCES = %D%/suppressions.c $(fuzz_common)
%C%_suppressions_LDADD = $(launcher_libs)
