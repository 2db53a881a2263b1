"""The report of `ka1 rules check` as JUnit XML: one test case for each code."""

from ka1cli.audit.check import Report
from ka1cli.audit.finding import CODES
from ka1cli.render.author.findings import ReportEntry, findings_text, unfinished_lines
from ka1cli.render.ci.junit import JunitCase, junit

CHECKED = tuple(code for code in CODES if not code.startswith("K7"))
"""The codes of `ka1 rules check`; those of cases belong to `ka1 rules test`."""


def findings_junit(found: list[ReportEntry], report: Report | None) -> str:
    """Each code that was looked for passes or fails; problems of loading fail beside them."""
    by_code: dict[str, list[ReportEntry]] = {code: [] for code in CHECKED} if report else {}
    for entry in found:
        by_code.setdefault(entry.code, []).append(entry)
    cases = [_case(code, entries) for code, entries in by_code.items()]
    cases += [JunitCase("ka1 rules check", "walked to the end", line, line) for line in unfinished_lines(report)]
    return junit("ka1 rules check", cases)


def _case(code: str, entries: list[ReportEntry]) -> JunitCase:
    if not entries:
        return JunitCase("ka1 rules check", f"{code} {CODES[code].title}")
    first = entries[0]
    where = f"{first.place}: " if first.place else ""
    more = f" (and {len(entries) - 1} more)" if len(entries) > 1 else ""
    failure, details = f"{where}{first.sentence}{more}", findings_text(entries)
    return JunitCase("ka1 rules check", f"{code} {first.title}", failure, details, first.level)
