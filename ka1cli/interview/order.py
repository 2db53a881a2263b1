"""The order of questions: the fewest that are to be expected until nothing is left to settle."""

from math import prod

from ka1cli.cases.cells import bits
from ka1cli.cases.outlook import Facts
from ka1cli.interview.unsettled import OpenOption, Rest, Unsettled, refined

EXACT = 3_000
"""A rest with at most so many positions (for each fact worth asking, its different answers and *not answered*) is ordered
as well as is possible; a larger one by looking one answer ahead."""


AHEAD = 75_000
"""Where looking one answer ahead would make more nodes than this, the question that most options need comes first."""


FOLLOWED = 20_000
"""How many questions follow at most is told where following them is no more work than so many nodes."""


class TooManyError(Exception):
    """Too many courses of an interview to follow."""


class Order:
    """Which question to ask next. Every rest is ordered once, then remembered."""

    def __init__(self, unsettled: Unsettled, exact: int = EXACT) -> None:
        self.unsettled, self._exact = unsettled, exact
        self._best: dict[Rest, int] = {}
        self._expected: dict[Rest, float] = {}
        self._most: dict[Rest, int] = {}
        self._left = FOLLOWED

    def next(self, rests: tuple[Rest, ...]) -> int | None:
        """The fact to ask about; nothing if no answer can change a verdict.

        Rests do not bear on each other, so that their order is free: the rule file decides it.
        """
        return min((self.best(rest) for rest in rests), default=None)

    def best(self, rest: Rest) -> int:
        """The fact to ask about first in a rest."""
        first = self._best.get(rest)
        if first is None:
            first = self._best[rest] = self._choose(rest)
        return first

    def expected(self, rest: Rest) -> float:
        """How many questions are to be expected in this order, if every answer is known."""
        cost = self._expected.get(rest)
        if cost is None:
            cost = self._expected[rest] = self._cost(rest, self.best(rest))
        return cost

    def most_left(self, rests: tuple[Rest, ...]) -> int | None:
        """How many questions follow at most in this order; nothing where they are too many to follow."""
        self._left = FOLLOWED
        try:
            return sum(map(self.most, rests))
        except TooManyError:
            return None

    def most(self, rest: Rest) -> int:
        """How many questions follow at most in this order. *I don't know* is an answer, too."""
        most = self._most.get(rest)
        if most is None:
            self._left -= 10
            if rest not in self._best and self._looks_ahead(rest):
                self._left -= self._work_ahead(rest)
            if self._left < 0:
                raise TooManyError
            most = self._most[rest] = 1 + self._most_after(rest)
        return most

    def _most_after(self, rest: Rest) -> int:
        fact = self.best(rest)
        bound = rest.worth_asking.bit_count() - 1
        most = 0
        for cells in (None, *(cells for cells, _ in self.unsettled.answers(rest, fact))):
            most = max(most, sum(self.most(after) for after in self.unsettled.after(rest, fact, cells)))
            if most == bound:
                break
        return most

    def _choose(self, rest: Rest) -> int:
        if rest.alone:
            # No way leads past this question, so that asking it first never makes any way longer.
            return next(bits(rest.alone))
        if not self._looks_ahead(rest):
            cost = self._cost
        else:
            cost = self._ahead if self._work_ahead(rest) <= AHEAD else self._spared
        return min(bits(rest.worth_asking), key=lambda fact: (round(cost(rest, fact), 9), fact))

    def _looks_ahead(self, rest: Rest) -> bool:
        return not rest.alone and self.size(rest) > self._exact

    def size(self, rest: Rest) -> int:
        return prod(len(self.unsettled.told_apart(rest, fact)) + 1 for fact in bits(rest.worth_asking))

    def _cost(self, rest: Rest, fact: int) -> float:
        """The expected number of questions if this one comes first."""
        return 1 + sum(
            likely * sum(self.expected(after) for after in self.unsettled.after(rest, fact, cells))
            for cells, likely in self.unsettled.answers(rest, fact)
        )

    def _spared(self, rest: Rest, fact: int) -> int:
        """How many options get on without a question."""
        outlook = self.unsettled.outlook
        return sum(not any(outlook.facts(part) >> fact & 1 for part in option.parts) for option in rest.options)

    def _work_ahead(self, rest: Rest) -> int:
        """How much work it is at most, counted in nodes, to look one answer ahead."""
        parts = dict.fromkeys(part for option in rest.options for part in option.parts)
        return sum(self.unsettled.outlook.work(part, rest.worth_asking) for part in parts)

    def _ahead(self, rest: Rest, fact: int) -> float:
        """How many questions are worth asking after this one, on average."""
        askable = rest.askable & ~(1 << fact)
        elsewhere, moved = 0, []
        for option in rest.options:
            ways = self._worth_after(option, fact, askable)
            if len(ways) == 1:
                elsewhere |= ways[0][1]
            else:
                moved.append(ways)
        average = 0.0
        for cells, likely in self.unsettled.answers(rest, fact):
            worth_asking = elsewhere
            for ways in moved:
                worth_asking |= next(facts for inside, facts in ways if inside & cells)
            average += likely * worth_asking.bit_count()
        return average

    def _worth_after(self, option: OpenOption, fact: int, askable: Facts) -> list[tuple[int, Facts]]:
        """For each answer to a fact that an option tells apart, what is worth asking for it then."""
        unsettled = self.unsettled
        apart = refined(unsettled.outlook.answers(part, fact) for part in option.parts)
        ways = []
        for cells in apart or (-1,):
            still = unsettled.still_open(unsettled.stepped(option, fact, cells, askable), askable)
            ways.append((cells, 0 if still is None else still[1]))
        return ways
