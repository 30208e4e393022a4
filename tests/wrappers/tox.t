#!/bin/sh
# SPDX-License-Identifier: ISC
# tox gives its commands a few variables of the environment alone.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need pytest tox
VIRTUALENV_OVERRIDE_APP_DATA=$work
export VIRTUALENV_OVERRIDE_APP_DATA

built tox --notest # which takes pip from this system, not from a server
check "as it is, nothing is found" runs 0 tox
check "and that is said" says 'python.*: it was started without the library in its environment'
documented tox-environment >> tox.ini
check "with the two variables the suite fails" runs 1 tox
check "by the line that is at fault" says 'test_client.py:[0-9]+ -> test_client.py:[0-9]+$'
echo '    PYTEST_ADDOPTS' >> tox.ini
PYTEST_ADDOPTS='-k plain'
export PYTEST_ADDOPTS
check "without it the suite passes" runs 0 tox
done_testing
