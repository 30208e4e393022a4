# SPDX-License-Identifier: ISC
# Real programs under strace, with and without the library.
program_tests = \
	%D%/dig.t \
	%D%/nc.traditional.t \
	%D%/ncat.t \
	%D%/node.t \
	%D%/nsupdate.t \
	%D%/qemu-img.t \
	%D%/qemu-migration.t \
	%D%/redis.t \
	%D%/rsyslog.t \
	%D%/socat.t \
	%D%/tor.t \
	%D%/vsftpd.t
TESTS += $(program_tests)
EXTRA_DIST += $(program_tests) %D%/lib.sh %D%/sockets.awk
