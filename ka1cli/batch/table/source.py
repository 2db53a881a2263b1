"""Tables to be screened: files of any of the known formats, standard input, each made fit for an engine to read."""

import csv
import gzip
import os
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from ka1cli.batch.table.aside import no_room
from ka1cli.batch.table.csv_form import HEAD, HEADER_WITHIN, CsvForm, csv_form, header_row
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.batch.table.levelling import is_rectangular, level
from ka1cli.batch.table.places import RowPlaces
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.yaml.missing_file import help_with_file

if TYPE_CHECKING:
    from ka1cli.batch.workbook.reading import SheetFile

STANDARD_INPUT = "-"


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.XLSX,
}
FOREIGN = (
    ".xls",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".json",
    ".xml",
    ".html",
    ".pdf",
    ".zip",
    ".zst",
    ".bz2",
    ".xz",
    ".yaml",
    ".yml",
)
"""Endings of names that promise a format which is not written."""
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

TableRow = tuple[str, tuple[str, ...]]
"""The kinds of some cells as letters (see `workbook.cells`; none where all are texts), and their texts."""


class TableFile(NamedTuple):
    """A regular file that holds a table."""

    path: Path
    """What an engine reads."""
    name: str
    """What messages call it."""
    format: Format
    """How the table is written that was given."""
    form: CsvForm | None
    """How a CSV file is written. For a workbook: its header."""
    gzipped: bool
    given: Path
    """The file that was given."""
    places: RowPlaces
    is_levelled: bool = False
    """Whether an engine reads CSV without a header, with commas, in which each row has its line before its cells, and
    each row of a workbook the kinds of its cells after that."""
    is_array: bool = False
    """Whether JSON is one array of objects and not an object on each line."""
    above: tuple[TableRow, ...] = ()
    """What stands above the header."""
    notes: tuple[Diagnostic, ...] = ()
    """What is told about the file."""


def open_table(
    path: str, workspace: Path, headings: Headings, encoding: str | None = None, sheet: str | None = None
) -> TableFile:
    """Look at a table: `-` is standard input. What an engine cannot read as it stands is rewritten in the workspace.

    Raises `InvalidTable`.
    """
    name = "<stdin>" if path == STANDARD_INPUT else path
    try:
        file = Path(path) if path != STANDARD_INPUT and _can_be_opened(Path(path)) else _spooled(path, workspace)
        with file.open("rb") as stream:
            head = stream.read(HEAD)
        gzipped = head.startswith(b"\x1f\x8b")
        if gzipped:
            with gzip.open(file) as unpacked:
                head = unpacked.read(HEAD)
                # To the end: only there it shows whether the file is damaged, and an engine does not look.
                while unpacked.read(HEAD):
                    pass
    except (OSError, EOFError, ValueError, zlib.error) as error:
        help_line = help_with_file(path) if path != STANDARD_INPUT else None
        raise InvalidTable([Diagnostic("T601", f"cannot read `{name}`: {reason(error)}", None, help_line)]) from None
    if head.startswith(_WORKBOOK):
        return _workbook(file, name, workspace, headings, sheet)
    format = _format(name.removesuffix(".gz"), head)
    if sheet is not None:
        raise no_table(f"`{name}` is no workbook: it has no sheets", "leave out --sheet")
    if format is Format.PARQUET and gzipped:
        raise no_table(f"`{name}` is Parquet inside gzip", "unpack it first")
    table = TableFile(file, name, format=format, form=None, gzipped=gzipped, given=file, places=RowPlaces())
    if format is Format.CSV:
        return _csv(table, head, workspace, headings, encoding)
    return table._replace(is_array=format is Format.JSONL and _starts_with(head, b"["))


def reason(error: Exception) -> str:
    """What the system says about a failure, in lower case."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def format_of(name: str) -> Format | None:
    """The format that the name of a file tells."""
    return SUFFIXES.get(Path(name.removesuffix(".gz")).suffix.lower())


def _can_be_opened(path: Path) -> bool:
    """Whether an engine can open a file as often as it likes, by its name."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(None, "it is a directory")
    name = str(path.resolve())
    # Engines write names in UTF-8, whatever the locale says, and take a backslash for a slash. They begin at the root,
    # perhaps through a folder that is closed.
    is_theirs = "\\" not in name and name.encode(errors="replace") == os.fsencode(name)
    return is_theirs and stat.S_ISREG(mode) and os.access(name, os.R_OK)


def _spooled(path: str, workspace: Path) -> Path:
    copy = workspace / "input"
    with ExitStack() as stack:
        if path == STANDARD_INPUT:
            source: BinaryIO = sys.stdin.buffer
        else:
            source = stack.enter_context(Path(path).open("rb"))
        target = stack.enter_context(copy.open("wb", buffering=0))
        while piece := source.read(1 << 20):
            try:
                while piece:
                    piece = piece[target.write(piece) :]
            except OSError as error:
                raise no_room(reason(error)) from None
    return copy


