"""The sections that conditions refer to: sources, groups, facts and figures."""

from collections.abc import Mapping
from datetime import date

from ka1cli.language.document import MappingNode, Node, ScalarNode
from ka1cli.language.model import Confidence, Fact, FactType, Figure, Group, Range, Source, Statement
from ka1cli.language.reader import Reader, is_null
from ka1cli.language.resolve import ALWAYS, at_call
from ka1cli.language.spelling import fold


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
        fields = reader.record(entry, what, ("title", "publisher", "confidence"), ("year", "section", "link"))
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
        found = self.reader.names(node, f"sources of {what}")
        for name, item in zip(found, self.reader.items(node, what), strict=False):
            self.reader.known(item, name, self.sources, "source")
        return tuple(name for name in found if name in self.sources)

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
        self, node: Node, fields: Mapping[str, Node], what: str
    ) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
        """As `sound`, where `sources` may also map calls to lists: all sources, and those from each call on."""
        given = fields.get("sources")
        if not isinstance(given, MappingNode):
            names = self.sound(node, fields, what)
            return names, {ALWAYS: names}
        by_call = {
            call: self.sound(value, {"sources": value}, f"{what} from call {call}")
            for call, value in _calls(self.reader, given, f"`sources` of {what}")
        }
        return tuple(dict.fromkeys(name for names in by_call.values() for name in names)), by_call

    def statements(self, node: Node | None, what: str) -> tuple[Statement, ...]:
        return tuple(self._statement(item, f"an entry of {what}") for item in self.reader.items(node, what))

    def _statement(self, node: Node, what: str) -> Statement:
        if isinstance(node, ScalarNode):
            return Statement(self.reader.text(node, what))
        fields = self.reader.record(node, what, ["text"], ("sources", "note"))
        return Statement(
            self.reader.text(fields.get("text"), f"text of {what}"),
            self.names(fields.get("sources"), what),
            self.reader.optional_text(fields.get("note"), f"note of {what}"),
        )


def _values(reader: Reader, node: Node | None, what: str) -> dict[str, str]:
    """Values with what they mean, from a mapping or a plain list."""
    if node is None:
        return {}
    if isinstance(node, MappingNode):
        if not node.value:
            reader.problem("E206", node, f"{what} is empty")
        return {
            name: "" if is_null(value) else reader.text(value, f"meaning of `{name}`")
            for name, _, value in reader.pairs(node, what)
        }
    return dict.fromkeys(reader.names(node, what), "")


def read_groups(reader: Reader, node: Node | None, sources: SourceReader) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    parts: dict[str, Node] = {}
    for name, entry in read_named(reader, node, "groups"):
        what = f"group `{name}`"
        fields = reader.record(entry, what, ["title"], ("values", "by_call", "of", "sources"))
        given = [key for key in ("values", "by_call", "of") if key in fields]
        if len(given) != 1 and isinstance(entry, MappingNode):
            reader.problem("E205", entry, f"{what} needs exactly one of `values`, `by_call`, `of`")
        labels = _values(reader, fields.get("values"), f"values of {what}")
        by_call = {ALWAYS: tuple(labels)} if labels else {}
        if "by_call" in fields:
            by_call = {
                call: reader.names(value, f"{what} from call {call}")
                for call, value in _calls(reader, fields["by_call"], f"`by_call` of {what}")
            }
        of = reader.names(fields.get("of"), f"`of` of {what}")
        if of:
            parts[name] = fields["of"]
        groups[name] = Group(
            name,
            reader.text(fields.get("title"), f"title of {what}"),
            by_call,
            {value: label for value, label in labels.items() if label},
            of,
            sources.names(fields.get("sources"), what),
        )
    for name, place in parts.items():
        missing = [part for part in groups[name].of if not reader.known(place, part, groups, "group")]
        if missing or _circular(groups, name):
            if not missing:
                reader.problem("E302", place, f"group `{name}` is made of itself")
            groups[name] = groups[name]._replace(of=())
    return groups


def _circular(groups: Mapping[str, Group], name: str) -> bool:
    reached: set[str] = set()
    open_names = list(groups[name].of)
    while open_names:
        part = open_names.pop()
        if part == name:
            return True
        if part not in reached and part in groups:
            reached.add(part)
            open_names.extend(groups[part].of)
    return False


