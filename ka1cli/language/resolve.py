"""What a rule set says in one call: the values of groups and figures from that call on."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from ka1cli.language.answers import MAX_DIGITS, number_of, number_text
from ka1cli.language.formulas import Accepts, Aged, Answer, FigureBound, InFigure, OneOf, Range, Within
from ka1cli.language.model import Fact, FactType, Figure, FigureValue, Group, RuleSet

T = TypeVar("T")

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A figure in a sentence."""

ALWAYS = 0
"""The call under which values that hold in every call are kept."""


def value_at(by_call: Mapping[int, T], call: int) -> T | None:
    """The entry of the newest call that is not after `call`."""
    return by_call[max(calls)] if (calls := [year for year in by_call if year <= call]) else None


def what_tests_compare_with(rule_set: RuleSet, call: int) -> object:
    """The criteria, options, figures and groups of a call: where they are the same, conditions mean the same."""
    figures = [value_at(figure.by_call, call) for figure in rule_set.figures.values()]
    groups = [value_at(group.by_call, call) for group in rule_set.groups.values()]
    criteria = [name for name, criterion in rule_set.criteria.items() if call in criterion.calls]
    return figures, groups, criteria, [name for name, option in rule_set.options.items() if call in option.calls]


def parts_of(groups: Mapping[str, Group], name: str) -> tuple[Group, ...]:
    """A group and all groups that it is made of, each once."""
    parts: dict[str, Group] = {}
    waiting = [name]
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts[part] = groups[part]
            waiting += reversed(groups[part].of)
    return tuple(parts.values())


def group_values(groups: Mapping[str, Group], name: str, call: int) -> tuple[str, ...]:
    """The values of a group in a call, those of the groups it is made of included, each once."""
    values = (value for part in parts_of(groups, name) for value in value_at(part.by_call, call) or ())
    return tuple(dict.fromkeys(values))


def figure_text(figure: Figure, call: int) -> str:
    """A figure as a sentence shows it: the value with its unit, or that it is not known."""
    value = value_at(figure.by_call, call)
    return "not known here" if value is None else amount(value, figure.unit, figure.decimals)


def amount(value: FigureValue, unit: str | None, decimals: int = 0) -> str:
    """A number or range with its unit: `6 to 18 months`, `at most 30 participants`."""
    unit = f" {unit}" if unit else ""
    if isinstance(value, int):
        return number_text(value, decimals) + unit
    if not isinstance(value, Range):
        return str(value)
    low, high = (None if end is None else number_text(end, decimals) for end in value)
    if low is None or high is None:
        return (f"at least {low}" if high is None else f"at most {high}") + unit
    return (f"{low} to {high}" if low != high else low) + unit


class Accepted:
    """Resolves tests for one call."""

    def __init__(self, groups: Mapping[str, Group], figures: Mapping[str, Figure], call: int) -> None:
        self.groups, self.figures, self.call = groups, figures, call

    def values(self, accepts: OneOf) -> frozenset[Answer]:
        of_groups = [value for group in accepts.groups for value in group_values(self.groups, group, self.call)]
        return frozenset((*accepts.values, *of_groups))

    def bounds(self, accepts: Within | InFigure | Aged, fact: Fact) -> Range | None:
        """The range that a bounds test on a fact lets pass; nothing where a figure has no value in this call."""
        if isinstance(accepts, Aged):
            day = self.number(accepts.on, fact)
            return _born(date.fromordinal(day), accepts) if day is not None else None
        if isinstance(accepts, InFigure):
            value = self._figure(accepts.figure)
            steps = self._steps(accepts.figure, fact)
            return Range(*(end and end * steps for end in value)) if isinstance(value, Range) else None
        ends = [bound if bound is None else self.number(bound, fact) for bound in accepts]
        unknown = any(end is None and bound is not None for end, bound in zip(ends, accepts, strict=True))
        return None if unknown else Range(*ends)

    def ranges(self, accepts: Accepts, fact: Fact) -> list[Range]:
        """The ranges that a test on a number or day lets pass; none where a figure has no value in this call."""
        if isinstance(accepts, OneOf):
            return [Range(number, number) for number in (number_of(value, fact) for value in accepts.values)]
        bounds = self.bounds(accepts, fact)
        return [bounds] if bounds is not None else []

    def number(self, bound: int | FigureBound, fact: Fact) -> int | None:
        """A bound as a place on the axis of a number or day; nothing where its figure holds none."""
        if isinstance(bound, int):
            return bound
        value = self._figure(bound.figure)
        if isinstance(value, date):
            return value.toordinal()
        return value * self._steps(bound.figure, fact) if isinstance(value, int) else None

    def _figure(self, name: str) -> FigureValue | None:
        return value_at(self.figures[name].by_call, self.call)

    def _steps(self, figure: str, fact: Fact) -> int:
        """So many steps of a fact are one of a figure, which has as many decimals or fewer."""
        return int(10 ** (fact.decimals - self.figures[figure].decimals))


def _born(day: date, aged: Aged) -> Range:
    """The birthdays of those who are as old on a day. Who was born on 29 February grows older on 1 March."""
    earliest = years_before(day, aged.max + 1) + 1 if aged.max is not None else None
    return Range(earliest, years_before(day, aged.min) if aged.min is not None else None)


def years_before(day: date, years: int) -> int:
    """The last birthday of those who are so old on a day. Not before the first day of the calendar."""
    if day.year - years < 1:
        return date.min.toordinal()
    try:
        return day.replace(year=day.year - years).toordinal()
    except ValueError:
        return day.replace(year=day.year - years, day=28).toordinal()


def is_numeric(fact: Fact) -> bool:
    """Whether the answers of a fact lie on an axis."""
    return fact.type in (FactType.NUMBER, FactType.DATE)


def last_number(fact: Fact) -> int:
    """The last place on the axis of a number or day that an answer can have."""
    if fact.max is not None:
        return fact.max
    return date.max.toordinal() if fact.type is FactType.DATE else 10**MAX_DIGITS - 1


COMPARABLE = 400
"""Two facts with so many answers in common at most can be compared: each answer is a cell of its own."""
SUMMED = 60_000
"""So much work a sum may be: 1,000 steps up to its bound for two facts, 244 for three, 173 for four."""
SUM_ID = "the sum"


def comparable(fact: Fact, other: Fact) -> int:
    """How many answers two facts have in common, on an axis or by name."""
    if is_numeric(fact):
        return max(min(last_number(fact), last_number(other)) - max(fact.min, other.min) + 1, 0)
    return len(set(fact.answers) & set(other.answers))


def sum_of(facts: Sequence[Fact]) -> Fact:
    """A sum as a number of its own."""
    last = None if any(fact.max is None for fact in facts) else sum(map(last_number, facts))
    return facts[0]._replace(id=SUM_ID, min=sum(fact.min for fact in facts), max=last)


def work_of_sum(facts: Sequence[Fact], steps: int) -> int:
    """Every step of every fact but the last is looked at after every sum of those before it."""
    return steps * max(steps * (len(facts) - 2), 60)


def steps_of_sum(facts: Sequence[Fact], bounds: Range) -> int:
    """How many values of a sum can be told apart: from its least one to the one from which nothing changes."""
    return max(top_of_sum(bounds) - sum(fact.min for fact in facts), 1)


def top_of_sum(bounds: Range) -> int:
    """The sum from which on nothing changes any more."""
    return bounds.max + 1 if bounds.max is not None else bounds.min or 0
