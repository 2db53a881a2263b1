"""Diagrams as columns: one for each node, made from those of the nodes below it.

The value of a node says what can still be reached from it: 0 nothing, 1 unmet, 2 met, 3 both.
"""

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import EXCLUDED, MET, UNMET, Node

_LEAVES = {EXCLUDED: 0, UNMET: 1, MET: 2}


class NodeColumns(NamedTuple):
    """The columns of some diagrams, step by step: a column uses those of earlier steps only."""

    steps: tuple[tuple[str, ...], ...]
    """For each step the definitions of its columns."""
    value: Callable[[Node], str]
    """The value of a node as an expression."""


def node_columns(
    space: CaseSpace, roots: Iterable[Node], answerable: Collection[int], cell: Callable[[int], str]
) -> NodeColumns:
    """The columns of diagrams. `cell` names the column with the cell of a fact; facts that are not `answerable` have none."""
    numbers: dict[Node, int] = {}
    heights: dict[Node, int] = dict.fromkeys(_LEAVES, 0)
    steps: list[list[str]] = []

    def value(node: Node) -> str:
        return str(_LEAVES[node]) if node in _LEAVES else f"ka1_node_{numbers[node]}"

    def place(node: Node) -> None:
        if node in heights:
            return
        for _, below in node.edges:
            place(below)
        heights[node] = 1 + max(heights[below] for _, below in node.edges)
        numbers[node] = len(numbers) + 1
        while len(steps) < heights[node]:
            steps.append([])
        steps[heights[node] - 1].append(f"{definition(node)} AS {value(node)}")

    def definition(node: Node) -> str:
        possible = space.open_world[node.fact]
        reached = dict.fromkeys(below for cells, below in node.edges if cells & possible)
        not_answered = _best if space.facts[node.fact].chosen else _any
        leaves = [_LEAVES[below] for below in reached if below in _LEAVES]
        otherwise = not_answered(leaves, [value(below) for below in reached if below not in _LEAVES])
        if node.fact not in answerable:
            return otherwise
        tests = [f"WHEN {_inside(cell(node.fact), cells)} THEN {value(below)}" for cells, below in node.edges]
        return f"CASE {' '.join(tests)} ELSE {otherwise} END"

    for root in roots:
        place(root)
    return NodeColumns(tuple(map(tuple, steps)), value)


def _any(leaves: list[int], others: list[str]) -> str:
    """What some answers leave open."""
    known = reduce(or_, leaves, 0)
    if known == 3:
        return "3"
    return " | ".join([*([str(known)] if known or not others else []), *others])


def _best(leaves: list[int], others: list[str]) -> str:
    """The best of some choices."""
    known = max(leaves, default=0)
    if known == 2 or not others:
        return str(known)
    listed = [*([str(known)] if known else []), *others]
    return f"GREATEST({', '.join(listed)})" if len(listed) > 1 else listed[0]


def _inside(column: str, cells: int) -> str:
    """Whether a cell is one of some. What is not answered or cannot be read is none."""
    numbers = list(bits(cells))
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and last - first + 1 == len(numbers):
        return f"{column} BETWEEN {first} AND {last}"
    return f"{column} IN ({', '.join(map(str, numbers))})"
