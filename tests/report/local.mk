# SPDX-License-Identifier: ISC
report_tests = %D%/record.t %D%/strace.t %D%/programs.t %D%/cpython.t \
	%D%/odd_modules.t %D%/debug_info.t %D%/scripts.t \
	%D%/nested.t %D%/not_looked_at.t %D%/other_places.t %D%/sarif.t
TESTS += $(report_tests)
EXTRA_DIST += $(report_tests) %D%/lib.sh %D%/cpython.py %D%/cpython.awk \
	%D%/known-programs %D%/programs.cases \
	%D%/scripts/lines.php %D%/scripts/lines.pl %D%/scripts/lines.py %D%/scripts/lines.rb
check_PROGRAMS += %D%/audited
%C%_audited_SOURCES = %D%/audited.c %D%/audited.h
%C%_audited_CFLAGS = $(AM_CFLAGS) -g -O1 -fno-inline
%C%_audited_LDADD = $(DL_LIBS) -lpthread
check_PROGRAMS += %D%/locked
%C%_locked_SOURCES = %D%/locked.c %D%/audited.h
check_PROGRAMS += %D%/namesakes
%C%_namesakes_SOURCES = %D%/namesakes.c
%C%_namesakes_LDFLAGS = -export-dynamic
if HAVE_SECCOMP
check_PROGRAMS += %D%/starts %D%/filtered
%C%_starts_SOURCES = %D%/starts.c
%C%_filtered_SOURCES = %D%/filtered.c %D%/audited.h
endif
check_LTLIBRARIES += plugin.la
plugin_la_SOURCES = %D%/plugin.c %D%/audited.h
plugin_la_CFLAGS = $(AM_CFLAGS) -g -O1
plugin_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
if HAVE_POSIX_FALLOCATE
check_LTLIBRARIES += fallocate.la
endif
fallocate_la_SOURCES = %D%/fallocate.c
fallocate_la_LDFLAGS = $(plugin_la_LDFLAGS)
fallocate_la_LIBADD = $(DL_LIBS)
if HAVE_LINK_H
check_PROGRAMS += %D%/odd_module
check_LTLIBRARIES += spacious.la
spacious_la_SOURCES = $(plugin_la_SOURCES)
# There are holes between its segments.
spacious_la_LDFLAGS = $(plugin_la_LDFLAGS) -Wl,-z,max-page-size=0x200000 \
	-Wl,-z,separate-code
endif
