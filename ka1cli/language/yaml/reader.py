"""Reads texts, numbers, names and records out of YAML nodes and collects every problem on the way."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from re import compile as pattern
from typing import TypeVar

from ka1cli.language.answers import MAX_DIGITS, shorten
from ka1cli.language.diagnostic import Diagnostic, InvalidInput
from ka1cli.language.spelling import did_you_mean, nearest
from ka1cli.language.yaml.document import UNTAGGED, Document, MappingNode, Node, ScalarNode, SequenceNode
from ka1cli.language.yaml.record import Fields, Record

T = TypeVar("T")
Word = TypeVar("Word", bound=str)

MAX_PROBLEMS = 200
"""After so many problems, the rest of a document is not read: the file is of another kind or made to do harm."""

_NAME = pattern(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_YEAR = pattern(r"[1-9][0-9]{3}")
NUMBER = pattern(r"([+-]?[0-9]{1,15})(?:\.([0-9]{1,2}))?")
"""A number in a rule file, with up to two decimals: group 1 is what stands before the dot, 2 what stands behind it."""
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def is_null(node: Node) -> bool:
    """An empty plain scalar, `~` or `null`."""
    return isinstance(node, ScalarNode) and not node.style and node.value in _NULLS


def is_blank(node: Node) -> bool:
    """A scalar that says nothing, quoted or not."""
    return is_null(node) or (isinstance(node, ScalarNode) and not node.value.strip())


def node_kind(node: Node) -> str:
    """What a node is, in words for a message."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if is_blank(node):
        return "nothing"
    return f"`{shorten(node.value, 40)}`"


