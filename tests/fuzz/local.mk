# SPDX-License-Identifier: ISC
# A harness is a file NAME.c with an LLVMFuzzerTestOneInput (fuzz.h), a program here and
# inputs in corpus/NAME.  make check replays these; run has libFuzzer look for more.
fuzz_programs = \
	%D%/options \
	%D%/preload_env \
	%D%/preload_text \
	%D%/program \
	%D%/report_reader \
	%D%/script
fuzz_common = %D%/fuzz.c %D%/fuzz.h %D%/replay.c
check_PROGRAMS += $(fuzz_programs)
dist_check_SCRIPTS += %D%/replay.t
TESTS += %D%/replay.t
EXTRA_DIST += %D%/corpus %D%/run

%C%_options_SOURCES = %D%/options.c src/options.c $(fuzz_common)
%C%_preload_env_SOURCES = %D%/preload_env.c src/launcher/system/preload_env.c $(fuzz_common)
%C%_preload_text_SOURCES = %D%/preload_text.c src/launcher/system/preload_env.c \
	src/launcher/system/preload_text.c $(fuzz_common)
%C%_program_SOURCES = %D%/program.c src/launcher/program/find.c \
	src/launcher/program/inspect.c src/launcher/program/obstacle.c \
	src/launcher/program/script.c src/launcher/system/preload_env.c $(fuzz_common)
if HAVE_LIBELF
%C%_program_SOURCES += src/launcher/program/elf_file.c
else
%C%_program_SOURCES += src/launcher/program/elf_file_none.c
endif
%C%_program_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS)
%C%_program_LDADD = src/launcher/system/noreuseaddr-$(SYSTEM).$(OBJEXT) $(ELF_LIBS) \
	$(DL_LIBS)
%C%_program_DEPENDENCIES = src/launcher/system/noreuseaddr-$(SYSTEM).$(OBJEXT)
%C%_report_reader_SOURCES = %D%/report_reader.c \
	src/launcher/message.c \
	src/launcher/report/advice.c \
	src/launcher/report/chain.c \
	src/launcher/report/command.c \
	src/launcher/report/details.c \
	src/launcher/report/group.c \
	src/launcher/report/merge.c \
	src/launcher/report/read.c \
	src/launcher/report/table.c \
	src/launcher/report/text.c \
	src/launcher/report/words.c \
	$(fuzz_common)
if HAVE_LIBDW
%C%_report_reader_SOURCES += src/launcher/report/symbols_dw.c
else
%C%_report_reader_SOURCES += src/launcher/report/symbols_none.c
endif
if HAVE_JANSSON
%C%_report_reader_SOURCES += src/launcher/report/json.c
else
%C%_report_reader_SOURCES += src/launcher/report/json_none.c
endif
%C%_report_reader_CFLAGS = $(AM_CFLAGS) $(DW_CFLAGS) $(JANSSON_CFLAGS)
%C%_report_reader_LDADD = $(DW_LIBS) $(JANSSON_LIBS)
%C%_script_SOURCES = %D%/script.c src/launcher/program/script.c $(fuzz_common)
