"""Where the parts of a rule file stand: a rule set has no positions, its document has."""

from ka1cli.language.diagnostic import Place
from ka1cli.language.yaml.document import Document, MappingNode, Node, ScalarNode, SequenceNode

Step = str | int
"""A key of a mapping, an entry of a list by position, or an entry of a list of names by name."""


class Places:
    """Finds places by path: `("criteria", "lives-here", "when")`."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def of(self, *path: Step) -> Place:
        """Where a key or an entry of a list stands; where its nearest known parent does if it is not there."""
        return self.document.place(self._entry(path)[0])

    def of_value(self, *path: Step) -> Place:
        """Where the value of a key stands."""
        return self.document.place(self._entry(path)[1])

    def node(self, *path: Step) -> Node | None:
        """The value of a key or an entry of a list."""
        key, value = self._entry(path)
        return None if key is None else value

    def _entry(self, path: tuple[Step, ...]) -> tuple[Node | None, Node | None]:
        """The last known key on a path and its value."""
        key, value = None, self.document.root
        for step in path:
            entry = _step(value, step)
            if entry is None:
                break
            key, value = entry
        return key, value


def _step(node: Node | None, step: Step) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode):
        if isinstance(step, int):
            return (node.value[step],) * 2 if step < len(node.value) else None
        return next(((item, item) for item in node.value if isinstance(item, ScalarNode) and item.value == step), None)
    return None
