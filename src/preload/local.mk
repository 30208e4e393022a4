# SPDX-License-Identifier: ISC
lib_LTLIBRARIES += libnoreuseaddr.la
libnoreuseaddr_la_SOURCES = \
	%D%/call_stack.h \
	%D%/caller_memory.c %D%/caller_memory.h \
	%D%/choice.c %D%/choice.h %D%/command_line.h \
	%D%/hidden.h %D%/hints.h \
	%D%/interpose.c %D%/interpose.h \
	%D%/memory_layout.h %D%/modules.h \
	%D%/next.c %D%/next.h \
	%D%/places.h \
	%D%/record.h %D%/record_start.c \
	%D%/reuse_options.h \
	%D%/rule.c %D%/rule.h \
	%D%/slots.c %D%/slots.h \
	%D%/socket.c %D%/socket.h \
	%D%/start.c %D%/start.h \
	%D%/unwind_table.c %D%/unwind_table.h \
	%D%/ways_in.h \
	src/options.c src/options.h src/report_file.c src/report_file.h
EXTRA_libnoreuseaddr_la_SOURCES = \
	%D%/call_stack.c %D%/hints.c %D%/places.c %D%/record.c \
	%D%/command_line_bsd.c %D%/command_line_linux.c \
	%D%/memory_layout_bsd.c %D%/memory_layout_linux.c %D%/memory_layout_macos.c \
	%D%/modules.c %D%/modules_none.c \
	%D%/modules_later_glibc.c %D%/modules_later_none.c \
	%D%/ways_in_dragonfly.c %D%/ways_in_freebsd.c %D%/ways_in_illumos.c \
	%D%/ways_in_linux.c %D%/ways_in_macos.c %D%/ways_in_netbsd.c \
	%D%/ways_in_openbsd.c
libnoreuseaddr_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden -fexceptions \
	-ffunction-sections $(SIZE_CFLAGS)
# The last objects have the large tables, so that all other variables share one page.
preload_objects = \
	%D%/libnoreuseaddr_la-command_line_$(COMMAND_LINE).lo \
	%D%/libnoreuseaddr_la-memory_layout_$(MEMORY).lo \
	%D%/libnoreuseaddr_la-modules_later_$(MODULES_LATER).lo \
	%D%/libnoreuseaddr_la-ways_in_$(SYSTEM).lo \
	%D%/libnoreuseaddr_la-hints.lo \
	%D%/libnoreuseaddr_la-$(MODULES).lo \
	%D%/libnoreuseaddr_la-places.lo \
	%D%/libnoreuseaddr_la-call_stack.lo \
	%D%/libnoreuseaddr_la-record.lo
libnoreuseaddr_la_LIBADD = $(preload_objects) $(SOCKET_LIBS) $(DL_LIBS)
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
libnoreuseaddr_la_DEPENDENCIES = $(preload_objects) %D%/exports.map
EXTRA_DIST += %D%/exports.map
