"""Every case of a few facts, those not answered included, judged and gathered into few conditions."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace, Question
from ka1cli.cases.logic import State, World
from ka1cli.cases.walks import state_in

MOST = 20_000
"""So many cases of one part of an option are judged at most."""

Case = tuple[int, ...]
"""For some facts the cell of each; the number after the last cell stands for *not answered*."""

Box = tuple[frozenset[int], ...]
"""For each of the facts, the cells that belong to the box."""


class TooManyCases(Exception):
    """Criteria that share so many facts that their cases are not written down."""

    def __init__(self, facts: Sequence[str], cases: int) -> None:
        super().__init__(f"{cases:,} cases of {', '.join(facts)}")
        self.facts, self.cases = tuple(facts), cases


class Judged(NamedTuple):
    """The facts of a question, and the conditions under which it is met, unmet, and its answers contradictory."""

    facts: tuple[int, ...]
    met: tuple[Box, ...]
    unmet: tuple[Box, ...]
    contradictory: tuple[Box, ...]


def judged(space: CaseSpace, question: Question, answerable: frozenset[int]) -> Judged:
    """A question in all cases in which only some facts can be answered. Raises `TooManyCases`."""
    facts = tuple(sorted(fact for fact in question.facts if fact in answerable))
    sizes = [space.cells[fact].size for fact in facts]
    if prod(size + 1 for size in sizes) > MOST:
        raise TooManyCases([space.facts[fact].id for fact in facts], prod(size + 1 for size in sizes))
    found: dict[State | None, set[Case]] = {State.MET: set(), State.UNMET: set(), State.UNKNOWN: set(), None: set()}
    for case in product(*(range(size + 1) for size in sizes)):
        world = _world(space, facts, sizes, case)
        found[state_in(question.diagram, world, question.chosen)].add(case)
    whole = tuple(frozenset(range(size + 1)) for size in sizes)
    impossible = found[None]
    return Judged(
        facts,
        covered(found[State.MET], lambda case: case in found[State.MET] or case in impossible, whole),
        covered(found[State.UNMET], lambda case: case in found[State.UNMET] or case in impossible, whole),
        covered(impossible, lambda case: case in impossible, whole),
    )


def _world(space: CaseSpace, facts: Sequence[int], sizes: Sequence[int], case: Case) -> World:
    world = list(space.open_world)
    for fact, size, cell in zip(facts, sizes, case, strict=True):
        if cell < size:
            world[fact] = 1 << cell
    return tuple(world)


def covered(cases: Iterable[Case], fits: Callable[[Case], bool], whole: Box) -> tuple[Box, ...]:
    """Boxes that hold all the cases and otherwise only such as fit. Each is as large as it can be."""
    left = set(cases)
    boxes: list[Box] = []
    while left:
        box = tuple(frozenset((cell,)) for cell in min(left))
        for position, everything in enumerate(whole):
            box = _widened(box, position, everything, fits)
        boxes.append(box)
        left -= set(product(*box))
    return tuple(box for i, box in enumerate(boxes) if not _spared(box, boxes[:i] + boxes[i + 1 :]))


def _widened(box: Box, position: int, everything: frozenset[int], fits: Callable[[Case], bool]) -> Box:
    for cell in sorted(everything - box[position]):
        beside = (*box[:position], frozenset((cell,)), *box[position + 1 :])
        if all(fits(case) for case in product(*beside)):
            box = (*box[:position], box[position] | {cell}, *box[position + 1 :])
    return box


def _spared(box: Box, others: list[Box]) -> bool:
    """Whether one other box holds all of a box."""
    return any(all(cells <= wider for cells, wider in zip(box, other, strict=True)) for other in others)
