"""Three states, and what is possible."""

from enum import StrEnum


class State(StrEnum):
    """Whether a condition holds. It has no truth value: compare it, so that unknown never passes for false."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a state is met, unmet or unknown: compare it")


World = tuple[int, ...]
"""For each fact, in the order of the rule file, the set of cells that are possible: one cell for an answered fact, all
for an unanswered one. An unanswered fact is never *no*."""


def narrowed(world: World, fact: int, cell: int) -> World:
    """The world with a fact in one cell."""
    return (*world[:fact], 1 << cell, *world[fact + 1 :])


def is_open(cells: int) -> bool:
    """Whether more than one cell is possible."""
    return cells & (cells - 1) != 0
