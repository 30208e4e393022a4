# SPDX-License-Identifier: ISC
"""Runs a module of CPython's own tests and writes down how each test ended.

    cpython.py MODULE RESULTS SECONDS

RESULTS gets a line "begin TEST" and a line "HOW TEST" for each, and "end" at the end.  A
test that is in there already is passed over: so whoever calls this again after a test
that hung, which ends the process after SECONDS, gets the rest.
"""
import faulthandler
import sys
import unittest

from test import support

module, path, seconds = sys.argv[1:]
results = open(path, "a+", buffering=1)
results.seek(0)
known = {line.split()[-1] for line in results}


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.how = "ok"
        results.write(f"begin {test.id()}\n")
        faulthandler.dump_traceback_later(int(seconds), exit=True)

    def stopTest(self, test):
        faulthandler.cancel_dump_traceback_later()
        results.write(f"{self.how} {test.id()}\n")
        super().stopTest(test)

    def bad(self, how, test, error):
        self.how = how
        print(test, self._exc_info_to_string(error, test), file=sys.stderr)
        if not isinstance(test, unittest.TestCase):  # setUpClass or setUpModule
            results.write(f"{how} {''.join(test.id().split())}\n")

    def addError(self, test, error):
        self.bad("error", test, error)

    def addFailure(self, test, error):
        self.bad("failure", test, error)

    def addSubTest(self, test, subtest, error):
        if error:
            self.bad("failure", test, error)

    def addSkip(self, test, reason):
        self.how = "skipped"
        if not isinstance(test, unittest.TestCase):
            results.write(f"skipped {''.join(test.id().split())}\n")

    def addExpectedFailure(self, test, error):
        self.how = "expected-failure"

    def addUnexpectedSuccess(self, test):
        self.how = "unexpected-success"


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


support.use_resources = []  # nothing that needs the Internet
tests = unittest.defaultTestLoader.loadTestsFromName("test." + module)
unittest.TestSuite(test for test in each(tests) if test.id() not in known).run(Result())
results.write("end\n")
