"""The sections that conditions refer to: sources, groups, facts and figures."""

from collections.abc import Mapping

from ka1cli.language.answers import shorten
from ka1cli.language.conditions import ConditionReader
from ka1cli.language.document import MappingNode, Node, ScalarNode
from ka1cli.language.keys import FIGURE, GROUP, RANGE, SOURCE, STATEMENT
from ka1cli.language.model import Calls, Confidence, Figure, Group, Range, Source, Statement
from ka1cli.language.reader import Reader, is_blank, is_null
from ka1cli.language.resolve import ALWAYS, at_call


def read_named(reader: Reader, node: Node | None, section: str) -> list[tuple[str, Node]]:
    """The entries of a section as (name, node)."""
    if node is None:
        return []
    return [(reader.name(key, f"a key of `{section}`"), value) for _, key, value in reader.pairs(node, f"`{section}`")]


def read_texts(reader: Reader, node: Node | None, section: str) -> dict[str, str]:
    """A section that maps names to texts."""
    return {name: reader.text(value, f"`{section}.{name}`") for name, value in read_named(reader, node, section)}


def read_sources(reader: Reader, node: Node | None) -> dict[str, Source]:
    sources = {}
    for name, entry in read_named(reader, node, "sources"):
        what = f"source `{name}`"
        fields = reader.record(entry, what, SOURCE)
        sources[name] = Source(
            id=name,
            title=reader.text(fields.get("title"), f"title of {what}"),
            publisher=reader.text(fields.get("publisher"), f"publisher of {what}"),
            year=reader.optional_text(fields.get("year"), f"year of {what}"),
            section=reader.optional_text(fields.get("section"), f"section of {what}"),
            link=reader.optional_text(fields.get("link"), f"link of {what}"),
            confidence=Confidence(reader.choice(fields.get("confidence"), f"confidence of {what}", Confidence)),
        )
    return sources


class SourceReader:
    """Reads references to sources, and the sentences that carry them."""

    def __init__(self, reader: Reader, sources: Mapping[str, Source]) -> None:
        self.reader, self.sources = reader, sources

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        return self.reader.references(node, f"`sources` of {what}", self.sources, "source")

    def sound(self, node: Node, fields: Mapping[str, Node], what: str) -> tuple[str, ...]:
        """Sources that may carry a criterion or figure: at least one, not from memory alone."""
        names = self.names(fields.get("sources"), what)
        if "sources" in fields and names and all(self.sources[name].confidence is Confidence.MEMORY for name in names):
            message = f"{what} rests on memory alone"
            self.reader.problem("E407", fields["sources"], message, "name a source or leave it out")
        elif "sources" not in fields and isinstance(node, MappingNode):
            self.reader.problem("E407", node, f"{what} has no source", "add `sources: [...]`")
        return names

    def sound_by_call(
        self, node: Node, fields: Mapping[str, Node], what: str, calls: tuple[int, ...]
    ) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
        """As `sound`, where `sources` may also map calls to lists: all sources, and those from each call on."""
        given = fields.get("sources")
        if not isinstance(given, MappingNode):
            names = self.sound(node, fields, what)
            return names, {ALWAYS: names}
        by_call = {
            call: self.sound(value, {"sources": value}, f"{what} from call {call}")
            for call, value in _calls(self.reader, given, f"`sources` of {what}", calls)
        }
        return tuple(dict.fromkeys(name for names in by_call.values() for name in names)), by_call

    def statements(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Statement, ...]:
        return tuple(self._statement(item, f"an entry of {what}", conditions) for item in self.reader.items(node, what))

    def _statement(self, node: Node, what: str, conditions: ConditionReader) -> Statement:
        if isinstance(node, ScalarNode):
            return Statement(self.reader.text(node, what))
        fields = self.reader.record(node, what, STATEMENT)
        return Statement(
            self.reader.text(fields.get("text"), f"text of {what}"),
            self.names(fields.get("sources"), what),
            self.reader.optional_text(fields.get("note"), f"note of {what}"),
            conditions.condition(fields["when"], f"`when` of {what}") if "when" in fields else None,
        )


def read_validity(reader: Reader, fields: Mapping[str, Node], what: str, calls: tuple[int, ...]) -> Calls:
    """The calls between `from` and `until`."""
    first, last = (
        reader.known_year(fields[key], f"`{key}` of {what}", calls) if key in fields else None
        for key in ("from", "until")
    )
    if first and last and first > last:
        reader.problem("E403", fields["until"], f"{what} ends before it begins")
        last = None
    return Calls(first, last)


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


