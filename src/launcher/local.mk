# SPDX-License-Identifier: ISC
# The command noreuseaddr(1).
bin_PROGRAMS += noreuseaddr
noreuseaddr_SOURCES = \
	%D%/arguments.c %D%/arguments.h \
	%D%/check.c %D%/check.h \
	%D%/child.c %D%/child.h \
	%D%/client_flag.c %D%/client_flag.h \
	%D%/demo.c %D%/demo.h \
	%D%/elf_file.h \
	%D%/environment.c %D%/environment.h \
	%D%/installed.c %D%/installed.h \
	%D%/library.c %D%/library.h \
	%D%/loaders.c %D%/loaders.h \
	%D%/locked_file.c %D%/locked_file.h \
	%D%/main.c \
	%D%/message.c %D%/message.h \
	%D%/preload_env.c %D%/preload_env.h \
	%D%/preload_text.c %D%/preload_text.h \
	%D%/print_env.c %D%/print_env.h \
	%D%/program.c %D%/program.h \
	%D%/recording.c %D%/recording.h \
	%D%/report_advice.c %D%/report_advice.h \
	%D%/report_chain.c %D%/report_chain.h \
	%D%/report_details.c %D%/report_details.h \
	%D%/report_group.c %D%/report_group.h \
	%D%/report_json.h \
	%D%/report_merge.c %D%/report_merge.h \
	%D%/report_program.c %D%/report_program.h \
	%D%/report_read.c %D%/report_read.h \
	%D%/report_symbols.h \
	%D%/report_table.c %D%/report_table.h \
	%D%/report_text.c %D%/report_text.h \
	%D%/report_words.c %D%/report_words.h \
	%D%/run.c %D%/run.h \
	%D%/script.c %D%/script.h \
	%D%/show.c %D%/show.h \
	%D%/supervise.c %D%/supervise.h \
	%D%/system.h \
	%D%/system_preload.c %D%/system_preload.h \
	src/options.c src/options.h src/report_file.h
if HAVE_LIBELF
noreuseaddr_SOURCES += %D%/elf_file.c
else
noreuseaddr_SOURCES += %D%/elf_file_none.c
endif
if HAVE_LIBDW
noreuseaddr_SOURCES += %D%/report_symbols_dw.c
else
noreuseaddr_SOURCES += %D%/report_symbols_none.c
endif
if HAVE_JANSSON
noreuseaddr_SOURCES += %D%/report_json.c
else
noreuseaddr_SOURCES += %D%/report_json_none.c
endif
EXTRA_noreuseaddr_SOURCES = \
	%D%/system_dragonfly.c \
	%D%/system_freebsd.c \
	%D%/system_illumos.c \
	%D%/system_linux.c \
	%D%/system_macos.c \
	%D%/system_netbsd.c \
	%D%/system_openbsd.c
noreuseaddr_CPPFLAGS = $(AM_CPPFLAGS) -DBINDIR='"$(bindir)"' \
	-DLIBDIR='"$(libdir)"' -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
# The directories stand in these; configure run again may have changed them.
%D%/noreuseaddr-demo.$(OBJEXT) %D%/noreuseaddr-installed.$(OBJEXT) \
	%D%/noreuseaddr-library.$(OBJEXT): Makefile
noreuseaddr_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS) $(DW_CFLAGS) $(JANSSON_CFLAGS)
noreuseaddr_LDFLAGS = $(AM_LDFLAGS) $(HARDEN_LDFLAGS)
noreuseaddr_LDADD = %D%/noreuseaddr-system_$(SYSTEM).$(OBJEXT) $(DW_LIBS) \
	$(JANSSON_LIBS) $(ELF_LIBS) $(SOCKET_LIBS) $(DL_LIBS)
noreuseaddr_DEPENDENCIES = %D%/noreuseaddr-system_$(SYSTEM).$(OBJEXT)
dist_man_MANS += man/noreuseaddr.1
