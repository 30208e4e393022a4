# SPDX-License-Identifier: ISC
# The rule kept by the kernel for a cgroup (--cgroup), where clang and libbpf are found.
EXTRA_DIST += %D%/audit.bpf.c %D%/rule.bpf.c %D%/object_to_c.awk
if HAVE_CGROUP
pkglibexec_PROGRAMS += %D%/noreuseaddr-cgroup
%C%_noreuseaddr_cgroup_SOURCES = \
	%D%/audit.h \
	%D%/hierarchy.c %D%/hierarchy.h \
	%D%/main.c \
	%D%/object.c %D%/object.h \
	%D%/programs.c %D%/programs.h \
	%D%/unit.c %D%/unit.h
nodist_%C%_noreuseaddr_cgroup_SOURCES = %D%/rule.bpf.inc
if HAVE_CGROUP_AUDIT
%C%_noreuseaddr_cgroup_SOURCES += \
	%D%/audit.c %D%/audit_event.h \
	%D%/findings.c %D%/findings.h \
	%D%/image.c %D%/image.h \
	%D%/maps.c %D%/maps.h \
	%D%/owner.c %D%/owner.h \
	%D%/stack.c %D%/stack.h
nodist_%C%_noreuseaddr_cgroup_SOURCES += %D%/audit.bpf.inc
else
%C%_noreuseaddr_cgroup_SOURCES += %D%/audit_none.c
endif
%C%_noreuseaddr_cgroup_CPPFLAGS = $(AM_CPPFLAGS) -I%D%
%C%_noreuseaddr_cgroup_CFLAGS = $(AM_CFLAGS) $(LIBBPF_CFLAGS) $(DW_CFLAGS) -pthread
%C%_noreuseaddr_cgroup_LDFLAGS = $(AM_LDFLAGS) $(HARDEN_LDFLAGS)
%C%_noreuseaddr_cgroup_LDADD = src/launcher/liblauncher.a $(LIBBPF_LIBS) $(DW_LIBS) $(ELF_LIBS)

# The programs are in the program: what strips a package would not know their processor.
bpf_compile = $(MKDIR_P) %D% && $(BPF_CC) -target $(BPF_TARGET) -std=gnu11 -O2 -g \
	-Wall -Wextra $(BPF_CPPFLAGS) -fdebug-compilation-dir=. -fdebug-prefix-map="$(srcdir)/="
bpf_to_c = $(AWK) -f "$(srcdir)/%D%/object_to_c.awk"
%D%/rule.bpf.o: %D%/rule.bpf.c
	$(AM_V_GEN)$(bpf_compile) -c -o $@ "$(srcdir)/%D%/rule.bpf.c"
%D%/audit.bpf.o: %D%/audit.bpf.c %D%/audit_event.h
	$(AM_V_GEN)$(bpf_compile) -c -o $@ "$(srcdir)/%D%/audit.bpf.c"
%D%/rule.bpf.inc: %D%/rule.bpf.o %D%/object_to_c.awk
	$(AM_V_GEN)od -An -v -tx1 %D%/rule.bpf.o | $(bpf_to_c) >$@.new && mv $@.new $@
%D%/audit.bpf.inc: %D%/audit.bpf.o %D%/object_to_c.awk
	$(AM_V_GEN)od -An -v -tx1 %D%/audit.bpf.o | $(bpf_to_c) >$@.new && mv $@.new $@
%D%/noreuseaddr_cgroup-programs.$(OBJEXT): %D%/rule.bpf.inc
%D%/noreuseaddr_cgroup-audit.$(OBJEXT): %D%/audit.bpf.inc
CLEANFILES += %D%/audit.bpf.o %D%/audit.bpf.inc %D%/rule.bpf.o %D%/rule.bpf.inc
endif
