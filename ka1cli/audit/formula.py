"""Conditions as formulas, for the searches of the audit."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.case_space import Bond, CaseSpace, Law, Part, Question
from ka1cli.cases.cells import bits, mask
from ka1cli.cases.logic import State, World, is_open, narrowed
from ka1cli.language.model import AllOf, AnyOf, Condition, Not, Test


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


def satisfiable(formula: Formula, world: World, facts: tuple[int, ...]) -> bool:
    """Whether some completion of the world makes the formula true. `facts` are those that it tests."""
    state = truth(formula, world)
    if state is not State.UNKNOWN:
        return state is State.MET
    fact = first_open(facts, world)
    assert fact is not None, "a formula is decided once all its facts are"
    return any(satisfiable(formula, narrowed(world, fact, cell), facts) for cell in bits(world[fact]))


def first_open(facts: tuple[int, ...], world: World) -> int | None:
    """The first of the facts that is not decided."""
    return next((fact for fact in facts if is_open(world[fact])), None)


def formula_of(space: CaseSpace, condition: Condition) -> Formula:
    match condition:
        case Test(fact):
            number = space.number[fact]
            return In(number, mask(space.cells[number], condition, space.accepted))
        case AllOf(parts):
            return Every(tuple(formula_of(space, part) for part in parts))
        case AnyOf(parts):
            return Some(tuple(formula_of(space, part) for part in parts))
        case Not(part):
            return Negated(formula_of(space, part))


def law_formula(space: CaseSpace, law: Law) -> Formula:
    return formula_of(space, law.condition)


def bond_formula(space: CaseSpace, bond: Bond) -> Formula:
    return Every(tuple(law_formula(space, law) for law in bond.laws))


def facts_in(formula: Formula) -> dict[int, None]:
    """The facts that a formula tests, in the order of their first test."""
    match formula:
        case In(fact):
            return {fact: None}
        case Negated(part):
            return facts_in(part)
    return {fact: None for part in formula.parts for fact in facts_in(part)}


def goal_formula(space: CaseSpace, part: Part) -> Formula:
    return Every(tuple(formula_of(space, compiled.criterion.when) for compiled in part.criteria))


def laws_formula(space: CaseSpace, question: Question) -> Formula:
    return Every(tuple(bond_formula(space, bond) for bond in question.bonds))
