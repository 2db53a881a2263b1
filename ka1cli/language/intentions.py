"""What the author means: options that divide a range among them, and findings that are no mistake."""

import re
from collections.abc import Mapping

from ka1cli.language.document import Node
from ka1cli.language.keys import MEANT, PARTITION
from ka1cli.language.model import Fact, Meant, Option, Partition
from ka1cli.language.reader import Reader
from ka1cli.language.resolve import is_numeric
from ka1cli.language.sections import read_named

_CODE = re.compile(r"K[0-9]{3}")


def read_partitions(
    reader: Reader, node: Node | None, facts: Mapping[str, Fact], options: Mapping[str, Option]
) -> dict[str, Partition]:
    found = {}
    for name, entry in read_named(reader, node, "partitions"):
        what = f"partition `{name}`"
        fields = reader.record(entry, what, PARTITION)
        by = reader.text(fields.get("by"), f"`by` of {what}")
        if by and reader.known(fields["by"], by, facts, "fact") and not is_numeric(facts[by]):
            reader.problem("E205", fields["by"], f"`by` of {what} should be a number or date, not a {facts[by].type}")
        members = reader.references(fields.get("options"), f"`options` of {what}", options, "option")
        because = reader.text(fields.get("because"), f"`because` of {what}")
        found[name] = Partition(name, by, members, because)
    return found


def read_meant(reader: Reader, node: Node | None) -> tuple[Meant, ...]:
    found = []
    for item in reader.items(node, "`meant`"):
        what = "an entry of `meant`"
        fields = reader.record(item, what, MEANT)
        code = reader.text(fields.get("finding"), f"`finding` of {what}")
        if code and not _CODE.fullmatch(code):
            reader.problem("E205", fields["finding"], f"`finding` of {what} should be a code such as K101")
        found.append(
            Meant(
                code,
                reader.names(fields.get("about"), f"`about` of {what}"),
                reader.text(fields.get("because"), f"`because` of {what}"),
            )
        )
    return tuple(found)
