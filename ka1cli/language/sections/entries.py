"""Forms of entries that several sections have: by name, by call, between two calls, values with what they mean."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from ka1cli.language.answers import shorten
from ka1cli.language.model import Calls
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader, is_blank
from ka1cli.language.yaml.record import Record

T = TypeVar("T")


def read_named(reader: Reader, node: Node | None, section: str) -> list[tuple[str, Node]]:
    """The entries of a section as (name, node)."""
    if node is None:
        return []
    return [(reader.name(key, f"a key of `{section}`"), value) for _, key, value in reader.pairs(node, f"`{section}`")]


def read_texts(reader: Reader, node: Node | None, section: str) -> dict[str, str]:
    """A section that maps names to texts."""
    return {name: reader.text(value, f"`{section}.{name}`") for name, value in read_named(reader, node, section)}


def read_validity(reader: Reader, fields: Record, what: str) -> Calls:
    """The calls between `from` and `until`."""
    first, last = fields.read.pop("from"), fields.read.pop("until")
    if first and last and first > last:
        reader.problem("E403", fields["until"], f"{what} ends before it begins")
        last = None
    return Calls(first, last)


def entries_by_call(reader: Reader, node: Node, what: str) -> dict[int, Node]:
    if isinstance(node, MappingNode) and not node.value:
        reader.problem("E206", node, f"{what} is empty")
    return {reader.known_year(key, f"a call of {what}"): value for _, key, value in reader.pairs(node, what)}


def circle_in(parts: Mapping[T, Iterable[T]]) -> list[T]:
    """Things that are made of each other in a circle, the first of them at both ends; none where there is no circle."""
    from graphlib import CycleError, TopologicalSorter  # only where something is made of others

    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        circle: list[T] = error.args[1]
        return circle
    return []


def read_values(reader: Reader, node: Node | None, what: str) -> dict[str, str]:
    """Values with what they mean, from a mapping or a plain list."""
    if node is None:
        return {}
    if isinstance(node, MappingNode):
        if not node.value:
            reader.problem("E206", node, f"{what} is empty")
        meanings = {}
        for name, key, value in reader.pairs(node, what):
            if is_blank(value) and " " in name:
                help = "a text with a comma in a one-line mapping needs quotes"
                reader.problem("E203", key, f"`{shorten(name)}` of {what} has no meaning", help)
            meanings[name] = "" if is_blank(value) else reader.text(value, f"meaning of `{name}`")
        return meanings
    return dict.fromkeys(reader.names(node, what), "")
