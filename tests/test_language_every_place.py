"""The wrong kind of thing in every place of a rule file, keys included: a located problem, never another exception.

Each node of the library's file is replaced by a word, a number, nothing, lists and mappings. Of the shipped file, with
some thousand nodes of the same few kinds, those are replaced that stand where the library's file has none.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from rule_files import LIBRARY, shipped_text

from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import CODES, InvalidRules
from ka1cli.language.load import decode
from ka1cli.language.yaml.document import (
    UNTAGGED,
    Document,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    compose,
    read_document,
)

Path = tuple[str, ...]


class Spot(NamedTuple):
    """Where a node stands: in the list of its parent's entries, at an index; of a pair, the key (0) or the value (1)."""

    path: Path
    parent: Node
    index: int
    side: int | None

    @property
    def node(self) -> Node:
        entry = self.parent.value[self.index]
        return entry if self.side is None else entry[self.side]

    def put(self, node: Node) -> None:
        if self.side is None:
            self.parent.value[self.index] = node
        else:
            pair = list(self.parent.value[self.index])
            pair[self.side] = node
            self.parent.value[self.index] = tuple(pair)


def spots(node: Node, path: Path = ()) -> Iterator[Spot]:
    if isinstance(node, MappingNode):
        for index, (key, value) in enumerate(node.value):
            yield Spot((*path, key.value, "key"), node, index, 0)
            yield Spot((*path, key.value), node, index, 1)
            yield from spots(value, (*path, key.value))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield Spot((*path, "[]"), node, index, None)
            yield from spots(item, (*path, "[]"))


def kind_of_place(path: Path, facts: set[str]) -> Path:
    """A path without the names that the author chose."""
    free = ("values", "aliases", "by_call")

    def step(i: int) -> str:
        if path[i] in ("key", "[]", "group"):
            return path[i]
        if path[i - 1] == "sources" and i > 1:
            return "call"
        return "*" if i == 1 or path[i - 1] in free or (i > 1 and path[i] in facts) else path[i]

    return (path[0], *map(step, range(1, len(path))))


REPLACEMENTS = {
    "a word": lambda: ("x!", ScalarNode),
    "a number": lambda: ("-1", ScalarNode),
    "nothing": lambda: ("", ScalarNode),
    "an empty list": lambda: ([], SequenceNode),
    "a list": lambda: (["x!"], SequenceNode),
    "an empty mapping": lambda: ([], MappingNode),
    "a mapping": lambda: ([("x!", "x!")], MappingNode),
}


def replacement(what: str, like: Node) -> Node:
    def scalar(text: str) -> ScalarNode:
        return ScalarNode(UNTAGGED, text, like.start_mark, like.end_mark)

    value, kind = REPLACEMENTS[what]()
    if kind is ScalarNode:
        return scalar(value)
    inside = [tuple(map(scalar, item)) if isinstance(item, tuple) else scalar(item) for item in value]
    return kind(UNTAGGED, inside, like.start_mark, like.end_mark)


library, shipped = read_document(LIBRARY), compose(shipped_text(), "rules.yaml")
in_library = list(spots(library.root))
facts = {
    spot.path[1]
    for document in (library, shipped)
    for spot in spots(document.root)
    if spot.path[0] == "facts" and len(spot.path) > 1
}
known = {kind_of_place(spot.path, facts) for spot in in_library}
in_shipped = {kind_of_place(spot.path, facts): spot for spot in spots(shipped.root)}
only_shipped = [spot for kind, spot in in_shipped.items() if kind not in known]


def survives(document: Document, spot: Spot, what: str) -> None:
    original = spot.node
    spot.put(replacement(what, original))
    try:
        rules = Rules(decode(document), document.sha256)
        rules.at(rules.calls[0] if rules.calls else None)
    except InvalidRules as error:
        lines = document.text.count("\n") + 1
        for problem in error.diagnostics:
            assert problem.code in CODES
            assert problem.message
            assert "\n" not in problem.message
            assert problem.place is not None
            assert 1 <= problem.place.line <= lines
            assert 1 <= problem.place.column <= len(problem.place.excerpt) + 1
        # The values of groups, facts and figures are judged where they are used, everything else where it stands.
        if not {"values", "also", "value", "by_call"} & {*spot.path}:
            first, last = spot.parent.start_mark.line + 1, spot.parent.end_mark.line + 1
            near = [problem for problem in error.diagnostics if first <= problem.place.line <= last]
            at_anchor = [problem for problem in error.diagnostics if problem.place.line == original.start_mark.line + 1]
            assert near or at_anchor, [spot.path, *error.diagnostics]
    finally:
        spot.put(original)


@pytest.mark.slow
@pytest.mark.parametrize("what", REPLACEMENTS)
def test_of_the_library(what: str):
    for spot in in_library:
        survives(library, spot, what)
    decode(library)


@pytest.mark.slow
@pytest.mark.parametrize("what", REPLACEMENTS)
def test_of_the_shipped_rules(what: str):
    for spot in only_shipped:
        survives(shipped, spot, what)
    decode(shipped)


def test_every_kind_of_thing_is_refused_somewhere_in_every_section():
    """The walk reaches all sections, and each of the replacements is noticed in each of them."""
    for section in ("sources", "groups", "facts", "figures", "criteria", "routes", "activities", "background"):
        inside = [spot for spot in in_library if spot.path[0] == section and len(spot.path) == 2]
        for what in REPLACEMENTS:
            for spot in inside:
                original = spot.node
                spot.put(replacement(what, original))
                with pytest.raises(InvalidRules):
                    decode(library)
                spot.put(original)
