# SPDX-License-Identifier: ISC
# The rule kept by the kernel for a cgroup (--cgroup), where clang and libbpf are found.
EXTRA_DIST += %D%/rule.bpf.c %D%/object_to_c.awk
if HAVE_CGROUP
pkglibexec_PROGRAMS += %D%/noreuseaddr-cgroup
%C%_noreuseaddr_cgroup_SOURCES = \
	%D%/hierarchy.c %D%/hierarchy.h \
	%D%/main.c \
	%D%/programs.c %D%/programs.h \
	%D%/unit.c %D%/unit.h
nodist_%C%_noreuseaddr_cgroup_SOURCES = %D%/rule.bpf.inc
%C%_noreuseaddr_cgroup_CPPFLAGS = $(AM_CPPFLAGS) -I%D%
%C%_noreuseaddr_cgroup_CFLAGS = $(AM_CFLAGS) $(LIBBPF_CFLAGS)
%C%_noreuseaddr_cgroup_LDFLAGS = $(AM_LDFLAGS) $(HARDEN_LDFLAGS)
%C%_noreuseaddr_cgroup_LDADD = src/launcher/liblauncher.a $(LIBBPF_LIBS)

# The programs are in the program: what strips a package would not know their processor.
%D%/rule.bpf.o: %D%/rule.bpf.c
	$(AM_V_GEN)$(MKDIR_P) %D% && $(BPF_CC) -target $(BPF_TARGET) -std=gnu11 -O2 -g \
		-Wall -Wextra $(BPF_CPPFLAGS) -fdebug-compilation-dir=. -fdebug-prefix-map="$(srcdir)/=" \
		-c -o $@ "$(srcdir)/%D%/rule.bpf.c"
%D%/rule.bpf.inc: %D%/rule.bpf.o %D%/object_to_c.awk
	$(AM_V_GEN)od -An -v -tx1 %D%/rule.bpf.o | \
		$(AWK) -f "$(srcdir)/%D%/object_to_c.awk" >$@.new && mv $@.new $@
%D%/noreuseaddr_cgroup-programs.$(OBJEXT): %D%/rule.bpf.inc
CLEANFILES += %D%/rule.bpf.o %D%/rule.bpf.inc
endif
