"""What a screening found, as text for stderr."""

from collections.abc import Sequence

from ka1cli.batch.summary.model import Summary, UnreadColumn
from ka1cli.cases.verdict import Verdict
from ka1cli.language.model import RuleSet
from ka1cli.render.batch_bars import Bars, legend, verdict_bar
from ka1cli.render.safe import printable

SHOWN = 8
"""So many answers that are missing are told."""


def summary_text(summary: Summary, rules: RuleSet, bars: Bars | None = None) -> str:
    """Rows, verdicts, what one more answer would bring, and what could not be read. `bars` are those of a terminal."""
    lines = [*_notes(summary), f"{summary.table}: {_counted(summary.rows, 'row')} screened", ""]
    lines += _verdicts(summary, bars)
    lines += ["", *_one_answer(summary, rules)] if summary.one_answer.rows else []
    if summary.unasked:
        lines += ["", f"No column for: {', '.join(summary.unasked)}. These facts are not answered in any row."]
    lines += ["", *_problems(summary)] if summary.rows_with_errors else []
    return "".join(f"{printable(line)}\n" for line in lines)


def brief_summary(summary: Summary) -> str:
    """Only what must not be overlooked: what could not be read, and columns that were perhaps meant otherwise."""
    lines = _notes(summary) + (_problems(summary) if summary.rows_with_errors else [])
    return "".join(f"{printable(line)}\n" for line in lines)


def _notes(summary: Summary) -> list[str]:
    """Columns that were perhaps meant otherwise come first: everything after them is counted without their answers."""
    return [f"note: {hint.message}{f': {hint.help}' if hint.help else ''}" for hint in summary.hints]


def _verdicts(summary: Summary, bars: Bars | None) -> list[str]:
    rows = [
        (option.option.id, *(f"{option.verdicts[verdict]:,}" for verdict in _ORDER), f"{option.recommended:,}")
        for option in summary.options
    ]
    header = ("", *_ORDER, "recommended")
    if bars is None:
        return _table(header, rows)
    drawn = [
        (*row, verdict_bar(option.verdicts, bars.marks)) for row, option in zip(rows, summary.options, strict=True)
    ]
    lines = [*_table((*header, ""), drawn), f"  {legend(bars.marks)}"]
    return lines if max(map(len, lines)) <= bars.columns else _table(header, rows)


_ORDER = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)


def _one_answer(summary: Summary, rules: RuleSet) -> list[str]:
    found = summary.one_answer
    lines = [f"One answer away from a verdict: {_counted(found.rows, 'row')}. The answer that is missing:"]
    facts = list(found.by_fact.items())
    lines += _table((), [(fact, f"{count:,}", rules.facts[fact].question) for fact, count in facts[:SHOWN]])
    return lines + ([f"  and {len(facts) - SHOWN} more; --report PAGE.html shows all"] if len(facts) > SHOWN else [])


def _problems(summary: Summary) -> list[str]:
    lines = [f"{_counted(summary.rows_with_errors, 'row')} with errors; see the column `errors`:"]
    lines += [line for column in summary.unread for line in _unread(column)]
    if summary.contradictions.rows:
        lines.append(f"  {_counted(summary.contradictions.rows, 'row')} with answers that contradict each other")
        lines += [f"    row {row}: {message}" for row, message in summary.contradictions.examples]
    return lines


def _unread(column: UnreadColumn) -> list[str]:
    examples = [f"    row {one.row}: {one.message}; {one.help}" for one in column.examples]
    return [f"  {column.name}: {_counted(column.cells, 'cell')} that cannot be read", *examples]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns under each other: numbers to the right, the first and the last text to the left."""
    every = [header, *rows] if header else list(rows)
    widths = [max(len(row[column]) for row in every) for column in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [
            cell.ljust(width) if column == 0 or not _is_number(rows, column) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def _is_number(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(row[column].replace(",", "").isdigit() for row in rows)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
