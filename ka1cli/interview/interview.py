"""An interview as a value, and what can be asked, answered and taken back in it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ka1cli.cases.logic import World
from ka1cli.cases.outlook import Facts
from ka1cli.cases.verdict import Verdict, judge
from ka1cli.decision.call_rules import CallRules
from ka1cli.interview.order import Order
from ka1cli.interview.unsettled import Rest, Unsettled
from ka1cli.language.formulas import Answer
from ka1cli.language.profiles.profile import Profile


class Interview(NamedTuple):
    """What has been said so far. Never changed: every answer makes a new one."""

    answers: Mapping[str, Answer]
    not_known: frozenset[str] = frozenset()
    """The facts that were answered by *I don't know*: not asked again unless somebody wants to change them."""
    asked: tuple[str, ...] = ()
    """The facts that were asked about, in this order. One that was changed keeps its place."""
    about_plan: bool = False
    """Whether chosen facts are asked about, too."""

    @property
    def profile(self) -> Profile:
        return dict(self.answers)

    def answered(self, fact: str, answer: Answer | None) -> "Interview":
        """The interview with an answer, or with *I don't know*. Answers to other facts stay as they are."""
        answers = {name: given for name, given in self.answers.items() if name != fact}
        not_known = self.not_known - {fact}
        if answer is None:
            not_known |= {fact}
        else:
            answers[fact] = answer
        asked = self.asked if fact in self.asked else (*self.asked, fact)
        return self._replace(answers=answers, not_known=not_known, asked=asked)

    def before(self, fact: str | None) -> str | None:
        """The fact that was asked about before another one; before nothing: the last one."""
        place = self.asked.index(fact) if fact in self.asked else len(self.asked)
        return self.asked[place - 1] if place else None


class Interviewer:
    """Asks about the options of the rules of one call."""

    def __init__(self, at_call: CallRules, options: Callable[[Profile], tuple[str, ...]]) -> None:
        """`options` says which options a profile asks about."""
        self.at_call = at_call
        self._options = options
        self._orders: dict[tuple[str, ...], Order] = {}

    def next(self, interview: Interview) -> str | None:
        """The fact to ask about next; nothing if no answer can change a verdict any more.

        Raises `InvalidProfile` where answers contradict each other.
        """
        fact = self._order(interview).next(self._rests(interview))
        return None if fact is None else self.at_call.space.facts[fact].id

    def most_left(self, interview: Interview) -> int | None:
        """How many questions are left at most, however they are answered; nothing where they are too many to follow."""
        return self._order(interview).most_left(self._rests(interview))

    def concerned(self, interview: Interview, fact: str) -> tuple[str, ...]:
        """The options whose verdict an answer to a fact can still change."""
        options, unsettled = self._options(interview.profile), self._order(interview).unsettled
        places = unsettled.concerned(*self._situation(interview), self.at_call.space.number[fact])
        return tuple(options[place] for place in places)

    def verdicts(self, interview: Interview) -> dict[str, Verdict]:
        world = self.at_call.world(interview.profile)
        options = self.at_call.space.options
        return {name: judge(options[name], world) for name in self._options(interview.profile)}

    def _order(self, interview: Interview) -> Order:
        options = self._options(interview.profile)
        if options not in self._orders:
            self._orders[options] = Order(Unsettled(self.at_call.space, options))
        return self._orders[options]

    def _rests(self, interview: Interview) -> tuple[Rest, ...]:
        return self._order(interview).unsettled.rests(*self._situation(interview))

    def _situation(self, interview: Interview) -> tuple[World, Facts]:
        """What is possible, and which facts can still be answered."""
        askable = 0
        for number, fact in enumerate(self.at_call.space.facts):
            wanted = interview.about_plan or not fact.chosen
            if wanted and fact.id not in interview.answers and fact.id not in interview.not_known:
                askable |= 1 << number
        return self.at_call.world(interview.profile), askable
