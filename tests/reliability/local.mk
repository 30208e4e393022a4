# SPDX-License-Identifier: ISC
reliability_programs = \
	%D%/allocator.t \
	%D%/load.t \
	%D%/stress.t
reliability_scripts = \
	%D%/instrumented.t \
	%D%/symbols.t
check_PROGRAMS += $(reliability_programs)
TESTS += $(reliability_programs) $(reliability_scripts)
long_tests += %D%/failure_modes.t
EXTRA_DIST += $(reliability_scripts) %D%/failure_modes.t %D%/sanitizers \
	%D%/mistakes/few_names.map \
	%D%/mistakes/forking/noreuseaddr \
	%D%/mistakes/naive/noreuseaddr
%C%_allocator_t_SOURCES = %D%/allocator.c $(behaviour_common)
%C%_load_t_SOURCES = %D%/load.c $(behaviour_common)
%C%_stress_t_SOURCES = %D%/stress.c $(behaviour_common)
%C%_stress_t_LDADD = -lpthread

# The library with one mistake each: what such a file defines wins over the same name in
# the library's own files.  failure_modes.t alone wants them, and is for Linux.
mistakes = \
	%D%/mistakes/allocates.la \
	%D%/mistakes/asks.la \
	%D%/mistakes/destructor.la \
	%D%/mistakes/errno.la \
	%D%/mistakes/errno_at_load.la \
	%D%/mistakes/few_names.la \
	%D%/mistakes/insists.la \
	%D%/mistakes/lock.la \
	%D%/mistakes/no_sends.la \
	%D%/mistakes/not_early.la \
	%D%/mistakes/system_call.la \
	%D%/mistakes/table.la \
	%D%/mistakes/thread_local.la \
	%D%/mistakes/undefined.la \
	%D%/mistakes/vfork.la
if LINUX
check_LTLIBRARIES += $(mistakes)
endif
the_library = $(libnoreuseaddr_la_OBJECTS) $(libnoreuseaddr_la_LIBADD)
with_a_mistake = -module -avoid-version -shared -rpath /nowhere -Wl,-z,muldefs
%C%_mistakes_allocates_la_LIBADD = $(the_library)
%C%_mistakes_allocates_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_asks_la_LIBADD = $(the_library)
%C%_mistakes_asks_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_destructor_la_LIBADD = $(the_library)
%C%_mistakes_destructor_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_errno_la_LIBADD = $(the_library)
%C%_mistakes_errno_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_errno_at_load_la_LIBADD = $(the_library)
%C%_mistakes_errno_at_load_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_few_names_la_LIBADD = $(the_library)
%C%_mistakes_few_names_la_LDFLAGS = $(with_a_mistake) \
	-Wl,--version-script=$(srcdir)/%D%/mistakes/few_names.map
%C%_mistakes_insists_la_LIBADD = $(the_library)
%C%_mistakes_insists_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_lock_la_LIBADD = $(the_library) -lpthread
%C%_mistakes_lock_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_no_sends_la_LIBADD = $(the_library)
%C%_mistakes_no_sends_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_not_early_la_LIBADD = $(the_library)
%C%_mistakes_not_early_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_system_call_la_LIBADD = $(the_library)
%C%_mistakes_system_call_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_table_la_LIBADD = $(the_library)
%C%_mistakes_table_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_thread_local_la_LIBADD = $(the_library)
%C%_mistakes_thread_local_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_undefined_la_LIBADD = $(the_library)
%C%_mistakes_undefined_la_LDFLAGS = $(with_a_mistake)
%C%_mistakes_vfork_la_LIBADD = $(the_library)
%C%_mistakes_vfork_la_LDFLAGS = $(with_a_mistake)
CLEANFILES += stress.report
