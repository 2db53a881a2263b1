"""Headers: which columns of a table are facts, and which were perhaps meant to be."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from ka1cli.batch.table.headings import Headings, Rank, fold_heading
from ka1cli.batch.table.invalid import InvalidTable, Misused, no_table
from ka1cli.batch.table.map import NO_MAP, TableMap
from ka1cli.batch.table.places import RowPlaces
from ka1cli.language.answers import answer_text, shorten
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.model import Fact
from ka1cli.language.profiles.profile import ProfileReader
from ka1cli.language.spelling import did_you_mean

LISTED = 12
"""So many columns are named where none names a fact."""
HINTS = 200
"""How many columns that name no fact are looked at for a misspelt one."""


class FactColumn(NamedTuple):
    """A column with answers to a fact, or an answer that holds for every row."""

    position: int
    """Counted from 0; -1 for an answer that holds for every row."""
    name: str
    """As the table spells it."""
    fact: Fact
    constant: str = ""
    """The text of the answer that holds for every row."""


class Header(NamedTuple):
    """The columns of a table by name, and what is known about them."""

    names: tuple[str, ...]
    facts: tuple[FactColumn, ...]
    """In the order of the table."""
    hints: tuple[Diagnostic, ...]
    """Columns that are carried along, but were perhaps meant to be facts."""


def read_header(names: Sequence[str], profiles: ProfileReader, table_map: TableMap = NO_MAP) -> Header:
    """Match the columns of a table with the facts of the rules, as a map says where there is one.

    Of two columns for one fact the surer one is read, the other one carried along. Raises `InvalidTable`.
    """
    headings = Headings(profiles, table_map.columns)
    columns_of: dict[str, list[tuple[Rank, int]]] = {}
    for position, name in enumerate(names):
        meaning = headings.meaning(name)
        if meaning is not None:
            columns_of.setdefault(meaning.fact, []).append((meaning.rank, position))
    chosen: dict[str, int] = {}
    twice, passed_over = [], []
    for fact, ranked in columns_of.items():
        best = min(rank for rank, _ in ranked)
        first, *others = (position for rank, position in ranked if rank is best)
        chosen[fact] = first
        if others:
            listed = " and ".join(_named(names, position) for position in (first, *others))
            help_line = "keep one of them, or give the others another name"
            twice.append(Diagnostic("T605", f"the columns {listed} all mean the fact `{fact}`", None, help_line))
        passed_over += [
            Diagnostic(
                "", f"the column {_named(names, position)} is only carried along: {_named(names, first)} means `{fact}`"
            )
            for rank, position in ranked
            if rank is not best
        ]
    problems = [*twice, *_unfitting(names, chosen, table_map)]
    if problems:
        # What stands in no file was asked for.
        raise (InvalidTable if twice or any(problem.place for problem in problems) else Misused)(problems)
    hints = _hints(names, headings, [fact for fact in profiles.facts if fact not in columns_of])
    facts = sorted(
        (FactColumn(position, names[position], profiles.facts[fact]) for fact, position in chosen.items()),
        key=lambda column: column.position,
    )
    facts += [
        FactColumn(-1, fact, profiles.facts[fact], answer_text(answer)) for fact, answer in table_map.constants.items()
    ]
    unfilled = _empty(table_map)
    return Header(tuple(names), tuple(facts), (*([unfilled] if unfilled else []), *passed_over, *hints))


def require_facts(header: Header, profiles: ProfileReader, places: RowPlaces, table_map: TableMap = NO_MAP) -> None:
    """Refuse a table that says nothing about any fact. Raises `InvalidTable`."""
    if not header.names:
        raise no_table("the table has no columns", "an object should name them")
    if not header.facts:
        raise InvalidTable([_empty(table_map) or _no_fact(header.names, header.hints, profiles, places)])


def _unfitting(names: Sequence[str], chosen: Mapping[str, int], table_map: TableMap) -> Iterator[Diagnostic]:
    """What a map says that the table does not bear out."""
    known = {fold_heading(name) for name in names}
    for heading in table_map.columns:
        if fold_heading(heading) not in known:
            message = f"the table has no column `{shorten(heading)}`"
            yield Diagnostic("T608", message, table_map.places.get(heading), did_you_mean(heading, names))
    for fact in table_map.constants:
        if fact in chosen:
            message = (
                f"`{fact}` is answered for every row, but the column {_named(names, chosen[fact])} holds answers to it"
            )
            yield Diagnostic("T608", message, table_map.places.get(fact), "leave one of them out")


def _empty(table_map: TableMap) -> Diagnostic | None:
    """What a map lists that says nothing at all yet. Once something is filled in, the rest is left out on purpose."""
    empty = table_map.empty
    if not empty or table_map.columns or any(table_map.values.values()):
        return None
    help_line = "write the fact behind each heading, and the answer behind each text"
    return Diagnostic("T608", f"the map is not filled in yet: nothing stands behind {_listed(empty)}", None, help_line)


def _named(names: Sequence[str], position: int) -> str:
    return f"`{shorten(names[position])}` (number {position + 1})"


def _no_fact(
    names: Sequence[str], hints: Sequence[Diagnostic], profiles: ProfileReader, places: RowPlaces
) -> Diagnostic:
    known = ", ".join(islice(profiles.facts, 5))
    nearest = "; ".join(f"{hint.message}: {hint.help}" for hint in hints[:5])
    help_line = (
        nearest
        or f"name columns after facts, such as {known}; or say what they mean:"
        " add `--suggest-map > new-map.yaml`, fill that in, then `--map new-map.yaml`"
    )
    table = "the table" if places.sheet is None else f"the sheet `{shorten(places.sheet)}`"
    if places.other_sheets:
        help_line += f"; or --sheet takes another sheet: {_listed(places.other_sheets)}"
    return Diagnostic("T604", f"no column of {table} names a fact; it has {_listed(names)}", None, help_line)


def _listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    listed = ", ".join(f"`{shorten(name, 30)}`" for name in names[:LISTED])
    return f"{listed} and {len(names) - LISTED} more" if len(names) > LISTED else listed


def _hints(names: Sequence[str], headings: Headings, facts: Sequence[str]) -> tuple[Diagnostic, ...]:
    near = ((name, headings.nearest(name, facts)) for name in names[:HINTS] if headings.meaning(name) is None)
    return tuple(
        Diagnostic(
            "", f"the column `{shorten(name)}` names no fact and is only carried along", None, f"did you mean `{fact}`?"
        )
        for name, fact in near
        if fact is not None
    )
