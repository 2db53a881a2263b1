"""The interview once more, by brute force over answers: what can change a verdict, and the fewest questions."""

from collections.abc import Iterator
from functools import cache

from ka1cli.cases.cells import bits
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.formulas import Answer

Answers = frozenset[tuple[str, Answer]]


class Brute:
    """Everything that answers can do to some options, tried out. Knows nothing of parts, rests and orders.

    Whoever is asked is one for whom the rules are: no question is for telling others apart.
    """

    def __init__(self, rules: CallRules, options: tuple[str, ...]) -> None:
        self.rules, self.options = rules, options
        self.values = {
            cells.fact.id: tuple(cells.example(cell) for cell in bits(open_))
            for cells, open_ in zip(rules.space.cells, rules.space.open_world, strict=True)
        }
        self.verdicts = cache(self._verdicts)
        self.changing = cache(self._changing)
        self.fewest = cache(self._fewest)
        self.lawful = cache(self._lawful)
        self.completions = cache(self._completions)

    def answers_to(self, fact: str, answers: Answers) -> Iterator[Answers]:
        """The answers with one more, in every way that contradicts nothing."""
        for value in self.values[fact]:
            more = answers | {(fact, value)}
            if self.lawful(more):
                yield more

    def _lawful(self, answers: Answers) -> bool:
        return self.rules.space.contradiction(self.rules.space.world(dict(answers))) is None

    def _verdicts(self, answers: Answers) -> tuple[Verdict, ...]:
        world = self.rules.world(dict(answers))
        return tuple(self.rules.explain(option, world).verdict for option in self.options)

    def _changing(self, answers: Answers, askable: frozenset[str]) -> frozenset[str]:
        """The facts of which an answer changes a verdict, now or after answers to others."""
        if set(self.verdicts(answers)) <= {Verdict.INELIGIBLE}:
            return frozenset()
        found = set()
        for fact in askable:
            for more in self.answers_to(fact, answers):
                if self.verdicts(more) != self.verdicts(answers):
                    found.add(fact)
                found |= self.changing(more, askable - {fact})
        return frozenset(found)

    def _fewest(self, answers: Answers, askable: frozenset[str]) -> float:
        """The fewest questions that can be expected until no answer changes a verdict any more."""
        worth = self.changing(answers, askable)
        return min((self._after(fact, answers, askable) for fact in worth), default=0.0)

    def _after(self, fact: str, answers: Answers, askable: frozenset[str]) -> float:
        ways = [(self.completions(more), more) for more in self.answers_to(fact, answers)]
        total = sum(count for count, _ in ways)
        return 1 + sum(count / total * self.fewest(more, askable - {fact}) for count, more in ways)

    def _completions(self, answers: Answers) -> int:
        """In how many ways the open facts can be answered without a contradiction."""
        fact = next((fact for fact in self.values if fact not in dict(answers)), None)
        return 1 if fact is None else sum(map(self.completions, self.answers_to(fact, answers)))
