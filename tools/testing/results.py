"""Counts test cases, not programs: reads what GoogleTest, CTest, pytest and tools/tidy report."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

MESSAGE_CHARACTERS_MAX = 2000


@dataclass
class Results:
    passed: int = 0
    failed: list = field(default_factory=list)   # (name, message)
    skipped: list = field(default_factory=list)  # (name, reason)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def line(self):
        text = f"{self.passed} passed, {len(self.failed)} failed"
        return text + (f", {len(self.skipped)} skipped" if self.skipped else "")


def from_junit(path, prefix=""):
    """Every <testcase> of a report by GoogleTest, CTest or pytest."""
    results = Results()
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{prefix}{case.get('classname', '')}.{case.get('name')}"
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        skip = case.find("skipped")
        if failure is not None:
            message = failure.get("message") or failure.text or ""
            output = case.findtext("system-out") or ""
            results.failed.append((name, (message + "\n" + output[-MESSAGE_CHARACTERS_MAX:]).strip()))
        elif skip is not None or case.get("status") in ("notrun", "disabled") or case.get("result") == "skipped":
            reason = (skip.get("message") or skip.text or "") if skip is not None else "disabled"
            results.skipped.append((name, reason.strip().split("\n")[-1]))
        else:
            results.passed += 1
    return results


def from_ctest(junit, listing, case_folder, prefix):
    """CTest's own verdict per program, refined by the cases that a GoogleTest program wrote into case_folder."""
    programs = {test["name"]: Path(test["command"][0]).name for test in listing["tests"] if test.get("command")}
    results = Results()
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        name = case.get("name")
        status = case.get("status")
        reports = sorted(Path(case_folder).glob(f"{programs.get(name, name)}.xml"))
        cases = Results()
        for report in reports:
            cases.add(from_junit(report, f"{prefix}{name}: "))
        results.add(cases)
        if status == "run" and not reports:
            results.passed += 1
        elif status == "fail" and not cases.failed:
            results.failed.append((prefix + name, (case.findtext("system-out") or "")[-MESSAGE_CHARACTERS_MAX:]))
        elif status == "disabled":
            results.skipped.append((prefix + name, "disabled"))
        elif status == "notrun":  # a program that asked to be skipped, or one that is not there
            skip = case.find("skipped")
            reason = skip.get("message", "") if skip is not None else "not run"
            (results.skipped if reason.startswith("SKIP_") else results.failed).append((prefix + name, reason))
    return results


def from_tidy(path):
    results = Results()
    for name, findings in json.loads(Path(path).read_text()).items():
        if findings:
            results.failed.append((f"style: {name}", "\n".join(findings)))
        else:
            results.passed += 1
    return results
