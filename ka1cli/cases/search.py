"""Finds cases: one in which several diagrams come out as wanted, or one with the fewest answers."""

from collections.abc import Iterable, Sequence

from ka1cli.cases.diagram import LEAVES, MET, Node, TooLarge
from ka1cli.cases.logic import World
from ka1cli.cases.walks import state_in, told_apart_by

Wanted = tuple[Node, Node]
"""A diagram, and the leaf that it should lead to."""


def shortest_case(node: Node, world: World) -> World | None:
    """A part of a world with the fewest answers under which a diagram is met; nothing if it never is."""
    seen: dict[Node, tuple[int, Node, int] | None] = {MET: (0, MET, 0)}

    def walk(node: Node) -> tuple[int, Node, int] | None:
        """How many answers lead to met at least, and the first of them with what lies below it."""
        if node not in seen:
            ways = [(walk(below), below, cells & world[node.fact]) for cells, below in node.edges]
            steps = [(way[0] + 1, below, cells & -cells) for way, below, cells in ways if way and cells]
            seen[node] = min(steps, key=lambda step: step[0], default=None)
        return seen[node]

    if walk(node) is None:
        return None
    answers = {}
    while node is not MET:
        step = walk(node)
        assert step is not None
        _, below, answers[node.fact] = step
        node = below
    return tuple(answers.get(fact, cells) for fact, cells in enumerate(world))


def answers_to(wanted: Sequence[Wanted], world: World, limit: int) -> dict[int, int] | None:
    """For some facts a cell, under which every diagram leads to its leaf whatever the others are; nothing if there is none.

    Takes the diagrams as they are instead of making one of them all: mostly one way down is enough. Raises `TooLarge`
    beyond so many steps.
    """
    failed = set[tuple[Wanted, ...]]()

    def walk(wanted: Iterable[Wanted]) -> dict[int, int] | None:
        left = tuple(dict.fromkeys((node, leaf) for node, leaf in wanted if node is not leaf))
        if not left:
            return {}
        if left in failed or any(node.level == LEAVES for node, _ in left):
            return None
        if len(failed) > limit:
            raise TooLarge
        level = min(node.level for node, _ in left)
        asked = [node for node, _ in left if node.level == level]
        fact = asked[0].fact
        for cells in told_apart_by(asked):
            possible = cells & world[fact]
            if possible:
                found = walk([(node.below(cells) if node.level == level else node, leaf) for node, leaf in left])
                if found is not None:
                    return {fact: possible & -possible, **found}
        failed.add(left)
        return None

    return walk(wanted)


def case_of(wanted: Sequence[Wanted], world: World, limit: int) -> World | None:
    """A part of a world in which every diagram leads to its leaf, with no answer to spare; nothing if there is none."""
    found = answers_to(wanted, world, limit)
    if found is None:
        return None
    case = [found.get(fact, cells) for fact, cells in enumerate(world)]
    for fact in found:
        answer, case[fact] = case[fact], world[fact]
        if any(state_in(node, tuple(case)) is not state_in(leaf, world) for node, leaf in wanted):
            case[fact] = answer
    return tuple(case)
