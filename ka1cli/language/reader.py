"""Reads texts, numbers, names and records out of YAML nodes and collects every problem on the way."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from re import compile as pattern
from typing import TypeVar

from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.document import UNTAGGED, Document, MappingNode, Node, ScalarNode, SequenceNode
from ka1cli.language.spelling import did_you_mean

T = TypeVar("T")

_NAME = pattern(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_INTEGER = pattern(r"[+-]?[0-9]{1,15}")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def is_null(node: Node) -> bool:
    """An empty plain scalar, `~` or `null`."""
    return isinstance(node, ScalarNode) and not node.style and node.value in _NULLS


def kind_of(node: Node) -> str:
    """What a node is, in words for a message."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if is_null(node) else f"`{shorten(node.value, 40)}`"


class Reader:
    """Reads one document. Every method returns a usable value and notes what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Diagnostic] = []

    def problem(self, code: str, node: Node | None, message: str, help: str | None = None) -> None:
        self.problems.append(Diagnostic(code, message, self.document.place(node), help))

    def expected(self, node: Node, wanted: str, what: str) -> None:
        self.problem("E201", node, f"{what} should be {wanted}, not {kind_of(node)}")

    def _plain(self, node: Node) -> bool:
        """Refuse explicit tags, which nothing in a rule file needs."""
        if node.tag not in (UNTAGGED, "!"):
            tag = shorten(str(node.tag), 40)
            self.problem("E108", node, f"an explicit tag `{tag}`", "leave the tag out")
            return False
        return True

    def pairs(self, node: Node, what: str) -> list[tuple[str, Node, Node]]:
        """The entries of a mapping as (key, key node, value node), duplicates refused."""
        if not isinstance(node, MappingNode):
            self.expected(node, "a mapping", what)
            return []
        self._plain(node)
        found: dict[str, tuple[str, Node, Node]] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.expected(key, "a name", f"a key of {what}")
            elif key.value in found:
                first = found[key.value][1].start_mark.line + 1
                message = f"`{shorten(key.value)}` stands twice in {what}"
                self.problem("E107", key, message, f"the first one is on line {first}")
            elif self._plain(key):
                found[key.value] = (key.value, key, value)
        return list(found.values())

    def record(self, node: Node, what: str, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """The fields of a mapping with known keys. Empty optional fields are left out."""
        required = tuple(required)
        known = required + tuple(optional)
        fields: dict[str, Node] = {}
        for name, key, value in self.pairs(node, what):
            if name not in known:
                message = f"unknown key `{shorten(name)}` in {what}"
                self.problem("E202", key, message, did_you_mean(name, known))
            else:
                fields[name] = value
        if isinstance(node, MappingNode):
            for name in required:
                if name not in fields or is_null(fields[name]):
                    place = fields.pop(name, node)
                    self.problem("E203", place, f"{what} needs `{name}`")
        return {name: value for name, value in fields.items() if not is_null(value)}

    def text(self, node: Node | None, what: str) -> str:
        """A scalar as it is written. Empty for a missing node, which `record` has reported."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode) or is_null(node):
            self.expected(node, "a text", what)
            return ""
        self._plain(node)
        return str(node.value).strip()

    def optional_text(self, node: Node | None, what: str) -> str | None:
        return None if node is None else self.text(node, what)

    def name(self, node: Node | None, what: str) -> str:
        name = self.text(node, what)
        if name and not _NAME.fullmatch(name):
            self.problem("E204", node, f"`{shorten(name)}` is not a name", "letters, digits, `-`, `_`, `.`")
        return name

    def integer(self, node: Node | None, what: str) -> int:
        text = self.text(node, what)
        if _INTEGER.fullmatch(text):
            return int(text)
        if text:
            self.problem("E205", node, f"{what} should be a whole number, not `{shorten(text)}`")
        return 0

    def choice(self, node: Node | None, what: str, known: Iterable[str]) -> str:
        names = tuple(known)
        text = self.text(node, what)
        if text in names:
            return text
        if text:
            message = f"{what} cannot be `{shorten(text)}`"
            self.problem("E205", node, message, did_you_mean(text, names))
        return names[0]

    def day(self, node: Node | None, what: str) -> date:
        return self._moment(node, what, date.fromisoformat, date.min, "a date such as 2026-11-24")

    def optional_day(self, node: Node | None, what: str) -> date | None:
        return None if node is None else self.day(node, what)

    def moment(self, node: Node | None, what: str) -> datetime:
        """A date and time with its offset from UTC."""
        wanted = "a time such as 2026-02-19T12:00+01:00"
        never = datetime.fromisoformat("0001-01-01T00:00+00:00")
        found = self._moment(node, what, datetime.fromisoformat, never, wanted)
        if found.tzinfo is None:
            self.problem("E205", node, f"{what} has no offset from UTC", f"write {wanted}")
            return never
        return found

    def _moment(self, node: Node | None, what: str, parse: Callable[[str], T], default: T, wanted: str) -> T:
        text = self.text(node, what)
        try:
            return parse(text) if text else default
        except ValueError:
            self.problem("E205", node, f"{what} should be {wanted}, not `{shorten(text)}`")
            return default

    def items(self, node: Node | None, what: str, empty: bool = False) -> list[Node]:
        """The entries of a list. A missing node is an empty list."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.expected(node, "a list", what)
            return []
        self._plain(node)
        if not node.value and not empty:
            self.problem("E206", node, f"{what} is empty", "leave it out or fill it")
        return list(node.value)

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of names without repetition."""
        names: dict[str, None] = {}
        for item in self.items(node, what):
            name = self.text(item, f"an entry of {what}")
            if name in names:
                self.problem("E302", item, f"`{shorten(name)}` stands twice in {what}")
            elif name:
                names[name] = None
        return tuple(names)

    def integers(self, node: Node | None, what: str) -> tuple[int, ...]:
        return tuple(self.integer(item, f"an entry of {what}") for item in self.items(node, what))

    def known(self, node: Node, name: str, known: Iterable[str], what: str) -> bool:
        """Whether a name exists; a problem with a suggestion where it does not."""
        names = known if isinstance(known, (dict, tuple, set, frozenset)) else tuple(known)
        if name in names:
            return True
        self.problem("E301", node, f"no {what} is called `{shorten(name)}`", did_you_mean(name, names))
        return False
