"""What stands around the options: for whom the rules are, the background, and what the author means by options and findings."""

from collections.abc import Mapping

from ka1cli.language.conditions import facts_of
from ka1cli.language.keys.fields import AUDIENCE, BACKGROUND, MEANT, PARTITION
from ka1cli.language.model import Audience, Background, Fact, Meant, Partition
from ka1cli.language.resolve import is_numeric
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.sections.entries import read_named
from ka1cli.language.sections.options import refuse_references
from ka1cli.language.sections.sources import SourceReader
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader


def read_audience(
    reader: Reader, node: Node | None, conditions: ConditionReader, sources: SourceReader
) -> Audience | None:
    """For whom the rules are. Its condition tests one given fact and lets some answers pass."""
    if node is None:
        return None
    fields = {name: value for name, _, value in reader.pairs(node, "`for`") if name in AUDIENCE.all}
    if "because" not in fields:
        reader.problem("E203", node, "`for` needs `because`")
    when = conditions.condition(node, "`for`", beside=AUDIENCE.all)
    refuse_references(conditions, "`for`")
    because = reader.text(fields.get("because"), "`because` of `for`")
    way_on = sources.statements(fields.get("way_on"), "`way_on` of `for`", conditions)
    names = tuple(facts_of(when))
    if not names:
        return None
    fact = conditions.tests.answers[names[0]].fact
    if len(names) > 1 or fact.chosen:
        reader.problem("E205", node, "`for` should test one fact that is given")
    return Audience(when, fact.id, because, way_on)


def read_background(
    reader: Reader, node: Node | None, sources: SourceReader, conditions: ConditionReader
) -> dict[str, Background]:
    background = {}
    for name, entry in read_named(reader, node, "background"):
        what = f"background `{name}`"
        fields = reader.record(entry, what, BACKGROUND)
        if "text" not in fields and "items" not in fields and isinstance(entry, MappingNode):
            reader.problem("E203", entry, f"{what} needs `text` or `items`")
        items = sources.statements(fields.get("items"), f"items of {what}", conditions)
        background[name] = Background(id=name, shown_with=fields.read.pop("with"), items=items, **fields.read)
    return background


def read_partitions(reader: Reader, node: Node | None, facts: Mapping[str, Fact]) -> dict[str, Partition]:
    """Options that divide the range of a fact among them."""
    partitions = {}
    for name, entry in read_named(reader, node, "partitions"):
        what = f"partition `{name}`"
        fields = reader.record(entry, what, PARTITION)
        partitions[name] = Partition(name, **fields.read)
        by = partitions[name].by
        if by and not is_numeric(facts[by]):
            reader.problem("E205", fields["by"], f"`by` of {what} should be a number or date, not a {facts[by].type}")
    return partitions


def read_meant(reader: Reader, node: Node | None) -> tuple[Meant, ...]:
    items = reader.items(node, "`meant`")
    return tuple(Meant(**reader.record(item, "an entry of `meant`", MEANT).read) for item in items)
