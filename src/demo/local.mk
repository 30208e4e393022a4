# SPDX-License-Identifier: ISC
# The programs that --demo runs; they are installed with it.
demo_programs = \
	%D%/clients \
	%D%/lone_client \
	%D%/open_door
pkglibexec_PROGRAMS += $(demo_programs)
demo_loopback = %D%/loopback.c %D%/loopback.h
src_demo_clients_SOURCES = %D%/clients.c $(demo_loopback)
src_demo_clients_LDADD = $(SOCKET_LIBS)
src_demo_lone_client_SOURCES = %D%/lone_client.c $(demo_loopback)
src_demo_lone_client_LDADD = $(SOCKET_LIBS)
src_demo_open_door_SOURCES = %D%/open_door.c $(demo_loopback)
src_demo_open_door_LDADD = $(SOCKET_LIBS)
TESTS += tests/launcher/demo.t
EXTRA_DIST += tests/launcher/demo.t
