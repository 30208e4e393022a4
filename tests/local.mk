# SPDX-License-Identifier: ISC
# How the tests run: shell tests (*.t) and TAP programs through automake's TAP driver,
# Check programs (*_unit) by their exit status.
EXTRA_DIST += %D%/alone %D%/driver %D%/packages %D%/summary %D%/tap.sh %D%/whole_calls.awk
dist_check_SCRIPTS += %D%/quickstart.t %D%/readme.t %D%/summary.t
TESTS += %D%/quickstart.t %D%/readme.t %D%/summary.t
TEST_EXTENSIONS = .t
T_LOG_COMPILER = $(srcdir)/%D%/alone
T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' TAP_DRIVER=$(top_srcdir)/build-aux/tap-driver.sh \
	$(SHELL) $(srcdir)/%D%/driver
# What failed and what was skipped comes before automake's own figures, also when a test failed:
# this is the place that automake leaves for words of one's own.
AM_TESTSUITE_SUMMARY_HEADER = \
	' for $(PACKAGE_STRING)'"`$(SHELL) $(srcdir)/%D%/summary $(TEST_LOGS) >&2`"
AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; export srcdir; \
	BUILDDIR='$(abs_top_builddir)'; export BUILDDIR; \
	LIBNOREUSEADDR='$(abs_top_builddir)/.libs/libnoreuseaddr.so'; export LIBNOREUSEADDR; \
	LIBNOREUSEADDR_AUDIT='$(abs_top_builddir)/.libs/libnoreuseaddr-audit.so'; export LIBNOREUSEADDR_AUDIT; \
	NOREUSEADDR='$(abs_top_builddir)/noreuseaddr'; export NOREUSEADDR; \
	CK_DEFAULT_TIMEOUT=60; export CK_DEFAULT_TIMEOUT; \
	unset NOREUSEADDR_OPTIONS LD_PRELOAD;
