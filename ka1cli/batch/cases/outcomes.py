"""What options come to in the cases that a table shows, and what follows from that over all of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ka1cli.batch.cases.answers import AnswerColumn, clashes_in
from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import CallRules

Case = tuple[int, ...]
"""For some columns the number of a cell, or the number after the last one for *not answered*."""


class Reason(NamedTuple):
    """The state of a criterion in a sentence."""

    criterion: str
    sentence: str


class Outcome(NamedTuple):
    """What one option comes to, as far as a table shows it."""

    verdict: Verdict
    unmet: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    missing: tuple[str, ...]
    recommended: bool

    @property
    def why(self) -> str:
        """The sentences that explain the verdict."""
        reasons = self.unmet if self.verdict is Verdict.INELIGIBLE else self.unknown
        return "; ".join(reason.sentence for reason in reasons)


class Settled(NamedTuple):
    """A fact whose answer alone settles a verdict, whatever it is, and the options that it settles."""

    fact: str
    options: tuple[str, ...]


class Overview(NamedTuple):
    """What the options of a row come to together."""

    matches: tuple[str, ...]
    recommended: tuple[str, ...]
    missing: tuple[str, ...]
    """The facts that are still needed, the one that most open verdicts need first."""
    one_answer: tuple[Settled, ...]


NOT_JUDGED = -1
"""The number of the outcome of every option for a row without content."""
NOTHING = Overview((), (), (), ())
"""What the options of such a row come to."""


class OptionCases:
    """The cases of one option. Different cases that come to the same have the same outcome."""

    def __init__(self, rules: CallRules, option: str, columns: Sequence[AnswerColumn]) -> None:
        self.rules, self.option = rules, rules.rule_set.options[option]
        facts = rules.space.options[option].facts
        self.columns = tuple(column for column in columns if column.number in facts)
        """Those on which the option can depend."""
        self.outcomes: list[Outcome] = []
        self._numbers: dict[Outcome, int] = {}

    def judge(self, case: Case) -> int:
        """The number of the outcome of a case of its columns."""
        outcome = self._outcome(case)
        number = self._numbers.setdefault(outcome, len(self.outcomes))
        if number == len(self.outcomes):
            self.outcomes.append(outcome)
        return number

    def _outcome(self, case: Case) -> Outcome:
        world = list(self.rules.space.open_world)
        for column, cell in zip(self.columns, case, strict=True):
            if cell < column.unanswered:
                world[column.number] = 1 << cell
        explained = self.rules.explain(self.option.id, tuple(world))
        unmet, unknown = (
            tuple(Reason(one.criterion.id, one.reason) for one in explained.findings if one.state is state)
            for state in (State.UNMET, State.UNKNOWN)
        )
        return Outcome(explained.verdict, unmet, unknown, explained.missing, bool(explained.recommended_because))


class BoundCases:
    """The cases of facts that implications bind to each other."""

    def __init__(self, rules: CallRules, bound: Iterable[int], columns: Sequence[AnswerColumn]) -> None:
        self.rules = rules
        self.columns = tuple(column for column in columns if column.number in bound)

    def without_clashes(self, case: Case) -> Case:
        """The case with answers that contradict each other as not answered."""
        answers = {
            column.fact.id: column.cells.example(cell)
            for column, cell in zip(self.columns, case, strict=True)
            if cell < column.unanswered
        }
        dropped = {fact for clash in clashes_in(self.rules, answers) for fact in clash.facts}
        return tuple(
            column.unanswered if column.fact.id in dropped else cell
            for column, cell in zip(self.columns, case, strict=True)
        )


def overview_of(options: Sequence[str], outcomes: Sequence[Outcome], facts: Sequence[str]) -> Overview:
    """What options come to together; `facts` are all facts in the order of the rule file."""
    needed = [fact for outcome in outcomes for fact in outcome.missing]
    by_option = list(zip(options, outcomes, strict=True))
    settled: dict[str, list[str]] = {}
    for option, outcome in by_option:
        if len(outcome.missing) == 1:
            settled.setdefault(outcome.missing[0], []).append(option)
    return Overview(
        tuple(option for option, outcome in by_option if outcome.verdict is Verdict.ELIGIBLE),
        tuple(option for option, outcome in by_option if outcome.recommended),
        tuple(sorted(set(needed), key=lambda fact: (-needed.count(fact), facts.index(fact)))),
        tuple(Settled(fact, tuple(found)) for fact, found in settled.items()),
    )


def options_of(rules: CallRules, columns: Sequence[AnswerColumn], named: Sequence[str] = ()) -> tuple[str, ...]:
    """The options that a table is screened for: the named ones, else the routes, and the activities if a column has
    answers that only they use.
    """
    if named:
        return tuple(named)
    asked = any(column.fact.id in rules.activity_facts for column in columns)
    return tuple(rules.rule_set.options) if asked else rules.routes
