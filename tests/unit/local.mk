# SPDX-License-Identifier: ISC
# Units by Check.  Without Check they are not built, and make check says so.
if HAVE_CHECK
units = \
	%D%/options_unit \
	%D%/preload_env_unit \
	%D%/program_unit \
	%D%/rule_unit
check_PROGRAMS += $(units)
TESTS += $(units)
else
TESTS += %D%/no_check.t
endif
EXTRA_DIST += %D%/no_check.t

%C%_options_unit_SOURCES = %D%/options_unit.c src/options.c
%C%_options_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_options_unit_LDADD = $(CHECK_LIBS)
%C%_preload_env_unit_SOURCES = %D%/preload_env_unit.c src/launcher/preload_env.c
%C%_preload_env_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_preload_env_unit_LDADD = $(CHECK_LIBS)
%C%_program_unit_SOURCES = %D%/program_unit.c src/launcher/elf_file.c \
	src/launcher/preload_env.c src/launcher/program.c src/launcher/script.c
%C%_program_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ELF_CFLAGS)
%C%_program_unit_LDADD = src/launcher/noreuseaddr-system_$(SYSTEM).$(OBJEXT) \
	$(CHECK_LIBS) $(ELF_LIBS) $(DL_LIBS)
%C%_program_unit_DEPENDENCIES = src/launcher/noreuseaddr-system_$(SYSTEM).$(OBJEXT)
%C%_rule_unit_SOURCES = %D%/rule_unit.c src/preload/rule.c
%C%_rule_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_rule_unit_LDADD = $(CHECK_LIBS)
