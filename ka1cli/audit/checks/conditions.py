"""Parts of conditions that never decide."""

from collections.abc import Callable, Iterator

from ka1cli.audit.checks.reach import path_of
from ka1cli.audit.finding import Finding
from ka1cli.audit.formula import Negated, formula_of, truth
from ka1cli.audit.view import View
from ka1cli.cases.logic import State, World
from ka1cli.language.diagnostic import Place
from ka1cli.language.model import AllOf, AnyOf, Condition, Not
from ka1cli.language.sections.conditions import COMBINERS
from ka1cli.language.yaml.document import MappingNode, Node, SequenceNode
from ka1cli.language.yaml.places import Step

Position = tuple[int, ...]
"""Which part of a condition: the number of the part at each level."""


def idle_parts(view: View) -> Iterator[Finding]:
    """K206: parts of `all`, `any` and joint tests that can be left out without a change."""
    for name, options in view.used_criteria.items():
        yield from _idle(view, ("criteria", name), name, view.rules.criteria[name].when, options[0])
    for option in view.rules.options.values():
        for number, entry in enumerate(option.recommend):
            path = (*path_of(option), "recommend", number)
            yield from _idle(view, path, f"{option.id}/{number + 1}", entry.when, option.id)


def _idle(view: View, path: tuple[Step, ...], about: str, condition: Condition, option: str) -> Iterator[Finding]:
    whole = formula_of(view.space, condition)
    if not view.possible(whole) or not view.possible(Negated(whole)):
        return
    for number, position in enumerate(_left_out(view, condition)):
        yield Finding(
            "K206",
            "this part of the condition never decides: without it, everything comes out the same",
            _place(view, (*path, "when"), position),
            about if number == 0 else f"{about}/{number + 1}",
            view.witness(_beside(view, condition, position), [option], "the rest of the condition decides alone"),
        )


def _left_out(view: View, condition: Condition) -> list[Position]:
    """The parts that can be left out together, the last ones first."""
    whole = formula_of(view.space, condition)
    found: list[Position] = []

    def walk(part: Condition, position: Position, rebuild: Callable[[Condition], Condition]) -> Condition:
        match part:
            case AllOf(parts) | AnyOf(parts):
                kept = dict(enumerate(parts))
                for number in reversed(range(len(parts))):
                    rest = {other: kept[other] for other in kept if other != number}
                    if rest and view.same(whole, formula_of(view.space, rebuild(_like(part, rest)))):
                        kept = rest
                        found.append((*position, number))
                for number in tuple(kept):
                    kept[number] = walk(
                        kept[number],
                        (*position, number),
                        lambda inner, number=number: rebuild(_like(part, kept | {number: inner})),  # type: ignore[misc]
                    )
                return _like(part, kept)
            case Not(inner):
                return Not(walk(inner, (*position, 0), lambda inner: rebuild(Not(inner))))
        return part

    walk(condition, (), lambda changed: changed)
    return found


def _like(part: AllOf | AnyOf, kept: dict[int, Condition]) -> Condition:
    parts = tuple(kept[number] for number in sorted(kept))
    return AllOf(parts) if isinstance(part, AllOf) else AnyOf(parts)


def _beside(view: View, condition: Condition, position: Position) -> World | None:
    """A case in which the condition holds and the part, where that is possible, does not."""
    part = condition
    for number in position:
        part = part.part if isinstance(part, Not) else part.parts[number]  # type: ignore[union-attr]
    whole, inner = formula_of(view.space, condition), formula_of(view.space, part)
    found = view.case(whole, Negated(inner))
    if found is None:
        found = view.case(Negated(whole), inner) or view.case(whole)
    assert found is not None
    assert truth(whole, found) is not State.UNKNOWN
    return found


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
    if not position or key.value not in COMBINERS:
        return key, value
    if isinstance(value, SequenceNode):
        return _entry(value.value[position[0]], position[1:])
    return _entry(value, position[1:])
