# SPDX-License-Identifier: ISC
lib_LTLIBRARIES += libnoreuseaddr.la
libnoreuseaddr_la_SOURCES = \
	%D%/caller_memory.c %D%/caller_memory.h \
	%D%/hidden.h %D%/hints.h \
	%D%/interpose.c %D%/interpose.h \
	%D%/memory_layout.h \
	%D%/next.c %D%/next.h \
	%D%/reuse_options.h \
	%D%/rule.c %D%/rule.h \
	%D%/socket.c %D%/socket.h \
	%D%/start.c %D%/start.h \
	%D%/ways_in.h \
	src/options.c src/options.h
EXTRA_libnoreuseaddr_la_SOURCES = \
	%D%/hints.c \
	%D%/memory_layout_bsd.c %D%/memory_layout_linux.c %D%/memory_layout_macos.c \
	%D%/ways_in_dragonfly.c %D%/ways_in_freebsd.c %D%/ways_in_illumos.c \
	%D%/ways_in_linux.c %D%/ways_in_macos.c %D%/ways_in_netbsd.c \
	%D%/ways_in_openbsd.c
libnoreuseaddr_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden -fexceptions
# The last object has the large tables, so that all other variables share one page.
libnoreuseaddr_la_LIBADD = \
	%D%/libnoreuseaddr_la-memory_layout_$(MEMORY).lo \
	%D%/libnoreuseaddr_la-ways_in_$(SYSTEM).lo \
	%D%/libnoreuseaddr_la-hints.lo \
	$(SOCKET_LIBS) $(DL_LIBS)
libnoreuseaddr_la_LDFLAGS = -module -avoid-version -shared -no-undefined \
	$(HARDEN_LDFLAGS) $(LIBRARY_LDFLAGS)
if HAVE_LINK_H
libnoreuseaddr_la_SOURCES += %D%/elf_variables.c
endif
if HAVE_SENDMMSG
libnoreuseaddr_la_SOURCES += %D%/sendmmsg.c %D%/sendmmsg.h
endif
if VERSION_SCRIPT
libnoreuseaddr_la_LDFLAGS += -Wl,--version-script=$(srcdir)/%D%/exports.map
endif
libnoreuseaddr_la_DEPENDENCIES = \
	%D%/libnoreuseaddr_la-memory_layout_$(MEMORY).lo \
	%D%/libnoreuseaddr_la-ways_in_$(SYSTEM).lo \
	%D%/libnoreuseaddr_la-hints.lo \
	%D%/exports.map
EXTRA_DIST += %D%/exports.map
