"""Rows of a result as lines of CSV, each put together from a few pieces.

An engine that writes CSV looks at every character of every cell. Most cells are entries of lists: here their quotation
marks are set in the lists, once, and a row only puts finished pieces together.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from ka1cli.batch.result import Column
from ka1cli.batch.sql import Finished, Layers, Listed, Sql

QUOTE = '"'


class Piece(NamedTuple):
    """One or more cells of a line, next to each other."""

    name: str
    """Their part of the header."""
    text: str
    """An expression for them as they are written; never NULL."""


def csv_pieces(
    columns: Sequence[Column], table: Layers, text_of: Callable[[Column], str], delimiter: str, sql: Sql
) -> tuple[Piece, ...]:
    """The pieces of a line with these columns of a table, to which layers are added.

    `text_of` is a column as an expression for its text, which is NULL for an empty cell.
    """

    def source(column: Column) -> str:
        """What cells are found by together."""
        match column.shown:
            case Listed(_, number):
                return f"listed {number}"
            case Finished(cells):
                return f"finished {cells}"
        return "computed"

    pieces = []
    for number, (_, group) in enumerate(groupby(columns, source)):
        found = list(group)
        shown = found[0].shown
        if isinstance(shown, Listed):
            text = sql.at(sql.texts(_cells(found, delimiter)), shown.number)
        elif isinstance(shown, Finished):
            text = shown.cells
        else:
            text = _computed(f"piece{number}", [text_of(column) for column in found], table, delimiter, sql)
        pieces.append(Piece(delimiter.join(_name(column, delimiter) for column in found), text))
    return tuple(pieces)


def line_of(pieces: Sequence[Piece], delimiter: str, sql: Sql) -> Piece:
    """The pieces as one."""
    between = sql.text(delimiter)
    texts = [text for piece in pieces for text in (between, piece.text)][1:]
    return Piece(header_of(pieces, delimiter), sql.put_together(texts) if len(pieces) > 1 else texts[0])


def header_of(pieces: Sequence[Piece], delimiter: str, *, bom: bool = False) -> str:
    """The header as a line, without its end. Quotation marks behind the mark of UTF-8 would not be taken for such."""
    header = delimiter.join(piece.name for piece in pieces)
    return f"\ufeff{header}" if bom and not header.startswith(QUOTE) else header


def quoted(text: str, delimiter: str) -> str:
    """A text as a cell: in quotation marks where it needs them."""
    special = any(one in text for one in (delimiter, QUOTE, "\n", "\r"))
    return f'"{text.replace(QUOTE, QUOTE * 2)}"' if special else text


def _name(column: Column, delimiter: str) -> str:
    return column.name if isinstance(column.shown, Finished) else quoted(column.name, delimiter)


def _cells(columns: Sequence[Column], delimiter: str) -> list[str]:
    """The cells of columns that are looked up by one number, for each number."""
    lists = [column.shown.texts for column in columns if isinstance(column.shown, Listed)]
    return [delimiter.join(quoted(text or "", delimiter) for text in texts) for texts in zip(*lists, strict=True)]


def _computed(name: str, texts: Sequence[str], table: Layers, delimiter: str, sql: Sql) -> str:
    """Cells that can be anything. Few need quotation marks: a look at all together tells whether one does."""
    if len(texts) == 1:
        table.add({name: texts[0]})
        return f"coalesce({_quoted_cell(name, delimiter, sql)}, '')"
    cells = [f"{name}_{number}" for number in range(len(texts))]
    table.add(dict(zip(cells, texts, strict=True)))
    table.add({name: sql.put_together(cells)})
    between = sql.text(delimiter)
    plain = [text for cell in cells for text in (between, cell)][1:]
    careful = [text for cell in cells for text in (between, _quoted_cell(cell, delimiter, sql))][1:]
    empty = " OR ".join(f"{cell} = ''" for cell in cells)
    special = f"{_is_special(name, delimiter, sql)} OR coalesce({empty}, false)"
    return f"CASE WHEN {special} THEN {sql.put_together(careful)} ELSE {sql.put_together(plain)} END"


def _quoted_cell(text: str, delimiter: str, sql: Sql) -> str:
    """A text as a cell; one that is empty but not NULL stands in quotation marks as well."""
    doubled = f"replace({text}, {sql.text(QUOTE)}, {sql.text(QUOTE * 2)})"
    special = f"{text} = '' OR {_is_special(text, delimiter, sql)}"
    return f"CASE WHEN {special} THEN concat('\"', {doubled}, '\"') ELSE {text} END"


def _is_special(text: str, delimiter: str, sql: Sql) -> str:
    """Whether a text has a character that needs quotation marks around it."""
    return " OR ".join(f"contains({text}, {sql.text(one)})" for one in (delimiter, QUOTE, "\n", "\r"))
