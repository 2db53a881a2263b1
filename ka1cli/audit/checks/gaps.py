"""Organisations left with nothing, and partitions that overlap or leave a gap."""

from collections.abc import Iterator
from itertools import combinations

from ka1cli.audit.choices import renamed, some_choice
from ka1cli.audit.finding import Finding
from ka1cli.audit.formula import Every, Formula, In, Negated, Some, goal_formula, laws_formula
from ka1cli.audit.search import with_cells
from ka1cli.audit.view import View
from ka1cli.audit.wording import cells_text
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World
from ka1cli.language.model import Partition


def left_with_nothing(view: View) -> Iterator[Finding]:
    """K104: organisations for which every route is closed, whatever they plan."""
    space = view.space
    open_routes = []
    for option in space.options.values():
        if option.option.is_activity:
            continue
        parts = [
            some_choice(
                Every((goal_formula(space, part), laws_formula(space, part.question))),
                part.question.chosen,
                space.open_world,
                view.search,
            )
            for part in option.parts
        ]
        open_routes.append(Every(tuple(parts)))
        if not view.possible(Negated(open_routes[-1])):
            return
    case = view.case(*(Negated(route) for route in open_routes))
    if case is None:
        return
    words = view.rules.words
    yield Finding(
        "K104",
        f"some {words.applicants} are left with no {words.option} at all, whatever they plan",
        view.places.of("routes"),
        "routes",
        view.witness(case, [], f"every {words.option} is ineligible, and no change of plan opens one"),
    )


def partitions(view: View) -> Iterator[Finding]:
    """K111 and K112: options that serve a value twice, or leave out a value between their bounds."""
    for partition in view.rules.partitions.values():
        yield from _overlaps(view, partition)
        yield from _gaps(view, partition)


def _overlaps(view: View, partition: Partition) -> Iterator[Finding]:
    for pair in combinations(partition.options, 2):
        case = view.case(*(view.goal(option) for option in pair))
        if case is not None:
            one, other = pair
            yield Finding(
                "K111",
                f"`{one}` and `{other}` overlap, although {_meant(partition)}",
                view.places.of("partitions", partition.id),
                f"{partition.id}/{one}/{other}",
                view.witness(case, pair, f"`{one}` and `{other}` are both eligible"),
            )


def _gaps(view: View, partition: Partition) -> Iterator[Finding]:
    """Looks at three values of the fact at once: one that no option serves, and served ones below and above it."""
    space = view.space
    by = space.number[partition.by]
    below, above = len(space.facts), len(space.facts) + 1
    goals = [view.goal(option) for option in partition.options]
    served = Some(tuple(goals))
    lawful = view.lawful(Every((served, In(by, space.cells[by].all))))
    formula = Every(
        (
            *(Negated(goal) for goal in goals),
            *(renamed(served, by, copy) for copy in (below, above)),
            *(renamed(_laws(lawful), by, copy) for copy in (by, below, above)),
        )
    )
    cases: dict[int, World] = {}
    for cell in bits(space.open_world[by]):
        lower = (1 << cell) - 1
        higher = space.open_world[by] & ~lower & ~(1 << cell)
        if not lower or not higher:
            continue
        world = (*with_cells(space.open_world, by, 1 << cell), lower, higher)
        found = view.search.find(formula, world)
        if found is not None:
            cases[cell] = found
    if cases:
        yield _gap(view, partition, sum(1 << cell for cell in cases), next(iter(cases.values())))


def _laws(lawful: Formula) -> Formula:
    assert isinstance(lawful, Every)
    return Every(lawful.parts[1:])


def _gap(view: View, partition: Partition, missing: int, found: World) -> Finding:
    by = view.space.number[partition.by]
    said = cells_text(view.space.cells[by], missing, view.rules, view.space.call)
    # The copies of the fact stand behind the facts of the rule set.
    case = tuple(
        cells if cells == possible else cells & -cells
        for cells, possible in zip(found, view.space.open_world, strict=False)
    )
    return Finding(
        "K112",
        f"no option of `{partition.id}` serves {partition.by} {said}, although {_meant(partition)}",
        view.places.of("partitions", partition.id),
        partition.id,
        view.witness(case, partition.options, "all of them are ineligible"),
    )


def _meant(partition: Partition) -> str:
    return f"they are meant to divide `{partition.by}`: {partition.because}"
