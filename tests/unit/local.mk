# SPDX-License-Identifier: ISC
# Units by Check.  Without Check they are not built, and make check says so.
if HAVE_CHECK
units = \
	%D%/command_line_unit \
	%D%/hints_unit \
	%D%/modules_unit \
	%D%/next_unit \
	%D%/settings_unit \
	%D%/preload_env_unit \
	%D%/printable_unit \
	%D%/program_unit \
	%D%/report_formats_unit \
	%D%/report_read_unit \
	%D%/report_table_unit \
	%D%/report_unseen_unit \
	%D%/policy_unit \
	%D%/slots_unit \
	%D%/unwind_table_unit
if HAVE_LIBDW
units += %D%/report_symbols_unit
endif
if HAVE_JANSSON
units += %D%/report_json_unit
endif
check_PROGRAMS += $(units)
TESTS += $(units)
else
TESTS += %D%/no_check.t
endif
EXTRA_DIST += %D%/no_check.t

# The library's own objects, as configure chose them.
%C%_modules_unit_SOURCES = %D%/modules_unit.c
%C%_modules_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
memory_objects = src/audit/libnoreuseaddr_audit_la-memory.lo \
	src/audit/libnoreuseaddr_audit_la-memory_$(MEMORY).lo
modules_objects = src/fix/libnoreuseaddr_audit_la-$(LOOK_UP).lo $(memory_objects) \
	src/audit/libnoreuseaddr_audit_la-$(MODULES).lo \
	src/audit/libnoreuseaddr_audit_la-modules_later_$(MODULES_LATER).lo
%C%_modules_unit_LDADD = $(modules_objects) $(CHECK_LIBS) $(DL_LIBS)
%C%_modules_unit_DEPENDENCIES = $(modules_objects) plugin.la
%C%_command_line_unit_SOURCES = %D%/command_line_unit.c
%C%_command_line_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
command_line_objects = src/audit/libnoreuseaddr_audit_la-command_line.lo \
	src/audit/libnoreuseaddr_audit_la-command_line_$(COMMAND_LINE).lo
%C%_command_line_unit_LDADD = $(command_line_objects) $(CHECK_LIBS)
%C%_command_line_unit_DEPENDENCIES = $(command_line_objects)
%C%_hints_unit_SOURCES = %D%/hints_unit.c src/fix/hints.c
%C%_hints_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_hints_unit_LDADD = $(CHECK_LIBS)
%C%_next_unit_SOURCES = %D%/next_unit.c src/fix/next.c
%C%_next_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_next_unit_LDADD = $(CHECK_LIBS)
%C%_settings_unit_SOURCES = %D%/settings_unit.c
%C%_settings_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_settings_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
# What is tested of the launcher comes from its library.
%C%_preload_env_unit_SOURCES = %D%/preload_env_unit.c
%C%_preload_env_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_preload_env_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_printable_unit_SOURCES = %D%/printable_unit.c
%C%_printable_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_printable_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_program_unit_SOURCES = %D%/program_unit.c
%C%_program_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ELF_CFLAGS)
%C%_program_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
report_maker = %D%/report_maker.c %D%/report_maker.h
%C%_report_read_unit_SOURCES = %D%/report_read_unit.c $(report_maker)
%C%_report_read_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_report_read_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_report_formats_unit_SOURCES = %D%/report_formats_unit.c $(report_maker)
%C%_report_formats_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_report_formats_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_report_table_unit_SOURCES = %D%/report_table_unit.c $(report_maker)
%C%_report_table_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_report_table_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_report_unseen_unit_SOURCES = %D%/report_unseen_unit.c $(report_maker)
%C%_report_unseen_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_report_unseen_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
# -g after the CFLAGS of whoever builds: it looks up its own lines.
%C%_report_symbols_unit_SOURCES = %D%/report_symbols_unit.c $(report_maker)
%C%_report_symbols_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -g
%C%_report_symbols_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_report_json_unit_SOURCES = %D%/report_json_unit.c $(report_maker)
%C%_report_json_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
%C%_report_json_unit_LDADD = $(launcher_libs) $(CHECK_LIBS)
%C%_policy_unit_SOURCES = %D%/policy_unit.c src/fix/policy.c
%C%_policy_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_policy_unit_LDADD = $(CHECK_LIBS)
%C%_slots_unit_SOURCES = %D%/slots_unit.c src/audit/slots.c src/report_file.h
%C%_slots_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_slots_unit_LDADD = $(CHECK_LIBS)
%C%_unwind_table_unit_SOURCES = %D%/unwind_table_unit.c src/audit/unwind_table.c
%C%_unwind_table_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_unwind_table_unit_LDADD = $(memory_objects) $(CHECK_LIBS)
%C%_unwind_table_unit_DEPENDENCIES = $(memory_objects)
