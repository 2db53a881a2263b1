"""What several sections share: named entries, sources, sentences, values."""

from collections.abc import Mapping

from ka1cli.language.answers import shorten
from ka1cli.language.fields import SOURCE, STATEMENT
from ka1cli.language.model import Calls, Confidence, Source, Statement
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.yaml.document import MappingNode, Node, ScalarNode
from ka1cli.language.yaml.reader import Reader, is_blank
from ka1cli.language.yaml.record import Record


def read_named(reader: Reader, node: Node | None, section: str) -> list[tuple[str, Node]]:
    """The entries of a section as (name, node)."""
    if node is None:
        return []
    return [(reader.name(key, f"a key of `{section}`"), value) for _, key, value in reader.pairs(node, f"`{section}`")]


def read_texts(reader: Reader, node: Node | None, section: str) -> dict[str, str]:
    """A section that maps names to texts."""
    return {name: reader.text(value, f"`{section}.{name}`") for name, value in read_named(reader, node, section)}


def read_sources(reader: Reader, node: Node | None) -> dict[str, Source]:
    return {
        name: Source(id=name, **reader.record(entry, f"source `{name}`", SOURCE).read)
        for name, entry in read_named(reader, node, "sources")
    }


class SourceReader:
    """Checks what a criterion or figure rests on, and reads the sentences that carry sources."""

    def __init__(self, reader: Reader, sources: Mapping[str, Source]) -> None:
        self.reader, self.sources = reader, sources

    def sound(self, names: tuple[str, ...], place: Node | None, entry: Node, what: str) -> tuple[str, ...]:
        """Sources, given at a place, that may carry an entry: at least one, not from memory alone."""
        if names and all(self.sources[name].confidence is Confidence.MEMORY for name in names):
            self.reader.problem("E407", place, f"{what} rests on memory alone", "name a source or leave it out")
        elif place is None and isinstance(entry, MappingNode):
            self.reader.problem("E407", entry, f"{what} has no source", "add `sources: [...]`")
        return names

    def sound_by_call(
        self, node: Node | None, entry: Node, what: str
    ) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
        """As `sound`, where the node may also map calls to lists: all sources, and those from each call on."""
        lists = by_call(self.reader, node, f"`sources` of {what}") if isinstance(node, MappingNode) else {ALWAYS: node}
        names = {}
        for call, value in lists.items():
            whose = f"{what} from call {call}" if call else what
            references = self.reader.references(value, f"`sources` of {whose}", self.sources, "source")
            names[call] = self.sound(references, value, entry, whose)
        return tuple(dict.fromkeys(name for some in names.values() for name in some)), names

    def statements(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Statement, ...]:
        return tuple(self._statement(item, f"an entry of {what}", conditions) for item in self.reader.items(node, what))

    def _statement(self, node: Node, what: str, conditions: ConditionReader) -> Statement:
        if isinstance(node, ScalarNode):
            return Statement(self.reader.text(node, what))
        fields = self.reader.record(node, what, STATEMENT)
        when = conditions.condition(fields["when"], f"`when` of {what}") if "when" in fields else None
        return Statement(**fields.read, when=when)


def read_validity(reader: Reader, fields: Record, what: str) -> Calls:
    """The calls between `from` and `until`."""
    first, last = fields.read.pop("from"), fields.read.pop("until")
    if first and last and first > last:
        reader.problem("E403", fields["until"], f"{what} ends before it begins")
        last = None
    return Calls(first, last)


def by_call(reader: Reader, node: Node, what: str) -> dict[int, Node]:
    """The entries of a mapping from calls."""
    if isinstance(node, MappingNode) and not node.value:
        reader.problem("E206", node, f"{what} is empty")
    return {reader.known_year(key, f"a call of {what}"): value for _, key, value in reader.pairs(node, what)}


def read_values(reader: Reader, node: Node | None, what: str) -> dict[str, str]:
    """Values with what they mean, from a mapping or a plain list."""
    if node is None:
        return {}
    if isinstance(node, MappingNode):
        if not node.value:
            reader.problem("E206", node, f"{what} is empty")
        meanings = {}
        for name, key, value in reader.pairs(node, what):
            if is_blank(value) and " " in name:
                help = "a text with a comma in a one-line mapping needs quotes"
                reader.problem("E203", key, f"`{shorten(name)}` of {what} has no meaning", help)
            meanings[name] = "" if is_blank(value) else reader.text(value, f"meaning of `{name}`")
        return meanings
    return dict.fromkeys(reader.names(node, what), "")
