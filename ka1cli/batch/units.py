"""Units: the parts of options judged in every case that a table can show, each case once, by the one evaluator."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from ka1cli.batch.table.header import InvalidTable
from ka1cli.cases.case_space import Bond, Part, Question
from ka1cli.cases.logic import State, World
from ka1cli.cases.walks import state_in
from ka1cli.decision.decide import CallRules, Contradiction
from ka1cli.decision.explain import explain_part
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.model import Answer

MOST = 20_000
"""In so many cases facts that hang together are judged, each case once, before the first row is read."""

Case = tuple[int | None, ...]
"""For some facts the cell of each; nothing for *not answered*."""


class Outcome(NamedTuple):
    """What a part comes to, as far as a table shows it."""

    state: State
    unmet: Mapping[str, str]
    """The sentences of the unmet criteria, by criterion."""
    unknown: Mapping[str, str]
    missing: tuple[str, ...]


class Unit(NamedTuple):
    """Something judged in all cases of a few facts: its different outcomes, and the outcome of each case."""

    facts: tuple[int, ...]
    """The facts that the table has a column for, by number."""
    outcomes: tuple[Outcome, ...]
    of_case: tuple[int, ...]
    """The number of the outcome for each case, in the order of `Judge.cases`."""


class Clash(NamedTuple):
    """A way in which answers contradict each other: the facts that count as not answered, set by set."""

    sets: tuple[tuple[str, ...], ...]


class Clashes(NamedTuple):
    """For the facts of one bond, the clash of each case: 0 for none, else its number in `found`, from 1."""

    facts: tuple[int, ...]
    found: tuple[Clash, ...]
    of_case: tuple[int, ...]


class Judge:
    """Judges the cases of one table: the facts that it has columns for can be answered, the others are not."""

    def __init__(self, rules: CallRules, answerable: Iterable[int]) -> None:
        self.rules, self.space = rules, rules.space
        self.answerable = frozenset(answerable)
        self.clashes = tuple(found for bond in self.space.bonds if (found := self._clashes(bond)).found)
        self._parts: dict[tuple[str, ...], Unit] = {}

    def cases(self, facts: Sequence[int]) -> Iterable[Case]:
        """All cases of some facts, the first fact changing slowest. Raises `InvalidTable` where they are too many."""
        count = prod(self.space.cells[fact].size + 1 for fact in facts)
        if count > MOST:
            named = ", ".join(f"`{self.space.facts[fact].id}`" for fact in facts)
            message = f"the rules judge {named} together: these are {count:,} cases, and a table can have {MOST:,}"
            raise InvalidTable([Diagnostic("T607", message, None, "leave some of these columns out")])
        return product(*((*range(self.space.cells[fact].size), None) for fact in facts))

    def part(self, part: Part) -> Unit:
        """A part of an option in all its cases. Options that share criteria share the work."""
        name = tuple(compiled.criterion.id for compiled in part.criteria)
        if name not in self._parts:
            self._parts[name] = self._unit(part.question, lambda world: self._outcome(part, world))
        return self._parts[name]

    def recommendation(self, question: Question) -> Unit:
        """A recommendation in all its cases: met, or not."""

        def outcome(world: World) -> Outcome:
            met = state_in(question.diagram, world) is State.MET
            return Outcome(State.MET if met else State.UNKNOWN, {}, {}, ())

        return self._unit(question, outcome)

    def _outcome(self, part: Part, world: World) -> Outcome:
        explained = explain_part(self.space, part, world)
        sentences = {
            state: {finding.criterion.id: finding.reason for finding in explained.findings if finding.state is state}
            for state in (State.UNMET, State.UNKNOWN)
        }
        return Outcome(explained.judged.state, sentences[State.UNMET], sentences[State.UNKNOWN], explained.missing)

    def _unit(self, question: Question, outcome_in: Callable[[World], Outcome]) -> Unit:
        facts = tuple(sorted(self.answerable.intersection(question.facts)))
        outcomes: list[Outcome] = []
        by_world: dict[World, int] = {}
        of_case = []
        for case in self.cases(facts):
            world = self._world(self._lawful(facts, case))
            if world not in by_world:
                outcome = outcome_in(world)
                if outcome not in outcomes:
                    outcomes.append(outcome)
                by_world[world] = outcomes.index(outcome)
            of_case.append(by_world[world])
        return Unit(facts, tuple(outcomes), tuple(of_case))

    def _world(self, cells: Mapping[int, int | None]) -> World:
        world = list(self.space.open_world)
        for fact, cell in cells.items():
            if cell is not None:
                world[fact] = 1 << cell
        return tuple(world)

    def _lawful(self, facts: tuple[int, ...], case: Case) -> dict[int, int | None]:
        """The case without the answers that contradict each other."""
        cells = dict(zip(facts, case, strict=True))
        for clashes in self.clashes:
            if not set(clashes.facts).isdisjoint(facts):
                own = [cells[fact] for fact in clashes.facts]
                for names in self._clash(clashes.facts, own):
                    cells |= {self.space.number[name]: None for name in names}
        return cells

    def _clashes(self, bond: Bond) -> Clashes:
        facts = tuple(sorted(self.answerable.intersection(bond.facts)))
        found: dict[tuple[tuple[str, ...], ...], int] = {(): 0}
        of_case = [found.setdefault(self._clash(facts, case), len(found)) for case in self.cases(facts)]
        return Clashes(facts, tuple(Clash(sets) for sets in list(found)[1:]), tuple(of_case))

    def _clash(self, facts: Sequence[int], case: Sequence[int | None]) -> tuple[tuple[str, ...], ...]:
        answers: dict[str, Answer] = {
            self.space.facts[fact].id: self.space.cells[fact].example(cell)
            for fact, cell in zip(facts, case, strict=True)
            if cell is not None
        }
        sets = []
        while self.space.contradiction(self.space.world(answers)) is not None:
            names = tuple(self.rules.contradiction(answers).answers)
            sets.append(names)
            answers = {name: answer for name, answer in answers.items() if name not in names}
        return tuple(sets)


def clash_message(names: tuple[str, ...]) -> tuple[str, ...]:
    """The message that the answers to some facts contradict each other, cut where each answer has to be put in."""
    mark = "\x00"
    message = Contradiction(dict.fromkeys(names, mark), "").problem().message
    return tuple(message.split(mark))
