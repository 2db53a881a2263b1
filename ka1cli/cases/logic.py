"""The meaning of a condition: strong Kleene logic over what is possible, made exact by completing what is open.

A `World` says for each fact which of its cells are still possible: one bit set for an answered
fact, all bits for an unanswered one. An unanswered fact is never *no*.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from ka1cli.cases.cells import bits

World = tuple[int, ...]
"""For each fact, in the order of the rule file, the set of cells that are possible."""


class State(StrEnum):
    """Whether a condition holds. It has no truth value: compare it, so that unknown never passes for false."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a state is met, unmet or unknown: compare it")


class In(NamedTuple):
    """The fact's answer lies in one of the cells."""

    fact: int
    cells: int


class Every(NamedTuple):
    parts: tuple["Formula", ...]


class Some(NamedTuple):
    parts: tuple["Formula", ...]


class Negated(NamedTuple):
    part: "Formula"


Formula = In | Every | Some | Negated
"""A condition over numbered facts and sets of cells."""


def truth(formula: Formula, world: World) -> State:
    """Strong Kleene evaluation: never wrong, but unknown where only a look at all completions would decide."""
    match formula:
        case In(fact, cells):
            possible = world[fact]
            if not possible & cells:
                return State.UNMET
            return State.UNKNOWN if possible & ~cells else State.MET
        case Every(parts):
            return _fold(parts, world, State.UNMET, State.MET)
        case Some(parts):
            return _fold(parts, world, State.MET, State.UNMET)
        case Negated(part):
            return _OPPOSITE[truth(part, world)]


_OPPOSITE = {State.MET: State.UNMET, State.UNMET: State.MET, State.UNKNOWN: State.UNKNOWN}


def _fold(parts: Iterable[Formula], world: World, decisive: State, otherwise: State) -> State:
    result = otherwise
    for part in parts:
        state = truth(part, world)
        if state is decisive:
            return decisive
        if state is State.UNKNOWN:
            result = State.UNKNOWN
    return result


class Question(NamedTuple):
    """A condition to be met, and what binds its facts to each other."""

    goal: Formula
    law: Formula
    """The implications between the facts: answers that break them do not occur."""
    given: tuple[int, ...]
    """The facts that leave the outcome open while unanswered."""
    chosen: tuple[int, ...]
    """The facts of which one fitting choice is enough while unanswered."""

    @property
    def facts(self) -> tuple[int, ...]:
        return self.given + self.chosen

    def with_given(self, facts: Collection[int]) -> "Question":
        """The same question where some chosen facts leave the outcome open like given ones."""
        more = tuple(fact for fact in self.chosen if fact in facts)
        rest = tuple(fact for fact in self.chosen if fact not in more)
        return self._replace(given=self.given + more, chosen=rest)


def state_of(question: Question, world: World) -> State:
    """Met: for every completion of the given facts some choice of the chosen ones meets the goal. Unmet: for none.

    Exact. `world` must allow at least one completion that keeps the law.
    """
    outcomes = _outcomes(question, world)
    if len(outcomes) > 1:
        return State.UNKNOWN
    return State.MET if True in outcomes else State.UNMET


def is_settled(question: Question, world: World, facts: tuple[int, ...]) -> bool:
    """Whether answers to `facts`, however they come out, decide the question."""
    if len(_outcomes(question, world)) <= 1:
        return True
    fact = first_open(facts, world)
    return fact is not None and all(
        is_settled(question, narrowed(world, fact, cell), facts) for cell in bits(world[fact])
    )


def satisfiable(formula: Formula, world: World, facts: tuple[int, ...]) -> bool:
    """Whether some completion of the world makes the formula true. `facts` are those that it tests."""
    state = truth(formula, world)
    if state is not State.UNKNOWN:
        return state is State.MET
    fact = first_open(facts, world)
    assert fact is not None, "a formula is decided once all its facts are"
    return any(satisfiable(formula, narrowed(world, fact, cell), facts) for cell in bits(world[fact]))


def narrowed(world: World, fact: int, cell: int) -> World:
    """The world with a fact in one cell."""
    return (*world[:fact], 1 << cell, *world[fact + 1 :])


def is_open(cells: int) -> bool:
    """Whether more than one cell is possible."""
    return cells & (cells - 1) != 0


def first_open(facts: tuple[int, ...], world: World) -> int | None:
    """The first of the facts that is not decided."""
    return next((fact for fact in facts if is_open(world[fact])), None)


_NONE: frozenset[bool] = frozenset()
_BOTH = frozenset((True, False))


def _outcomes(question: Question, world: World) -> frozenset[bool]:
    """What the goal can come to over the completions of the given facts that keep the law."""
    law = truth(question.law, world)
    if law is State.UNMET:
        return _NONE
    goal = truth(question.goal, world)
    facts = question.facts
    if goal is not State.UNKNOWN:
        possible = law is State.MET or satisfiable(question.law, world, facts)
        return frozenset((goal is State.MET,)) if possible else _NONE
    fact = first_open(question.given, world)
    if fact is None:
        if satisfiable(Every((question.goal, question.law)), world, facts):
            return frozenset((True,))
        return frozenset((False,)) if satisfiable(question.law, world, facts) else _NONE
    found = _NONE
    for cell in bits(world[fact]):
        found |= _outcomes(question, narrowed(world, fact, cell))
        if found == _BOTH:
            break
    return found
