"""The order of questions: the fewest that are to be expected until nothing is left to settle."""

from math import prod

from ka1cli.cases.cells import bits
from ka1cli.interview.likelihood import Likelihood
from ka1cli.interview.unsettled import Rest, Unsettled

EXACT = 3_000
"""A rest with at most so many positions (for each fact worth asking, its cells and *not answered*) is ordered as well
as is possible; a larger one by looking one answer ahead."""


class Order:
    """Which question to ask next. Every rest is ordered once, then remembered."""

    def __init__(self, unsettled: Unsettled, likelihood: Likelihood, exact: int = EXACT) -> None:
        self._unsettled, self._likelihood, self._exact = unsettled, likelihood, exact
        self._best: dict[Rest, int] = {}
        self._expected: dict[Rest, float] = {}
        self._most: dict[Rest, int] = {}

    def next(self, rests: tuple[Rest, ...]) -> int | None:
        """The fact to ask about; nothing if no answer can change a verdict.

        Rests do not bear on each other, so that their order is free: the rule file decides it.
        """
        return min((self.best(rest) for rest in rests), default=None)

    def best(self, rest: Rest) -> int:
        """The fact to ask about first in a rest."""
        found = self._best.get(rest)
        if found is None:
            found = self._best[rest] = self._choose(rest)
        return found

    def expected(self, rest: Rest) -> float:
        """How many questions are to be expected in this order, if every answer is known."""
        found = self._expected.get(rest)
        if found is None:
            found = self._expected[rest] = self._cost(rest, self.best(rest))
        return found

    def most(self, rest: Rest) -> int:
        """How many questions follow at most in this order. *I don't know* is an answer, too."""
        found = self._most.get(rest)
        if found is None:
            found = self._most[rest] = 1 + self._most_after(rest)
        return found

    def _most_after(self, rest: Rest) -> int:
        fact = self.best(rest)
        bound = rest.worth_asking.bit_count() - 1
        most = 0
        for cell in (None, *(cell for cell, _ in self._likelihood.of(fact, rest.world))):
            most = max(most, sum(self.most(after) for after in self._unsettled.after(rest, fact, cell)))
            if most == bound:
                break
        return most

    def _choose(self, rest: Rest) -> int:
        if rest.alone:
            # No way leads past this question, so that asking it first never makes any way longer.
            return next(bits(rest.alone))
        cost = self._cost if self.size(rest) <= self._exact else self._ahead
        return min(bits(rest.worth_asking), key=lambda fact: (round(cost(rest, fact), 9), fact))

    def size(self, rest: Rest) -> int:
        """How many positions a rest has at most."""
        return prod(rest.world[fact].bit_count() + 1 for fact in bits(rest.worth_asking))

    def _cost(self, rest: Rest, fact: int) -> float:
        """The expected number of questions if this one comes first."""
        return 1 + sum(
            likely * sum(self.expected(after) for after in self._unsettled.after(rest, fact, cell))
            for cell, likely in self._likelihood.of(fact, rest.world)
        )

    def _ahead(self, rest: Rest, fact: int) -> float:
        """How many questions are worth asking after this one, on average."""
        return sum(
            likely * sum(after.worth_asking.bit_count() for after in self._unsettled.after(rest, fact, cell))
            for cell, likely in self._likelihood.of(fact, rest.world)
        )
