"""Sets of cases as a few readable conditions: boxes, which say for some facts which answers belong to them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import MET, UNMET, Diagrams, Node, joins, sure
from ka1cli.cases.logic import World
from ka1cli.cases.search import shortest_case
from ka1cli.cases.walks import facts_below, leads_to

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


def cover(cases: Node, world: World, diagrams: Diagrams) -> Cover:
    """The cover of the cases in which a diagram is met. Those that it excludes may lie in boxes as well."""
    rest = diagrams.combined(sure, cases, MET)
    boxes: list[Box] = []
    while (case := shortest_case(rest, world)) is not None:
        if len(boxes) == MOST:
            return Cover(tuple(boxes), complete=False)
        boxes.append(_grown(case, cases, world))
        rest = diagrams.every([rest, diagrams.negated(inside(boxes[-1], diagrams))])
    return Cover(tuple(_needed(boxes, diagrams.combined(sure, cases, MET), world, diagrams)), complete=True)


def inside(box: Box, diagrams: Diagrams) -> Node:
    """Whether a case lies in a box."""
    return diagrams.every([diagrams.test(fact, cells) for fact, cells in box.items()])


def _needed(boxes: Sequence[Box], cases: Node, world: World, diagrams: Diagrams) -> list[Box]:
    """The boxes without those whose cases the others hold, the last ones first."""
    whole = [inside(box, diagrams) for box in boxes]
    before = joins(whole, diagrams.some)
    kept: list[Box] = []
    after = UNMET
    for box, own, earlier in reversed([*zip(boxes, whole, before, strict=False)]):
        alone = diagrams.every([cases, own, diagrams.negated(diagrams.some([earlier, after]))])
        if leads_to(alone, MET, world):
            kept.insert(0, box)
            after = diagrams.some([own, after])
    return kept


def _grown(case: World, cases: Node, world: World) -> Box:
    """The largest box around a case: first without as many facts as possible, then with as many of their cells."""
    facts = sorted(facts_below(cases))
    box = list(case)
    for fact in reversed(facts):
        cells, box[fact] = box[fact], world[fact]
        if leads_to(cases, UNMET, box):
            box[fact] = cells
    for fact in facts:
        for cell in bits(world[fact] & ~box[fact]):
            cells, box[fact] = box[fact], 1 << cell
            # A cell in which no lawful case lies would only make the condition longer.
            larger = leads_to(cases, MET, box) and not leads_to(cases, UNMET, box)
            box[fact] = cells | 1 << cell if larger else cells
    return {fact: box[fact] for fact in facts if box[fact] != world[fact]}
