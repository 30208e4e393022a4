# SPDX-License-Identifier: ISC
# The library that records: the fix, and the recorder on top.
lib_LTLIBRARIES += libnoreuseaddr-audit.la
libnoreuseaddr_audit_la_SOURCES = $(fix_sources) \
	%D%/call_stack.h %D%/callsite.h %D%/command_line.c %D%/command_line.h \
	%D%/entry_listen.c \
	%D%/exec_slot.c %D%/exec_slot.h %D%/exec_watch.h \
	%D%/memory.c %D%/memory.h %D%/modules.h \
	%D%/recorder.h \
	%D%/report_blocks.h %D%/report_map.c %D%/report_map.h \
	%D%/report_tables.c %D%/report_tables.h \
	%D%/script_line.h \
	%D%/slots.c %D%/slots.h \
	%D%/start.c \
	%D%/unwind_table.c %D%/unwind_table.h \
	src/report_file.h
EXTRA_libnoreuseaddr_audit_la_SOURCES = $(fix_sources_by_system) \
	%D%/call_stack.c %D%/callsite.c %D%/recorder.c \
	%D%/command_line_freebsd.c %D%/command_line_illumos.c %D%/command_line_linux.c \
	%D%/command_line_macos.c %D%/command_line_netbsd.c %D%/command_line_openbsd.c \
	%D%/exec_entry_linux.c %D%/exec_watch_linux.c %D%/exec_watch_none.c \
	%D%/memory_linux.c %D%/memory_pipe.c \
	%D%/modules.c %D%/modules_none.c \
	%D%/modules_later_glibc.c %D%/modules_later_none.c \
	%D%/report_blocks_fstat.c %D%/report_blocks_statx.c \
	%D%/report_tables_at_load.c %D%/report_tables_linux.c \
	%D%/script_line.c %D%/script_line_none.c \
	%D%/script_perl.c %D%/script_php.c %D%/script_python.c %D%/script_ruby.c
libnoreuseaddr_audit_la_CPPFLAGS = $(preload_CPPFLAGS) -DNOREUSEADDR_AUDIT
libnoreuseaddr_audit_la_CFLAGS = $(preload_CFLAGS)
# The last objects have the large tables, so that all other variables share one page.
audit_objects = \
	src/fix/libnoreuseaddr_audit_la-entry_$(ENTRY).lo \
	src/fix/libnoreuseaddr_audit_la-$(LOOK_UP).lo \
	%D%/libnoreuseaddr_audit_la-command_line_$(COMMAND_LINE).lo \
	%D%/libnoreuseaddr_audit_la-exec_watch_$(EXEC_WATCH).lo \
	%D%/libnoreuseaddr_audit_la-memory_$(MEMORY).lo \
	%D%/libnoreuseaddr_audit_la-modules_later_$(MODULES_LATER).lo \
	%D%/libnoreuseaddr_audit_la-report_blocks_$(BLOCKS).lo \
	%D%/libnoreuseaddr_audit_la-report_tables_$(TABLES).lo \
	src/fix/libnoreuseaddr_audit_la-hints.lo \
	%D%/libnoreuseaddr_audit_la-$(MODULES).lo \
	%D%/libnoreuseaddr_audit_la-callsite.lo \
	%D%/libnoreuseaddr_audit_la-call_stack.lo \
	%D%/libnoreuseaddr_audit_la-recorder.lo
if CAN_ASK_SCRIPTS
audit_objects += \
	%D%/libnoreuseaddr_audit_la-script_line.lo \
	%D%/libnoreuseaddr_audit_la-script_perl.lo \
	%D%/libnoreuseaddr_audit_la-script_php.lo \
	%D%/libnoreuseaddr_audit_la-script_python.lo \
	%D%/libnoreuseaddr_audit_la-script_ruby.lo
else
audit_objects += %D%/libnoreuseaddr_audit_la-script_line_none.lo
endif
if HAVE_EXEC_WATCH
audit_objects += %D%/libnoreuseaddr_audit_la-exec_entry_$(EXEC_WATCH).lo
endif
libnoreuseaddr_audit_la_LIBADD = $(audit_objects) $(SOCKET_LIBS) $(DL_LIBS)
libnoreuseaddr_audit_la_LDFLAGS = $(preload_LDFLAGS)
if VERSION_SCRIPT
libnoreuseaddr_audit_la_LDFLAGS += -Wl,--version-script=$(srcdir)/%D%/exports.map
endif
libnoreuseaddr_audit_la_DEPENDENCIES = $(audit_objects) %D%/exports.map
EXTRA_DIST += %D%/exports.map
