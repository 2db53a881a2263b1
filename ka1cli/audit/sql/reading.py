"""How a query reads a column: its text, what the text means, and the cell in which the answer lies."""

from datetime import date

from ka1cli.audit.sql.dialects import Dialect
from ka1cli.cases.cells import Cells
from ka1cli.language.answers import DATE, NOT_ANSWERED, AnswerReader, number_pattern
from ka1cli.language.answers.days import LENGTH
from ka1cli.language.model import FactType

UNREADABLE = -1
"""The number for a text that is no answer; NULL is *not answered*."""


def value_expression(cells: Cells, text: str, dialect: Dialect) -> str:
    """What a trimmed text is compared as: a folded text, or a whole number, NULL where it is none. Numbers with decimals are counted in their smallest steps."""
    match cells.fact.type:
        case FactType.NUMBER:
            decimals = cells.fact.decimals
            is_number = dialect.matches(text, number_pattern(decimals))
            return f"CASE WHEN {is_number} THEN {dialect.number(text, decimals)} END"
        case FactType.DATE:
            # Days are compared as numbers such as 20261124: texts might be compared by the rules of some language.
            day = f"substr({text}, 1, {LENGTH})"
            is_day = f"CASE WHEN {dialect.matches(text, DATE)} THEN {dialect.is_day(day)} ELSE FALSE END"
            number = dialect.cast(f"replace({day}, '-', '')")
            return f"CASE WHEN {is_day} THEN {number} END"
    return dialect.folded(text)


def cell_expression(cells: Cells, text: str, value: str, dialect: Dialect) -> str:
    """The number of the cell in which the answer lies."""
    lines = [f"CASE WHEN {text} IS NULL OR {text} IN ({dialect.listed(NOT_ANSWERED)}) THEN NULL"]
    if cells.starts:
        lines += _on_axis(cells, value)
    else:
        by_cell: dict[int, list[str]] = {}
        for spelling, answer in AnswerReader(cells.fact).spellings.items():
            by_cell.setdefault(cells.cell_of(answer), []).append(spelling)
        lines += [f"WHEN {value} IN ({dialect.listed(by_cell[cell])}) THEN {cell}" for cell in sorted(by_cell)]
    return "\n      ".join([*lines, f"ELSE {UNREADABLE} END"])


def _on_axis(cells: Cells, value: str) -> list[str]:
    fact = cells.fact
    days = fact.type is FactType.DATE
    starts = [_as_number(start) if days else start for start in cells.starts]
    high = fact.max if fact.max is None or not days else _as_number(fact.max)
    lines = [] if high is None else [f"WHEN {value} > {high} THEN {UNREADABLE}"]
    return [*lines, *(f"WHEN {value} >= {starts[cell]} THEN {cell}" for cell in reversed(range(cells.size)))]


def _as_number(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 10_000 + day.month * 100 + day.day
