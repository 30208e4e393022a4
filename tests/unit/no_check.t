#!/bin/sh
# SPDX-License-Identifier: ISC
# Stands in for the unit tests where Check is missing.
. "${srcdir:-.}/tests/tap.sh"
skip_all "Check is not installed"
