"""Two sets of rules over the same profiles: common cells for their facts, and both their conditions in these cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import Cells
from ka1cli.cases.compiler import Compiler
from ka1cli.cases.diagram import Diagrams, Node
from ka1cli.cases.logic import World
from ka1cli.cases.walks import facts_below
from ka1cli.language.answers import answer_at
from ka1cli.language.formulas import Answer, Condition, Test
from ka1cli.language.model import Fact, FactType


class Side(NamedTuple):
    """How the cells of one set of rules lie in the common cells."""

    space: CaseSpace
    facts: tuple[int, ...]
    """For each fact of the rules, its number among the common facts."""
    cells: tuple[tuple[int, ...], ...]
    """For each fact of the rules, the cell in which each common cell lies."""

    def common(self, fact: int, cells: int) -> int:
        """The common cells that lie in some cells of a fact of these rules."""
        return sum(1 << common for common, own in enumerate(self.cells[fact]) if cells >> own & 1)


class JointSpace:
    """Profiles that two sets of rules can both judge: shared facts with the values that both know.

    A fact that only one of them has, or that both have with nothing in common, stands there for that side alone.
    """

    def __init__(self, before: CaseSpace, after: CaseSpace, limit: int) -> None:
        self.cells: list[Cells] = []
        self.known_to: list[tuple[bool, bool]] = []
        """For each common fact, whether the rules before and after have it."""
        places: dict[tuple[int, str], tuple[int, tuple[int, ...]]] = {}
        for name in dict.fromkeys((*after.number, *before.number)):
            apart = [space.cells[space.number[name]] if name in space.number else None for space in (before, after)]
            old, new = apart
            shared = _shared(old, new) if old and new else None
            for common, inside in [shared] if shared else _own(apart):
                for side, own in inside.items():
                    places[side, name] = len(self.cells), own
                self.cells.append(common)
                self.known_to.append((0 in inside, 1 in inside))
        self.before, self.after = (
            Side(
                space,
                tuple(places[side, fact.id][0] for fact in space.facts),
                tuple(places[side, fact.id][1] for fact in space.facts),
            )
            for side, space in enumerate((before, after))
        )
        self.open_world: World = self._open_world()
        everything = [cells.all for cells in self.cells]
        self.diagrams = Diagrams(range(len(everything)), everything, limit)
        self.laws = [self.diagram(side, law.condition) for side in (self.before, self.after) for law in side.space.laws]

    def _open_world(self) -> World:
        """What is possible for those for whom both sets of rules are."""
        world = [cells.all for cells in self.cells]
        for side in (self.before, self.after):
            for fact, cells in enumerate(side.space.open_world):
                world[side.facts[fact]] &= side.common(fact, cells)
        return tuple(world)

    def diagram(self, side: Side, condition: Condition) -> Node:
        """A condition of one set of rules in the common cells."""

        def tested(test: Test) -> Node:
            fact = side.space.number[test.fact]
            return self.diagrams.test(side.facts[fact], side.common(fact, side.space.accepting(test)))

        return Compiler(side.space.rule_set, side.space.accepted, self.diagrams, tested).diagram(condition)

    def bearing(self, facts: Iterable[int]) -> tuple[set[int], list[Node]]:
        """The facts that implications of either side tie to some facts, and those implications."""
        reached, bearing, waiting = set(facts), list[Node](), list(self.laws)
        while tied := [law for law in waiting if not reached.isdisjoint(facts_below(law))]:
            bearing += tied
            waiting = [law for law in waiting if law not in tied]
            reached = reached.union(*map(facts_below, tied))
        return reached, bearing


Common = tuple[Cells, Mapping[int, tuple[int, ...]]]
"""Common cells of a fact, and for each side that has it the cells in which they lie."""


def _own(apart: Sequence[Cells | None]) -> Iterator[Common]:
    """The cells of each side for itself."""
    return ((cells, {side: tuple(range(cells.size))}) for side, cells in enumerate(apart) if cells)


def _shared(before: Cells, after: Cells) -> Common | None:
    """The cells of a fact that both sides have; nothing without a common answer."""
    if bool(before.starts) != bool(after.starts):
        return None
    if before.starts:
        return _shared_numbers(before, after)
    if FactType.YES_NO in (before.fact.type, after.fact.type) and before.fact.type is not after.fact.type:
        return None
    by_pair: dict[tuple[int, int], list[Answer]] = {}
    for value in after.values(after.all):
        if value in before.by_value:
            by_pair.setdefault((before.cell_of(value), after.cell_of(value)), []).append(value)
    if not by_pair:
        return None
    members = tuple(tuple(values) for values in by_pair.values())
    by_value = {value: cell for cell, values in enumerate(members) for value in values}
    fact = after.fact._replace(values={name: text for name, text in after.fact.values.items() if name in by_value})
    common = Cells(fact, (), members, by_value)
    return common, dict(enumerate(zip(*by_pair, strict=True)))


def _shared_numbers(before: Cells, after: Cells) -> Common | None:
    if before.fact.type is not after.fact.type:
        return None
    # With decimals on one side only, the answers of both are those of the coarser one.
    decimals = min(before.fact.decimals, after.fact.decimals)
    steps = [(cells, 10 ** (cells.fact.decimals - decimals)) for cells in (before, after)]
    low = max(-(-cells.fact.min // step) for cells, step in steps)
    high = min((cells.fact.max // step for cells, step in steps if cells.fact.max is not None), default=None)
    if high is not None and high < low:
        return None
    cuts = {-(-start // step) for cells, step in steps for start in cells.starts}
    starts = sorted({low, *(cut for cut in cuts if cut > low and (high is None or cut <= high))})
    fact: Fact = after.fact._replace(min=low, max=high, decimals=decimals)
    common = Cells(fact, tuple(starts), (), {})
    answers = [answer_at(start, fact) for start in starts]
    return common, {side: tuple(map(cells.cell_of, answers)) for side, cells in enumerate((before, after))}
