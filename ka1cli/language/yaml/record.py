"""What a mapping with known keys may hold: the form of a table of fields."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ka1cli.language.yaml.document import Node

if TYPE_CHECKING:
    from ka1cli.language.yaml.reader import Reader

Fragment = dict[str, Any]
"""A part of a JSON Schema."""


class Kind(NamedTuple):
    """What stands under a key."""

    words: str
    """For the documentation: `text`, `list of sources`."""
    schema: Fragment
    read: "Callable[[Reader, Node | None, str], Any] | None" = None
    """Reads the value, a usable one for a missing node; nothing: the node is left to the reader of the section."""
    empty: object = None
    """The value of an optional key that is left out."""


class Field(NamedTuple):
    key: str
    kind: Kind
    help: str
    required: bool
    nullable: bool = False
    """Whether an empty value means something; else it counts as left out."""


class Fields(NamedTuple):
    """The keys of one kind of mapping, in the order of the documentation."""

    about: str
    fields: tuple[Field, ...]
    more: Fragment | None = None
    """What a JSON Schema says of the keys together."""

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(field.key for field in self.fields)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.key for field in self.fields if field.required)


def must(key: str, kind: Kind, help: str) -> Field:
    """A key that is always needed."""
    return Field(key, kind, help, required=True)


def may(key: str, kind: Kind, help: str, nullable: bool = False) -> Field:
    """A key that can be left out."""
    return Field(key, kind, help, required=False, nullable=nullable)


class Record(dict[str, Node]):
    """The nodes of a mapping by key, without those that are left out."""

    node: Node
    """The mapping itself."""
    read: dict[str, Any]
    """By key, the values of all fields that the table reads; an empty value for those that are left out."""
