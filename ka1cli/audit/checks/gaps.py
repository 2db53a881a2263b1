"""Organisations left with nothing, and partitions that overlap or leave a gap."""

from collections.abc import Iterator
from itertools import combinations

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.case_space import CompiledOption
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import MET, Node, better, either, joins, sure
from ka1cli.cases.logic import narrowed
from ka1cli.language.model import Partition


def left_with_nothing(view: View) -> Iterator[Finding]:
    """K104: organisations for which every route is closed, whatever they plan."""
    routes = []
    for option in view.space.options.values():
        if not option.option.is_activity:
            routes.append(_open_by_choice(view, option))
            if not view.possible(unmet=routes[-1:]):
                return
    case = view.case(unmet=routes)
    if case is None:
        return
    words = view.rule_set.words
    yield Finding(
        "K104",
        f"some {words.applicants} are left with no {words.option} at all, whatever they plan",
        view.places.of("routes"),
        "routes",
        view.witness(case, [], f"every {words.option} is ineligible, and no change of plan opens one"),
    )


def _open_by_choice(view: View, option: CompiledOption) -> Node:
    """Whether some plan opens an option."""
    parts = []
    for part in option.parts:
        question = part.question
        best = view.diagrams.without(question.diagram, question.chosen, better, view.space.open_world)
        parts.append(view.diagrams.combined(sure, best, MET))
    return view.diagrams.every(parts)


def partitions(view: View) -> Iterator[Finding]:
    """K111 and K112: options that serve a value twice, or leave out a value between their bounds."""
    for partition in view.rule_set.partitions.values():
        yield from _overlaps(view, partition)
        yield from _gaps(view, partition)


def _overlaps(view: View, partition: Partition) -> Iterator[Finding]:
    for pair in combinations(partition.options, 2):
        case = view.case(*(view.goal(option) for option in pair))
        if case is not None:
            first, second = pair
            yield Finding(
                "K111",
                f"`{first}` and `{second}` overlap, although {_meant(partition)}",
                view.places.of("partitions", partition.id),
                f"{partition.id}/{first}/{second}",
                view.witness(case, pair, f"`{first}` and `{second}` are both eligible"),
            )


def _gaps(view: View, partition: Partition) -> Iterator[Finding]:
    """Looks at three values of the fact at once: one that no option serves, and served ones below and above it."""
    by = view.space.number[partition.by]
    served = view.diagrams.some([view.goal(option) for option in partition.options])
    laws = view.laws(served, view.diagrams.test(by, 1))
    left_out = view.diagrams.every([view.diagrams.negated(served), *laws])
    lawfully = view.diagrams.every([served, *laws])
    cells = list(bits(view.space.open_world[by]))
    at = [[_at(view, node, by, cell) for cell in cells] for node in (lawfully, left_out)]
    below, above = joins(at[0][:-1], view.diagrams.some), joins(at[0][:0:-1], view.diagrams.some)[::-1]
    around = zip(cells, at[1], below, above, strict=True)
    gaps = {cell: nodes for cell, *nodes in around if view.possible(*nodes)}
    if gaps:
        cell, nodes = next(iter(gaps.items()))
        case = view.case(*nodes)
        assert case is not None
        missing = cells_text(view.space.cells[by], sum(1 << gap for gap in gaps), view.rule_set, view.space.call)
        yield Finding(
            "K112",
            f"no option of `{partition.id}` serves {partition.by} {missing}, although {_meant(partition)}",
            view.places.of("partitions", partition.id),
            partition.id,
            view.witness(narrowed(case, by, cell), partition.options, "all of them are ineligible"),
        )


def _at(view: View, node: Node, fact: int, cell: int) -> Node:
    """A diagram with a fact in one cell."""
    return view.diagrams.without(node, (fact,), either, narrowed(view.space.open_world, fact, cell))


def _meant(partition: Partition) -> str:
    return f"they are meant to divide `{partition.by}`: {partition.because}"