def read_groups(reader: Reader, node: Node | None, sources: SourceReader, calls: tuple[int, ...]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    parts: dict[str, Node] = {}
    for name, entry in read_named(reader, node, "groups"):
        what = f"group `{name}`"
        fields = reader.record(entry, what, GROUP)
        given = [key for key in ("values", "by_call", "of") if key in fields]
        if len(given) != 1 and isinstance(entry, MappingNode):
            reader.problem("E205", entry, f"{what} needs exactly one of `values`, `by_call`, `of`")
        labels = read_values(reader, fields.get("values"), f"values of {what}")
        by_call = {ALWAYS: tuple(labels)} if labels else {}
        if "by_call" in fields:
            by_call = {
                call: reader.names(value, f"{what} from call {call}")
                for call, value in _calls(reader, fields["by_call"], f"`by_call` of {what}", calls)
            }
        if "of" in fields:
            parts[name] = fields["of"]
        groups[name] = Group(
            id=name,
            title=reader.text(fields.get("title"), f"title of {what}"),
            by_call=by_call,
            labels={value: label for value, label in labels.items() if label},
            of=(),
            sources=sources.names(fields.get("sources"), what),
        )
    for name, members in parts.items():
        of = reader.references(members, f"`of` of group `{name}`", groups, "group")
        groups[name] = groups[name]._replace(of=of)
    _refuse_circles(reader, groups, parts)
    return groups


def _refuse_circles(reader: Reader, groups: Mapping[str, Group], places: Mapping[str, Node]) -> None:
    if not places:
        return
    from graphlib import CycleError, TopologicalSorter

    try:
        TopologicalSorter({name: group.of for name, group in groups.items()}).prepare()
    except CycleError as error:
        circle = error.args[1]
        reader.problem("E302", places[circle[0]], f"group `{circle[0]}` is made of itself", " of ".join(circle[::-1]))


def _calls(reader: Reader, node: Node, what: str, calls: tuple[int, ...]) -> list[tuple[int, Node]]:
    """The entries of a mapping from calls."""
    if isinstance(node, MappingNode) and not node.value:
        reader.problem("E206", node, f"{what} is empty")
    found: dict[int, Node] = {}
    for _, key, value in reader.pairs(node, what):
        found[reader.known_year(key, f"a call of {what}", calls)] = value
    return list(found.items())


def read_figures(reader: Reader, node: Node | None, sources: SourceReader, calls: tuple[int, ...]) -> dict[str, Figure]:
    figures = {}
    for name, entry in read_named(reader, node, "figures"):
        what = f"figure `{name}`"
        # `value: ~` says that the value is not known.
        fields = reader.record(entry, what, FIGURE)
        if ("value" in fields) is ("by_call" in fields) and isinstance(entry, MappingNode):
            reader.problem("E205", entry, f"{what} needs either `value` or `by_call`")
        by_call: dict[int, int | str | Range | None] = {ALWAYS: None}
        if "value" in fields:
            by_call = {ALWAYS: _figure_value(reader, fields["value"], what)}
        elif "by_call" in fields:
            by_call = {
                call: _figure_value(reader, value, what)
                for call, value in _calls(reader, fields["by_call"], f"`by_call` of {what}", calls)
            }
        all_sources, sources_by_call = sources.sound_by_call(entry, fields, what, calls)
        confirmed = reader.years(fields.get("confirmed"), f"`confirmed` of {what}", calls)
        for call in calls:
            if at_call(by_call, call) is not None and at_call(sources_by_call, call) is None:
                reader.problem("E407", fields.get("sources"), f"{what} has no source in call {call}")
                break
        figures[name] = Figure(
            id=name,
            title=reader.text(fields.get("title"), f"title of {what}"),
            unit=reader.optional_text(fields.get("unit"), f"unit of {what}"),
            by_call=by_call,
            confirmed=confirmed,
            sources=all_sources,
            note=reader.optional_text(fields.get("note"), f"note of {what}"),
            sources_by_call=sources_by_call,
        )
    return figures


def _figure_value(reader: Reader, node: Node, what: str) -> int | str | Range | None:
    if is_null(node):
        return None
    if isinstance(node, MappingNode):
        fields = reader.record(node, what, RANGE)
        ends = [reader.integer(fields[end], f"{end} of {what}") if end in fields else None for end in ("min", "max")]
        if not fields:
            reader.problem("E206", node, f"{what} has neither min nor max")
        elif ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            reader.problem("E403", node, f"{what} has min {ends[0]} above max {ends[1]}")
        return Range(*ends)
    text = reader.text(node, what)
    if "{" in text:
        reader.problem("E408", node, f"the value of {what} cannot name another figure")
    plain = isinstance(node, ScalarNode) and not node.style
    return int(text) if plain and text.isascii() and text.isdigit() and len(text) <= 15 else text
