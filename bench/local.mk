# SPDX-License-Identifier: ISC
# What `make bench` builds; nothing of it is built by `make` or `make check`.
bench_programs = \
	%D%/await %D%/calls %D%/connects %D%/dirty %D%/events %D%/free_port \
	%D%/nothing %D%/ports %D%/queries %D%/start %D%/summary
bench_libraries = %D%/empty.la %D%/naive.la
EXTRA_PROGRAMS += $(bench_programs)
EXTRA_LTLIBRARIES += $(bench_libraries)
EXTRA_DIST += %D%/client.pl %D%/client.py %D%/client.rb %D%/socket.php
EXTRA_DIST += %D%/chart.gp %D%/document %D%/groups.sh %D%/run %D%/tables
CLEANFILES += $(bench_programs) $(bench_libraries)

bench_quantile = %D%/quantile.c %D%/quantile.h
bench_sockets = %D%/bench.h %D%/sockets.c %D%/sockets.h
%C%_await_SOURCES = %D%/await.c $(bench_sockets)
%C%_calls_SOURCES = %D%/calls.c $(bench_quantile) $(bench_sockets)
%C%_calls_LDADD = -lpthread
%C%_connects_SOURCES = %D%/connects.c $(bench_sockets)
%C%_connects_LDADD = -lpthread
%C%_dirty_SOURCES = %D%/dirty.c %D%/bench.h
%C%_events_SOURCES = %D%/events.c $(bench_sockets)
%C%_free_port_SOURCES = %D%/free_port.c $(bench_sockets)
%C%_nothing_SOURCES = %D%/nothing.c
%C%_ports_SOURCES = %D%/ports.c $(bench_quantile) $(bench_sockets)
%C%_queries_SOURCES = %D%/queries.c $(bench_sockets)
%C%_start_SOURCES = %D%/start.c $(bench_quantile) $(bench_sockets)
%C%_summary_SOURCES = %D%/summary.c %D%/bench.h $(bench_quantile)
%C%_empty_la_SOURCES = %D%/empty.c
%C%_empty_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere $(HARDEN_LDFLAGS)
%C%_naive_la_SOURCES = %D%/naive.c
%C%_naive_la_LDFLAGS = $(%C%_empty_la_LDFLAGS)
%C%_naive_la_LIBADD = $(DL_LIBS)

bench: all $(bench_programs) $(bench_libraries) tests/report/audited
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/alone $(srcdir)/%D%/run $(GROUPS_TO_MEASURE)
clean-local:
	rm -rf %D%/results
.PHONY: bench
