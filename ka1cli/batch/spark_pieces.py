"""The pieces in which Spark reads the files of a table, each at once, and how they follow each other."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple
from urllib.parse import unquote

from ka1cli.batch.spark_sql import SparkSql
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Place

Ask = Callable[[str], Sequence[Any]]
"""Runs a query and returns its rows."""

WITHIN = "(monotonically_increasing_id() & 8589934591)"
"""The number of a row within its piece, from 0: Spark's running numbers without the number of the piece."""
EXCERPT = 200
"""So many characters of a line are shown."""


class Piece(NamedTuple):
    """A piece of a file."""

    part: int
    """Its number in Spark."""
    file: str
    start: int
    """Where it starts in its file, in bytes."""
    lines: int
    rows: int
    """The lines that are rows if every row is one line."""
    quotes: int
    """The quotation marks below the header."""
    misquoted: int
    """The rows with quotation marks that are not complete on their own."""
    broken: tuple[int, str] | None
    """The first line that is no UTF-8 text, counted from 0, and how it starts."""
    misfit: tuple[int, str] | None
    """The first row that does not fit, and how it starts."""


class Pieces(tuple[Piece, ...]):
    """All pieces of a table, in the order of its rows."""

    __slots__ = ()

    def counted(self, counts: Sequence[int], sql: SparkSql) -> str:
        """What the pieces before it come to, as a list with an entry for each piece by its number in Spark."""
        before = dict(zip((piece.part for piece in self), accumulate(counts, initial=0), strict=False))
        return sql.numbers([before.get(part, 0) for part in range(max(before, default=0) + 1)])

    def even(self, counts: Sequence[int]) -> list[int]:
        """The counts, made even over each file: what is odd in one file means nothing in the next."""
        found, total = [], 0
        for piece, count, following in zip(self, counts, (*self[1:], None), strict=True):
            ends = following is None or following.file != piece.file
            total += count
            found.append(count + total % 2 if ends else count)
            total = 0 if ends else total
        return found

    def place(self, part: int, line: int, text: str, name: str) -> Place:
        """Where a line stands that is `line` in its piece, counted from 0. `name` is that of the table."""
        at = next(number for number, piece in enumerate(self) if piece.part == part)
        before = sum(piece.lines for piece in self[:at] if piece.file == self[at].file)
        several = len({piece.file for piece in self}) > 1
        return Place(unquote(self[at].file) if several else name, before + line + 1, 1, 1, shorten(text, EXCERPT))


def pieces_of(source: str, row: str, misfits: str, header: str, quotes: str, ask: Ask) -> Pieces:
    """The pieces of a query for `value`, `part`, `pos`, `file` and `start` of every line.

    `row`, `misfits` and `header` are conditions on a line, `quotes` a number.
    """
    marked = (
        f"SELECT part, pos, file, start, {row} AS is_row, {row} AND {misfits} AS misfits, "
        f"CASE WHEN {header} THEN 0 ELSE {quotes} END AS quotes, NOT is_valid_utf8(value) AS broken, "
        f"left(make_valid_utf8(value), {EXCERPT}) AS shown FROM ({source})"
    )
    counts = (
        "count(*)",
        "count_if(is_row)",
        "sum(quotes)",
        "count_if(misfits AND quotes > 0)",
        "min(CASE WHEN broken THEN struct(pos, shown) END)",
        "min(CASE WHEN misfits THEN struct(pos, shown) END)",
    )
    found = [
        Piece._make((*row[:7], row[7] and tuple(row[7]), row[8] and tuple(row[8])))
        for row in ask(f"SELECT part, file, start, {', '.join(counts)} FROM ({marked}) GROUP BY part, file, start")
    ]
    return Pieces(sorted(found, key=lambda piece: (piece.file, piece.start)))
