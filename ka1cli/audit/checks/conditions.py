"""Parts of conditions that never decide, and look-up tables that say nothing about some answers."""

from collections.abc import Iterator

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.compare.boxes import cover
from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.diagram import MET, UNMET, joins, lawful
from ka1cli.cases.diagram import Node as Diagram
from ka1cli.cases.logic import World
from ka1cli.cases.search import Wanted
from ka1cli.language.conditions import tables_of
from ka1cli.language.diagnostic import Place
from ka1cli.language.formulas import AllOf, AnyOf, Condition, Not
from ka1cli.language.keys.fields import CONDITION
from ka1cli.language.yaml.document import MappingNode, Node, SequenceNode
from ka1cli.language.yaml.places import Step

Position = tuple[int, ...]
"""Which part of a condition: the number of the part at each level."""


def idle_parts(view: View) -> Iterator[Finding]:
    """K206: parts of `all`, `any` and joint tests that can be left out without a change."""
    for name, options in view.used_criteria.items():
        yield from _idle(view, ("criteria", name), name, view.rule_set.criteria[name].when, options[0])
    for option in view.rule_set.options.values():
        for number, entry in enumerate(option.recommend):
            path = (*option.path, "recommend", number)
            yield from _idle(view, path, f"{option.id}/{number + 1}", entry.when, option.id)


def tables_with_gaps(view: View) -> Iterator[Finding]:
    """K207: tables without a row for some combinations of the facts by which they divide."""
    space, diagrams = view.space, view.diagrams
    for name, options in view.used_criteria.items():
        for number, table in enumerate(tables_of(view.rule_set.criteria[name].when), 1):
            rows = diagrams.some([space.diagram(AllOf(row.when)) for row in table.rows])
            case = view.case(unmet=[rows])
            if case is None:
                continue
            left_out = diagrams.combined(lawful, diagrams.negated(rows), diagrams.every(view.laws(rows)))
            gaps = cover(left_out, space.open_world, diagrams).boxes
            example = " and ".join(
                f"{space.facts[fact].id} {cells_text(space.cells[fact], cells, view.rule_set, space.call)}"
                for fact, cells in gaps[0].items()
            )
            more = f" (one of {len(gaps)} such combinations)" if len(gaps) > 1 else ""
            yield Finding(
                "K207",
                f"the table of `{name}` has no row for {example}{more}",
                view.places.of("criteria", name, "when"),
                name if number == 1 else f"{name}/{number}",
                view.witness(case, options[:1], "no row of the table is about these answers"),
                help="add a row, with an empty last cell where there is no limit, or say in `meant` why not",
            )


def _idle(view: View, path: tuple[Step, ...], about: str, condition: Condition, option: str) -> Iterator[Finding]:
    whole = view.space.diagram(condition)
    if not view.possible(whole) or not view.possible(unmet=[whole]):
        return
    for number, position in enumerate(_left_out(view, condition)):
        yield Finding(
            "K206",
            "this part of the condition never decides: without it, everything comes out the same",
            _place(view, (*path, "when"), position),
            about if number == 0 else f"{about}/{number + 1}",
            view.witness(
                _beside(view, whole, condition, position), [option], "the rest of the condition decides alone"
            ),
        )


def _left_out(view: View, condition: Condition) -> list[Position]:
    """The parts that can be left out together, the last ones first.

    A part of `any` decides only where the others are unmet, one of `all` only where they are met.
    """
    idle: list[Position] = []

    def walk(part: Condition, position: Position, where: tuple[Wanted, ...]) -> Diagram:
        """The diagram of what is left of a part, that matters only where some diagrams come out as wanted."""
        match part:
            case AllOf(parts) | AnyOf(parts):
                join, neutral = (view.diagrams.every, MET) if isinstance(part, AllOf) else (view.diagrams.some, UNMET)
                decisive = UNMET if neutral is MET else MET
                nodes = [view.space.diagram(inner) for inner in parts]
                before, after = joins(nodes, join), neutral
                kept: list[int] = []
                for number in reversed(range(len(nodes))):
                    others = ((before[number], neutral), (after, neutral))
                    alone = number == 0 and not kept
                    if alone or view.can_be((nodes[number], decisive), *others, *where):
                        kept.insert(0, number)
                        after = join([nodes[number], after])
                    else:
                        idle.append((*position, number))
                behind = joins([nodes[number] for number in reversed(kept)], join)[-2::-1]
                left = neutral
                for number, rest in zip(kept, behind, strict=True):
                    inner = walk(parts[number], (*position, number), ((left, neutral), (rest, neutral), *where))
                    left = join([left, inner])
                return left
            case Not(inner):
                return view.diagrams.negated(walk(inner, (*position, 0), where))
        return view.space.diagram(part)

    walk(condition, (), ())
    return idle


def _beside(view: View, whole: Diagram, condition: Condition, position: Position) -> World | None:
    """A case in which the condition holds and the part, where that is possible, does not."""
    part = condition
    for number in position:
        part = part.part if isinstance(part, Not) else part.parts[number]  # type: ignore[union-attr]
    inner = view.space.diagram(part)
    return view.case(whole, unmet=[inner]) or view.case(inner, unmet=[whole]) or view.case(whole)


def _place(view: View, path: tuple[Step, ...], position: Position) -> Place:
    """Where a part of a condition stands. Reads a mapping as the loader does: one entry is a part of its own."""
    key, node = _entry(view.places.node(*path), position)
    return view.places.document.place(key or node)


def _entry(node: Node | None, position: Position) -> tuple[Node | None, Node | None]:
    if not isinstance(node, MappingNode) or not node.value:
        return None, node
    if len(node.value) > 1:
        if not position:
            return None, node
        (key, value), position = node.value[position[0]], position[1:]
    else:
        key, value = node.value[0]
    if not position or key.value not in CONDITION.all:
        return key, value
    if isinstance(value, SequenceNode):
        return _entry(value.value[position[0]], position[1:])
    return _entry(value, position[1:])
