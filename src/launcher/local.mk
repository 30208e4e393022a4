# SPDX-License-Identifier: ISC
# The command noreuseaddr(1).  It is linked twice, since the one in the build tree finds
# its files there and the installed one must not: it could be led to somebody else's
# (project_files.h).  All that both share is a library, which the unit tests use too.
noinst_PROGRAMS += noreuseaddr
bin_PROGRAMS += %D%/installed/noreuseaddr
noinst_LIBRARIES += %D%/liblauncher.a
%C%_liblauncher_a_SOURCES = \
	%D%/arguments.c %D%/arguments.h \
	%D%/cgroup.c %D%/cgroup.h \
	%D%/check.c %D%/check.h \
	%D%/child.c %D%/child.h \
	%D%/client_flag.c %D%/client_flag.h \
	%D%/demo.c %D%/demo.h \
	%D%/environment.c %D%/environment.h \
	%D%/library.c %D%/library.h \
	%D%/message.c %D%/message.h \
	%D%/print_env.c %D%/print_env.h \
	%D%/printable.c %D%/printable.h \
	%D%/project_files.c %D%/project_files.h \
	%D%/report_options.c %D%/report_options.h \
	%D%/run.c %D%/run.h \
	%D%/settings_text.c %D%/settings_text.h \
	%D%/supervise.c %D%/supervise.h \
	%D%/program/elf_file.h \
	%D%/program/find.c %D%/program/find.h \
	%D%/program/inspect.c %D%/program/inspect.h \
	%D%/program/libc.c %D%/program/libc.h \
	%D%/program/obstacle.c %D%/program/obstacle.h \
	%D%/program/script.c %D%/program/script.h \
	%D%/program/versions.h \
	%D%/report/advice.c %D%/report/advice.h \
	%D%/report/apart.c %D%/report/apart.h \
	%D%/report/chain.c %D%/report/chain.h \
	%D%/report/command.c %D%/report/command.h \
	%D%/report/demangle.h \
	%D%/report/details.c %D%/report/details.h \
	%D%/report/findings.c %D%/report/findings.h \
	%D%/report/fingerprint.c %D%/report/fingerprint.h \
	%D%/report/gen_suppressions.c %D%/report/gen_suppressions.h \
	%D%/report/github.c %D%/report/github.h \
	%D%/report/group.c %D%/report/group.h \
	%D%/report/issue.c %D%/report/issue.h \
	%D%/report/json.h \
	%D%/report/link.c %D%/report/link.h \
	%D%/report/location.c %D%/report/location.h \
	%D%/report/markdown.c %D%/report/markdown.h \
	%D%/report/merge.c %D%/report/merge.h \
	%D%/report/output.c %D%/report/output.h \
	%D%/report/owner.c %D%/report/owner.h \
	%D%/report/pair.c %D%/report/pair.h \
	%D%/report/pass_on.c %D%/report/pass_on.h \
	%D%/report/read.c %D%/report/read.h \
	%D%/report/recording.c %D%/report/recording.h \
	%D%/report/rule.c %D%/report/rule.h \
	%D%/report/sarif.h \
	%D%/report/show.c %D%/report/show.h \
	%D%/report/suppressions.c %D%/report/suppressions.h \
	%D%/report/symbols.h \
	%D%/report/table.c %D%/report/table.h \
	%D%/report/terminal.c %D%/report/terminal.h \
	%D%/report/text.c %D%/report/text.h \
	%D%/report/unseen.c %D%/report/unseen.h \
	%D%/report/words.c %D%/report/words.h \
	%D%/system/features.h \
	%D%/system/loaders.c %D%/system/loaders.h \
	%D%/system/locked_file.c %D%/system/locked_file.h \
	%D%/system/preload.c %D%/system/preload.h \
	%D%/system/preload_env.c %D%/system/preload_env.h \
	%D%/system/preload_text.c %D%/system/preload_text.h \
	src/audit/exec_slot.c src/audit/exec_slot.h \
	src/audit/report_blocks.h src/audit/report_map.c src/audit/report_map.h \
	src/audit/report_tables.h src/audit/report_tables_at_load.c \
	src/audit/slots.c src/audit/slots.h \
	src/fix/settings.c src/fix/settings.h src/report_file.h
if HAVE_LIBELF
%C%_liblauncher_a_SOURCES += %D%/program/elf_file.c
else
%C%_liblauncher_a_SOURCES += %D%/program/elf_file_none.c
endif
if HAVE_ELF_VERSIONS
%C%_liblauncher_a_SOURCES += %D%/program/versions.c
else
%C%_liblauncher_a_SOURCES += %D%/program/versions_none.c
endif
if HAVE_LIBDW
%C%_liblauncher_a_SOURCES += %D%/report/symbols_dw.c \
	%D%/report/debug_file_dw.c %D%/report/debug_file_dw.h \
	%D%/report/functions_dw.c %D%/report/functions_dw.h
else
%C%_liblauncher_a_SOURCES += %D%/report/symbols_none.c
endif
if HAVE_LIBIBERTY
%C%_liblauncher_a_SOURCES += %D%/report/demangle_iberty.c
else
%C%_liblauncher_a_SOURCES += %D%/report/demangle_none.c
endif
if HAVE_JANSSON
%C%_liblauncher_a_SOURCES += %D%/report/json.c %D%/report/sarif.c \
	%D%/report/json_text.c %D%/report/json_text.h
else
%C%_liblauncher_a_SOURCES += %D%/report/json_none.c
endif
EXTRA_%C%_liblauncher_a_SOURCES = \
	%D%/system/dragonfly.c \
	%D%/system/freebsd.c \
	%D%/system/illumos.c \
	%D%/system/linux.c \
	%D%/system/macos.c \
	%D%/system/netbsd.c \
	%D%/system/openbsd.c \
	src/audit/report_blocks_fstat.c src/audit/report_blocks_statx.c
%C%_liblauncher_a_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS) $(DW_CFLAGS) $(JANSSON_CFLAGS)
%C%_liblauncher_a_LIBADD = %D%/system/liblauncher_a-$(SYSTEM).$(OBJEXT) \
	src/audit/launcher_liblauncher_a-report_blocks_$(BLOCKS).$(OBJEXT)
%C%_liblauncher_a_DEPENDENCIES = $(%C%_liblauncher_a_LIBADD)
launcher_libs = %D%/liblauncher.a $(DW_LIBS) $(IBERTY_LIBS) $(JANSSON_LIBS) $(ELF_LIBS) \
	$(SOCKET_LIBS) $(DL_LIBS)

noreuseaddr_SOURCES = %D%/main.c %D%/project_files.h %D%/project_files_build.c
noreuseaddr_LDFLAGS = $(AM_LDFLAGS) $(HARDEN_LDFLAGS)
noreuseaddr_LDADD = $(launcher_libs)

%C%_installed_noreuseaddr_SOURCES = %D%/main.c %D%/project_files.h \
	%D%/project_files_installed.c
%C%_installed_noreuseaddr_CPPFLAGS = $(AM_CPPFLAGS) -DBINDIR='"$(bindir)"' \
	-DLIBDIR='"$(libdir)"' -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
%C%_installed_noreuseaddr_LDFLAGS = $(noreuseaddr_LDFLAGS)
%C%_installed_noreuseaddr_LDADD = $(launcher_libs)
# The directories stand in this; configure run again may have changed them.
%D%/installed_noreuseaddr-project_files_installed.$(OBJEXT): Makefile
dist_man_MANS += man/noreuseaddr.1
