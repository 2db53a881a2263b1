"""The columns of a result: what is carried along, what is added, and under which names."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from ka1cli.batch.table.header import Header
from ka1cli.batch.table.invalid import Misused
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.spelling import did_you_mean


class Layout(StrEnum):
    WIDE = "wide"
    """One row for each row of the table."""
    LONG = "long"
    """One row for each row of the table and each option."""


class UnknownColumn(Misused):
    """A column that was asked for and that the table has not, or has more than once."""


def added_names(layout: Layout, options: Iterable[str]) -> tuple[str, ...]:
    """The columns that a layout adds to those of the table."""
    if layout is Layout.LONG:
        return ("row", "place", "option", "verdict", "why", "missing", "recommended", "errors")
    verdicts = [name for option in options for name in (option, f"{option}_why")]
    return (*verdicts, "matches", "recommended", "missing", "errors")


def without_collisions(added: Sequence[str], taken: Iterable[str]) -> tuple[str, ...]:
    """The added columns under names that the table does not use: `errors_2` where it has a column `errors`."""
    used = {name.casefold() for name in taken}
    found = []
    for name in added:
        free = name
        number = 2
        while free.casefold() in used or (free != name and free in added):
            free, number = f"{name}_{number}", number + 1
        found.append(free)
        used.add(free.casefold())
    return tuple(found)


def carried_columns(header: Header, id: str | None) -> tuple[int, ...]:
    """The positions of the columns that a result carries along: all, or only the one with the identifiers.

    Raises `UnknownColumn`.
    """
    if id is None:
        return tuple(range(len(header.names)))
    found = [position for position, name in enumerate(header.names) if name == id]
    found = found or [position for position, name in enumerate(header.names) if name.casefold() == id.casefold()]
    if len(found) != 1:
        how_many = f"{len(found)} columns are called" if found else "no column is called"
        help_line = None if found else did_you_mean(id, header.names)
        raise UnknownColumn([Diagnostic("", f"--id: {how_many} `{shorten(id)}`", None, help_line)])
    return tuple(found)


def label_column(header: Header, id: str | None) -> int | None:
    """The position of the column by which rows are called: that of the identifiers, else the first that is no fact."""
    if id is not None:
        return carried_columns(header, id)[0]
    facts = {column.position for column in header.facts}
    return next((position for position in range(len(header.names)) if position not in facts), None)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names for columns in formats where each needs one of its own, capitals aside."""
    used: set[str] = set()
    found = []
    for position, name in enumerate(names, 1):
        wanted = name or f"column_{position}"
        free, number = wanted, 2
        while free.casefold() in used:
            free, number = f"{wanted}_{number}", number + 1
        used.add(free.casefold())
        found.append(free)
    return tuple(found)


def renamed(meant: Sequence[str], names: Sequence[str], why: str) -> tuple[Diagnostic, ...]:
    """What there is to say about columns that had to take another name."""
    return tuple(
        Diagnostic("", f"the column `{shorten(one)}` of the result is called `{shorten(name)}`: {why}")
        for one, name in zip(meant, names, strict=True)
        if one != name
    )
