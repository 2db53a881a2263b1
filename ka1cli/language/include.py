"""Rule files of several parts: `include: [common.yaml]` joins what other files say, section by section."""

from pathlib import Path, PurePosixPath
from textwrap import indent

from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.language.yaml.document import Document, MappingNode, Node, SequenceNode, nodes_in, read_document
from ka1cli.language.yaml.reader import Reader

INCLUDE = "include"
MAX_FILES = 20
"""So many files at most make up a rule set."""


def with_included(document: Document) -> Document:
    """The document, its root joined with those of the files that it includes. Raises `InvalidInput`."""
    if _entry(document.root) is None:
        return document
    parts: dict[str, Document] = {document.name: document}
    _collect(document, parts)
    roots = [part.root for part in parts.values() if isinstance(part.root, MappingNode)]
    owners = {id(node): part for part in parts.values() if part is not document for node in nodes_in(part.root)}
    return document._replace(root=_joined(roots[0], roots[1:]), parts=tuple(parts.values()), owners=owners)


def _entry(root: Node | None) -> Node | None:
    pairs = root.value if isinstance(root, MappingNode) else []
    return next((value for key, value in pairs if key.value == INCLUDE), None)


def _collect(document: Document, parts: dict[str, Document]) -> None:
    """Read the files that a document names, and those that they name, each once."""
    reader = Reader(document)
    for item in reader.items(_entry(document.root), f"`{INCLUDE}`"):
        name = reader.text(item, f"an entry of `{INCLUDE}`")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            help = "name a file in the same folder or below it"
            reader.problem("E205", item, f"`{shorten(name)}` cannot be included", help)
            continue
        full = str(Path(document.name).parent / name)
        if not name or full in parts:
            continue
        if len(parts) == MAX_FILES:
            reader.problem("E103", item, f"more than {MAX_FILES} files make up this rule set")
            break
        if Path(full).exists() and not Path(full).is_file():
            reader.problem("E101", item, f"`{shorten(full)}` is not a file", "name a file")
            continue
        try:
            part = read_document(full)
        except InvalidInput as error:
            for problem in error.diagnostics:
                if problem.place is None:
                    reader.problem(problem.code, item, problem.message, problem.help)
                else:
                    reader.problems.append(problem)
            continue
        if not isinstance(part.root, MappingNode):
            reader.problem("E201", item, f"`{full}` should be a mapping of sections to be included")
            continue
        parts[full] = part
        _collect(part, parts)
    if reader.problems:
        raise InvalidInput(reader.problems)


def _joined(root: MappingNode, included: list[MappingNode]) -> MappingNode:
    """One root of all: sections are joined, what was included first. A key that stands twice is left for the reader."""
    by_key: dict[str, list[tuple[MappingNode, Node, Node]]] = {str(key.value): [] for key, _ in root.value}
    for part in (*included, root):
        for key, value in part.value:
            by_key.setdefault(str(key.value), []).append((part, key, value))
    pairs: list[tuple[Node, Node]] = []
    for same in by_key.values():
        _, key, value = same[-1]
        in_each_once = len({id(part) for part, _, _ in same}) == len(same)
        if in_each_once and {type(node) for _, _, node in same} in ({MappingNode}, {SequenceNode}):
            entries = [entry for _, _, node in same for entry in node.value]
            pairs.append((key, type(value)(value.tag, entries, value.start_mark, value.end_mark)))
        else:
            pairs += [(key, value) for _, key, value in same]
    return MappingNode(root.tag, pairs, root.start_mark, root.end_mark)


def self_contained(document: Document) -> str:
    """The text of a rule file with the sections of all files that it includes, comments included."""
    if not document.parts:
        return document.text
    blocks: dict[str, list[tuple[str, Node]]] = {}
    for part in document.parts:
        pairs = part.root.value if isinstance(part.root, MappingNode) else []
        ends = [key.start_mark.index for key, _ in pairs[1:]] + [len(part.text)]
        for (key, value), end in zip(pairs, ends, strict=True):
            text = part.text[value.start_mark.index - value.start_mark.column * _is_block(value) : end]
            blocks.setdefault(key.value, []).append((text, value))
    del blocks[INCLUDE]
    root = document.root
    assert isinstance(root, MappingNode)
    head = document.text[: root.value[0][0].start_mark.index]
    return head + "".join(_section(key, entries) for key, entries in blocks.items())


def _is_block(node: Node) -> bool:
    return isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style


def _section(key: str, entries: list[tuple[str, Node]]) -> str:
    own, *included = entries
    if not included and not _is_block(own[1]):
        return f"{key}: {own[0].rstrip()}\n"
    return f"{key}:\n" + "".join(indent(_as_block(*entry), "  ") for entry in (*included, own))


def _as_block(text: str, value: Node) -> str:
    if _is_block(value):
        # A comment before the next section stands left of the block.
        margin = " " * value.start_mark.column
        lines = [
            line.removeprefix(margin) if line.startswith(margin) else line.lstrip(" ") for line in text.splitlines()
        ]
        return "\n".join(lines).rstrip() + "\n"
    start = value.start_mark.index
    spans = [(pair[0], pair[-1]) if isinstance(pair, tuple) else (pair, pair) for pair in value.value]
    mark = "" if isinstance(value, MappingNode) else "- "
    parts = [text[first.start_mark.index - start : last.end_mark.index - start] for first, last in spans]
    return "".join(f"{mark}{part}\n".replace("\n", "\n    ").rstrip(" ") for part in parts)
