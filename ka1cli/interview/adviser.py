"""Asks as a person wants advice: beside what can change a verdict, what can change a recommendation."""

from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import MET, both
from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.cases.walks import facts_below, nodes_of, state_in
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
        room, not_asked = (
            space.diagrams.scratch(),
            [fact for fact in range(len(space.facts)) if not askable >> fact & 1],
        )
        for name, verdict in self.verdicts(interview).items():
            reasons = space.options[name].recommend
            if verdict is Verdict.INELIGIBLE or any(state_in(why.diagram, world) is State.MET for why in reasons):
                continue
            for why in reasons:
                # Some answers meet it whatever those are that nobody will be asked for.
                if MET in nodes_of(room.without(why.goal, not_asked, both, world)):
                    worth |= facts_below(room.without(why.goal, (), both, world)).difference(not_asked)
        return tuple(space.facts[fact].id for fact in sorted(worth))

    def _implied(self, name: str) -> set[str]:
        """The facts about which the answer to another one says something."""
        space = self.at_call.space
        laws = (law for law in space.laws if law.fact == name)
        return {space.facts[fact].id for law in laws for fact in law.facts} - {name}
