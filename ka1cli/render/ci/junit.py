"""Results as JUnit XML, in the form that CI servers read."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ka1cli.render.text.safe import printable, printable_lines


class JunitCase(NamedTuple):
    """One test case. A failure has a line and, below it, the details."""

    classname: str
    name: str
    failure: str | None = None
    details: str = ""
    kind: str = "failure"


def junit(name: str, cases: Sequence[JunitCase]) -> str:
    """One suite of test cases. Times are not measured and stand as 0."""
    failed = sum(case.failure is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0", "time": "0"}
    root = Element("testsuites", {"name": printable(name), **counts})
    suite = SubElement(root, "testsuite", {"name": printable(name), **counts, "skipped": "0"})
    for case in cases:
        place = {"classname": printable(case.classname), "name": printable(case.name), "time": "0"}
        element = SubElement(suite, "testcase", place)
        if case.failure is not None:
            attributes = {"type": case.kind, "message": printable(case.failure)}
            SubElement(element, "failure", attributes).text = printable_lines(case.details.removesuffix("\n"))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
