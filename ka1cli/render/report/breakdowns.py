"""Sections of the report: the verdicts by the answers in one column, such as the country."""

from collections.abc import Iterator

from ka1cli.batch.summary.model import Breakdown, Share, Summary
from ka1cli.cases.verdict import Verdict
from ka1cli.render.html.elements import Html, element, together
from ka1cli.render.report.drawings import verdict_legend, verdicts_drawing
from ka1cli.render.report.sections import ReportSection
from ka1cli.render.report.tables import TableColumn, number, row, rows_that_fit, table
from ka1cli.render.text.wording import counted, value_text

ROOM = 600_000
"""Bytes for all breakdowns together."""


def breakdowns(summary: Summary) -> Iterator[ReportSection]:
    """One section for each column that divides the rows."""
    every = summary.details.breakdowns if summary.details else ()
    for position, breakdown in enumerate(every):
        yield _section(f"by-{position}", breakdown, summary, ROOM // len(every))


def _section(name: str, breakdown: Breakdown, summary: Summary, room: int) -> ReportSection:
    fact = breakdown.fact
    rows = rows_that_fit((_row(breakdown, share) for share in breakdown.shares), room)
    columns = [TableColumn(fact.title), TableColumn("Rows", is_number=True)]
    columns += [TableColumn(option.option.id, is_number=True) for option in summary.options]
    left = len(breakdown.shares) - len(rows)
    limit = f"{counted(left, 'further answer')} with fewer rows left out." if left else ""
    note = element("p", limit, class_="limit") if limit else ""
    caption = f"Eligible rows by {fact.title}, and their share of the rows with this answer"
    counts = table(name, caption, columns, rows, filtered=len(rows) > 8)
    return ReportSection(name, f"By {fact.title}", together(verdict_legend(), note, counts))


def _row(breakdown: Breakdown, share: Share) -> Html:
    if share.answer is not None:
        answer = value_text(breakdown.fact, share.answer)
    else:
        answer = "not answered" if share.is_read else "cannot be read"
    cells = (number(verdicts[Verdict.ELIGIBLE], share.rows, verdicts_drawing(verdicts)) for verdicts in share.options)
    return row(answer, number(share.rows), *cells)
