"""Conditions as tests of single facts: tables, sums, comparisons and names written out, in one call.

Nothing else is judged than what stands here: whatever the language adds becomes cells and diagrams in this way.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ka1cli.language.distinct import distinct
from ka1cli.language.formulas import (
    AllOf,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    Not,
    OneOf,
    OptionMet,
    Range,
    Relation,
    Sum,
    Table,
    Test,
    Within,
)
from ka1cli.language.model import Fact, RuleSet
from ka1cli.language.resolve import Accepted, is_numeric, last_number


@distinct
class ByAnswer(NamedTuple):
    """The answer to one fact tells which condition counts; with another answer it is unmet."""

    branches: tuple[tuple[Test, "Plain"], ...]
    """Tests on one fact, of which no two hold together."""


@distinct
class Every(NamedTuple):
    parts: tuple["Plain", ...]


@distinct
class Some(NamedTuple):
    parts: tuple["Plain", ...]


@distinct
class Opposite(NamedTuple):
    part: "Plain"


@distinct
class Several(NamedTuple):
    """So many of the parts hold, or more."""

    number: int
    parts: tuple["Plain", ...]


Plain = Test | Every | Some | Opposite | Several | ByAnswer

ALWAYS_MET, NEVER_MET = Every(()), Some(())


def tests_in(condition: Plain) -> Iterator[Test]:
    """Every test in a plain condition. Parts that stand in several places are looked at once."""
    waiting: list[Plain] = [condition]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        match part:
            case Test():
                yield part
            case Opposite(inner):
                waiting.append(inner)
            case ByAnswer(branches):
                for test, inner in reversed(branches):
                    waiting += (inner, test)
            case Every(parts) | Some(parts) | Several(_, parts):
                waiting += reversed(parts)


class Expander:
    """Writes conditions out, for the rules of one call."""

    def __init__(self, rule_set: RuleSet, accepted: Accepted) -> None:
        self.rule_set, self.accepted = rule_set, accepted
        self._done: dict[int, tuple[Condition, Plain]] = {}

    def plain(self, condition: Condition) -> Plain:
        """A condition as tests of single facts."""
        known = self._done.get(id(condition))
        if known is None:
            known = self._done[id(condition)] = condition, self._plain(condition)
        return known[1]

    def _plain(self, condition: Condition) -> Plain:
        match condition:
            case Test():
                return condition
            case AllOf(parts):
                return Every(tuple(map(self.plain, parts)))
            case AnyOf(parts):
                return Some(tuple(map(self.plain, parts)))
            case Not(part):
                return Opposite(self.plain(part))
            case AtLeast(number, parts):
                return Several(number, tuple(map(self.plain, parts)))
            case CriterionMet(name):
                return self.plain(self.rule_set.criteria[name].when)
            case OptionMet(name):
                criteria = self.rule_set.options[name].criteria
                return Every(tuple(self.plain(self.rule_set.criteria[criterion].when) for criterion in criteria))
            case Table(rows=rows):
                return Some(tuple(Every((*row.when, *((row.then,) if row.then else ()))) for row in rows))
            case Compared(fact, relation, other):
                return _compared(relation, *self._in_order(self.rule_set.facts[fact], self.rule_set.facts[other]))
            case Sum(of, accepts):
                assert not isinstance(accepts, OneOf)
                bounds = self.accepted.bounds(accepts, self.rule_set.facts[of[0]])
                assert bounds is not None, "loading refuses a bound without a value"
                return _Summing(sorted((self.rule_set.facts[name] for name in of), key=self._place), bounds).plain(0, 0)

    def _place(self, fact: Fact) -> tuple[bool, int]:
        """The order of facts in diagrams: given before chosen ones."""
        return fact.chosen, list(self.rule_set.facts).index(fact.id)

    def _in_order(self, fact: Fact, other: Fact) -> tuple[Fact, Fact, bool]:
        swapped = self._place(other) < self._place(fact)
        return (other, fact, True) if swapped else (fact, other, False)


def _compared(relation: Relation, first: Fact, second: Fact, swapped: bool) -> Plain:
    """Every answer to the first fact with the answers to the second that go with it."""
    if relation is Relation.DIFFERS:
        return Opposite(_compared(Relation.EQUALS, first, second, swapped))
    if not is_numeric(first):
        shared = [value for value in first.answers if value in second.answers]
        return ByAnswer(tuple((Test(first.id, OneOf((v,))), Test(second.id, OneOf((v,)))) for v in shared))
    low, high = max(first.min, second.min), min(last_number(first), last_number(second))
    goes_down = (relation is Relation.AT_LEAST) is not swapped
    branches: list[tuple[Test, Plain]] = []
    for value in range(low, high + 1):
        fitting = Within(None, value) if goes_down else Within(value, None)
        goes_with = Within(value, value) if relation is Relation.EQUALS else fitting
        branches.append((Test(first.id, Within(value, value)), Test(second.id, goes_with)))
    if relation is not Relation.EQUALS:
        if goes_down and last_number(first) > high:
            branches.append((Test(first.id, Within(high + 1, None)), ALWAYS_MET))
        elif not goes_down and first.min < low:
            branches.append((Test(first.id, Within(None, low - 1)), ALWAYS_MET))
    return ByAnswer(tuple(branches))


class _Summing:
    """The sum of some facts, one fact after the other: what is left of the bounds is all that the next has to know."""

    def __init__(self, facts: list[Fact], bounds: Range) -> None:
        self.facts, self.bounds = facts, bounds
        self.top = bounds.max + 1 if bounds.max is not None else bounds.min or 0
        """From this sum on, nothing changes any more."""
        self.beyond = NEVER_MET if bounds.max is not None else ALWAYS_MET
        self._done: dict[tuple[int, int], Plain] = {}

    def plain(self, number: int, total: int) -> Plain:
        """What the facts from a number on have to come to, after the others came to a total."""
        if (number, total) not in self._done:
            self._done[number, total] = self._plain(number, total)
        return self._done[number, total]

    def _plain(self, number: int, total: int) -> Plain:
        fact, after = self.facts[number], sum(fact.min for fact in self.facts[number + 1 :])
        if total + fact.min + after >= self.top:
            return self.beyond
        if number == len(self.facts) - 1:
            low, high = self.bounds
            return Test(fact.id, Within(low and max(low - total, 0), None if high is None else high - total))
        end = self.top - total - after
        branches = [
            (Test(fact.id, Within(value, value)), self.plain(number + 1, total + value))
            for value in range(fact.min, min(end, last_number(fact) + 1))
        ]
        if last_number(fact) >= end:
            branches.append((Test(fact.id, Within(end, None)), self.beyond))
        return ByAnswer(tuple(branches))
