"""What the author means: options that divide a range among them, and findings that are no mistake."""

from collections.abc import Mapping

from ka1cli.language.keys.fields import MEANT, PARTITION
from ka1cli.language.model import Fact, Meant, Partition
from ka1cli.language.resolve import is_numeric
from ka1cli.language.sections.entries import read_named
from ka1cli.language.yaml.document import Node
from ka1cli.language.yaml.reader import Reader


def read_partitions(reader: Reader, node: Node | None, facts: Mapping[str, Fact]) -> dict[str, Partition]:
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
