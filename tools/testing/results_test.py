"""That the counts mean test cases, and that nothing that failed is counted as passed."""

import tempfile
import unittest
from pathlib import Path

from testing.results import Results, from_ctest, from_junit, from_tidy

GTEST = """<testsuites><testsuite name="Base64">
<testcase name="encodes" status="run" result="completed" classname="Base64"/>
<testcase name="decodes" status="run" result="completed" classname="Base64"><failure message="Expected 1, got 2"/></testcase>
<testcase name="vectors" status="run" result="skipped" classname="Base64"><skipped message="skipped: vectors not available"/></testcase>
<testcase name="DISABLED_old" status="notrun" result="suppressed" classname="Base64"/>
</testsuite></testsuites>"""


def ctest_report(name, status, extra=""):
    return f'<testsuite><testcase name="{name}" classname="{name}" status="{status}">{extra}<system-out>the output</system-out></testcase></testsuite>'


class ResultsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def ctest(self, report, program=None):
        listing = {"tests": [{"name": "base", "command": [program or "/somewhere/base_test"]}]}
        return from_ctest(self.file("ctest.xml", report), listing, self.folder, "")

    def test_googletest_cases_are_counted_one_by_one(self):
        results = from_junit(self.file("base_test.xml", GTEST))
        self.assertEqual((results.passed, [name for name, _ in results.failed]), (1, ["Base64.decodes"]))
        self.assertEqual([name for name, _ in results.skipped], ["Base64.vectors", "Base64.DISABLED_old"])

    def test_a_program_with_a_report_counts_its_cases_once(self):
        self.file("base_test.xml", GTEST)
        self.assertEqual(self.ctest(ctest_report("base", "fail")).line(), "1 passed, 1 failed, 2 skipped")

    def test_a_program_without_a_report_is_one_test(self):
        self.assertEqual(self.ctest(ctest_report("base", "run")).line(), "1 passed, 0 failed")
        self.assertEqual(self.ctest(ctest_report("base", "fail")).line(), "0 passed, 1 failed")

    def test_a_program_that_fails_after_its_cases_passed_has_failed(self):
        self.file("base_test.xml", "<testsuites><testcase name='a' classname='B' result='completed'/></testsuites>")
        self.assertEqual(self.ctest(ctest_report("base", "fail")).line(), "1 passed, 1 failed")

    def test_a_program_that_is_not_there_has_failed(self):
        skip = '<skipped message="Unable to find executable"/>'
        self.assertEqual(self.ctest(ctest_report("base", "notrun", skip)).line(), "0 passed, 1 failed")

    def test_a_program_that_asks_to_be_skipped_is_named(self):
        results = self.ctest(ctest_report("base", "notrun", '<skipped message="SKIP_RETURN_CODE=77"/>'))
        self.assertEqual(results.line(), "0 passed, 0 failed, 1 skipped")

    def test_pytest_errors_count_as_failures(self):
        report = '<testsuite><testcase classname="a" name="b"><error message="in setup"/></testcase></testsuite>'
        self.assertEqual(from_junit(self.file("p.xml", report)).line(), "0 passed, 1 failed")

    def test_each_style_rule_is_a_test(self):
        results = from_tidy(self.file("tidy.json", '{"sizes": [], "names": ["a.cc: no"]}'))
        self.assertEqual(results.line(), "1 passed, 1 failed")

    def test_sums_keep_names(self):
        total = Results(passed=2)
        total.add(Results(failed=[("x", "why")], skipped=[("y", "because")]))
        self.assertEqual((total.line(), total.failed), ("2 passed, 1 failed, 1 skipped", [("x", "why")]))


if __name__ == "__main__":
    unittest.main()
