"""Cells: the few classes of answers that the tests of a rule set can tell apart.

The tests cut the values of a fact into cells ("below 6", "6 to 18", "above 18"). Within a cell, every test on the
fact comes out the same, so a rule set has finitely many cases: one cell, or *not answered*, for each fact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ka1cli.language.answers import answer_at, number_of
from ka1cli.language.formulas import Accepts, Answer, OneOf, Range, Test
from ka1cli.language.model import Fact
from ka1cli.language.resolve import Accepted, is_numeric, last_number


class Cells(NamedTuple):
    """The cells of one fact, numbered from 0. Sets of cells are bit masks: bit `i` is cell `i`."""

    fact: Fact
    starts: tuple[int, ...]
    """For numbers and days: the first number of each cell; a cell ends where the next begins."""
    members: tuple[tuple[Answer, ...], ...]
    """For yes/no, choices and codes: the values in each cell."""
    by_value: dict[Answer, int]
    """For yes/no, choices and codes: the cell of each value."""

    @property
    def size(self) -> int:
        return len(self.starts) or len(self.members)

    @property
    def all(self) -> int:
        """The set of all cells: what is possible while the fact is not answered."""
        return (1 << self.size) - 1

    def cell_of(self, answer: Answer) -> int:
        if self.starts:
            return bisect_right(self.starts, number_of(answer, self.fact)) - 1
        return self.by_value[answer]

    def span(self, cell: int) -> Range:
        """The numbers of a cell of a number or day."""
        last = self.starts[cell + 1] - 1 if cell + 1 < len(self.starts) else self.fact.max
        return Range(self.starts[cell], last)

    def example(self, cell: int) -> Answer:
        """An answer that lies in a cell: the first one."""
        return answer_at(self.starts[cell], self.fact) if self.starts else self.members[cell][0]

    def nearest(self, cell: int, other: int) -> Answer:
        """An answer in a cell that is nearest to another cell."""
        last = self.span(cell).max if self.starts and cell < other else None
        return self.example(cell) if last is None else answer_at(last, self.fact)

    def spans(self, cells: int) -> tuple[Range, ...]:
        """A set of cells of a number or day as ranges, neighbours joined."""
        found: list[Range] = []
        for cell in bits(cells):
            span = self.span(cell)
            if found and found[-1].max is not None and found[-1].max + 1 == span.min:
                found[-1] = Range(found[-1].min, span.max)
            else:
                found.append(span)
        return tuple(found)

    def values(self, cells: int) -> tuple[Answer, ...]:
        """A set of cells of a yes/no fact, choice or code as its values, in the order of the rule file."""
        return tuple(value for value in self.fact.answers if cells >> self.by_value[value] & 1)


def bits(cells: int) -> Iterator[int]:
    """The numbers of the cells in a set."""
    while cells:
        lowest = cells & -cells
        yield lowest.bit_length() - 1
        cells ^= lowest


def cut(facts: Mapping[str, Fact], tests: Iterable[Test], accepted: Accepted) -> dict[str, Cells]:
    """The cells of every fact, cut by tests in one call."""
    by_fact: dict[str, dict[Accepts, None]] = {fact: {} for fact in facts}
    for test in tests:
        by_fact[test.fact][test.accepts] = None
    return {
        name: _cut_numbers(fact, by_fact[name], accepted)
        if is_numeric(fact)
        else _cut_values(fact, by_fact[name], accepted)
        for name, fact in facts.items()
    }


def _cut_numbers(fact: Fact, tests: Iterable[Accepts], accepted: Accepted) -> Cells:
    starts = {fact.min}
    for test in tests:
        for low, high in accepted.ranges(test, fact):
            starts |= {low if low is not None else fact.min, (high + 1) if high is not None else fact.min}
    inside = sorted(start for start in starts if fact.min <= start <= last_number(fact))
    return Cells(fact, tuple(inside), (), {})


def _cut_values(fact: Fact, tests: Iterable[Accepts], accepted: Accepted) -> Cells:
    passing = [accepted.values(test) for test in tests if isinstance(test, OneOf)]
    by_signature: dict[tuple[bool, ...], list[Answer]] = {}
    for value in fact.answers:
        by_signature.setdefault(tuple([value in values for values in passing]), []).append(value)
    members = tuple(tuple(values) for values in by_signature.values())
    by_value = {value: cell for cell, values in enumerate(members) for value in values}
    return Cells(fact, (), members, by_value)


def mask(cells: Cells, test: Test, accepted: Accepted) -> int:
    """The set of cells that a test lets pass."""
    if not cells.starts:
        assert isinstance(test.accepts, OneOf), "loading refuses bounds on values"
        values = accepted.values(test.accepts)
        return sum(1 << cell for cell, members in enumerate(cells.members) if members[0] in values)
    passing = 0
    for low, high in accepted.ranges(test.accepts, cells.fact):
        # No cell lies across the end of a range: the cells are cut there.
        first = 0 if low is None else bisect_left(cells.starts, low)
        end = cells.size if high is None else bisect_right(cells.starts, high)
        passing |= (1 << max(end, first)) - (1 << first)
    return passing
