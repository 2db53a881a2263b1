"""Sections of the report: verdicts, reasons, and what could not be understood."""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from ka1cli.batch.summary.model import OptionCount, Summary, UnreadColumn
from ka1cli.cases.verdict import Verdict
from ka1cli.language.model import RuleSet
from ka1cli.render.html.elements import Html, element, together
from ka1cli.render.report.drawings import amount_drawing, verdict_legend, verdicts_drawing
from ka1cli.render.report.tables import TableColumn, number, row, share_text, table
from ka1cli.render.text.wording import VERDICTS, counted, option_name


class ReportSection(NamedTuple):
    """A part of the report under a heading of its own."""

    id: str
    title: str
    content: Html


def verdicts(summary: Summary) -> ReportSection:
    whole = summary.rows
    names = (*map(str, VERDICTS), "recommended")
    columns = [TableColumn("Option"), TableColumn("Shares"), *(TableColumn(name, is_number=True) for name in names)]
    rows = (
        row(
            together(f"{option_name(option.option)} ", element("code", option.option.id)),
            verdicts_drawing(option.verdicts),
            *(number(option.verdicts[verdict], whole) for verdict in VERDICTS),
            number(option.recommended, whole),
        )
        for option in summary.options
    )
    counts = table("verdicts", f"Rows by verdict, of {whole:,}", columns, rows)
    return ReportSection("verdicts", "Verdicts", together(verdict_legend(), counts))


def reasons(summary: Summary, rule_set: RuleSet) -> Iterator[ReportSection]:
    """Which criteria close which options most often, and which keep them open."""
    closed = [(option, option.closed_by, option.verdicts[Verdict.INELIGIBLE]) for option in summary.options]
    caption = "Criteria by the number of rows in which they are not met"
    table = _reasons("closed", caption, "Share of the ineligible rows", closed, rule_set)
    if table:
        yield ReportSection("closed", "What closes options", table)
    unsettled = [(option, option.open_by, option.verdicts[Verdict.UNDETERMINED]) for option in summary.options]
    caption = "Criteria by the number of rows in which they are not known, and nothing else decides"
    table = _reasons("open", caption, "Share of the undetermined rows", unsettled, rule_set)
    if table:
        yield ReportSection("open", "What is not known yet", table)


def _title(criterion: str, rule_set: RuleSet) -> str:
    """What a criterion is called; the one that is no criterion of an option says for whom the rules are not."""
    if rule_set.audience is not None and criterion not in rule_set.criteria:
        return rule_set.audience.because
    return rule_set.criteria[criterion].title


def _reasons(
    name: str,
    caption: str,
    share: str,
    options: Iterable[tuple[OptionCount, Mapping[str, int], int]],
    rule_set: RuleSet,
) -> Html | None:
    counts = [(count, criterion, option, whole) for option, by, whole in options for criterion, count in by.items()]
    if not counts:
        return None
    counts.sort(key=itemgetter(0), reverse=True)
    columns = [
        TableColumn("Criterion"),
        TableColumn("Option", choices="words"),
        TableColumn("Rows", is_number=True),
        TableColumn(share, is_number=True),
    ]
    rows = (
        row(
            _title(criterion, rule_set),
            option.option.id,
            number(count, drawing=amount_drawing(count, counts[0][0])),
            share_text(count, whole),
        )
        for count, criterion, option, whole in counts
    )
    return table(name, caption, columns, rows, filtered=True)


def problems(summary: Summary, rule_set: RuleSet) -> ReportSection:
    """Cells that could not be read, answers that contradict each other, facts without a column, odd columns."""
    against = summary.contradictions
    examples = [f"{place}: {message}" for place, message in against.examples]
    asked = [f"{rule_set.facts[fact].title}: {rule_set.facts[fact].question}" for fact in summary.unasked]
    hints = [f"{hint.message}{f': {hint.help}' if hint.help else ''}" for hint in summary.hints]
    fine = element("p", "Every cell could be read, and no row contradicts itself.")
    content = together(
        _unread(summary.unread) if summary.unread else "",
        _listed(f"Answers that contradict each other: {counted(against.rows, 'row')}", examples),
        "" if summary.unread or against.rows else fine,
        _listed("Answers for which the table has no column", asked),
        _listed("Columns to look at", hints),
    )
    return ReportSection("problems", "What could not be understood", content)


def _unread(unread: Iterable[UnreadColumn]) -> Html:
    columns = [TableColumn("Column"), TableColumn("Cells", is_number=True), TableColumn("Examples")]
    rows = (
        row(
            column.name,
            number(column.cells),
            _list(f"{cell.place}: {cell.message}; {cell.help}" for cell in column.examples),
        )
        for column in unread
    )
    return table("cells", "Cells that cannot be read; they count as not answered", columns, rows)


def _listed(title: str, lines: list[str]) -> Html:
    return together(element("h3", title), _list(lines)) if lines else Html()


def _list(lines: Iterable[str]) -> Html:
    return element("ul", *(element("li", line) for line in lines))
