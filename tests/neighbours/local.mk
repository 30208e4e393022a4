# SPDX-License-Identifier: ISC
# Other libraries in the process, sandboxes around it, and the library in every process of a system.
neighbours_scripts = \
	%D%/chronyd.t \
	%D%/daemons.t \
	%D%/neighbours.t \
	%D%/qemu-sandbox.t \
	%D%/sanitizer.t \
	%D%/system_wide.t \
	%D%/systemd_filter.t
neighbours_programs =
if HAVE_SECCOMP
neighbours_programs += %D%/seccomp_each.t
check_PROGRAMS += %D%/flagged
endif
check_PROGRAMS += %D%/socks $(neighbours_programs)
dist_check_SCRIPTS += $(neighbours_scripts)
TESTS += $(neighbours_scripts) $(neighbours_programs)
tests_neighbours_flagged_SOURCES = %D%/flagged.c
tests_neighbours_socks_SOURCES = %D%/socks.c
tests_neighbours_seccomp_each_t_SOURCES = %D%/seccomp_each.c $(behaviour_common)
tests_neighbours_seccomp_each_t_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
# systemd_filter.t compiles it, if there is libseccomp.
EXTRA_DIST += %D%/filtered.c
