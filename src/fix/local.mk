# SPDX-License-Identifier: ISC
# The library that fixes, and nothing else.
fix_sources = \
	%D%/autobind.c %D%/autobind.h \
	%D%/entry.c %D%/entry.h \
	%D%/hints.h \
	%D%/next.c %D%/next.h \
	%D%/observe.h \
	%D%/plain_names.h \
	%D%/policy.c %D%/policy.h \
	%D%/settings.c %D%/settings.h \
	%D%/socket.c %D%/socket.h \
	%D%/start.c %D%/start.h
if HAVE_SENDMMSG
fix_sources += %D%/entry_sendmmsg.c
endif
# What differs by system: configure chooses one of each.
fix_sources_by_system = \
	%D%/entry_dragonfly.c %D%/entry_freebsd.c %D%/entry_illumos.c \
	%D%/entry_linux.c %D%/entry_macos.c %D%/entry_posix.c \
	%D%/look_up.c %D%/look_up_glibc.c \
	%D%/hints.c
preload_CPPFLAGS = $(AM_CPPFLAGS) -DNOREUSEADDR_LIBRARY
preload_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden -fexceptions \
	-ffunction-sections $(SIZE_CFLAGS) $(PROTECTION_CFLAGS)
preload_LDFLAGS = -module -avoid-version -shared -no-undefined \
	$(HARDEN_LDFLAGS) $(LIBRARY_LDFLAGS)

lib_LTLIBRARIES += libnoreuseaddr.la
libnoreuseaddr_la_SOURCES = $(fix_sources)
EXTRA_libnoreuseaddr_la_SOURCES = $(fix_sources_by_system)
libnoreuseaddr_la_CPPFLAGS = $(preload_CPPFLAGS)
libnoreuseaddr_la_CFLAGS = $(preload_CFLAGS)
# hints.c has the large tables: last, so that all other variables share one page.
fix_objects = \
	%D%/libnoreuseaddr_la-entry_$(ENTRY).lo \
	%D%/libnoreuseaddr_la-$(LOOK_UP).lo \
	%D%/libnoreuseaddr_la-hints.lo
libnoreuseaddr_la_LIBADD = $(fix_objects) $(SOCKET_LIBS) $(DL_LIBS)
libnoreuseaddr_la_LDFLAGS = $(preload_LDFLAGS)
if VERSION_SCRIPT
libnoreuseaddr_la_LDFLAGS += -Wl,--version-script=$(srcdir)/%D%/exports.map
endif
libnoreuseaddr_la_DEPENDENCIES = $(fix_objects) %D%/exports.map
EXTRA_DIST += %D%/exports.map
