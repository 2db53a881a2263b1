"""Decision diagrams: conditions over cells as shared nodes, as small as the rules are.

A node asks for one fact and leads on, for each set of cells that makes the same difference, to the node below. Facts
come in one order everywhere (given ones above chosen ones), equal nodes are one node, and a fact that makes no
difference has none: two conditions that agree in every case are the same node.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate


class TooLarge(Exception):
    """Conditions whose diagrams have more nodes than the limit."""


class Node:
    """One fact to look at, or a leaf. Compare nodes with `is`."""

    __slots__ = ("edges", "fact", "level")

    def __init__(self, fact: int, level: int, edges: "tuple[Edge, ...]" = ()) -> None:
        self.fact = fact
        self.level = level
        """Its place in the order of facts; leaves come after all of them."""
        self.edges = edges

    def below(self, cells: int) -> "Node":
        """Where some cells lead that the edges do not tell apart."""
        return next(below for inside, below in self.edges if inside & cells)


Edge = tuple[int, Node]
"""A set of cells, and where they lead. The edges of a node have no cell in common and together have all."""

LEAVES = 1 << 30
EXCLUDED, UNMET, MET, UNKNOWN = (Node(-1, LEAVES) for _ in range(4))
"""The leaves. `EXCLUDED`: answers that an implication forbids. `UNKNOWN` stands only where facts that will stay open
were taken out: some of their answers lead to met, others to unmet."""

Operation = Callable[[Node, Node], Node | None]
"""What two nodes come to together, where one look at both already tells it."""


class Diagrams:
    """Makes nodes, each only once. Only adds to what it has, so that threads can share it."""

    def __init__(self, levels: Sequence[int], cells: Sequence[int], limit: int | None = None) -> None:
        """`levels` and `cells`: for each fact its place in the order, and the set of all its cells.

        Beyond `limit` nodes `TooLarge` is raised.
        """
        self._levels, self._cells = tuple(levels), tuple(cells)
        self._nodes: dict[tuple[int, tuple[Edge, ...]], Node] = {}
        self._known = self._nodes
        self.limit = limit

    def scratch(self, limit: int | None = None) -> "Diagrams":
        """Room for nodes that are soon forgotten, and for so many at most. It shares what is there."""
        room = Diagrams(self._levels, self._cells, limit)
        room._known = self._nodes
        return room

    def node(self, fact: int, edges: Iterable[Edge]) -> Node:
        """The node that asks for a fact; the one below where the answer makes no difference."""
        joined: dict[Node, int] = {}
        for cells, below in edges:
            joined[below] = joined.get(below, 0) | cells
        if len(joined) == 1:
            return next(iter(joined))
        ordered = tuple(sorted(((cells, below) for below, cells in joined.items()), key=_lowest))
        key = fact, ordered
        found = self._known.get(key) or self._nodes.get(key)
        if found is None:
            if self.limit is not None and len(self._nodes) >= self.limit:
                raise TooLarge
            found = self._nodes.setdefault(key, Node(fact, self._levels[fact], ordered))
        return found

    def cells_of(self, fact: int) -> int:
        """The set of all cells of a fact."""
        return self._cells[fact]

    def test(self, fact: int, cells: int) -> Node:
        """Met in some cells of a fact, unmet in the others."""
        edges = ((cells, MET), (self._cells[fact] & ~cells, UNMET))
        return self.node(fact, (edge for edge in edges if edge[0]))

    def every(self, nodes: Sequence[Node]) -> Node:
        """Met where all are met."""
        return self._joined(both, nodes, MET)

    def some(self, nodes: Sequence[Node]) -> Node:
        """Met where some is met."""
        return self._joined(either, nodes, UNMET)

    def negated(self, node: Node) -> Node:
        """Met and unmet the other way round."""
        return self.combined(_against, node, MET)

    def _joined(self, operation: Operation, nodes: Sequence[Node], neutral: Node) -> Node:
        """Neighbours first: they tend to be about the same facts, so that what lies between stays small."""
        if len(nodes) < 2:
            return nodes[0] if nodes else neutral
        middle = len(nodes) // 2
        left, right = (self._joined(operation, half, neutral) for half in (nodes[:middle], nodes[middle:]))
        return self.combined(operation, left, right)

    def combined(self, operation: Operation, one: Node, other: Node) -> Node:
        """Two diagrams as one, leaf by leaf. Every pair of nodes is looked at once."""
        done: dict[tuple[Node, Node], Node] = {}

        def walk(one: Node, other: Node) -> Node:
            found = operation(one, other) or done.get((one, other))
            if found is None:
                edges = []
                if one.level < other.level:
                    for cells, below in one.edges:
                        edges.append((cells, walk(below, other)))
                elif one.level > other.level:
                    for cells, below in other.edges:
                        edges.append((cells, walk(one, below)))
                else:
                    for cells, below in one.edges:
                        for others, beside in other.edges:
                            if cells & others:
                                edges.append((cells & others, walk(below, beside)))
                found = done[one, other] = self.node(one.fact if one.level < other.level else other.fact, edges)
            return found

        return walk(one, other)

    def without(self, node: Node, facts: Iterable[int], operation: Operation, world: Sequence[int]) -> Node:
        """The diagram without some facts: what their possible cells come to is joined by the operation."""
        gone, done = frozenset(facts), dict[Node, Node]()

        def walk(node: Node) -> Node:
            if node.level == LEAVES:
                return node
            found = done.get(node)
            if found is None:
                edges = []
                for cells, below in node.edges:
                    if cells & world[node.fact]:
                        edges.append((cells & world[node.fact], walk(below)))
                if node.fact in gone:
                    found = edges[0][1]
                    for _, below in edges[1:]:
                        found = self.combined(operation, found, below)
                else:
                    found = self.node(node.fact, edges)
                done[node] = found
            return found

        return walk(node)


def joins(nodes: Sequence[Node], join: Callable[[Sequence[Node]], Node]) -> list[Node]:
    """What the first none, one, two, ... of some diagrams come to together."""
    return [*accumulate(nodes, lambda before, node: join([before, node]), initial=join([]))]


def _lowest(edge: Edge) -> int:
    return edge[0] & -edge[0]


def both(one: Node, other: Node) -> Node | None:
    """Met where both are."""
    if one is other or other is MET:
        return one
    if one is UNMET or other is UNMET:
        return UNMET
    return other if one is MET else None


def either(one: Node, other: Node) -> Node | None:
    """Met where one of them is."""
    if one is other or other is UNMET:
        return one
    if one is MET or other is MET:
        return MET
    return other if one is UNMET else None


def _against(one: Node, _: Node) -> Node | None:
    return {MET: UNMET, UNMET: MET}.get(one)


def sure(one: Node, _: Node) -> Node | None:
    """Met only where it is; excluded and unknown are unmet."""
    if one.level < LEAVES:
        return None
    return MET if one is MET else UNMET


def lawful(goal: Node, law: Node) -> Node | None:
    """The goal where the law holds, else excluded."""
    if law is MET:
        return goal
    return EXCLUDED if law is UNMET else None


def better(one: Node, other: Node) -> Node | None:
    """The better of two choices. An excluded one is none."""
    if one is other or other is EXCLUDED:
        return one
    if one is MET or other is MET:
        return MET
    return other if one is EXCLUDED else None


def joint(one: Node, other: Node) -> Node | None:
    """What two answers leave open. An excluded one is none."""
    if one is other or other is EXCLUDED:
        return one
    if one is EXCLUDED:
        return other
    return UNKNOWN if one is UNKNOWN or other is UNKNOWN or one.level == other.level == LEAVES else None
