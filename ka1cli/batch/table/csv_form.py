"""How a CSV file is written: its delimiter, its encoding, where its header stands. Nothing about the values is guessed."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Place

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 20
"""So many bytes are looked at for the header."""
HEADER_WITHIN = 20
"""The header is one of so many lines."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEP_LINE = re.compile(r'"?sep=(.)"?(\r\n|\n|\r)', re.IGNORECASE)
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    codecs.BOM_UTF32_LE: "UTF-32 text",
}
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")
"""How web pages and XML begin, which some programs save as .xls."""
_SAVE_AS = "save the table as CSV in UTF-8 and try again"


class CsvForm(NamedTuple):
    """How a CSV file is written. Quotes are always `"`, doubled inside quotes."""

    delimiter: str
    names: tuple[str, ...]
    line_end: str = ""
    """What stands at the end of the header, and so of every row; empty where the file ends with the header."""
    above: str = ""
    """The lines above the header, as they are, but for one that only names the delimiter."""
    skip: int = 0
    """How many lines of the file stand before the header."""
    lines: int = 1
    """How many lines the header takes, and all before it."""
    encoding: str = "utf-8"
    bom: bool = False
    """Whether the file starts with the mark by which spreadsheets recognise UTF-8."""


def is_plain(path: Path) -> bool:
    """Whether a file has no quotation mark and no carriage return: none of its cells needs quotation marks."""
    with path.open("rb") as file:
        return not any(mark in piece for piece in iter(lambda: file.read(1 << 20), b"") for mark in (b'"', b"\r"))


def csv_form(head: bytes, name: str, headings: Headings, encoding: str | None = None) -> CsvForm:
    """The form of a CSV file that starts with `head`. Raises `InvalidTable`.

    The delimiter is the one under which a line names most facts, then most cells stand in rows as wide as that line,
    which is the header (`header_row`), then that which begins first.
    """
    text, encoding, bom = _decoded(head, name, encoding)
    sep_line = SEP_LINE.match(text)
    if sep_line and sep_line[1] in '"\r':
        message = f"the first line of `{name}` names a delimiter that cannot be one"
        raise no_table(message, "remove the line, or name another, such as sep=;")
    if not text[sep_line.end() if sep_line else 0 :].strip():
        raise no_table(f"`{name}` is empty", "a line should name the columns")
    skip = 1 if sep_line else 0
    lines = list(io.StringIO(text, newline=""))[skip:]
    delimiters = (sep_line[1],) if sep_line else DELIMITERS
    forms = [_header(lines, delimiter, headings) for delimiter in delimiters]
    _, _, start, delimiter = max(forms, key=lambda form: (*form[:2], -form[2]))
    names, end = _names(lines, start, delimiter, name, len(head))
    return CsvForm(
        delimiter,
        names,
        line_end=next((mark for mark in ("\r\n", "\n", "\r") if lines[end - 1].endswith(mark)), ""),
        above="".join(lines[:start]),
        skip=skip + start,
        lines=skip + end,
        encoding=encoding,
        bom=bom,
    )


def header_row(rows: Sequence[Sequence[str]], headings: Headings) -> tuple[int, int]:
    """How many facts the header names, and its place: of the first rows the one that names most, the first of equals.

    Where none names a fact, it is the first that fills more than half as many cells as the fullest: titles fill few.
    """
    facts = [len({meaning.fact for cell in row if (meaning := headings.meaning(cell))}) for row in rows[:HEADER_WITHIN]]
    if any(facts):
        return max(facts), facts.index(max(facts))
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:HEADER_WITHIN]]
    return 0, next((place for place, cells in enumerate(filled) if 2 * cells > max(filled)), 0)


def _header(lines: list[str], delimiter: str, headings: Headings) -> tuple[int, int, int, str]:
    """For a delimiter: how many facts the header names, how many cells are in rows as wide, and in which line it begins."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    rows: list[list[str]] = []
    starts: list[int] = []
    while len(rows) < HEADER_WITHIN:
        starts.append(reader.line_num)
        try:
            row = next(reader, None)
        except csv.Error:
            break
        if row is None:
            break
        rows.append(row)
    facts, place = header_row(rows, headings)
    width = len(rows[place]) if rows else 0
    return facts, width * sum(len(row) == width for row in rows) if width > 1 else 0, starts[place], delimiter


def _names(lines: list[str], start: int, delimiter: str, name: str, looked_at: int) -> tuple[tuple[str, ...], int]:
    """The names in the header, and the line after it."""
    reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
    try:
        names = tuple(next(reader))
    except csv.Error as error:
        message = f"the header of `{name}` cannot be read: {error}"
        raise no_table(message, _SAVE_AS) from None
    if looked_at >= HEAD and start + reader.line_num == len(lines):
        message = f"the header of `{name}` does not end within the first megabyte"
        raise no_table(message, "look for a quotation mark that is not closed")
    return names, start + reader.line_num


def _decoded(head: bytes, name: str, encoding: str | None) -> tuple[str, str, bool]:
    """The text, its encoding, and whether it starts with the mark of UTF-8."""
    utf_16 = head.startswith(_UTF_16)
    kind = next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), None)
    if head[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_MARKUP):
        kind = "a web page or XML"
    if kind is None and not utf_16 and not encoding and b"\x00" in head.split(b"\n", 1)[0]:
        kind = "not a text file"
    if kind is not None:
        raise no_table(f"`{name}` is {kind}", _SAVE_AS)
    bom = head.startswith(codecs.BOM_UTF8)
    content = head.removeprefix(codecs.BOM_UTF8)
    known = "utf-16" if utf_16 else "utf-8" if bom else encoding or "utf-8"
    # Only what is not UTF-8 at all shows itself here; a character may be cut at the end.
    try:
        return codecs.getincrementaldecoder(known)().decode(content, len(head) < HEAD), known, bom
    except UnicodeDecodeError as error:
        raise undecodable(content, error, name, known) from None
    except UnicodeError:  # UTF-16 whose mark is missing
        raise no_table(f"`{name}` is not {known.upper()} text", _SAVE_AS) from None


def undecodable(
    content: bytes, error: UnicodeDecodeError, name: str, encoding: str, lines_before: int = 0
) -> InvalidTable:
    """The problem that a part of a file, behind so many lines, is not in its encoding."""
    before = content[: error.start]
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    line = lines_before + (before.count(b"\n") or before.count(b"\r")) + 1
    excerpt = content[start:].splitlines()[0].decode("latin-1" if encoding == "utf-8" else encoding, "replace")
    column = len(content[start : error.start].decode(errors="replace")) + 1
    place = Place(name, line, column, 1, shorten(excerpt, 200))
    help_line = (
        f"{_SAVE_AS}; or name its code page, such as --encoding cp1252 (Western), cp1250 (Central), cp1253 (Greek), "
        "cp1251 (Cyrillic), cp1257 (Baltic)"
    )
    return no_table(f"the file is not {encoding.upper()} text", help_line, place)
