"""Sets of cells in words: `19 to 24`, `yes`, `the countries of the Programme`, `all but N1`."""

from ka1cli.cases.cells import Cells
from ka1cli.language.answers import answer_at, answer_text
from ka1cli.language.answers.texts import series
from ka1cli.language.formulas import Range
from ka1cli.language.model import FactType, RuleSet
from ka1cli.language.resolve import group_values

MANY = 6
"""Lists of values longer than this are shortened."""


def cells_text(cells: Cells, chosen: int, rule_set: RuleSet, call: int) -> str:
    """A set of cells of a fact in words."""
    if cells.starts:
        return " or ".join(span_text(cells, span) for span in cells.spans(chosen))
    values = [answer_text(value) for value in cells.values(chosen)]
    others = [answer_text(value) for value in cells.values(cells.all & ~chosen)]
    if cells.fact.type in (FactType.CHOICE, FactType.CODE, FactType.COUNTRY):
        for group in rule_set.groups.values():
            members = set(group_values(rule_set.groups, group.id, call))
            if len(members) > 1 and members == set(values):
                return f"in {group.title}"
            if len(members) > 1 and members == set(others):
                return f"not in {group.title}"
    if 0 < len(others) < len(values) and len(values) > 2:
        return f"anything but {_listed(others)}"
    return _listed(values)


def span_text(cells: Cells, span: Range) -> str:
    """A range of numbers or days in words."""
    low, high = (None if end is None else answer_text(answer_at(end, cells.fact)) for end in span)
    if span.min == span.max:
        return str(low)
    if span.max is None or span.max == cells.fact.max:
        return f"{low} and more" if cells.fact.type is not FactType.DATE else f"{low} and later"
    return f"{low} to {high}"


def _listed(values: list[str]) -> str:
    if len(values) > MANY:
        return f"{', '.join(values[: MANY - 1])} or {len(values) - MANY + 1} more"
    return series(values, "or")