class Reader:
    """Reads one document. Every method returns a usable value and notes what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Diagnostic] = []
        self.calls: tuple[int, ...] = ()
        """The calls that the document lists, once they are read."""
        self.unsound: set[str] = set()
        """Facts of a type that there is not: what is asked of them is not looked at."""
        self.declared: dict[str, Collection[str]] = {}
        """The names that each section declares."""
        self.undeclared: set[str] = set()
        """What the document has no section for, by mistake: a route, a figure, ..."""
        self.following: set[Diagnostic] = set()
        """Problems that only follow from that."""

    def problem(self, code: str, node: Node | None, message: str, help: str | None = None) -> None:
        """Note a problem. Raises `InvalidInput` with all of them where there are too many."""
        self.problems.append(Diagnostic(code, message, self.document.place(node), help))
        if len(self.problems) > MAX_PROBLEMS:
            message = f"more than {MAX_PROBLEMS} problems: the rest of the file was not read"
            raise InvalidInput([*self.problems, Diagnostic("E110", message, self.document.place(node))])

    def expected(self, node: Node, wanted: str, what: str) -> None:
        if self.untagged(node):
            self.problem("E201", node, f"{what} should be {wanted}, not {node_kind(node)}")

    def untagged(self, node: Node) -> bool:
        """Refuse explicit tags, which no file needs."""
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
        self.untagged(node)
        pairs: dict[str, tuple[str, Node, Node]] = {}
        for key, value in node.value:
            name = key.value.strip() if isinstance(key, ScalarNode) else ""
            if is_blank(key) or not isinstance(key, ScalarNode):
                self.expected(key, "a name", f"a key of {what}")
            elif name == "<<" and not key.style:
                self.problem("E202", key, f"a merge key in {what}", "write the entries out")
            elif name in pairs:
                first, second = self.document.place(pairs[name][1]), self.document.place(key)
                where = f" of {first.file}" if first.file != second.file else ""
                message = f"`{shorten(name)}` stands twice in {what}"
                self.problem("E107", key, message, f"the first one is on line {first.line}{where}")
            elif self.untagged(key):
                pairs[name] = (name, key, value)
        return list(pairs.values())

    def record(self, node: Node, what: str, table: Fields, besides: Collection[str] = ()) -> Record:
        """A mapping with known keys. Fields without a value are left out unless they are nullable.

        Keys `besides` these are left to the caller. A misspelt key is read as the one that it was meant to be, so that
        nothing else is said of it.
        """
        fields = Record()
        fields.node = node
        known = table.all
        pairs = [pair for pair in self.pairs(node, what) if pair[0] not in besides]
        fields.update({name: value for name, _, value in pairs if name in known})
        for name, key, value in pairs:
            if name not in known:
                message = f"unknown key `{shorten(name)}` in {what}"
                cut = is_null(value) and " " in name
                help = "a text with a comma in a one-line mapping needs quotes" if cut else None
                self.problem("E202", key, message, help or did_you_mean(name, known))
                if meant := nearest(name, known):
                    fields.setdefault(meant, value)
        if isinstance(node, MappingNode):
            for name in table.required:
                if name not in fields or is_null(fields[name]):
                    place = fields.pop(name, node)
                    self.problem("E203", place, f"{what} needs `{name}`")
        for field in table.fields:
            if field.key in fields and is_null(fields[field.key]) and not field.nullable:
                del fields[field.key]
        fields.read = {
            field.key: field.kind.read(self, fields.get(field.key), f"`{field.key}` of {what}")
            if field.required or field.key in fields
            else field.kind.empty
            for field in table.fields
            if field.kind.read is not None
        }
        return fields

    def text(self, node: Node | None, what: str) -> str:
        """A scalar as it is written. Empty for a missing node, which `record` has reported."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode) or is_blank(node):
            self.expected(node, "a text", what)
            return ""
        self.untagged(node)
        return str(node.value).strip()

    def name(self, node: Node | None, what: str) -> str:
        name = self.text(node, what)
        if name and not _NAME.fullmatch(name):
            self.problem("E204", node, f"`{shorten(name)}` is not a name", "letters, digits, `-`, `_`, `.`")
        return name

    def integer(self, node: Node | None, what: str) -> int:
        return self.number(node, what, 0)

    def number(self, node: Node | None, what: str, decimals: int) -> int:
        """A number with so many decimals at most, counted in steps of the last one."""
        text = self.text(node, what)
        number = NUMBER.fullmatch(text)
        whole, fraction = number.groups("") if number else ("", "")
        if number and len(fraction) <= decimals and len(whole) <= MAX_DIGITS - decimals:
            return int(whole + fraction.ljust(decimals, "0"))
        if text:
            wanted = f"a number with up to {decimals} decimals" if decimals else "a whole number"
            self.problem("E205", node, f"{what} should be {wanted}, not `{shorten(text)}`")
        return 0

    def year(self, node: Node | None, what: str, help: str | None = None) -> int:
        """A year of four digits; 0 where there is none. What is more than a year gets the `help`."""
        text = self.text(node, what)
        if _YEAR.fullmatch(text):
            return int(text)
        if text:
            help = help if _YEAR.match(text) else None
            self.problem("E205", node, f"{what} should be a year such as 2026, not `{shorten(text)}`", help)
        return 0

    def choice(self, node: Node | None, what: str, known: Iterable[Word]) -> Word:
        """One of some words; the first of them where it is none."""
        names = tuple(known)
        text = self.text(node, what)
        if text in names:
            return names[names.index(text)]
        if text:
            message = f"{what} cannot be `{shorten(text)}`"
            self.problem("E205", node, message, did_you_mean(text, names))
        return names[0]

    def day(self, node: Node | None, what: str) -> date:
        return self._moment(node, what, _day, date.min, "a date such as 2026-11-24")

    def moment(self, node: Node | None, what: str) -> datetime:
        """A date and time with its offset from UTC."""
        wanted = "a time such as 2026-02-19T12:00+01:00"
        never = datetime.fromisoformat("0001-01-01T00:00+00:00")
        moment = self._moment(node, what, datetime.fromisoformat, never, wanted)
        if moment.tzinfo is None:
            self.problem("E205", node, f"{what} has no offset from UTC", f"write {wanted}")
            return never
        return moment

    def _moment(self, node: Node | None, what: str, parse: Callable[[str], T], default: T, wanted: str) -> T:
        text = self.text(node, what)
        try:
            return parse(text) if text else default
        except ValueError:
            self.problem("E205", node, f"{what} should be {wanted}, not `{shorten(text)}`")
            return default

    def items(self, node: Node | None, what: str) -> list[Node]:
        """The entries of a list. A missing node is an empty list."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.expected(node, "a list", what)
            return []
        self.untagged(node)
        if not node.value:
            self.problem("E206", node, f"{what} is empty", "leave it out or fill it")
        return list(node.value)

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of names without repetition."""
        return tuple(self._names(node, what))

    def references(self, node: Node | None, what: str, known: Iterable[str], kind: str) -> tuple[str, ...]:
        """A list of names of things of one kind that exist, without repetition."""
        names = self._names(node, what)
        return tuple(name for name, item in names.items() if self.known(item, name, known, kind))

    def _names(self, node: Node | None, what: str) -> dict[str, Node]:
        names: dict[str, Node] = {}
        for item in self.items(node, what):
            name = self.text(item, f"an entry of {what}")
            if name in names:
                self.problem("E302", item, f"`{shorten(name)}` stands twice in {what}")
            elif name:
                names[name] = item
        return names

    def years(self, node: Node | None, what: str) -> tuple[int, ...]:
        """A list of calls that the rule file knows."""
        return tuple(self.known_year(item, f"an entry of {what}") for item in self.items(node, what))

    def known_year(self, node: Node | None, what: str) -> int:
        """One of the calls that the rule file knows; 0 where there is none."""
        year = self.year(node, what)
        if year and year not in self.calls:
            self.not_declared("call", node, f"{what} is {year}, which `calls` does not list")
        return year

    def known(self, node: Node, name: str, known: Iterable[str], what: str) -> bool:
        """Whether a name exists; a problem with a suggestion where it does not."""
        names = known if isinstance(known, (dict, tuple, set, frozenset)) else tuple(known)
        if name in names:
            return True
        self.not_declared(what, node, f"no {what} is called `{shorten(name)}`", did_you_mean(name, names))
        return False

    def not_declared(self, kind: str, node: Node | None, message: str, help: str | None = None) -> None:
        """Note that something names what is not declared."""
        self.problem("E301", node, message, help)
        if kind in self.undeclared:
            self.following.add(self.problems[-1])


def _day(text: str) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
