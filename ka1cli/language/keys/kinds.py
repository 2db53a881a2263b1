"""The kinds of values in a rule file: how each is read, and how a JSON Schema describes it.

A schema sees the shape of a file, not its names: whatever it refuses, the loader refuses too, and the loader refuses
more. Scalars may be written as text wherever YAML would make a number or a truth value of them.
"""

import re
from collections.abc import Iterable

from ka1cli.language.yaml.document import Node
from ka1cli.language.yaml.reader import Reader
from ka1cli.language.yaml.record import Fragment, Kind

NAMES: Fragment = {"pattern": "^[A-Za-z][A-Za-z0-9_.-]{0,63}$"}
_TEXT: Fragment = {"type": ["string", "number", "boolean"]}
_INTEGER: Fragment = {"type": ["integer", "string"], "pattern": "^[+-]?[0-9]{1,15}$"}
_YEAR: Fragment = {"type": ["integer", "string"], "pattern": "^[0-9]{4}$", "minimum": 1000, "maximum": 9999}
_DAY: Fragment = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MOMENT: Fragment = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})$"}
_CODE = re.compile("K[0-9]{3}")
_NUMBER = r"[+]?[0-9]{1,15}(\.[0-9]{1,2})?"
_END: Fragment = {"type": ["number", "string"], "pattern": f"^({_NUMBER}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})$"}
_SINGULAR = {"criteria": "criterion", "activities": "activity"}


def shape(words: str, fragment: Fragment) -> Kind:
    """A kind that the reader of the section reads."""
    return Kind(words, fragment)


def unread(kind: Kind) -> Kind:
    """A kind that is read apart from the others of its mapping."""
    return kind._replace(read=None)


TEXT = Kind("text", _TEXT, Reader.text)
NAME = Kind("name", {**_TEXT, **NAMES}, Reader.name)
INTEGER = Kind("whole number", _INTEGER, Reader.integer)
CALL = Kind("year", _YEAR, Reader.known_year)
DAY = Kind("day", _DAY, Reader.day)
MOMENT = Kind("day and time", _MOMENT, Reader.moment)
NUMBER = shape("number", {"type": ["number", "string"], "pattern": f"^{_NUMBER}$"})
END = shape("number or day", _END)


def _code(reader: Reader, node: Node | None, what: str) -> str:
    code = reader.text(node, what)
    if code and not _CODE.fullmatch(code):
        reader.problem("E205", node, f"{what} should be a code such as K101")
    return code


FINDING = Kind("code", {"type": "string", "pattern": f"^{_CODE.pattern}$"}, _code)
VERSION = shape("1", {"enum": [1, "1"]})


def word_of(known: Iterable[str]) -> Kind:
    words = tuple(known)

    def read(reader: Reader, node: Node | None, what: str) -> str:
        return reader.choice(node, what, words)

    return Kind(", ".join(words), {"enum": [str(word) for word in words]}, read)


DECIMALS = Kind(
    "1 or 2",
    {"enum": [1, 2, "1", "2"]},
    lambda reader, node, what: int(reader.choice(node, what, ("1", "2"))),
    0,
)


def reference_to(section: str) -> Kind:
    """The name of something that a section declares."""
    kind = singular(section)

    def read(reader: Reader, node: Node | None, what: str) -> str:
        name = reader.text(node, what)
        return name if node is None or not name or reader.known(node, name, reader.declared[section], kind) else ""

    return Kind(f"name from `{section}`", _TEXT, read)


def references_to(section: str) -> Kind:
    def read(reader: Reader, node: Node | None, what: str) -> tuple[str, ...]:
        return reader.references(node, what, reader.declared[section], singular(section))

    return Kind(f"list of names from `{section}`", _list(_TEXT), read, ())


def singular(section: str) -> str:
    return _SINGULAR.get(section, section.removesuffix("s"))


def _list(entry: Fragment) -> Fragment:
    return {"type": "array", "items": entry, "minItems": 1}


TEXTS = Kind("list of texts", _list(_TEXT), Reader.names, ())
YEARS = Kind("list of years", _list(_YEAR), Reader.years, ())
VALUES = shape(
    "list of values, or mapping from value to meaning",
    {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                "minProperties": 1,
            },
            _list(_TEXT),
        ]
    },
)
SPELLINGS = shape("mapping from spelling to value", {"type": "object", "additionalProperties": _TEXT})


def ref(name: str) -> Fragment:
    return {"$ref": f"#/$defs/{name}"}


def mapping_of(record: str) -> Kind:
    """A mapping of a kind of its own."""
    return shape(record, ref(record))


def list_of(record: str) -> Kind:
    return shape(f"list of {record}s", _list(ref(record)))


COUNTED = shape(
    "mapping from number to list of conditions",
    {
        "type": "object",
        "propertyNames": {"pattern": "^[0-9]+$"},
        "additionalProperties": _list(ref("condition")),
        "minProperties": 1,
        "maxProperties": 1,
    },
)


def entries_of(entry: Kind, **more: object) -> Kind:
    """A section: a mapping from names to entries of one kind."""
    fragment = {"type": "object", "propertyNames": NAMES, "additionalProperties": entry.schema, **more}
    return shape(f"mapping from name to {entry.words}", fragment)


def by_call(entry: Kind, nullable: bool = False, days: bool = False) -> Kind:
    """A mapping from the first call, or also from a day within a call, to what holds from then on."""
    fragment = {
        "type": "object",
        "propertyNames": {"pattern": "^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$" if days else "^[0-9]{4}$"},
        "additionalProperties": {"anyOf": [entry.schema, {"type": "null"}]} if nullable else entry.schema,
        "minProperties": 1,
    }
    return shape(f"mapping from call to {entry.words}", fragment)


def any_of(*kinds: Kind) -> Kind:
    """One of several kinds, left to the reader of the section."""
    return shape(" or ".join(kind.words for kind in kinds), {"anyOf": [kind.schema for kind in kinds]})


STATEMENTS = shape("list of sentences", _list({"anyOf": [_TEXT, ref("statement")]}))
