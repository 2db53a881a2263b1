"""The report on a screened table: one HTML page for whoever has to act on it, below 2 MB however long the table is."""

from collections.abc import Iterator
from typing import NamedTuple

from ka1cli.batch.summary.model import Summary
from ka1cli.decision.model import Provenance
from ka1cli.language.model import RuleSet
from ka1cli.render.html.elements import Html, asset, document, element, together
from ka1cli.render.report.breakdowns import breakdowns
from ka1cli.render.report.one_away import by_answer, one_by_one
from ka1cli.render.report.sections import ReportSection, problems, reasons, verdicts
from ka1cli.render.text import wording
from ka1cli.render.text.wording import counted


class Origin(NamedTuple):
    rules: Provenance
    command: str
    """The command that made it."""
    result: str
    """Where the result for every row is, as a reader would call it."""


def report_html(summary: Summary, rule_set: RuleSet, origin: Origin) -> str:
    """The report as an HTML document. The summary has to have its details."""
    assert summary.details is not None, "a report is made of details"
    title = f"Screening of {summary.table}: {rule_set.title}"
    sections = [section for section in _sections(summary, rule_set, origin) if section is not None]
    links = (element("li", element("a", section.title, href=f"#{section.id}")) for section in sections)
    heading = element("h2", "On this page", id="contents")
    contents = element("nav", heading, element("ul", *links), aria_labelledby="contents")
    laid_out = (
        element("section", element("h2", section.title, id=section.id), section.content, aria_labelledby=section.id)
        for section in sections
    )
    again = element("div", element("dt", "This report again"), element("dd", element("code", origin.command)))
    footer = element("footer", element("dl", again, class_="closing"))
    body = together(_header(summary, rule_set, origin), element("main", contents, *laid_out), footer)
    return document(title, rule_set.language, body, asset("page.css") + asset("report.css"), asset("report.js"))


def _sections(summary: Summary, rule_set: RuleSet, origin: Origin) -> Iterator[ReportSection | None]:
    """By what can be done about it: mend what could not be read, see the verdicts, ask, then understand the rest."""
    if summary.unread:
        yield problems(summary, rule_set)
    yield verdicts(summary)
    yield by_answer(summary, rule_set)
    yield from reasons(summary, rule_set)
    yield from breakdowns(summary)
    if not summary.unread:
        yield problems(summary, rule_set)
    # It may be long on paper, so it comes last.
    yield one_by_one(summary, rule_set, origin.result)


def _header(summary: Summary, rule_set: RuleSet, origin: Origin) -> Html:
    rules = origin.rules
    on = wording.day_text(rules.on)
    about = (
        ("Table", f"{summary.table}, {counted(summary.rows, 'row')}"),
        (rule_set.words.period_heading, f"{rules.call}, seen on {on}" if rules.call else f"seen on {on}"),
        ("Rules", wording.rules_text(rules, rule_set)),
        ("Every row", f"The verdicts and reasons of every row are in {origin.result}."),
    )
    described = (element("div", element("dt", label), element("dd", text)) for label, text in about)
    beyond = wording.beyond_text(rules, rule_set)
    notice = element("p", element("strong", "Note:"), " ", beyond, class_="notice") if beyond else ""
    cells = sum(column.cells for column in summary.unread)
    count = f"{counted(cells, 'cell')} could not be read."
    why = " They count as not answered, so the verdicts rest on less: "
    link = element("a", "see which", href="#problems")
    banner = element("p", element("strong", count), why, link, ".", class_="notice") if cells else ""
    heading = element("h1", f"Screening of {summary.table}")
    about_ = element("dl", *described, class_="about")
    return element("header", heading, element("p", rule_set.title), about_, banner, notice)
