# SPDX-License-Identifier: ISC
# By Frama-C, in half a minute or more: make check-all.
long_tests += %D%/proof.t
EXTRA_DIST += %D%/proof.t %D%/config.h %D%/contracts.h %D%/hints.c %D%/policy.c \
	%D%/settings.c %D%/stdatomic.h
