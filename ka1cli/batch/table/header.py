"""Headers: which columns of a table are facts, and which were perhaps meant to be."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, InvalidInput
from ka1cli.language.model import Fact
from ka1cli.language.profile import ProfileReader
from ka1cli.language.spelling import nearest

HINTS = 200
"""How many columns that name no fact are looked at for a misspelt one."""


class InvalidTable(InvalidInput):
    """A table that cannot be read or screened."""


class FactColumn(NamedTuple):
    """A column with answers to a fact."""

    position: int
    name: str
    """As the table spells it."""
    fact: Fact


class Header(NamedTuple):
    """The columns of a table by name, and what is known about them."""

    names: tuple[str, ...]
    facts: tuple[FactColumn, ...]
    """In the order of the table."""
    hints: tuple[Diagnostic, ...]
    """Columns that are carried along, but were perhaps meant to be facts."""


def read_header(names: Sequence[str], profiles: ProfileReader) -> Header:
    """Match the columns of a table with the facts of the rules. Raises `InvalidTable`."""
    columns = [
        FactColumn(position, name, profiles.facts[fact])
        for position, name in enumerate(names)
        if (fact := profiles.fact(name)) is not None
    ]
    by_fact: dict[str, list[FactColumn]] = {}
    for column in columns:
        by_fact.setdefault(column.fact.id, []).append(column)
    twice = [
        Diagnostic(
            "T605",
            f"the columns {_named(found)} all mean the fact `{fact}`",
            None,
            "keep one of them, or give the others another name",
        )
        for fact, found in by_fact.items()
        if len(found) > 1
    ]
    if twice:
        raise InvalidTable(twice)
    hints = _hints(
        [name for name in names if profiles.fact(name) is None], [f for f in profiles.facts if f not in by_fact]
    )
    if not columns:
        known = ", ".join(islice(profiles.facts, 5))
        help_line = (
            "; ".join(filter(None, (hint.help for hint in hints))) or f"name a column after a fact, such as {known}"
        )
        raise InvalidTable([Diagnostic("T604", "no column of the table names a fact", None, help_line)])
    return Header(tuple(names), tuple(columns), hints)


def _named(columns: Sequence[FactColumn]) -> str:
    return " and ".join(f"`{shorten(column.name)}` (number {column.position + 1})" for column in columns)


def _hints(names: Sequence[str], facts: Sequence[str]) -> tuple[Diagnostic, ...]:
    found = []
    for name in names[:HINTS]:
        fact = nearest(name, facts, cutoff=0.8)
        if fact is not None:
            message = f"the column `{shorten(name)}` names no fact and is only carried along"
            found.append(Diagnostic("", message, None, f"did you mean `{fact}`?"))
    return tuple(found)
