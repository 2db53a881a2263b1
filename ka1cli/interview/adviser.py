"""Asks as a person wants advice: beside what can change a verdict, what can change a recommendation."""

from collections.abc import Iterator

from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import MET, UNMET, Node
from ka1cli.cases.logic import State, World
from ka1cli.cases.outlook import Facts
from ka1cli.cases.verdict import Verdict
from ka1cli.cases.walks import state_in
from ka1cli.interview.interview import Interview, Interviewer


class Adviser(Interviewer):
    """An interviewer that goes on until no answer can change a recommendation either."""

    def next(self, interview: Interview) -> str | None:
        """The fact to ask about next. One whose answer implies others comes before these: it may spare them."""
        fact, for_advice = super().next(interview), self._for_advice(interview)
        if fact is None:
            return next(iter(for_advice), None)
        return next((name for name in for_advice if fact in self._implied(name)), fact)

    def most_left(self, interview: Interview) -> int | None:
        """How many questions are left at most, however they are answered; nothing where they are too many to follow."""
        most = super().most_left(interview)
        if most is None:
            return None
        counted = {fact for rest in self._rests(interview) for fact in bits(rest.worth_asking)}
        return most + sum(self.at_call.space.number[name] not in counted for name in self._for_advice(interview))

    def _for_advice(self, interview: Interview) -> tuple[str, ...]:
        """The facts whose answers can still get an option recommended, in the order of the rule file."""
        world, askable = self._situation(interview)
        space, worth = self.at_call.space, set[int]()
        for name, verdict in self.verdicts(interview).items():
            reasons = space.options[name].recommend
            if verdict is Verdict.INELIGIBLE or any(state_in(why.diagram, world) is State.MET for why in reasons):
                continue
            for why in reasons:
                if _can_be_met(why.goal, world, askable):
                    worth.update(fact for fact in _facts_that_matter(why.goal, world) if askable >> fact & 1)
        return tuple(space.facts[fact].id for fact in sorted(worth))

    def _implied(self, name: str) -> set[str]:
        """The facts about which the answer to another one says something."""
        space = self.at_call.space
        laws = (law for law in space.laws if law.fact == name)
        return {space.facts[fact].id for law in laws for fact in law.facts} - {name}


def _can_be_met(node: Node, world: World, askable: Facts) -> bool:
    """Whether some answers to the facts that can be asked about meet a condition, whatever the others are."""
    if not node.edges:
        return node is MET
    outcomes = (_can_be_met(below, world, askable) for cells, below in node.edges if cells & world[node.fact])
    return any(outcomes) if askable >> node.fact & 1 else all(outcomes)


def _facts_that_matter(node: Node, world: World) -> Iterator[int]:
    """The facts on the ways that are still possible."""
    possible = [below for cells, below in node.edges if cells & world[node.fact]]
    if len(possible) > 1:
        yield node.fact
    for below in possible:
        if below is not MET and below is not UNMET:
            yield from _facts_that_matter(below, world)
