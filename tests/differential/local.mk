# SPDX-License-Identifier: ISC
# Linux alone has network namespaces, and this header.
if HAVE_SECCOMP
check_PROGRAMS += %D%/differential
tests_differential_differential_SOURCES = \
	%D%/compare.c %D%/compare.h \
	%D%/generate.c %D%/generate.h \
	%D%/main.c \
	%D%/permitted.c %D%/permitted.h \
	%D%/print_c.c %D%/print_c.h \
	%D%/run.c %D%/run.h \
	%D%/sequence.c %D%/sequence.h \
	%D%/shrink.c %D%/shrink.h \
	%D%/side.c %D%/side.h \
	%D%/trace.c %D%/trace.h \
	src/fix/settings.c src/fix/settings.h
check_LTLIBRARIES += differential_mistakes.la
differential_mistakes_la_SOURCES = %D%/mistakes.c
differential_mistakes_la_LIBADD = $(DL_LIBS)
differential_mistakes_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
TESTS += %D%/differential.t %D%/mistakes.t

# The long run: make differential-long SEQUENCES=100000 SEED=1
SEQUENCES = 100000
SEED = 1
differential-long: %D%/differential$(EXEEXT) libnoreuseaddr.la libnoreuseaddr-audit.la
	%D%/differential$(EXEEXT) -n $(SEQUENCES) -s $(SEED) \
		'$(abs_top_builddir)/.libs/libnoreuseaddr.so'
	%D%/differential$(EXEEXT) -n $(SEQUENCES) -s $(SEED) -r \
		-b '$(abs_top_builddir)/.libs/libnoreuseaddr.so' \
		'$(abs_top_builddir)/.libs/libnoreuseaddr-audit.so'
endif
.PHONY: differential-long
dist_check_SCRIPTS += %D%/differential.t %D%/mistakes.t
EXTRA_DIST += %D%/README.md %D%/lib.sh
CLEANFILES += differential.report
