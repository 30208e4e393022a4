# SPDX-License-Identifier: ISC
# What starts test suites, each on a small example, by the commands of docs/audit.md.
wrapper_tests = %D%/action.t %D%/automake.t %D%/cargo.t %D%/cmake.t %D%/docker.t %D%/gitlab.t %D%/go.t %D%/meson.t \
	%D%/pytest.t %D%/systemd_run.t %D%/tox.t
long_tests += $(wrapper_tests)
EXTRA_DIST += $(wrapper_tests) %D%/lib.sh %D%/example/CMakeLists.txt %D%/example/Cargo.toml \
	%D%/example/Makefile.am %D%/example/client.c %D%/example/client.rs \
	%D%/example/configure.ac %D%/example/go/client_test.go %D%/example/go/go.mod \
	%D%/example/meson.build %D%/example/test_client.py %D%/example/tox.ini
