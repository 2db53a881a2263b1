"""A YAML text as nodes with positions, within bounds. Nothing is constructed and nothing executed."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000
_SAFE_DEPTH = 1_500

UNTAGGED = "untagged"
"""The tag of a node without an explicit tag."""
_BLOCK_INDENT = re.compile(r"^[ \t?:-]+", re.MULTILINE)


class Document(NamedTuple):
    """One composed YAML text."""

    name: str
    text: str
    root: Node | None
    """The root node, or nothing for an empty text."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def place(self, node: Node | None) -> Place:
        """Where a node stands (the start of the file for no node)."""
        if node is None:
            return self.place_at(0, 0, 1)
        start, end = node.start_mark, node.end_mark
        length = end.column - start.column if end.line == start.line else 0
        return self.place_at(start.line, start.column, length)

    def place_at(self, line: int, column: int, length: int) -> Place:
        """A stretch by its first line and column, counted from 0. A length of 0 reaches to the end of the line."""
        lines = self.text.split("\n")
        excerpt = lines[line].rstrip("\r") if line < len(lines) else ""
        return Place(self.name, line + 1, column + 1, length or len(excerpt) - column, excerpt)


class _Untyped:
    """Leaves every scalar the text it is: what it means depends on the place that reads it."""

    def resolve(self, *_: object) -> str:
        return UNTAGGED

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class _PureComposer(_Untyped, yaml.BaseLoader):
    """The reader in pure Python."""


COMPOSERS: dict[str, Callable[[str], Any]] = {"pure Python": _PureComposer}
"""The YAML readers that there are, by name; the last one is used."""

if yaml.__with_libyaml__:

    class _FastComposer(_Untyped, yaml.CBaseLoader):
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
        raise _invalid("E101", f"cannot read `{name}`: {reason}") from None
    except ValueError as error:  # a NUL in the path
        raise _invalid("E101", f"cannot read `{name!r}`: {error}") from None
    return compose_bytes(content, name)


def compose_bytes(content: bytes, name: str) -> Document:
    """Compose the bytes of a YAML or JSON text called `name`."""
    if len(content) > MAX_BYTES:
        raise _invalid("E103", f"`{name}` is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"`{name}` is not UTF-8 text: byte {content[error.start]:#04x} on line {line}"
        raise _invalid("E102", message, help="save it as UTF-8") from None
    return compose(text, name)


def compose(text: str, name: str) -> Document:
    """Compose a YAML or JSON text called `name`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = Document(name, text, None)
    source = text
    if text.lstrip()[:1] in ("{", "["):
        source = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    try:
        _check_depth(source, document)
        composer = [*COMPOSERS.values()][-1](source)
        try:
            root = composer.get_single_node()
        finally:
            if hasattr(composer, "dispose"):
                composer.dispose()
    except yaml.MarkedYAMLError as error:
        raise InvalidInput([_yaml_problem(error, document)]) from None
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position)
        column = error.position - (source.rfind("\n", 0, error.position) + 1)
        place = document.place_at(line, column, 1)
        message = f"a character that YAML does not allow: {_character(error.character)}"
        raise InvalidInput([Diagnostic("E104", message, place)]) from None
    except RecursionError:  # the pure Python reader
        raise too_deep(document.place(None)) from None
    _check_aliases(root, document)
    return Document(name, text, root)


def _invalid(code: str, message: str, document: Document | None = None, help: str | None = None) -> InvalidInput:
    place = document.place(None) if document else None
    return InvalidInput([Diagnostic(code, message, place, help)])


def _character(character: object) -> str:
    return f"#x{character:04x}" if isinstance(character, int) else repr(character)


def _yaml_problem(error: yaml.MarkedYAMLError, document: Document) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    place = document.place_at(mark.line, mark.column, 1) if mark else document.place(None)
    problem = (error.problem or "cannot be parsed").replace("\n", " ")
    code = "E109" if "expected a single document" in str(error.context) else "E104"
    context = f" ({error.context})" if error.context else ""
    if "undefined alias" in problem:
        code = "E106"
    return Diagnostic(code, f"not well-formed YAML: {problem}{context}", place)


def _check_depth(text: str, document: Document) -> None:
    """Refuse deep nesting before composing: libyaml's composer recurses without a limit.

    Brackets and indentation give an upper bound in one pass over the text. Up to a depth at which composing
    is safe that is enough (the decoder refuses what is too deep for it); beyond, the events are walked.
    """
    deepest_block = max((len(match[0]) for match in _BLOCK_INDENT.finditer(text)), default=0)
    if deepest_block + text.count("[") + text.count("{") <= _SAFE_DEPTH:
        return
    depth = 0
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise too_deep(document.place_at(mark.line, mark.column, 1) if mark else document.place(None))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def too_deep(place: Place) -> InvalidInput:
    """The error for something nested beyond `MAX_DEPTH`."""
    return InvalidInput([Diagnostic("E105", f"nested more than {MAX_DEPTH} deep", place)])


def children(node: Node) -> list[Node]:
    """The nodes directly inside a node, keys included."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    if isinstance(node, SequenceNode):
        return list(node.value)
    return []


def _check_aliases(root: Node | None, document: Document) -> None:
    """Refuse a node inside itself, and aliases that multiply the document."""
    if root is None or ("&" not in document.text):
        return
    sizes: dict[int, int] = {}
    inside: set[int] = set()

    def size(node: Node) -> int:
        key = id(node)
        if len(inside) > MAX_DEPTH:
            raise too_deep(document.place(node))
        if key in inside:
            place = document.place(node)
            raise InvalidInput([Diagnostic("E106", "an alias inside its own anchor", place)])
        if key not in sizes:
            inside.add(key)
            sizes[key] = 1 + sum(size(child) for child in children(node))
            inside.discard(key)
        return sizes[key]

    if size(root) > MAX_NODES:
        raise _invalid("E106", f"aliases expand to more than {MAX_NODES:,} nodes", document)


__all__ = ["Document", "MappingNode", "Node", "ScalarNode", "SequenceNode", "compose", "read_document"]
