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
%C%_preload_env_SOURCES = %D%/preload_env.c src/launcher/preload_env.c $(fuzz_common)
%C%_preload_text_SOURCES = %D%/preload_text.c src/launcher/preload_env.c \
	src/launcher/preload_text.c $(fuzz_common)
%C%_program_SOURCES = %D%/program.c src/launcher/preload_env.c src/launcher/program.c \
	src/launcher/script.c $(fuzz_common)
if HAVE_LIBELF
%C%_program_SOURCES += src/launcher/elf_file.c
else
%C%_program_SOURCES += src/launcher/elf_file_none.c
endif
%C%_program_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS)
%C%_program_LDADD = src/launcher/noreuseaddr-system_$(SYSTEM).$(OBJEXT) $(ELF_LIBS) \
	$(DL_LIBS)
%C%_program_DEPENDENCIES = src/launcher/noreuseaddr-system_$(SYSTEM).$(OBJEXT)
%C%_report_reader_SOURCES = %D%/report_reader.c \
	src/launcher/message.c \
	src/launcher/report_advice.c \
	src/launcher/report_chain.c \
	src/launcher/report_details.c \
	src/launcher/report_group.c \
	src/launcher/report_merge.c \
	src/launcher/report_program.c \
	src/launcher/report_read.c \
	src/launcher/report_table.c \
	src/launcher/report_text.c \
	src/launcher/report_words.c \
	$(fuzz_common)
if HAVE_LIBDW
%C%_report_reader_SOURCES += src/launcher/report_symbols_dw.c
else
%C%_report_reader_SOURCES += src/launcher/report_symbols_none.c
endif
if HAVE_JANSSON
%C%_report_reader_SOURCES += src/launcher/report_json.c
else
%C%_report_reader_SOURCES += src/launcher/report_json_none.c
endif
%C%_report_reader_CFLAGS = $(AM_CFLAGS) $(DW_CFLAGS) $(JANSSON_CFLAGS)
%C%_report_reader_LDADD = $(DW_LIBS) $(JANSSON_LIBS)
%C%_script_SOURCES = %D%/script.c src/launcher/script.c $(fuzz_common)
