"""Formulas made simpler by what is known, and freed of facts that may be chosen."""

from collections.abc import Iterable

from ka1cli.audit.search import Search, size, with_cells
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import Every, Formula, In, Negated, Some, State, World, truth

TRUE, FALSE = Every(()), Some(())
"""Compare formulas with `is`, never with `==`: as tuples, `Every` and `Some` of the same parts are equal."""


def restricted(formula: Formula, world: World) -> Formula:
    """The formula without what the world decides."""
    state = truth(formula, world)
    if state is not State.UNKNOWN:
        return TRUE if state is State.MET else FALSE
    match formula:
        case In():
            return formula
        case Negated(part):
            return Negated(restricted(part, world))
        case Every(parts):
            return _joined(Every, [restricted(part, world) for part in parts], TRUE)
        case Some(parts):
            return _joined(Some, [restricted(part, world) for part in parts], FALSE)


def _joined(kind: type[Every] | type[Some], parts: Iterable[Formula], neutral: Formula) -> Formula:
    left = tuple(part for part in parts if part is not neutral)
    return left[0] if len(left) == 1 else kind(left)


def some_choice(formula: Formula, facts: Iterable[int], world: World, search: Search) -> Formula:
    """A formula that holds wherever some choice of the facts makes this one hold."""
    for fact in facts:
        choices = [restricted(formula, with_cells(world, fact, 1 << cell)) for cell in bits(world[fact])]
        search.spend(sum(size(choice) for choice in choices))
        different = {repr(choice): choice for choice in choices}
        formula = TRUE if any(choice is TRUE for choice in choices) else _joined(Some, different.values(), FALSE)
    return formula


def renamed(formula: Formula, fact: int, to: int) -> Formula:
    """The formula about another fact with the same cells."""
    match formula:
        case In(tested, cells):
            return In(to, cells) if tested == fact else formula
        case Negated(part):
            return Negated(renamed(part, fact, to))
        case Every(parts):
            return Every(tuple(renamed(part, fact, to) for part in parts))
        case Some(parts):
            return Some(tuple(renamed(part, fact, to) for part in parts))
