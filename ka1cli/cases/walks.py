"""What a diagram says about a profile. Every walk looks at each node once, however many cases there are.

A `World` says for each fact which of its cells are possible: one for an answered fact, all for an unanswered one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from ka1cli.cases.diagram import EXCLUDED, MET, UNKNOWN, UNMET, Node
from ka1cli.cases.logic import State, World

FactSet = frozenset[int]

MOST = 100
"""So many equally small sets of facts are followed at most."""

_SEEN = {EXCLUDED: 0, UNMET: 1, MET: 2, UNKNOWN: 3}
_STATES = (None, State.UNMET, State.MET, State.UNKNOWN)


def state_in(node: Node, world: World, chosen: Collection[int] = ()) -> State | None:
    """Met: for every answer to the open facts that are not chosen, some choice of the chosen ones leads to met.

    Unmet: for none. Nothing where all answers are excluded. The chosen facts lie below all others.
    """
    seen = _SEEN.copy()

    def walk(node: Node) -> int:
        found = seen.get(node)
        if found is None:
            found, possible = 0, world[node.fact]
            for cells, below in node.edges:
                if cells & possible:
                    found |= walk(below)
                    if found == 3:
                        break
            if found == 3 and node.fact in chosen:
                found = 2
            seen[node] = found
        return found

    return _STATES[walk(node)]


def leads_to(node: Node, leaf: Node, world: Sequence[int]) -> bool:
    """Whether a leaf can be reached in a world."""
    seen = {node}
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node is leaf:
            return True
        for cells, below in node.edges:
            if cells & world[node.fact] and below not in seen:
                seen.add(below)
                waiting.append(below)
    return False


def nodes_of(node: Node) -> set[Node]:
    """All nodes of a diagram, with its leaves."""
    found, waiting = {node}, [node]
    while waiting:
        for _, below in waiting.pop().edges:
            if below not in found:
                found.add(below)
                waiting.append(below)
    return found


def facts_below(node: Node) -> set[int]:
    """The facts that make a difference somewhere in a diagram."""
    return {other.fact for other in nodes_of(node) if other.edges}


def fitting(node: Node, world: World, fact: int) -> tuple[int, int]:
    """The possible cells of a fact that are not excluded, and those of them that can still lead to met."""
    everything = world[fact]
    seen = {EXCLUDED: (0, 0), UNMET: (everything, 0), MET: (everything, everything)}

    def walk(node: Node) -> tuple[int, int]:
        found = seen.get(node)
        if found is None:
            allowed = met = 0
            for cells, below in node.edges:
                if cells & world[node.fact]:
                    below_allowed, below_met = walk(below)
                    within = cells if node.fact == fact else everything
                    allowed |= below_allowed & within
                    met |= below_met & within
            found = seen[node] = allowed, met
        return found

    return walk(node)


def told_apart(node: Node) -> dict[int, tuple[int, ...]]:
    """For each fact of a diagram, its cells in sets that make no difference to the diagram."""
    asking: dict[int, list[Node]] = {}
    for other in nodes_of(node):
        if other.edges:
            asking.setdefault(other.fact, []).append(other)
    return {fact: tuple(sorted(told_apart_by(nodes), key=_lowest)) for fact, nodes in asking.items()}


def told_apart_by(nodes: Iterable[Node]) -> tuple[int, ...]:
    """The cells of the fact that all of some nodes ask for, in sets between which none of them makes a difference."""
    found: tuple[int, ...] = ()
    for sets in dict.fromkeys(tuple([cells for cells, _ in node.edges]) for node in nodes):
        found = tuple([one & other for one in found for other in sets if one & other]) if found else sets
    return found


def _lowest(cells: int) -> int:
    return cells & -cells


def fewest_changes(node: Node, leaf: Node, world: World, present: Mapping[int, int]) -> tuple[FactSet, ...]:
    """The smallest sets of facts to answer otherwise than at present so that a leaf can be reached; none: it cannot.

    `world` says what each fact can become, `present` in which cells those facts lie that count as changed.
    """
    seen: dict[Node, tuple[FactSet, ...]] = {leaf: (frozenset(),)}

    def walk(node: Node) -> tuple[FactSet, ...]:
        found = seen.get(node)
        if found is None:
            ways: list[SmallestSets] = []
            now = present.get(node.fact)
            for cells, below in node.edges:
                if cells & world[node.fact]:
                    change = None if now is None or cells & now else node.fact
                    ways.append((walk(below), change))
            found = seen[node] = _smallest(ways)
        return found

    return walk(node)


def fewest_differences(node: Node, alike: Collection[int]) -> tuple[FactSet, ...]:
    """The smallest sets of facts in which two cases differ of which one is met and the other unmet; none: none do.

    The cases agree in the facts in `alike`.
    """
    seen: dict[tuple[Node, Node], tuple[FactSet, ...]] = {(MET, UNMET): (frozenset(),)}

    def walk(one: Node, other: Node) -> tuple[FactSet, ...]:
        found = seen.get((one, other))
        if found is None:
            ways: list[SmallestSets] = []
            if not (one is EXCLUDED or one is UNMET or other is EXCLUDED or other is MET):
                level = min(one.level, other.level)
                fact = one.fact if one.level == level else other.fact
                beside = other.edges if other.level == level else ((-1, other),)
                for cells, below in one.edges if one.level == level else ((-1, one),):
                    for others, next_to_it in beside:
                        if cells & others or fact not in alike:
                            ways.append((walk(below, next_to_it), None if cells & others else fact))
            found = seen[one, other] = _smallest(ways)
        return found

    return walk(node, node)


SmallestSets = tuple[tuple[FactSet, ...], int | None]
"""Sets of facts of one size, and one more fact that each of them takes, or none."""


def _smallest(ways: Iterable[SmallestSets]) -> tuple[FactSet, ...]:
    sizes = [(len(sets[0]) + (more is not None), sets, more) for sets, more in ways if sets]
    smallest = min((size for size, _, _ in sizes), default=0)
    found = (
        sets if more is None else [facts | {more} for facts in sets] for size, sets, more in sizes if size == smallest
    )
    return tuple(dict.fromkeys(chain.from_iterable(found)))[:MOST]
