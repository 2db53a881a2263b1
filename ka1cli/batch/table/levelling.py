"""CSV files that are not rectangular, or not in UTF-8: rewritten as one that is, with the line of every row.

An engine reads only what is regular: one line for each row, each with as many cells as the header. Short rows, empty
lines, line breaks inside cells, blanks around quotation marks and other encodings are read here, cell by cell.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ka1cli.batch.table.csv_form import CsvForm, undecodable
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.language.diagnostic import Diagnostic, Place

PIECE = 1 << 20
_BLANKS = 1000
"""So much of a piece is looked at again with the next one."""
NAMED = 10
"""So many lines are named that have too many cells."""


def is_rectangular(file: BinaryIO, form: CsvForm) -> bool:
    """Whether every line behind the header is a row, with as many delimiters as the header has. In UTF-8 only."""
    if form.encoding != "utf-8" or not form.line_end or len(form.delimiter.encode()) > 1 or '"' in form.above:
        return False
    end, delimiter = form.line_end.encode(), form.delimiter.encode()
    foreign = {b"\n": b"\r", b"\r": b"\n"}.get(end, b"")
    lines = delimiters = 0
    inside, last, edge = False, end, end
    # Engines take blanks around quotation marks away, some of them.
    stop = b"[\r\n%b]" % re.escape(delimiter)
    blank = re.compile(b'%b +"|" +%b' % (stop, stop))
    for _ in range(form.lines):
        _line(file, end)
    while piece := file.read(PIECE):
        if piece.endswith(b"\r"):
            piece += file.read(1)
        around, edge = edge + piece, piece[-_BLANKS:]
        if (b' "' in around or b'" ' in around) and blank.search(around):
            return False
        texts = piece.split(b'"')
        quoted = b"".join(texts[not inside :: 2])
        plain = b'"'.join(texts[inside::2])
        inside ^= len(texts) % 2 == 0
        returns = plain.count(b"\r")
        if b"\n" in quoted or b"\r" in quoted or (foreign and foreign in plain) or end * 2 in last + plain:
            return False
        if len(end) == 2 and not returns == plain.count(b"\n") == plain.count(end):
            return False
        lines += plain.count(end)
        delimiters += plain.count(delimiter)
        last = (last + plain)[-len(end) :]
    lines += last != end
    return not inside and not blank.search(edge + end) and delimiters == lines * (len(form.names) - 1)


def level(file: BinaryIO, form: CsvForm, name: str, target: Path) -> int:
    """Write the rows of a CSV file as regular ones: the line in which each begins, then its cells, with commas, in UTF-8.

    Returns how many have fewer cells than the header; their last cells are empty.
    Raises `InvalidTable` for what is no CSV and for rows with more cells than the header, all of them at once.
    """
    short = 0
    long: list[tuple[int, int]] = []
    width = len(form.names)
    with _any_length(), target.open("w", newline="", encoding="utf-8") as into:
        writer = csv.writer(into)
        for line, cells in _rows(file, form, name):
            if len(cells) > width:
                long.append((line, len(cells)))
            short += len(cells) < width
            writer.writerow([line, *cells, *[""] * (width - len(cells))])
    if long:
        raise _too_long(long, width, name)
    return short


def _rows(file: BinaryIO, form: CsvForm, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows behind the header, each with the line in which it begins; an empty line is no row."""
    text = io.TextIOWrapper(file, "utf-8-sig" if form.bom else form.encoding, newline="")
    line = form.lines
    reader = csv.reader(text, delimiter=form.delimiter, strict=True)
    try:
        for _ in range(form.lines):
            text.readline()
        for cells in reader:
            if cells:
                yield line + 1, cells
            line = form.lines + reader.line_num
    except csv.Error:
        message = "a quotation mark is not closed, or a cell goes on after its closing one"
        help_line = 'put the whole cell into quotes and write `""` for a quotation mark in it'
        raise no_table(message, help_line, Place(name, line + 1, 1, 1, "")) from None
    except UnicodeDecodeError:
        file.seek(0)
        # Line by line, as many are decoded at once; in UTF-16 a line does not end where a byte says so.
        contents = [file.read()] if form.encoding.startswith(("utf-16", "utf-32")) else file
        for number, content in enumerate(contents):
            try:
                content.decode(form.encoding)
            except UnicodeDecodeError as error:
                raise undecodable(content, error, name, form.encoding, number) from None
        raise
    finally:
        text.detach()


def _too_long(long: list[tuple[int, int]], width: int, name: str) -> InvalidTable:
    lines = ", ".join(f"{line} ({cells})" for line, cells in long[:NAMED])
    more = f" and {len(long) - NAMED:,} more" if len(long) > NAMED else ""
    rows = "1 row has" if len(long) == 1 else f"{len(long):,} rows have"
    message = f"{rows} more cells than the {width} columns of `{name}`: line {lines}{more}"
    return InvalidTable([Diagnostic("T603", message, None, "put quotation marks around cells that hold the delimiter")])


def _line(file: BinaryIO, end: bytes) -> None:
    """Read to the end of a line."""
    if end.endswith(b"\n"):
        file.readline()
        return
    while (byte := file.read(1)) and byte != end:
        pass


@contextmanager
def _any_length() -> Iterator[None]:
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)
