"""Writes what came out into a file of cases, and leaves everything else in it as it stands, comments included."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.audit.trials.run import Actual, TriedCase
from ka1cli.language.diagnostic import Diagnostic, InvalidInput
from ka1cli.language.yaml.document import Document, MappingNode, Node, ScalarNode, SequenceNode


class Edit(NamedTuple):
    """A stretch of a text and what it becomes."""

    start: int
    end: int
    text: str


def rewritten(document: Document, tried: Iterable[TriedCase]) -> str:
    """The text of a file of cases with the results of its cases. Raises `InvalidInput` where that needs a hand."""
    writer = _Writer(document)
    for entry in tried:
        for result in entry.results:
            writer.state(result)
        if not entry.trial.verdicts and not entry.trial.names:
            verdicts = {option.option.id: str(option.verdict) for option in entry.decision.options}
            writer.expect(entry.trial.node, verdicts)
    if writer.problems:
        raise InvalidInput(writer.problems)
    return writer.text()


def _names(node: Node) -> set[str]:
    """The names in a list, none in an empty value."""
    return {item.value for item in node.value} if isinstance(node, SequenceNode) else set()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Diagnostic] = []
        self._edits: dict[int, tuple[Edit, ...]] = {}

    def text(self) -> str:
        text = self.document.text
        for edit in sorted((edit for edits in self._edits.values() for edit in edits), reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def state(self, result: Actual) -> None:
        """Let a node say what came out."""
        node = result.node
        if result.verdict is not None:
            self._replace(node, str(result.verdict))
        elif _names(node) == set(result.names):
            self._agree(node, ())
        elif isinstance(node, SequenceNode) and not node.flow_style:
            self._agree(node, self._block_list(node, result.names))
        else:
            self._replace(node, f"[{', '.join(result.names)}]")

    def expect(self, case: Node, verdicts: dict[str, str]) -> None:
        """Put `expect` behind the last entry of a case that has none."""
        assert isinstance(case, MappingNode)
        entry = f"expect: {{{', '.join(f'{name}: {verdict}' for name, verdict in verdicts.items())}}}"
        key, value = case.value[-1]
        end = _end(value)
        if case.flow_style:
            self._agree(case, (Edit(end, end, f", {entry}"),))
        else:
            _, end = self._line(end)
            self._agree(case, (Edit(end, end, f"\n{' ' * key.start_mark.column}{entry}"),))

    def _agree(self, node: Node, edits: tuple[Edit, ...]) -> None:
        """Note the edits of a node. The rows of a table share the nodes of their case, and have to come out alike."""
        if self._edits.setdefault(id(node), edits) != edits:
            message = "the rows of this table come out differently here"
            self.problems.append(Diagnostic("E205", message, self.document.place(node), "give it a column"))

    def _replace(self, node: Node, text: str) -> None:
        start, end = node.start_mark.index, _end(node)
        if "#" in self.document.text[start:end] and isinstance(node, SequenceNode):
            message = "there are comments inside this list, so it is not rewritten"
            self.problems.append(Diagnostic("E201", message, self.document.place(node), f"write {text}"))
        elif isinstance(node, ScalarNode) and node.value == text:
            self._agree(node, ())
        else:
            blank = " " if start == end and self.document.text[start - 1 : start] not in (" ", "\n") else ""
            self._agree(node, (Edit(start, end, blank + text),))

    def _block_list(self, node: SequenceNode, names: tuple[str, ...]) -> tuple[Edit, ...]:
        """Takes out the entries that are not among the names, and adds the others in front."""
        items: list[ScalarNode] = list(node.value)
        edits = [self._taking_out(item) for item in items if item.value not in names]
        added = [name for name in names if name not in {item.value for item in items}]
        if added:
            first, _ = self._line(node.start_mark.index)
            edits.append(Edit(first, first, "".join(f"{' ' * node.start_mark.column}- {name}\n" for name in added)))
        return tuple(edits)

    def _taking_out(self, item: ScalarNode) -> Edit:
        text, end = self.document.text, _end(item)
        start, line_end = self._line(item.start_mark.index)
        alone = not text[end:line_end].strip()
        return Edit(start, line_end + 1, "") if alone else Edit(text.index("-", start), end, "")

    def _line(self, offset: int) -> tuple[int, int]:
        """Where the line begins and ends in which a place lies."""
        text = self.document.text + "\n"
        return text.rfind("\n", 0, offset) + 1, text.index("\n", offset)


def _end(node: Node) -> int:
    if isinstance(node, (SequenceNode, MappingNode)) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)
