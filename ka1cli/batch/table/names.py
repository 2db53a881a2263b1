"""The columns of a result: what is carried along, what is added, and under which names."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

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


def added_names(layout: Layout, options: Iterable[str]) -> tuple[str, ...]:
    """The columns that a layout adds to those of the table."""
    if layout is Layout.LONG:
        return ("row", "place", "option", "verdict", "why", "missing", "recommended", "errors")
    verdicts = [name for option in options for name in (option, f"{option}_why")]
    return (*verdicts, "matches", "recommended", "missing", "errors")


class ResultColumns(NamedTuple):
    """The columns of a result."""

    positions: tuple[int, ...]
    """Which columns of the table are carried along."""
    carried: tuple[str, ...]
    """What they are called in the result."""
    added: tuple[str, ...]
    hints: tuple[Diagnostic, ...]
    """Which of them had to take another name."""


def result_columns(
    header: Header, layout: Layout, options: Iterable[str], id: str | None = None, *, may_repeat: bool = True
) -> ResultColumns:
    """The columns of a result. `may_repeat` says that two of the table may have one name there, or none.

    Raises `Misused` where there is no column `id`, or more than one.
    """
    positions = (_position(header, id),) if id is not None else tuple(range(len(header.names)))
    distinct = _free(name or f"column_{number}" for number, name in enumerate(header.names, 1))
    names = header.names if may_repeat else distinct
    carried = tuple(names[position] for position in positions)
    meant = added_names(layout, options)
    added = _free(meant, carried)
    hints = (
        *_renamed(header.names, names, "names have to differ here"),
        *_renamed(meant, added, "the table has a column of this name"),
    )
    return ResultColumns(positions, carried, added, hints)


def _free(wanted: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Names that differ from each other and from those taken, capitals aside: `errors_2` where there is a column `errors`."""
    wanted, used, names = tuple(wanted), {name.casefold() for name in taken}, []
    for name in wanted:
        free, number = name, 2
        while free.casefold() in used or (free != name and free in wanted):
            free, number = f"{name}_{number}", number + 1
        names.append(free)
        used.add(free.casefold())
    return tuple(names)


def _position(header: Header, id: str) -> int:
    """Where the column with the identifiers stands. Raises `Misused`."""
    positions = [position for position, name in enumerate(header.names) if name == id]
    positions = positions or [
        position for position, name in enumerate(header.names) if name.casefold() == id.casefold()
    ]
    if len(positions) != 1:
        how_many = f"{len(positions)} columns are called" if positions else "no column is called"
        help_line = None if positions else did_you_mean(id, header.names)
        raise Misused([Diagnostic("", f"--id: {how_many} `{shorten(id)}`", None, help_line)])
    return positions[0]


def label_column(header: Header, id: str | None) -> int | None:
    """The position of the column by which rows are called: that of the identifiers, else the first that is no fact."""
    if id is not None:
        return _position(header, id)
    facts = {column.position for column in header.facts}
    return next((position for position in range(len(header.names)) if position not in facts), None)


def _renamed(meant: Sequence[str], names: Sequence[str], why: str) -> tuple[Diagnostic, ...]:
    """What there is to say about columns that had to take another name."""
    return tuple(
        Diagnostic("", f"the column `{shorten(wanted)}` of the result is called `{shorten(name)}`: {why}")
        for wanted, name in zip(meant, names, strict=True)
        if wanted != name
    )
