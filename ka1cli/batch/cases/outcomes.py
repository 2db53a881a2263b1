"""What options come to in the cases that a table shows, and what follows from that over all of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from ka1cli.batch.cases.answers import AnswerColumn, clashes_in
from ka1cli.cases.case_space import Part, Question
from ka1cli.cases.logic import State, World
from ka1cli.cases.verdict import Verdict, verdict_of
from ka1cli.cases.walks import state_in, told_apart
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.explain import ExplainedPart, explain_part, findings_in_order, missing_for, recommended_because

T = TypeVar("T")

Case = tuple[int, ...]
"""For some columns the number of a cell, or the number after the last one for *not answered*."""


class Reason(NamedTuple):
    """The state of a criterion in a sentence."""

    criterion: str
    sentence: str


class OptionOutcome(NamedTuple):
    """What one option comes to, as far as a table shows it."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    """What closes the option, or leaves it open."""
    missing: tuple[str, ...]
    recommended: bool

    @property
    def why(self) -> str:
        """The sentences that explain the verdict."""
        return "; ".join(reason.sentence for reason in self.reasons)


class Overview(NamedTuple):
    """Which answers the options of a row need together."""

    missing: str
    """The one that most open verdicts need first, with a blank between two."""
    one_answer: tuple[str, ...]
    """Those that alone settle the verdict of an option, whatever they are."""


FIRST = ord("!")
"""The letter of the first fact."""
NOT_JUDGED = -1
"""The number of the outcome of every option for a row without content."""


class PartCases(Generic[T]):
    """The cases of a part of some options, or of a recommendation. Different cases that come to the same have one number.

    A number is negative where the part is unmet: its options are closed then, whatever their other parts come to. None is 0.
    """

    def __init__(
        self,
        at_call: CallRules,
        questions: Sequence[Question],
        columns: Sequence[AnswerColumn],
        judge: Callable[[World], T],
    ) -> None:
        facts = {fact for question in questions for fact in question.facts}
        self._open, self._judge = at_call.space.open_world, judge
        self.columns = tuple(column for column in columns if column.number in facts)
        """Those on which it can depend."""
        self.alike = tuple(_alike(at_call, questions, column) for column in self.columns)
        """For each column and each of its cells, the first cell from which no question can tell it apart."""
        self.outcomes: dict[int, T] = {}
        self._numbers: dict[object, int] = {}
        self._of_cases: dict[Case, int] = {}

    def judge(self, case: Case) -> int:
        """The number of the outcome of a case of its columns."""
        alike = tuple([first[cell] for first, cell in zip(self.alike, case, strict=True)])
        if alike not in self._of_cases:
            self._of_cases[alike] = self._number(alike)
        return self._of_cases[alike]

    def _number(self, case: Case) -> int:
        world = list(self._open)
        for column, cell in zip(self.columns, case, strict=True):
            if cell < column.unanswered:
                world[column.number] = 1 << cell
        outcome = self._judge(tuple(world))
        closes = isinstance(outcome, ExplainedPart) and outcome.judged.state is State.UNMET
        following = (len(self.outcomes) + 1) * (-1 if closes else 1)
        number = self._numbers.setdefault(_shown(outcome), following)
        self.outcomes.setdefault(number, outcome)
        return number


def _alike(at_call: CallRules, questions: Sequence[Question], column: AnswerColumn) -> tuple[int, ...]:
    # The diagram of all questions together may be constant where those of single ones are not.
    diagrams = [question.goal for question in questions]
    diagrams += [bond.diagram for question in questions for bond in question.bonds]
    sets = [at_call.space.open_world[column.number]]
    sets += [cells for diagram in dict.fromkeys(diagrams) for cells in told_apart(diagram).get(column.number, ())]
    first: dict[tuple[int, ...], int] = {}
    cells = range(column.unanswered)
    return (*(first.setdefault(tuple(one >> cell & 1 for one in sets), cell) for cell in cells), column.unanswered)


def _shown(outcome: object) -> object:
    """What a table shows of an outcome."""
    if not isinstance(outcome, ExplainedPart):
        return outcome
    return outcome.judged.state, tuple((one.state, one.reason) for one in outcome.findings), outcome.missing


Shared = dict[object, PartCases[Any]]
"""The parts and recommendations that options share, by their criteria or their condition."""


class OptionCases:
    """The cases of one option, by the numbers of what its parts and recommendations come to.

    Different cases that come to the same have the same outcome.
    """

    def __init__(self, at_call: CallRules, option: str, columns: Sequence[AnswerColumn], shared: Shared) -> None:
        self.at_call, self._compiled = at_call, at_call.space.options[option]
        self.option = at_call.rule_set.options[option]
        self.columns = tuple(column for column in columns if column.number in self._compiled.facts)
        """Those on which the option can depend."""
        self.parts = tuple(_part(at_call, part, columns, shared) for part in self._compiled.parts)
        self.recommend = tuple(_recommendation(at_call, one, columns) for one in self._compiled.recommend)
        self.outcomes: list[OptionOutcome] = []
        self._numbers: dict[OptionOutcome, int] = {}
        self._places = [[self.columns.index(column) for column in part.columns] for part in self.all_parts]
        self._of_combinations: dict[Case, int] = {}

    @property
    def all_parts(self) -> tuple[PartCases[Any], ...]:
        """Its parts, then its recommendations."""
        return (*self.parts, *self.recommend)

    def judge(self, case: Case) -> int:
        """The number of the outcome of a case of its columns."""
        combination = tuple(
            part.judge(tuple(case[place] for place in places))
            for part, places in zip(self.all_parts, self._places, strict=True)
        )
        if combination not in self._of_combinations:
            self._of_combinations[combination] = self.combine(combination)
        return self._of_combinations[combination]

    def combine(self, numbers: Case) -> int:
        """The number of the outcome, from those of its parts and recommendations.

        For a closed option only those that close it count: the others may be 0.
        """
        is_closed = min(numbers, default=0) < 0
        outcome = self._outcome([min(number, 0) for number in numbers] if is_closed else numbers)
        number = self._numbers.setdefault(outcome, len(self.outcomes))
        if number == len(self.outcomes):
            self.outcomes.append(outcome)
        return number

    def _outcome(self, numbers: Sequence[int]) -> OptionOutcome:
        found = [part.outcomes.get(number) for part, number in zip(self.all_parts, numbers, strict=True)]
        parts: list[ExplainedPart] = [part for part in found[: len(self.parts)] if part is not None]
        verdict = verdict_of({part.judged.state for part in parts})
        telling = State.UNMET if verdict is Verdict.INELIGIBLE else State.UNKNOWN
        findings = findings_in_order(self._compiled, parts)
        reasons = tuple(Reason(one.criterion.id, one.reason) for one in findings if one.state is telling)
        because = recommended_because(self._compiled, verdict, found[len(self.parts) :])
        return OptionOutcome(verdict, reasons, missing_for(self.at_call.space, verdict, parts), bool(because))


def _part(at_call: CallRules, part: Part, columns: Sequence[AnswerColumn], shared: Shared) -> PartCases[ExplainedPart]:
    key = tuple(compiled.criterion.id for compiled in part.criteria)
    if key not in shared:
        questions = [compiled.question for compiled in part.criteria]
        shared[key] = PartCases(
            at_call, questions, columns, lambda world: explain_part(at_call.space, part, world, with_facts=False)
        )
    return shared[key]


def _recommendation(at_call: CallRules, question: Question, columns: Sequence[AnswerColumn]) -> PartCases[State | None]:
    return PartCases(at_call, [question], columns, lambda world: state_in(question.diagram, world))


class BoundCases:
    """The cases of facts that implications bind to each other."""

    def __init__(self, at_call: CallRules, bound: Iterable[int], columns: Sequence[AnswerColumn]) -> None:
        self.at_call = at_call
        self.columns = tuple(column for column in columns if column.number in bound)

    def without_clashes(self, case: Case) -> Case:
        """The case with answers that contradict each other as not answered."""
        answers = {
            column.fact.id: column.cells.example(cell)
            for column, cell in zip(self.columns, case, strict=True)
            if cell < column.unanswered
        }
        dropped = {fact for clash in clashes_in(self.at_call, answers) for fact in clash.answers}
        return tuple(
            column.unanswered if column.fact.id in dropped else cell
            for column, cell in zip(self.columns, case, strict=True)
        )


def option_cases(
    at_call: CallRules, options: Iterable[str], columns: Sequence[AnswerColumn]
) -> tuple[OptionCases, ...]:
    """The cases of some options, which share their parts."""
    shared: Shared = {}
    return tuple(OptionCases(at_call, option, columns, shared) for option in options)


def letters_of(missing: Iterable[str], facts: Sequence[str]) -> str:
    """Facts, each as a letter: letters are counted much faster than names. `facts` are all, in the order of the rule file."""
    return "".join(chr(FIRST + facts.index(fact)) for fact in missing)


def overview_of(needs: Sequence[str], facts: Sequence[str]) -> Overview:
    """What the options of a row need together, from what each of them does, in letters."""
    counts = Counter("".join(needs))
    # Equal ones stay in the order of the rule file.
    needed = sorted(sorted(counts), key=counts.__getitem__, reverse=True)
    alone = dict.fromkeys([own for own in needs if len(own) == 1])
    return Overview(
        " ".join([facts[ord(letter) - FIRST] for letter in needed]),
        tuple([facts[ord(letter) - FIRST] for letter in alone]),
    )


def options_of(at_call: CallRules, columns: Sequence[AnswerColumn], named: Sequence[str] = ()) -> tuple[str, ...]:
    """The options that a table is screened for: the named ones, else the routes, and the activities if a column has
    answers that only they use.
    """
    if named:
        return tuple(named)
    asked = any(column.fact.id in at_call.activity_facts for column in columns)
    return tuple(at_call.rule_set.options) if asked else at_call.routes
