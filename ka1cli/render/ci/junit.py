"""Findings and tried cases as JUnit XML, in the form that CI servers read."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ka1cli.audit.check import Report
from ka1cli.audit.finding import CODES
from ka1cli.audit.trials.coverage import Coverage
from ka1cli.audit.trials.run import TriedCase
from ka1cli.render.author.findings import ReportEntry, findings_text, unfinished_lines
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.render.author.trials import coverage_text, failure_text, mismatches_text, percent_text
from ka1cli.render.text.safe import printable, printable_lines

CHECKED = tuple(code for code in CODES if not code.startswith("K7"))
"""The codes of `ka1 rules check`; those of cases belong to `ka1 rules test`."""


class JunitCase(NamedTuple):
    """One test case. A failure has a line and, below it, the details."""

    classname: str
    name: str
    failure: str | None = None
    details: str = ""
    kind: str = "failure"


def findings_junit(entries: Iterable[ReportEntry], report: Report | None) -> str:
    """A test case for each code that was looked for; problems of loading fail beside them."""
    by_code: dict[str, list[ReportEntry]] = {code: [] for code in CHECKED} if report else {}
    for entry in entries:
        by_code.setdefault(entry.code, []).append(entry)
    cases = [_of_code(code, of_code) for code, of_code in by_code.items()]
    cases += [JunitCase("ka1 rules check", "walked to the end", line, line) for line in unfinished_lines(report)]
    return _junit("ka1 rules check", cases)


def _of_code(code: str, entries: list[ReportEntry]) -> JunitCase:
    if not entries:
        return JunitCase("ka1 rules check", f"{code} {CODES[code].title}")
    first = entries[0]
    where = f"{first.place}: " if first.place else ""
    more = f" (and {len(entries) - 1} more)" if len(entries) > 1 else ""
    failure, details = f"{where}{first.sentence}{more}", findings_text(entries)
    return JunitCase("ka1 rules check", f"{code} {first.title}", failure, details, first.level)


def trials_junit(tried: Iterable[TriedCase], coverage: Coverage | None, rule_file: RuleFile) -> str:
    """A test case for each case, and one for the coverage, which passes if it is complete."""
    cases = [_of_trial(entry, rule_file) for entry in tried]
    if coverage is not None:
        failure = f"coverage is {percent_text(coverage)}" if coverage.missing else None
        cases.append(JunitCase("ka1 rules test", "coverage", failure, coverage_text(coverage, full=True), "K702"))
    return _junit("ka1 rules test", cases)


def _of_trial(tried: TriedCase, rule_file: RuleFile) -> JunitCase:
    file, name = tried.trial.place.file, tried.trial.name
    if tried.passed:
        return JunitCase(file, name)
    return JunitCase(file, name, mismatches_text(tried), failure_text(tried, rule_file), "K701")


def _junit(name: str, cases: Sequence[JunitCase]) -> str:
    """One suite of test cases. Times are not measured and stand as 0."""
    failed = sum(case.failure is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0", "time": "0"}
    root = Element("testsuites", {"name": name, **counts})
    suite = SubElement(root, "testsuite", {"name": name, **counts, "skipped": "0"})
    for case in cases:
        place = {"classname": printable(case.classname), "name": printable(case.name), "time": "0"}
        element = SubElement(suite, "testcase", place)
        if case.failure is not None:
            attributes = {"type": case.kind, "message": printable(case.failure)}
            SubElement(element, "failure", attributes).text = printable_lines(case.details.removesuffix("\n"))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
