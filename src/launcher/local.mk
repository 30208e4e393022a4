# SPDX-License-Identifier: ISC
# The command noreuseaddr(1).
bin_PROGRAMS += noreuseaddr
noreuseaddr_SOURCES = \
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
	%D%/script.c %D%/script.h \
	%D%/system.h \
	%D%/system_preload.c %D%/system_preload.h \
	src/options.c src/options.h
if HAVE_LIBELF
noreuseaddr_SOURCES += %D%/elf_file.c
else
noreuseaddr_SOURCES += %D%/elf_file_none.c
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
noreuseaddr_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS)
noreuseaddr_LDFLAGS = $(AM_LDFLAGS) $(HARDEN_LDFLAGS)
noreuseaddr_LDADD = %D%/noreuseaddr-system_$(SYSTEM).$(OBJEXT) $(ELF_LIBS) \
	$(SOCKET_LIBS) $(DL_LIBS)
noreuseaddr_DEPENDENCIES = %D%/noreuseaddr-system_$(SYSTEM).$(OBJEXT)
dist_man_MANS += man/noreuseaddr.1
