# SPDX-License-Identifier: ISC
launcher_tests = \
	%D%/check.t \
	%D%/completions.t \
	%D%/exec.t \
	%D%/options.t \
	%D%/preload_env.t \
	%D%/print_env.t \
	%D%/program.t \
	%D%/system_preload.t \
	%D%/tree.t
TESTS += $(launcher_tests)
EXTRA_DIST += $(launcher_tests)
