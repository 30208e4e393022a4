# SPDX-License-Identifier: ISC
# Other C libraries and processors: run is called by hand and by CI.
dist_check_SCRIPTS += %D%/glibc_symbols.t
TESTS += %D%/glibc_symbols.t
EXTRA_DIST += %D%/emulate %D%/run
