"""Finds a case in which a formula holds. Every case is covered, few are visited: what is forced is narrowed first."""

from collections.abc import Iterable, Sequence

from ka1cli.audit.formula import Every, Formula, In, Negated, Some, truth
from ka1cli.cases.logic import State, World

LIMIT = 2_000_000
"""How many tests one `Search` looks at before it gives up: some seconds. The shipped rules need a thousandth."""


class GaveUp(Exception):
    """The cases of a rule set are too many to be walked within the bound."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"gave up after looking at {limit:,} tests")
        self.limit = limit


class Search:
    """Searches cases, and counts the tests that it looks at. Raises `GaveUp` beyond the limit."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit, self.spent = limit, 0

    def spend(self, tests: int) -> None:
        """Count tests that were looked at."""
        self.spent += tests
        if self.spent > self.limit:
            raise GaveUp(self.limit)

    def find(self, formula: Formula, world: World) -> World | None:
        """A part of the world in which the formula holds however the rest is completed; nothing if there is none."""
        return self._find(formula, world, size(formula))

    def holds(self, formula: Formula, world: World) -> bool:
        """Whether the formula holds in every case of the world."""
        return self.find(Negated(formula), world) is None

    def _find(self, formula: Formula, world: World, tests: int) -> World | None:
        self.spend(tests)
        forced = _narrowed(formula, True, world)
        if forced is None:
            return None
        left = restricted(formula, forced)
        if left is TRUE:
            return forced
        fact, cells = _branching(left)
        tests = size(left)
        inside = self._find(left, with_cells(forced, fact, forced[fact] & cells), tests)
        if inside is not None:
            return inside
        return self._find(left, with_cells(forced, fact, forced[fact] & ~cells), tests)


TRUE, FALSE = Every(()), Some(())
"""Compare formulas with `is`, never with `==`: as tuples, `Every` and `Some` of the same parts are equal."""


def restricted(formula: Formula, world: World) -> Formula:
    """The formula without what the world decides."""
    match formula:
        case In(fact, cells):
            possible = world[fact]
            if not possible & cells:
                return FALSE
            return formula if possible & ~cells else TRUE
        case Negated(part):
            left = restricted(part, world)
            return TRUE if left is FALSE else FALSE if left is TRUE else Negated(left)
        case Every(parts):
            return _left(parts, world, TRUE, FALSE)
        case Some(parts):
            return _left(parts, world, FALSE, TRUE)


def _left(parts: Iterable[Formula], world: World, neutral: Formula, decisive: Formula) -> Formula:
    kept: list[Formula] = []
    for part in parts:
        left = restricted(part, world)
        if left is decisive:
            return decisive
        if left is not neutral:
            kept.append(left)
    return joined(kept, neutral)


def joined(parts: Sequence[Formula], neutral: Formula) -> Formula:
    """Parts as one formula: of the kind of `neutral`, which stands for no parts at all."""
    if len(parts) < 2:
        return parts[0] if parts else neutral
    return Every(tuple(parts)) if neutral is TRUE else Some(tuple(parts))


def _branching(formula: Formula) -> In:
    """The test to try both ways: one of those that leave the fewest others open."""
    match formula:
        case In():
            return formula
        case Negated(part):
            return _branching(part)
    return _branching(min(formula.parts, key=size))


def few_answers(formula: Formula, case: World, everything: World) -> World:
    """One answer for every fact that the case narrows, without those that the formula can do without."""
    for fact, cells in enumerate(case):
        if cells != everything[fact]:
            case = with_cells(case, fact, cells & -cells)
    for fact in range(len(case)):
        without = with_cells(case, fact, everything[fact])
        if case[fact] != everything[fact] and truth(formula, without) is State.MET:
            case = without
    return case


def with_cells(world: World, fact: int, cells: int) -> World:
    """The world with a fact in one of the cells."""
    return (*world[:fact], cells, *world[fact + 1 :])


def size(formula: Formula) -> int:
    """How many tests a formula has, and how many times it joins them."""
    match formula:
        case In():
            return 1
        case Negated(part):
            return size(part)
    return 1 + sum(size(part) for part in formula.parts)


def _narrowed(formula: Formula, wanted: bool, world: World) -> World | None:
    """The world without the cells under which the formula cannot have the wanted truth; nothing if none are left.

    Sound, not complete: what is left may still contain cases in which the formula comes out otherwise.
    """
    match formula:
        case In(fact, cells):
            left = world[fact] & (cells if wanted else ~cells)
            if left == world[fact]:
                return world
            return with_cells(world, fact, left) if left else None
        case Negated(part):
            return _narrowed(part, not wanted, world)
        case Every(parts):
            return _all(parts, wanted, world) if wanted else _one(parts, wanted, world)
        case Some(parts):
            return _one(parts, wanted, world) if wanted else _all(parts, wanted, world)


def _all(parts: tuple[Formula, ...], wanted: bool, world: World) -> World | None:
    """Every part has the wanted truth: narrow by each until nothing changes."""
    before: World | None = None
    now: World | None = world
    while now is not None and now != before:
        before = now
        for part in parts:
            now = _narrowed(part, wanted, now)
            if now is None:
                break
    return now


def _one(parts: tuple[Formula, ...], wanted: bool, world: World) -> World | None:
    """At least one part has the wanted truth: narrow by the only one that still can."""
    against = State.UNMET if wanted else State.MET
    able = [part for part in parts if truth(part, world) is not against]
    if not able:
        return None
    return _narrowed(able[0], wanted, world) if len(able) == 1 else world
