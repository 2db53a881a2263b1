"""The definition for all cases of an option at once, unanswered facts included.

A case gives each fact one of its answers or none. A table is a bit mask with one bit for each case. An answer more or
less is a shift of the mask, so that *some* and *every* completion of an open fact are the union and the intersection
of shifted masks: brute force over completions, for hundreds of thousands of cases in one go. Facts that are chosen are
completed first (some choice is enough), then those that are given (every completion counts).
"""

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from itertools import combinations, product
from operator import and_, or_
from typing import NamedTuple

from oracle import Meaning, tests_in

from ka1cli.language.formulas import AllOf, Answer, AnyOf, Condition, Not


class Outcome(NamedTuple):
    """The cases in which conditions are met, unmet and unknown together; in the others the answers contradict."""

    met: int
    unmet: int
    unknown: int


class CaseTable:
    """All cases of some facts. No implication may connect them with others."""

    def __init__(self, meaning: Meaning, facts: Sequence[str]) -> None:
        self.meaning, self.facts = meaning, tuple(facts)
        self.answers = {fact: meaning.both_sides(fact) for fact in self.facts}
        self.stride: dict[str, int] = {}
        self.size = 1
        for fact in self.facts:
            self.stride[fact] = self.size
            self.size *= len(self.answers[fact]) + 1
        self.all = (1 << self.size) - 1
        self._complete = reduce(and_, (self.all & ~self.where(fact, None) for fact in self.facts), self.all)
        self._lawful = self._complete
        for name, entry in meaning.implications:
            touched = {name} | {test.fact for test in tests_in(entry.then)}
            if touched & set(self.facts):
                assert touched <= set(self.facts), "an implication connects these facts with others"
                self._lawful &= self.holds(AnyOf((Not(entry.when), entry.then)))

    def where(self, fact: str, answer: Answer | None) -> int:
        """The cases in which a fact has an answer, or none."""
        slot = len(self.answers[fact]) if answer is None else self.answers[fact].index(answer)
        stride, period = self.stride[fact], self.stride[fact] * (len(self.answers[fact]) + 1)
        mask, length = ((1 << stride) - 1) << slot * stride, period
        while length < self.size:
            mask |= mask << length
            length *= 2
        return mask & self.all

    def holds(self, condition: Condition) -> int:
        """The complete cases in which a condition holds."""
        match condition:
            case AllOf(parts):
                return reduce(and_, map(self.holds, parts), self._complete)
            case AnyOf(parts):
                return reduce(or_, map(self.holds, parts), 0)
            case Not(part):
                return self._complete & ~self.holds(part)
        passing = (
            self.where(condition.fact, a) for a in self.answers[condition.fact] if self.meaning.passes(condition, a)
        )
        return self._complete & reduce(or_, passing, 0)

    def over(self, facts: Iterable[str], table: int, combine: object) -> int:
        """The table where a case with open facts has the union or intersection of the cases that answer them."""
        for fact in facts:
            stride, answers = self.stride[fact], self.answers[fact]
            first = self.where(fact, answers[0])
            combined = reduce(combine, ((table >> slot * stride) & first for slot in range(len(answers))))
            table = table & ~self.where(fact, None) | combined << len(answers) * stride
        return table

    def outcome(self, conditions: Iterable[Condition]) -> Outcome:
        """For every completion of the given facts, is there a choice of the chosen ones that meets all conditions?"""
        facts = self.meaning.rules.facts
        chosen = [fact for fact in self.facts if facts[fact].chosen]
        given = [fact for fact in self.facts if not facts[fact].chosen]
        goal = reduce(and_, map(self.holds, conditions), self._lawful)
        possible, lawful = self.over(chosen, goal, or_), self.over(chosen, self._lawful, or_)
        always = self.over(given, self.all & (possible | ~lawful), and_)
        possible, lawful = self.over(given, possible, or_), self.over(given, lawful, or_)
        return Outcome(lawful & always, lawful & ~possible, lawful & possible & ~always)

    def settled_by(self, facts: Collection[str], outcome: Outcome) -> int:
        """The cases in which answers to the facts, however they come out, leave nothing unknown."""
        return self.over(facts, self.all & ~outcome.unknown, and_)

    def where_any(self, cases: Iterable[tuple[tuple[str, Answer | None], ...]]) -> int:
        """The cases that agree with one of some partial cases."""
        return reduce(or_, (reduce(and_, (self.where(*item) for item in case), self.all) for case in cases), 0)

    def cases(self, facts: Sequence[str]) -> Iterable[tuple[tuple[str, Answer | None], ...]]:
        """Every combination of answers to some of the facts, none included."""
        return product(*([(fact, answer) for answer in (*self.answers[fact], None)] for fact in facts))

    def profile(self, case: int) -> dict[str, Answer]:
        """The answers of a case, by its position in a table."""
        found = {}
        for fact in self.facts:
            slot = case // self.stride[fact] % (len(self.answers[fact]) + 1)
            if slot < len(self.answers[fact]):
                found[fact] = self.answers[fact][slot]
        return found


def subsets(items: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (subset for size in range(len(items) + 1) for subset in combinations(items, size))


def positions(table: int) -> Iterable[int]:
    """The cases in a table, by position."""
    while table:
        lowest = table & -table
        yield lowest.bit_length() - 1
        table ^= lowest