def _calls(reader: Reader, node: Node, what: str) -> list[tuple[int, Node]]:
    """The entries of a mapping from calls."""
    pairs = reader.pairs(node, what)
    if isinstance(node, MappingNode) and not node.value:
        reader.problem("E206", node, f"{what} is empty")
    return [(reader.integer(key, f"a call of {what}"), value) for _, key, value in pairs]


def read_facts(
    reader: Reader, node: Node | None, groups: Mapping[str, Group], panels: Mapping[str, str]
) -> tuple[dict[str, Fact], dict[str, Node]]:
    """The facts, without what they imply, and the nodes that say what they imply."""
    facts: dict[str, Fact] = {}
    implications: dict[str, Node] = {}
    flags: dict[str, str] = {}
    for name, entry in read_named(reader, node, "facts"):
        what = f"fact `{name}`"
        fields = reader.record(
            entry,
            what,
            ("asks", "type", "panel", "title", "question"),
            ("values", "aliases", "min", "max", "unit", "help", "implies"),
        )
        fact = _fact(reader, name, what, entry, fields, groups)
        if "panel" in fields and fact.panel:
            reader.known(fields["panel"], fact.panel, panels, "panel")
        flag = fold(name)
        if flag in flags:
            reader.problem("E302", entry, f"facts `{flags[flag]}` and `{name}` share the flag `{fact.flag}`")
        flags[flag] = name
        facts[name] = fact
        if "implies" in fields:
            implications[name] = fields["implies"]
    return facts, implications


def _fact(
    reader: Reader, name: str, what: str, entry: Node, fields: Mapping[str, Node], groups: Mapping[str, Group]
) -> Fact:
    kind = FactType(reader.choice(fields.get("type"), f"type of {what}", FactType))
    fitting = {
        FactType.YES_NO: (),
        FactType.CHOICE: ("values", "aliases"),
        FactType.CODE: ("values", "aliases"),
        FactType.NUMBER: ("min", "max", "unit"),
        FactType.DATE: ("min", "max"),
    }[kind]
    for key in ("values", "aliases", "min", "max", "unit"):
        if key in fields and key not in fitting:
            reader.problem("E202", fields[key], f"{what} is of type {kind}, which has no `{key}`")
    group: str | None = None
    values: dict[str, str] = {}
    if kind in (FactType.CHOICE, FactType.CODE):
        group, values = _fact_values(reader, what, entry, fields, groups)
    low, high = _fact_range(reader, kind, what, fields)
    aliases = _values(reader, fields.get("aliases"), f"aliases of {what}") if values else {}
    spellings = {fold(value): value for value in values}
    if len(spellings) < len(values):
        reader.problem("E302", fields.get("values"), f"two values of {what} are spelt alike")
    for alias, value in aliases.items():
        if value not in values:
            reader.problem(
                "E401", fields["aliases"], f"alias `{alias}` stands for `{value}`, which {what} does not have"
            )
        elif spellings.setdefault(fold(alias), value) != value:
            reader.problem("E302", fields["aliases"], f"alias `{alias}` of {what} is a value or alias already")
    return Fact(
        id=name,
        chosen=reader.choice(fields.get("asks"), f"`asks` of {what}", ("given", "chosen")) == "chosen",
        type=kind,
        values=values,
        values_group=group,
        aliases=aliases,
        min=low,
        max=high,
        unit=reader.optional_text(fields.get("unit"), f"unit of {what}"),
        panel=reader.text(fields.get("panel"), f"panel of {what}"),
        title=reader.text(fields.get("title"), f"title of {what}"),
        question=reader.text(fields.get("question"), f"question of {what}"),
        help=reader.optional_text(fields.get("help"), f"help of {what}"),
        implies=(),
    )


