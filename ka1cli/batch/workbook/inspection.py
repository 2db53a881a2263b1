"""A look into a workbook before it is read: what kind of file it is, how far it unpacks, how far its cells reach.

Spreadsheet libraries trust a file: a cell at XFD1048576 makes them ask for 550 GB. What is looked at here is read in
pieces, so that a file can be as large as it says and no memory goes with it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO, NamedTuple

from ka1cli.batch.workbook.cells import column_number

MAX_PART = 64 << 20
"""What a part may unpack to that holds no cells, such as the styles: Excel itself writes less than 20 MB."""
MAX_CELLS_PART = 4 << 30
"""What a sheet, or the texts of all sheets, may unpack to."""
MAX_RATIO = 150
"""How often more than its packed size a part may unpack to, once it has grown over `MAX_PART`: real ones stay below 50."""
MAX_AREA = 4_000_000
"""The most places between the first and the last cell of a sheet, unless one in `MAX_SPARSE` is a cell."""
MAX_SPARSE = 30
PIECE = 1 << 20
"""So many bytes of a sheet are looked at together."""
MAX_ROW = 1 << 25
"""So many bytes of a row are looked at together."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_TEXTS = re.compile(r"(xl/sharedStrings|content)\.xml", re.IGNORECASE)
_WIDE = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,3})[0-9]""")
# No pattern here looks further than the next tag of its kind: what is not closed must not be searched to the end each time.
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*>""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b([^<>]*)(?<!/)>((?:[^<]++|<(?!/?(?:\w+:)?c\b))*+)</(?:\w+:)?c>""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_KIND = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"""<(?:\w+:)?f\b[^<>]*?(?:/>|>([^<]*)</)""")
_VALUE = re.compile(rb"""<(?:\w+:)?v\b[^<>]*?(?:(/)>|>([^<]*)</)""")


class Refused(Exception):
    """A workbook that is not read: what is wrong with it, and what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help


class Sheet(NamedTuple):
    """What the file of a sheet says before it is read."""

    area: int
    """The cells between the first and the last, at most."""
    errors: dict[tuple[int, int], str]
    """The text of every cell, by row and column from 0, that shows an error or a formula without a stored value."""
    formulas: int
    """How many of them are formulas."""
    hidden: int
    """How many rows are hidden."""


def kind_of(file: BinaryIO) -> str:
    """What a workbook is: `xlsx`, `xls` or `ods`. Raises `Refused`."""
    start = file.read(8)
    if start == _OLD:
        file.seek(0)
        directory = file.read(1 << 22)
        if "EncryptedPackage".encode("utf-16-le") in directory:
            raise Refused("it is protected by a password", "save it without a password and try again")
        if not any(name.encode("utf-16-le") in directory for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
            raise Refused("it is an Office document but no workbook", "save the table as .xlsx or as CSV")
        return "xls"
    if not start.startswith(b"PK\x03\x04"):
        raise Refused("it is no workbook", "save the table as .xlsx or as CSV")
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, EOFError):
        raise Refused("it is a damaged zip archive", "save the workbook again, or copy it anew") from None
    if "xl/workbook.bin" in names:
        raise Refused("it is a binary workbook (.xlsb)", "save it as .xlsx")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise Refused("it is a zip archive but no workbook", "save the table as .xlsx or as CSV")


def check_parts(archive: zipfile.ZipFile) -> int:
    """How many bytes the texts of a packed workbook unpack to. Raises `Refused` where parts unpack too far, or not."""
    texts = 0
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        is_sheet, is_text = _SHEET.fullmatch(part.filename), _TEXTS.fullmatch(part.filename)
        too_dense = part.file_size > MAX_PART and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        if too_dense or part.file_size > (MAX_CELLS_PART if is_sheet or is_text else MAX_PART):
            size = f"{part.file_size / 1e9:,.1f} GB" if part.file_size > 1e9 else f"{part.file_size // 1_000_000} MB"
            raise Refused(
                f"its part `{part.filename[:60]}` unpacks to {size}",
                "copy the table into a new workbook, or save it as CSV",
            )
        texts += part.file_size if is_text else 0
        if not is_sheet:
            # To the end: only there it shows whether a part is what it says.
            for _ in _unpacked(archive, part):
                pass
    return texts


def look_at_sheets(archive: zipfile.ZipFile) -> dict[str, Sheet]:
    """What the sheets of an .xlsx file say, by the name of their part, after `check_parts`. Raises `Refused`."""
    return {part.filename: _look_at(archive, part) for part in archive.infolist() if _SHEET.fullmatch(part.filename)}


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(part) as stream:
            while read := stream.read(PIECE):
                yield read
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        raise Refused("it is a damaged zip archive", "save the workbook again, or copy it anew") from None


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Sheet:
    width, height, cells, hidden, formulas = 26, 0, 0, 0, 0
    errors: dict[tuple[int, int], str] = {}
    for piece in _pieces(archive, part):
        width = max(width, *(column_number(name.decode()) + 1 for name in set(_WIDE.findall(piece))), 0)
        cells += piece.count(b"<c ") + piece.count(b":c ")
        rows = _ROW.findall(piece)
        height += len(rows)
        numbers = [int(number[1]) for row in rows if (number := _ROW_NUMBER.search(row))]
        height = max(height, max(numbers, default=0))
        if width * height > max(MAX_AREA, MAX_SPARSE * cells):
            raise too_far(width, height)
        if b"hidden" in piece:
            hidden += sum(bool(_HIDDEN.search(row)) for row in rows)
        if b'"e"' in piece or b"'e'" in piece or b"<f" in piece or b":f" in piece:
            for place, text, is_formula in _without_value(piece):
                errors[place] = text
                formulas += is_formula
    return Sheet(width * height, errors, formulas, hidden)


def too_far(width: int, height: int) -> Refused:
    """The problem that a sheet is mostly empty and too large."""
    return Refused(
        f"its cells reach to {width:,} columns and {height:,} rows",
        "delete the empty rows and columns behind the table, or copy the table into a new workbook",
    )


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a part in pieces, none of which ends within a cell."""
    rest = b""
    for read in _unpacked(archive, part):
        piece = rest + read
        end = piece.rfind(b"row>") + 4
        if end < 4 and len(piece) < MAX_ROW:
            rest = piece
            continue
        rest = piece[end:] if end >= 4 else b""
        yield piece[: len(piece) - len(rest)]
    yield rest


def _without_value(piece: bytes) -> Iterator[tuple[tuple[int, int], str, bool]]:
    """The cells that show an error, and the formulas whose value is not stored."""
    for cell in _CELL.finditer(piece):
        kind = _KIND.search(cell[1])
        reference = _REFERENCE.search(cell[1])
        value = _VALUE.search(cell[2])
        if reference is None:
            continue
        formula = _FORMULA.search(cell[2])
        stored = (value[2] or b"").decode(errors="replace") if value else ""
        if kind and kind[1] == b"e":
            yield _place(reference[1]), stored or "#VALUE!", False
        elif formula and not stored and (value is None or kind is None or kind[1] != b"str"):
            yield _place(reference[1]), "=" + unescape((formula[1] or b"").decode(errors="replace"))[:200], True


def _place(reference: bytes) -> tuple[int, int]:
    letters = reference.decode().rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, column_number(letters)
