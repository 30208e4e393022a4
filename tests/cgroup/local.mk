# SPDX-License-Identifier: ISC
# The rule on a cgroup: real cgroups and programs in the kernel, as root.
cgroup_tests = %D%/audit.t %D%/command.t %D%/rule.t
TESTS += $(cgroup_tests)
EXTRA_DIST += $(cgroup_tests) %D%/audited.c %D%/audited.go %D%/lib.sh %D%/uring.c
if HAVE_CGROUP
check_PROGRAMS += %D%/other %D%/handed %D%/rule
%C%_other_SOURCES = %D%/other.c
%C%_other_CFLAGS = $(AM_CFLAGS) $(LIBBPF_CFLAGS)
%C%_other_LDADD = $(LIBBPF_LIBS)
%C%_handed_SOURCES = %D%/handed.c
%C%_rule_SOURCES = %D%/rule.c %D%/real_flag.c %D%/real_flag.h $(behaviour_common)
%C%_rule_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/behaviour
endif