def _fact_values(
    reader: Reader, what: str, entry: Node, fields: Mapping[str, Node], groups: Mapping[str, Group]
) -> tuple[str | None, dict[str, str]]:
    node = fields.get("values")
    if node is None:
        if "type" in fields and isinstance(entry, MappingNode):
            reader.problem("E203", entry, f"{what} needs `values`")
        return None, {}
    keys = [key.value for key, _ in node.value] if isinstance(node, MappingNode) else []
    if keys != ["group"]:
        return None, _values(reader, node, f"values of {what}")
    name = reader.text(node.value[0][1], f"group of {what}")
    if not reader.known(node, name, groups, "group"):
        return None, {}
    values: dict[str, str] = {}
    open_names = [name]
    while open_names:
        group = groups[open_names.pop(0)]
        for members in group.by_call.values():
            values |= {value: group.labels.get(value, "") for value in members}
        open_names[:0] = group.of
    return name, values


def _fact_range(reader: Reader, kind: FactType, what: str, fields: Mapping[str, Node]) -> tuple[int, int | None]:
    if kind is FactType.DATE:
        ends = {key: reader.day(fields[key], f"{key} of {what}").toordinal() for key in ("min", "max") if key in fields}
        low = ends.get("min", date.min.toordinal())
    else:
        ends = {key: reader.integer(fields[key], f"{key} of {what}") for key in ("min", "max") if key in fields}
        low = ends.get("min", 0)
        if low < 0:
            reader.problem("E205", fields["min"], f"{what} cannot go below 0")
    high = ends.get("max")
    if high is not None and high < low:
        reader.problem("E403", fields["max"], f"{what} has a maximum below its minimum")
        high = None
    return max(low, 0), high


def read_figures(reader: Reader, node: Node | None, sources: SourceReader, calls: tuple[int, ...]) -> dict[str, Figure]:
    figures = {}
    for name, entry in read_named(reader, node, "figures"):
        what = f"figure `{name}`"
        # `value: ~` says that the value is not known, so it is looked up before empty fields are dropped.
        keys = ("unit", "value", "by_call", "confirmed", "sources", "note")
        fields = reader.record(entry, what, ["title"], keys)
        present = {key for key, _, _ in reader.pairs(entry, what)} if isinstance(entry, MappingNode) else {"value"}
        if len({"value", "by_call"} & present) != 1:
            reader.problem("E205", entry, f"{what} needs either `value` or `by_call`")
        by_call: dict[int, int | str | Range | None] = {ALWAYS: None}
        if "value" in fields:
            by_call = {ALWAYS: _figure_value(reader, fields["value"], what)}
        elif "by_call" in fields:
            by_call = {
                call: None if is_null(value) else _figure_value(reader, value, what)
                for call, value in _calls(reader, fields["by_call"], f"`by_call` of {what}")
            }
        all_sources, sources_by_call = sources.sound_by_call(entry, fields, what)
        for key, entries in (("by_call", by_call), ("sources", sources_by_call)):
            for call in entries:
                if call != ALWAYS and calls and call not in calls:
                    message = f"{what} speaks of call {call}, which `calls` does not list"
                    reader.problem("E301", fields.get(key), message)
        for call in calls:
            if at_call(by_call, call) is not None and at_call(sources_by_call, call) is None:
                reader.problem("E407", fields.get("sources"), f"{what} has no source in call {call}")
                break
        figures[name] = Figure(
            name,
            reader.text(fields.get("title"), f"title of {what}"),
            reader.optional_text(fields.get("unit"), f"unit of {what}"),
            by_call,
            reader.integers(fields.get("confirmed"), f"`confirmed` of {what}"),
            all_sources,
            reader.optional_text(fields.get("note"), f"note of {what}"),
            sources_by_call,
        )
    return figures


def _figure_value(reader: Reader, node: Node, what: str) -> int | str | Range | None:
    if isinstance(node, MappingNode):
        fields = reader.record(node, what, (), ("min", "max"))
        ends = [reader.integer(fields[end], f"{end} of {what}") if end in fields else None for end in ("min", "max")]
        if not fields:
            reader.problem("E206", node, f"{what} has neither min nor max")
        elif ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            reader.problem("E403", node, f"{what} has min {ends[0]} above max {ends[1]}")
        return Range(*ends)
    text = reader.text(node, what)
    plain = isinstance(node, ScalarNode) and not node.style
    return int(text) if plain and text.isascii() and text.isdigit() and len(text) <= 15 else text
