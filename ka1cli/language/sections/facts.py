"""The facts: what is asked, and which answers there are."""

from collections.abc import Mapping
from datetime import date

from ka1cli.language.answers import NO_WORDS, NOT_ANSWERED, YES_WORDS
from ka1cli.language.answers.usual import SECOND_CODES
from ka1cli.language.keys.fields import CONDITION, FACT, FITTING
from ka1cli.language.model import Fact, FactType, Group
from ka1cli.language.resolve import parts_of
from ka1cli.language.sections.entries import read_named, read_values
from ka1cli.language.spelling import fold
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader
from ka1cli.language.yaml.record import Record

OPTIONS = (
    *("profile", "route", "all", "for", "format", "save", "plan", "no-plan", "rules", "call", "on", "color", "quiet"),
    *("verbose", "version", "help", "output", "layout", "id", "excel-safe", "report", "engine", "map", "suggest-map"),
    *("sheet", "encoding"),
)
"""The options of the commands that take the facts as options as well: no fact can have their names."""
SEVERAL = ("many", "multiple", "several")
"""Keys that people try for a question with several answers."""


def read_facts(
    reader: Reader, node: Node | None, groups: Mapping[str, Group], language: str
) -> tuple[dict[str, Fact], dict[str, Node]]:
    """The facts, without what they imply, and the nodes that say what they imply."""
    facts: dict[str, Fact] = {}
    implications: dict[str, Node] = {}
    flags: dict[str, str] = {}
    for name, entry in read_named(reader, node, "facts"):
        what = f"fact `{name}`"
        _refuse_several(reader, name, entry)
        fields = reader.record(entry, what, FACT, besides=SEVERAL)
        fact = _fact(reader, name, what, entry, fields, groups, language)
        flag = fold(name)
        if name in CONDITION.all:
            reader.problem("E204", entry, f"`{name}` is a word of conditions and cannot name a fact")
        elif flag in OPTIONS:
            message = f"`{name}` cannot name a fact: `--{flag}` is an option of the commands that ask for facts"
            reader.problem("E204", entry, message, "choose another name")
        if flag in flags:
            reader.problem("E302", entry, f"facts `{flags[flag]}` and `{name}` share a flag")
        flags[flag] = name
        facts[name] = fact
        if "implies" in fields:
            implications[name] = fields["implies"]
    return facts, implications


def _refuse_several(reader: Reader, name: str, entry: Node) -> None:
    """Say once, whatever follows from it, that a fact has one answer."""
    for key in (key for key, _ in entry.value if key.value in SEVERAL) if isinstance(entry, MappingNode) else ():
        help = "ask a yes-no fact for each of them, and count them with `any` or `at_least`"
        reader.problem("E202", key, f"`{key.value}`: one answer only is given to fact `{name}`", help)
        reader.unsound.add(name)


def _fact(
    reader: Reader,
    name: str,
    what: str,
    entry: Node,
    fields: Record,
    groups: Mapping[str, Group],
    language: str,
) -> Fact:
    kind: FactType = fields.read["type"]
    unknown = "type" in fields and fields["type"].value not in tuple(FactType)  # said once, whatever follows from it
    if unknown:
        reader.unsound.add(name)
    for key in fields if not unknown else ():
        if key not in FITTING[kind] and any(key in keys for keys in FITTING.values()):
            reader.problem("E202", fields[key], f"{what} is of type {kind}, which has no `{key}`")
    group: str | None = None
    values: dict[str, str] = {}
    if kind in (FactType.CHOICE, FactType.CODE):
        group, values = _fact_values(reader, what, entry, fields, groups)
    elif kind is FactType.YES_NO and "also" in fields:
        values = read_values(reader, fields["also"], f"`also` of {what}")
    elif kind is FactType.COUNTRY:
        from ka1cli.language.answers.words import country_titles  # only where a fact is a country

        values = country_titles(language)
    low, high = _fact_range(reader, kind, what, fields)
    aliases = read_values(reader, fields.get("aliases"), f"aliases of {what}") if values else {}
    if kind is FactType.COUNTRY:
        # A code that stands for another country, as RE may for FR, is no value of its own.
        values = {code: title for code, title in values.items() if code not in aliases}
        aliases = {**SECOND_CODES, **aliases}
    spellings: dict[str, str] = {}
    for value in values:
        known = spellings.setdefault(fold(value), value)
        if known != value:
            reader.problem("E302", fields.get("values"), f"`{known}` and `{value}`, values of {what}, are spelt alike")
    for spelling in (*values, *aliases):
        if kind is FactType.YES_NO and fold(spelling) in (*YES_WORDS, *NO_WORDS):
            reader.problem("E302", entry, f"`{spelling}` is a spelling of yes or no already")
        if spelling in NOT_ANSWERED:
            reader.problem(
                "E205", fields.get("values"), f"`{spelling}` means *not answered* and cannot be a value of {what}"
            )
    for alias, value in aliases.items():
        if value not in values:
            reader.problem(
                "E401", fields["aliases"], f"alias `{alias}` stands for `{value}`, which {what} does not have"
            )
        elif spellings.setdefault(fold(alias), value) != value:
            reader.problem("E302", fields["aliases"], f"alias `{alias}` of {what} is a value or alias already")
    for value, title in values.items():
        meant = spellings.get(fold(title), value)
        if meant != value or (kind is FactType.YES_NO and fold(title) in (*YES_WORDS, *NO_WORDS)):
            reader.problem(
                "E302",
                fields.get("values"),
                f"`{title}`, which says what `{value}` of {what} means, is a spelling of another answer",
            )
    return Fact(
        id=name,
        chosen=fields.read.pop("asks") == "chosen",
        values=values,
        values_group=group,
        aliases=aliases,
        min=low,
        max=high,
        implies=(),
        **fields.read,
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
        return None, read_values(reader, node, f"values of {what}")
    place = node.value[0][1]
    name = reader.text(place, f"group of {what}")
    if not name or not reader.known(place, name, groups, "group"):
        return None, {}
    values: dict[str, str] = {}
    for group in parts_of(groups, name):
        for value in (value for members in group.by_call.values() for value in members):
            values[value] = group.labels.get(value) or values.get(value, "")
    return name, values


def _fact_range(reader: Reader, kind: FactType, what: str, fields: Record) -> tuple[int, int | None]:
    def end(key: str) -> int | None:
        if key not in fields:
            return None
        if kind is FactType.DATE:
            return reader.day(fields[key], f"{key} of {what}").toordinal()
        return reader.number(fields[key], f"{key} of {what}", fields.read["decimals"])

    first = date.min.toordinal() if kind is FactType.DATE else 0
    low, high = end("min"), end("max")
    if low is None:
        low = first
    elif low < first:
        reader.problem("E205", fields["min"], f"{what} cannot go below 0")
    if high is not None and high < low:
        reader.problem("E403", fields["max"], f"{what} has a maximum below its minimum")
        high = None
    return max(low, first), high
