"""Formulas about other facts: without those that may be chosen, or with one fact in the place of another."""

from collections.abc import Iterable

from ka1cli.audit.formula import Every, Formula, In, Negated, Some
from ka1cli.audit.search import FALSE, TRUE, GaveUp, Search, joined, restricted, size, with_cells
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World

LARGEST = 100_000
"""A formula with more tests than this is not spelt out for yet another choice: it would only grow."""


def some_choice(formula: Formula, facts: Iterable[int], world: World, search: Search) -> Formula:
    """A formula that holds wherever some choice of the facts makes this one hold. Raises `GaveUp`."""
    for fact in facts:
        if size(formula) > LARGEST:
            raise GaveUp(LARGEST)
        choices = [restricted(formula, with_cells(world, fact, 1 << cell)) for cell in bits(world[fact])]
        search.spend(sum(size(choice) for choice in choices))
        different = {repr(choice): choice for choice in choices if choice is not FALSE}
        formula = TRUE if any(choice is TRUE for choice in choices) else joined(list(different.values()), FALSE)
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
