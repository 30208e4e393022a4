# SPDX-License-Identifier: ISC
# Other C libraries, processors, tools and kernels: run and userland are called by hand and by
# CI, kernels by hand.
dist_check_SCRIPTS += %D%/glibc_symbols.t
TESTS += %D%/glibc_symbols.t
EXTRA_DIST += %D%/emulate %D%/kernels %D%/run %D%/userland
# By the loader's rules of glibc.
if HAVE_SECCOMP
check_PROGRAMS += %D%/older_glibc
%C%_older_glibc_SOURCES = %D%/older_glibc.c
TESTS += %D%/older_glibc.t
endif
dist_check_SCRIPTS += %D%/older_glibc.t
EXTRA_DIST += %D%/older_client.c
