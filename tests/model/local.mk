# SPDX-License-Identifier: ISC
# The model of BSD port choice.  A test part; the demonstration uses it too, so it is
# installed, out of the way of the loader.
modeldir = $(pkglibexecdir)
model_LTLIBRARIES = libbsdports.la
libbsdports_la_SOURCES = \
	%D%/bsd_ports.c \
	%D%/pcb_table.c %D%/pcb_table.h \
	%D%/port_choice.c %D%/port_choice.h
libbsdports_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
libbsdports_la_LIBADD = $(SOCKET_LIBS) $(DL_LIBS)
libbsdports_la_LDFLAGS = -module -avoid-version -shared $(HARDEN_LDFLAGS)
dist_check_SCRIPTS += %D%/model.t
TESTS += %D%/model.t
