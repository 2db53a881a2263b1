"""Sources, and what rests on them: entries that name some, and sentences."""

from collections.abc import Mapping

from ka1cli.language.keys.fields import SOURCE, STATEMENT
from ka1cli.language.model import Confidence, Source, Statement
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.sections.entries import entries_by_call, read_named
from ka1cli.language.yaml.document import MappingNode, Node, ScalarNode
from ka1cli.language.yaml.reader import Reader


def read_sources(reader: Reader, node: Node | None) -> dict[str, Source]:
    return {
        name: Source(id=name, **reader.record(entry, f"source `{name}`", SOURCE).read)
        for name, entry in read_named(reader, node, "sources")
    }


class SourceReader:
    """Checks what a criterion or figure rests on, and reads the sentences that carry sources."""

    def __init__(self, reader: Reader, sources: Mapping[str, Source]) -> None:
        self.reader, self.sources = reader, sources

    def sound(self, names: tuple[str, ...], place: Node | None, entry: Node, what: str) -> None:
        """Check the sources, given at a place, that carry an entry: at least one, not from memory alone."""
        if names and all(self.sources[name].confidence is Confidence.MEMORY for name in names):
            self.reader.problem("E407", place, f"{what} rests on memory alone", "name a source or leave it out")
        elif place is None and isinstance(entry, MappingNode):
            self.reader.problem("E407", entry, f"{what} has no source", "add `sources: [...]`")

    def sound_by_call(
        self, node: Node | None, entry: Node, what: str
    ) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
        """As `sound`, where the node may also map calls to lists: all sources, and those from each call on."""
        lists = (
            entries_by_call(self.reader, node, f"`sources` of {what}")
            if isinstance(node, MappingNode)
            else {ALWAYS: node}
        )
        names = {}
        for call, value in lists.items():
            whose = f"{what} from call {call}" if call else what
            names[call] = self.reader.references(value, f"`sources` of {whose}", self.sources, "source")
            self.sound(names[call], value, entry, whose)
        return tuple(dict.fromkeys(name for some in names.values() for name in some)), names

    def statements(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Statement, ...]:
        return tuple(self._statement(item, f"an entry of {what}", conditions) for item in self.reader.items(node, what))

    def _statement(self, node: Node, what: str, conditions: ConditionReader) -> Statement:
        if isinstance(node, ScalarNode):
            return Statement(self.reader.text(node, what))
        fields = self.reader.record(node, what, STATEMENT)
        when = conditions.condition(fields["when"], f"`when` of {what}") if "when" in fields else None
        return Statement(**fields.read, when=when)
