"""A YAML text as nodes with positions, within bounds. Nothing is constructed and nothing executed."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place, invalid
from ka1cli.language.yaml.json_faults import comment_in, is_json, json_fault
from ka1cli.language.yaml.missing_file import help_with_file

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 100_000
TOO_DEEP = f"nested more than {MAX_DEPTH} deep"

UNTAGGED = "untagged"
"""The tag of a node without an explicit tag."""

_FORBIDDEN = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE_PLACEHOLDER = re.compile(r"""[:,\[]\s+[^\s"'{}\[\],#&*!|>%@`][^"'{},]*\{[A-Za-z][\w.-]*\}""")
"""A text with a placeholder inside a mapping or list on one line, where braces need quotes."""
_BARE_NOT_ANSWERED = re.compile(r"[:,\[]\s+\?\s*(?:[,}\]#]|$)")
_NEAR = 1000
"""So many characters of a line are searched for one: the time grows with their square."""
_INNER_QUESTION_MARK = re.compile(r"(?<=[^\s\[\]{},])\?")


class Document(NamedTuple):
    """One composed YAML text."""

    name: str
    text: str
    root: Node | None
    """The root node, or nothing for an empty text."""
    parts: "tuple[Document, ...]" = ()
    """Where several texts are joined: each as it is, the one that includes the others first."""
    owners: "Mapping[int, Document]" = MappingProxyType({})
    """The included text in which a node stands, by the id of the node."""

    @property
    def sha256(self) -> str:
        texts = [part.text for part in self.parts] or [self.text]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()

    def place(self, node: Node | None) -> Place:
        """Where a node stands (the start of the file for no node)."""
        if node is None:
            return self.place_at(0)
        if id(node) in self.owners:
            return self.owners[id(node)].place(node)
        start, end = node.start_mark, node.end_mark
        return self.place_at(start.index, end.index - start.index if end.line == start.line else 0)

    def place_at(self, index: int, length: int = 0) -> Place:
        """A stretch of the text. A length of 0 reaches to the end of the line."""
        # YAML counts lines by more characters than editors do: what counts here are line feeds.
        before = self.text.rfind("\n", 0, index) + 1
        after = self.text.find("\n", index)
        excerpt = self.text[before : after if after >= 0 else len(self.text)]
        line, column = self.text.count("\n", 0, index), index - before
        return Place(self.name, line + 1, column + 1, length or len(excerpt) - column, excerpt)


class _Bounded:
    """Leaves every scalar the text it is (what it means depends on the place that reads it) and keeps the bounds."""

    depth = nodes = 0

    def resolve(self, *_: object) -> str:
        return UNTAGGED

    def descend_resolver(self, parent: Node, _: object) -> None:
        """Called by the composer before each node."""
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise _OutOfBounds(parent)

    def ascend_resolver(self) -> None:
        """Called by the composer after each node."""
        self.depth -= 1


class _OutOfBounds(Exception):
    """Raised with the node in which too much stands."""

    def __init__(self, parent: Node) -> None:
        self.parent = parent


class _PureComposer(_Bounded, yaml.BaseLoader):
    """The reader in pure Python. It takes a `?` inside a plain scalar for an indicator, so it does not see any."""

    def __init__(self, stream: str) -> None:
        self.stand_in = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in stream)
        super().__init__(_INNER_QUESTION_MARK.sub(self.stand_in, stream))

    def compose_scalar_node(self, anchor: Any) -> ScalarNode:
        node = super().compose_scalar_node(anchor)
        node.value = node.value.replace(self.stand_in, "?")
        return node


COMPOSERS: dict[str, Callable[[str], Any]] = {"pure Python": _PureComposer}
"""The YAML readers that there are, by name. All read the same; the last one is the fastest."""

if yaml.__with_libyaml__:

    class _FastComposer(_Bounded, yaml.CBaseLoader):
        """libyaml: composes the shipped rules about ten times faster than pure Python."""

    COMPOSERS["libyaml"] = _FastComposer


def read_document(path: Path | str) -> Document:
    """Compose a file. Raises `InvalidInput` with one located problem where that is impossible."""
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise invalid("E101", f"cannot read `{name}`: {reason}", help=help_with_file(name)) from None
    except ValueError as error:  # a NUL in the path
        raise invalid("E101", f"cannot read `{name!r}`: {error}") from None
    return compose_bytes(content, name)


def compose_bytes(content: bytes, name: str, reader: str | None = None) -> Document:
    """Compose the bytes of a YAML or JSON text called `name`, with the fastest of the `COMPOSERS` if none is named."""
    if len(content) > MAX_BYTES:
        raise invalid("E103", f"`{name}` is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        place = Place(name, line, column, 1, "")
        message = f"not UTF-8 text: byte {content[error.start]:#04x}"
        raise invalid("E102", message, place, "save the file as UTF-8") from None
    return compose(text, name, reader)


def compose(text: str, name: str, reader: str | None = None) -> Document:
    """Compose a YAML or JSON text called `name`, with the fastest of the `COMPOSERS` if none is named."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    document = Document(name, text, None)
    source = text
    if text.lstrip()[:1] in ("{", "["):
        source = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    forbidden = _FORBIDDEN.search(source)
    if forbidden:
        message = f"a character that YAML does not allow: #x{ord(forbidden[0]):04x}"
        raise invalid("E104", message, document.place_at(forbidden.start(), 1))
    meant_as_json = is_json(text, name)
    if meant_as_json and (comment := comment_in(text)) is not None:
        place = document.place_at(comment, 2)
        raise invalid("E104", "not well-formed JSON: JSON has no comments", place, "take it out")
    composer = COMPOSERS[reader or [*COMPOSERS][-1]](source)
    try:
        root = composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        problem = _yaml_problem(error, document)
        if meant_as_json and problem.code == "E104" and (fault := json_fault(text)):
            problem = Diagnostic("E104", f"not well-formed JSON: {fault[1]}", document.place_at(fault[0], 1))
        raise InvalidInput([problem]) from None
    except _OutOfBounds as error:
        if composer.nodes > MAX_NODES:
            raise invalid("E103", f"more than {MAX_NODES:,} entries", document.place(None)) from None
        raise invalid("E105", TOO_DEEP, document.place_at(error.parent.start_mark.index)) from None
    finally:
        composer.dispose()
    _check_aliases(root, document)
    return Document(name, text, root)


def _yaml_problem(error: yaml.MarkedYAMLError, document: Document) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    place = document.place_at(min(mark.index, len(document.text)), 1) if mark else document.place(None)
    problem, context = str(error.problem).replace("\n", " "), str(error.context or "")
    if "nesting depth" in problem:  # libyaml has a bound of its own and looks ahead
        return Diagnostic("E105", TOO_DEEP, place)
    if error.context_mark and "quoted scalar" in context and "end of stream" in problem:
        place = document.place_at(error.context_mark.index, 1)
        message = "not well-formed YAML: the quoted text that begins here never ends"
        return Diagnostic("E104", message, place, "close it")
    if "expected a single document" in context:
        return Diagnostic("E109", "a second document begins here", place, "keep one document in a file")
    code = "E106" if "undefined alias" in problem else "E104"
    help = 'put the text into quotes: "... {name} ..."' if _BARE_PLACEHOLDER.search(place.excerpt, 0, _NEAR) else None
    if _BARE_NOT_ANSWERED.search(place.excerpt, 0, _NEAR):
        help = 'put it into quotes: "?"'
    before = document.text[: mark.index].rstrip() if mark else ""
    opening = before.rfind(before[-1], 0, -1) if before.endswith(('"', "'")) else -1
    if opening >= 0 and "\n" in before[opening:]:
        line = document.place_at(opening).line
        help = f"the quoted text before this begins on line {line}: its closing quote may be missing"
    return Diagnostic(code, f"not well-formed YAML: {problem}" + (f" ({context})" if context else ""), place, help)


def children(node: Node) -> list[Node]:
    """The nodes directly inside a node, keys included."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    if isinstance(node, SequenceNode):
        return list(node.value)
    return []


def nodes_in(node: Node | None) -> Iterator[Node]:
    """A node and all nodes below it, each once."""
    waiting, seen = [node] if node else [], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting += children(node)


def _check_aliases(root: Node | None, document: Document) -> None:
    """Refuse a node inside itself, and aliases that multiply the document."""
    if root is None or ("&" not in document.text):
        return
    measured: dict[int, tuple[int, int]] = {}
    inside: set[int] = set()

    def measure(node: Node) -> tuple[int, int]:
        """How many nodes there are with aliases expanded, and how deep they go."""
        key = id(node)
        if key in inside:
            raise invalid("E106", "an alias inside its own anchor", document.place(node))
        if key not in measured:
            inside.add(key)
            below = [measure(child) for child in children(node)]
            inside.discard(key)
            measured[key] = 1 + sum(size for size, _ in below), 1 + max((depth for _, depth in below), default=0)
        if len(inside) + measured[key][1] > MAX_DEPTH:
            raise invalid("E105", TOO_DEEP, document.place(node))
        return measured[key]

    if measure(root)[0] > MAX_NODES:
        raise invalid("E106", f"aliases expand to more than {MAX_NODES:,} entries", document.place(None))


__all__ = ["Document", "MappingNode", "Node", "ScalarNode", "SequenceNode", "compose", "read_document"]
