"""Sets of cases as a few readable conditions: boxes, which say for some facts which answers belong to them."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.audit.formula import Every, Formula, In, Negated
from ka1cli.audit.search import Search, with_cells
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World

MOST = 60
"""More boxes than this are not looked for: nobody would read them."""

Box = Mapping[int, int]
"""For some facts, the cells in which their answers lie; facts that are left out may have any answer."""


class Cover(NamedTuple):
    """Boxes that together hold all cases of a set and, of the lawful cases, no others.

    Each is as large as it can be, and none can be left out.
    """

    boxes: tuple[Box, ...]
    complete: bool
    """False where there are cases beyond the boxes, because there would be more than `MOST` of them."""


def cover(cases: Formula, law: Formula, facts: tuple[int, ...], world: World, search: Search) -> Cover:
    """The cover of the lawful cases of a formula. `facts` are all that the formula and the law test."""
    boxes: list[Box] = []
    while True:
        rest = Every((law, cases, *(Negated(inside(box)) for box in boxes)))
        found = search.find(rest, world)
        if found is None:
            break
        if len(boxes) == MOST:
            return Cover(tuple(boxes), complete=False)
        boxes.append(_grown(found, cases, law, facts, world, search))
    for box in reversed(boxes.copy()):
        others = [other for other in boxes if other is not box]
        alone = Every((law, cases, inside(box), *(Negated(inside(other)) for other in others)))
        if search.find(alone, world) is None:
            boxes = others
    return Cover(tuple(boxes), complete=True)


def inside(box: Box) -> Formula:
    """Whether a case lies in a box."""
    return Every(tuple(In(fact, cells) for fact, cells in box.items()))


def _grown(case: World, cases: Formula, law: Formula, facts: tuple[int, ...], world: World, search: Search) -> Box:
    """The largest box around a case: first without as many facts as possible, then with as many of their cells."""

    def fits(box: World) -> bool:
        return search.find(Every((law, Negated(cases))), box) is None

    box = tuple(case[fact] if fact in facts else everything for fact, everything in enumerate(world))
    for fact in reversed(facts):
        without = with_cells(box, fact, world[fact])
        if box[fact] != world[fact] and fits(without):
            box = without
    for fact in facts:
        for cell in bits(world[fact] & ~box[fact]):
            # A cell in which no lawful case lies would only make the condition longer.
            found = search.find(Every((law, cases)), with_cells(box, fact, 1 << cell))
            larger = with_cells(box, fact, box[fact] | 1 << cell)
            if found is not None and fits(larger):
                box = larger
    return {fact: box[fact] for fact in sorted(facts) if box[fact] != world[fact]}
