# SPDX-License-Identifier: ISC
# Other C libraries, processors and kernels: run is called by hand and by CI, kernels by
# hand.
dist_check_SCRIPTS += %D%/glibc_symbols.t
TESTS += %D%/glibc_symbols.t
EXTRA_DIST += %D%/emulate %D%/kernels %D%/run
