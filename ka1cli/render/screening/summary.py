"""What a screening found, as text for stderr."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.batch.summary.model import Summary, UnreadColumn
from ka1cli.decision.model import Provenance
from ka1cli.language.answers import shorten
from ka1cli.language.model import RuleSet
from ka1cli.render.screening.bars import Bars
from ka1cli.render.screening.counts import aligned, ask_next_lines, closed_lines, verdict_lines
from ka1cli.render.text.lines import lines_of, paragraph
from ka1cli.render.text.safe import text_of_lines
from ka1cli.render.text.wording import counted, day_text

MANY = 10
"""So many cells that cannot be read are more than one mends by hand."""
WIDTH = 60
"""So many characters of the texts of a column that could not be read are told."""


class Run(NamedTuple):
    """What stands beside the counts."""

    rules: Provenance
    written: tuple[str, ...]
    """Where the result and the report are."""
    seconds: float


def summary_text(summary: Summary, rule_set: RuleSet, run: Run, bars: Bars | None = None) -> str:
    """What could not be read, rows, verdicts, and what one more answer would bring. `bars` are those of a terminal."""
    width = bars.columns if bars else None
    written = f" -> {', '.join(run.written)}" if run.written else ""
    took = f"   ({run.seconds:.1f} s)" if bars else ""
    lines = [*_notes(summary), f"{summary.table}: {counted(summary.rows, 'row')} screened{written}{took}"]
    period = f"{rule_set.words.period_heading} {run.rules.call}, as" if run.rules.call else "As"
    lines.append(f"{period} of {day_text(run.rules.on)}. Rules {run.rules.id} {run.rules.version}.")
    if summary.not_judged:
        lines.append(
            f"{counted(summary.not_judged, 'row')} without any answer: carried along, not judged, not counted below"
        )
    lines = [*_fitting([*lines, _read(summary)], width), ""]
    lines += [*_fitting(_problems(summary), width), ""] if summary.rows_with_errors else []
    lines += verdict_lines(summary, bars)
    lines += ["", *ask_next_lines(summary)] if summary.one_answer.rows else []
    closed = closed_lines(summary, rule_set)
    lines += ["", *closed] if closed else []
    if summary.unasked:
        unasked = f"No column for: {', '.join(summary.unasked)}. These facts are not answered in any row."
        lines += ["", *_fitting([unasked], width)]
    if summary.preview:
        lines += ["", "The first rows; write them all with -o screened.xlsx (or .csv):", *aligned(summary.preview)]
    return text_of_lines(lines)


def _fitting(lines: Iterable[str], width: int | None) -> list[str]:
    """Sentences in lines that fit a terminal. (Tables fit by themselves.)"""
    return ["".join(piece.text for piece in line) for text in lines for line in lines_of(paragraph(text, 2), width)]


def brief_summary(summary: Summary, width: int | None = None) -> str:
    """Only what must not be overlooked: what could not be read, and columns that were perhaps meant otherwise."""
    lines = _notes(summary) + (_problems(summary) if summary.rows_with_errors else [])
    return text_of_lines(_fitting(lines, width))


def _read(summary: Summary) -> str:
    """Which columns were read as answers."""
    read = f"read: {len(summary.read)} of {counted(summary.columns, 'column')} as answers"
    read += f": {', '.join(summary.read)}" if summary.read else ""
    return read + (f"; for every row: {', '.join(summary.constants)}" if summary.constants else "")


def _notes(summary: Summary) -> list[str]:
    """Columns that were perhaps meant otherwise come first: everything after them is counted without their answers."""
    return [f"note: {hint.message}{f': {hint.help}' if hint.help else ''}" for hint in summary.hints]


def _problems(summary: Summary) -> list[str]:
    lines = []
    cells = sum(column.cells for column in summary.unread)
    if cells:
        answers = summary.judged * len(summary.read)
        lines.append(f"! {cells:,} of {counted(answers, 'answer')} could not be read. They count as not answered:")
        lines += [line for column in summary.unread for line in _unread(column)]
        if cells >= MANY:
            lines.append(
                "  Say what they mean, all at once: the same command with --suggest-map > new-map.yaml and without -o;"
            )
            lines.append("  fill that in, then the first command again with --map new-map.yaml")
    if summary.contradictions.rows:
        lines.append(f"! {counted(summary.contradictions.rows, 'row')} with answers that contradict each other")
        lines += [f"    {place}: {message}" for place, message in summary.contradictions.examples]
    lines.append(f"{counted(summary.rows_with_errors, 'row')} with errors; see the column `{summary.errors_column}`")
    return lines


def _unread(column: UnreadColumn) -> list[str]:
    texts, width = [], 0
    for text, count in column.texts.items():
        texts.append(f"{shorten(text, 30)} {count:,}")
        width += len(texts[-1]) + 3
        if width > WIDTH and len(texts) < len(column.texts):
            texts.append("...")
            break
    examples = [f"    {cell.place}: {cell.message}; {cell.help}" for cell in column.examples]
    return [f"  {column.name}: {counted(column.cells, 'cell')}: {' · '.join(texts)}", *examples]
