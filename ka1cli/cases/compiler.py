"""From plain conditions to diagrams."""

from collections.abc import Callable

from ka1cli.cases.diagram import MET, UNMET, Diagrams, Node
from ka1cli.cases.plain import ByAnswer, Every, Opposite, Plain, Several, Some
from ka1cli.language.formulas import Test


class Compiler:
    """Makes the diagram of a condition, its tests given as diagrams. Parts that stand in several places are made once."""

    def __init__(self, diagrams: Diagrams, tested: Callable[[Test], Node]) -> None:
        self.diagrams, self.tested = diagrams, tested
        self._done: dict[int, Node] = {}

    def diagram(self, condition: Plain) -> Node:
        found = self._done.get(id(condition))
        if found is None:
            found = self._done[id(condition)] = self._made(condition)
        return found

    def _made(self, condition: Plain) -> Node:
        match condition:
            case Test():
                return self.tested(condition)
            case Every(parts):
                return self.diagrams.every(list(map(self.diagram, parts)))
            case Some(parts):
                return self.diagrams.some(list(map(self.diagram, parts)))
            case Opposite(part):
                return self.diagrams.negated(self.diagram(part))
            case Several(number, parts):
                return self._several(number, list(map(self.diagram, parts)))
            case ByAnswer(branches):
                return self._by_answer([(self.tested(test), self.diagram(below)) for test, below in branches])

    def _several(self, number: int, nodes: list[Node]) -> Node:
        """Met where so many nodes are met, or more: for each node, how many are still needed with it and without it."""
        needed = [MET, *[UNMET] * number]
        for node in reversed(nodes):
            with_it = [MET, *(self.diagrams.every([node, fewer]) for fewer in needed[:-1])]
            needed = [self.diagrams.some(list(pair)) for pair in zip(with_it, needed, strict=True)]
        return needed[number]

    def _by_answer(self, branches: list[tuple[Node, Node]]) -> Node:
        tops = {test.fact: test.level for test, _ in branches if test.edges}
        if len(tops) == 1 and all(below.level > level for _, below in branches for level in tops.values()):
            (fact,) = tops
            rest = self.diagrams.cells_of(fact)
            edges = []
            for test, below in branches:
                passing = (
                    sum(cells for cells, leaf in test.edges if leaf is MET) if test.edges else rest * (test is MET)
                )
                edges.append((passing, below))
                rest &= ~passing
            return self.diagrams.node(fact, [edge for edge in (*edges, (rest, UNMET)) if edge[0]])
        return self.diagrams.some([self.diagrams.every(list(branch)) for branch in branches])
