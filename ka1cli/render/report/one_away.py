"""Sections of the report: rows that are one answer away from a verdict, counted and one by one."""

from ka1cli.batch.summary.model import OneAway, Summary
from ka1cli.language.model import RuleSet
from ka1cli.render.html.elements import Html, element, together
from ka1cli.render.report.drawings import amount_drawing
from ka1cli.render.report.sections import ReportSection
from ka1cli.render.report.tables import TableColumn, number, row, rows_that_fit, share_text, table
from ka1cli.render.text.wording import counted

ROOM = 1_200_000
"""Bytes for the list of rows."""


def by_answer(summary: Summary, rule_set: RuleSet) -> ReportSection | None:
    lacking = summary.one_answer
    if not lacking.rows:
        return None
    share = share_text(lacking.rows, summary.rows)
    intro = (
        f"{counted(lacking.rows, 'row')} of {summary.rows:,} ({share}) lack a single answer "
        "for the verdict on at least one option, whatever that answer is."
    )
    settled = [option for option in summary.options if option.one_answer]
    columns = [TableColumn("Answer that is missing"), TableColumn("Rows", is_number=True)]
    columns += [TableColumn(option.option.id, is_number=True) for option in settled]
    largest = max(lacking.by_fact.values())
    rows = (
        row(
            together(rule_set.facts[fact].title, element("small", rule_set.facts[fact].question)),
            number(count, drawing=amount_drawing(count, largest)),
            *(number(option.one_answer.get(fact, 0)) for option in settled),
        )
        for fact, count in lacking.by_fact.items()
    )
    caption = "Rows by the answer that they lack, and by the option whose verdict it settles"
    return ReportSection(
        "one-answer", "One answer away", together(element("p", intro), table("missing", caption, columns, rows))
    )


def one_by_one(summary: Summary, rule_set: RuleSet, result: str) -> ReportSection | None:
    """Whom to ask what: as many rows as fit, and how many there are."""
    details = summary.details
    if details is None or not details.one_away:
        return None
    label = details.label
    columns = [TableColumn("Row", is_number=True), *([TableColumn(label)] if label is not None else [])]
    columns += [TableColumn("Answer that is missing", choices="cells"), TableColumn("Settles", choices="words")]
    rows = rows_that_fit((_lines(entry, rule_set, labelled=label is not None) for entry in details.one_away), ROOM)
    every = summary.one_answer.rows
    limit = f"All {every:,} rows are listed."
    if len(rows) < every:
        limit = (
            f"The first {len(rows):,} of {every:,} rows are listed. The others are in {result}: look there for options that "
            "are undetermined; the column `missing` says what to ask."
        )
    caption = "Rows that are one answer away, with what to ask and what it settles"
    lines = table("list", caption, columns, rows, filtered=True)
    return ReportSection("list", "Whom to ask what", together(element("p", limit, class_="limit"), lines))


def _lines(entry: OneAway, rule_set: RuleSet, *, labelled: bool) -> Html:
    head = (str(entry.row), entry.label) if labelled else (str(entry.row),)
    answers = entry.answers.items()
    return together(*(row(*head, rule_set.facts[fact].title, " ".join(options)) for fact, options in answers))