def _format(name: str, head: bytes) -> Format:
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    format = format_of(name)
    if format is Format.PARQUET:
        raise no_table(f"`{name}` is no Parquet file", "its content should start with PAR1")
    if format is not None and format is not Format.XLSX:
        return format
    return Format.JSONL if _starts_with(head, (b"{", b"[")) else Format.CSV


def _starts_with(head: bytes, signs: bytes | tuple[bytes, ...]) -> bool:
    """What a file starts with, but for blanks and the mark of UTF-8."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(signs)


def content_of(table: TableFile) -> BinaryIO:
    """The bytes of a table, unpacked."""
    return gzip.open(table.given) if table.gzipped else table.given.open("rb")  # type: ignore[return-value]


def _csv(table: TableFile, head: bytes, workspace: Path, headings: Headings, encoding: str | None) -> TableFile:
    form = csv_form(head, table.name, headings, encoding)
    above = tuple(("", tuple(row)) for row in csv.reader(form.above.splitlines(), delimiter=form.delimiter))
    notes = [_header_note(form.skip + 1)] if any(any(cells) for _, cells in above) else []
    if table.name.lower().endswith((".xlsx", ".xls", ".ods")):
        notes.append(Diagnostic("", f"`{table.name}` is no workbook, whatever its name says: it is read as CSV"))
    table = table._replace(form=form, above=above, notes=tuple(notes), places=RowPlaces("line", before=form.lines))
    with content_of(table) as stream:
        rectangular = is_rectangular(stream, form)
    if rectangular:
        return table
    with content_of(table) as stream:
        short = level(stream, form, table.name, workspace / "level")
    if short:
        rows = "1 row is" if short == 1 else f"{short:,} rows are"
        notes.append(Diagnostic("", f"{rows} shorter than the header: the cells that lack count as empty"))
    return table._replace(path=workspace / "level", gzipped=False, is_levelled=True, notes=tuple(notes))


def _header_note(line: int) -> Diagnostic:
    return Diagnostic("", f"the header is line {line}; what stands above it is no row")


def _workbook(file: Path, name: str, workspace: Path, headings: Headings, wanted: str | None) -> TableFile:
    from ka1cli.batch.workbook.reading import read_workbook

    book = read_workbook(file, name, workspace, wanted)
    starts = [_start(sheet.file) for sheet in book.sheets]
    headers = [header_row([cells for _, _, cells in rows], headings) for rows in starts]
    with_facts = [number for number, (facts, _) in enumerate(headers) if facts]
    with_cells = [number for number, rows in enumerate(starts) if rows]
    if not with_cells:
        raise no_table(f"`{name}` is empty", "a row should name the columns")
    number = (with_facts or with_cells)[0]
    sheet, rows, place = book.sheets[number], starts[number], headers[number][1]
    line, _, names = rows[place]
    # In a sheet that explains the columns of another, each line names one fact at most.
    others = [book.sheets[other].name for other in with_facts[1:] if headers[other][0] >= min(2, headers[number][0])]
    return TableFile(
        sheet.file,
        name,
        format=Format.XLSX,
        form=CsvForm(",", tuple(names), bom=True, lines=line),
        gzipped=False,
        given=file,
        places=RowPlaces("row", line, sheet.name, tuple(name for name in book.names if name != sheet.name)),
        is_levelled=True,
        above=tuple((kinds, tuple(cells)) for _, kinds, cells in rows[:place]),
        notes=tuple(_sheet_notes(sheet, line, place, others, book.macros)),
    )


def _start(file: Path) -> list[tuple[int, str, list[str]]]:
    """The first rows of a sheet: number, kinds and texts."""
    with file.open(newline="", encoding="utf-8") as text:
        return [(int(line), kinds, cells) for line, kinds, *cells in islice(csv.reader(text), HEADER_WITHIN)]


def _sheet_notes(
    sheet: "SheetFile", line: int, above: int, others: Sequence[str], macros: bool
) -> Iterator[Diagnostic]:
    if above:
        yield _header_note(line)
    if others:
        listed = ", ".join(f"`{shorten(other)}`" for other in others)
        yield Diagnostic("", f"only the sheet `{shorten(sheet.name)}` is read; --sheet takes another: {listed}")
    if sheet.hidden_rows:
        name = f"of the sheet `{shorten(sheet.name)}`"
        many = f"{sheet.hidden_rows:,} rows {name} are hidden; they are read like all others"
        yield Diagnostic("", f"1 row {name} is hidden; it is read like all others" if sheet.hidden_rows == 1 else many)
    if sheet.formulas:
        cells = "1 cell holds a formula" if sheet.formulas == 1 else f"{sheet.formulas:,} cells hold formulas"
        yield Diagnostic("", f"{cells} without a stored value", None, "open the workbook in a spreadsheet and save it")
    if any(last[0] >= line for _, last in sheet.merged):
        yield Diagnostic("", "cells below the header are merged: only the first cell of each has an answer")
    if macros:
        yield Diagnostic("", "the macros of the workbook are neither run nor carried along")
