"""What a screening found, as text for stderr."""

from collections.abc import Sequence

from ka1cli.batch.summary.model import Summary, UnreadColumn
from ka1cli.cases.verdict import Verdict
from ka1cli.language.answers import shorten
from ka1cli.language.model import RuleSet
from ka1cli.render.batch_bars import Bars, legend, verdict_bar
from ka1cli.render.safe import printable

MANY = 10
"""So many cells that cannot be read are more than one mends by hand."""
WIDTH = 60
"""So many characters of the texts of a column that could not be read are told."""
SHOWN = 8
"""So many answers that are missing are told."""


def summary_text(summary: Summary, rules: RuleSet, bars: Bars | None = None) -> str:
    """What could not be read, rows, verdicts, and what one more answer would bring. `bars` are those of a terminal."""
    lines = [*_notes(summary), f"{summary.table}: {_counted(summary.rows, 'row')} screened"]
    if summary.not_judged:
        lines.append(
            f"{_counted(summary.not_judged, 'row')} without any answer: carried along, not judged, not counted below"
        )
    lines += [_read(summary), ""]
    lines += [*_problems(summary), ""] if summary.rows_with_errors else []
    lines += _verdicts(summary, bars)
    lines += ["", *_one_answer(summary, rules)] if summary.one_answer.rows else []
    if summary.unasked:
        lines += ["", f"No column for: {', '.join(summary.unasked)}. These facts are not answered in any row."]
    if summary.preview:
        header, *rows = summary.preview
        lines += ["", "The first rows; write them all with -o screened.xlsx (or .csv):", *_table(header, rows)]
    return "".join(f"{printable(line)}\n" for line in lines)


def brief_summary(summary: Summary) -> str:
    """Only what must not be overlooked: what could not be read, and columns that were perhaps meant otherwise."""
    lines = _notes(summary) + (_problems(summary) if summary.rows_with_errors else [])
    return "".join(f"{printable(line)}\n" for line in lines)


def _read(summary: Summary) -> str:
    """Which columns were read as answers."""
    read = f"read: {len(summary.read)} of {_counted(summary.columns, 'column')} as answers"
    read += f": {', '.join(summary.read)}" if summary.read else ""
    return read + (f"; for every row: {', '.join(summary.constants)}" if summary.constants else "")


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
    lines = []
    cells = sum(column.cells for column in summary.unread)
    if cells:
        answers = (summary.rows - summary.not_judged) * len(summary.read)
        lines.append(f"! {cells:,} of {_counted(answers, 'answer')} could not be read. They count as not answered:")
        lines += [line for column in summary.unread for line in _unread(column)]
        if cells >= MANY:
            lines.append(f"  Say what they mean, all at once: ka1 batch {summary.table} --suggest-map > map.yaml")
            lines.append(f"  fill it in, then: ka1 batch {summary.table} --map map.yaml -o screened.xlsx")
    if summary.contradictions.rows:
        lines.append(f"! {_counted(summary.contradictions.rows, 'row')} with answers that contradict each other")
        lines += [f"    {place}: {message}" for place, message in summary.contradictions.examples]
    lines.append(f"{_counted(summary.rows_with_errors, 'row')} with errors; see the column `errors`")
    return lines


def _unread(column: UnreadColumn) -> list[str]:
    texts, width = [], 0
    for text, count in column.texts.items():
        texts.append(f"{shorten(text, 30)} {count:,}")
        width += len(texts[-1]) + 3
        if width > WIDTH and len(texts) < len(column.texts):
            texts.append("...")
            break
    examples = [f"    {one.place}: {one.message}; {one.help}" for one in column.examples]
    return [f"  {column.name}: {_counted(column.cells, 'cell')}: {' · '.join(texts)}", *examples]


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
