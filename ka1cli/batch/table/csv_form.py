"""How a CSV file is written: its delimiter, its header. Nothing about the values is guessed."""

import csv
import io
import re
from typing import NamedTuple

from ka1cli.batch.table.header import InvalidTable
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, Place
from ka1cli.language.profile import ProfileReader

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 20
"""So many bytes are looked at for the header."""

_BOM = b"\xef\xbb\xbf"
_SEP_LINE = re.compile(r'"?sep=(.)"?(\r\n|\n|\r)', re.IGNORECASE)
_FOREIGN = {
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PK\x03\x04": "a zip archive, perhaps a spreadsheet workbook",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF": "a PDF document",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
}
_SAVE_AS = "save the table as CSV in UTF-8 and try again"


class CsvForm(NamedTuple):
    """How a CSV file is written. Quotes are always `"`, doubled inside quotes."""

    delimiter: str
    names: tuple[str, ...]
    line_end: str = ""
    """What stands at the end of the header, and so of every row; empty where the file ends with the header."""
    skip: int = 0
    """Lines before the header."""
    bom: bool = False
    """Whether the file starts with the mark by which spreadsheets recognise UTF-8."""
    first_row: int = 0
    """The bytes of the first row, as far as they were looked at."""
    mean_row: int = 0
    """The bytes of a row, on the average of the rows that were looked at."""


def csv_form(head: bytes, name: str, profiles: ProfileReader) -> CsvForm:
    """The form of a CSV file that starts with `head`. Raises `InvalidTable`.

    The delimiter is the one under which the header names most facts, then most columns.
    """
    _check_text(head, name)
    bom = head.startswith(_BOM)
    text = _decoded(head.removeprefix(_BOM), name)
    told = _SEP_LINE.match(text)
    if told:
        lines = _lines(text[told.end() :])
        if told[1] in '"\r':
            message = f"the first line of `{name}` names a delimiter that cannot be one"
            raise InvalidTable([Diagnostic("T602", message, None, "remove the line, or name another, such as sep=;")])
        names, below = _header(lines, told[1], name, len(head))
        line_end = _line_end(lines[:below])
        if told[2] != "\n" and line_end not in ("", told[2]):
            message = f"`{name}` is no regular CSV: its lines end in different ways"
            raise InvalidTable([Diagnostic("T602", message, None, _SAVE_AS)])
        return CsvForm(told[1], names, line_end, 1, bom, *_lengths(lines[below:]))
    if not text.strip():
        raise InvalidTable([Diagnostic("T602", f"`{name}` is empty", None, "the first line should name the columns")])
    if text[0] in "\r\n":
        message = f"`{name}` starts with an empty line"
        raise InvalidTable([Diagnostic("T602", message, None, "the first line should name the columns")])
    lines = _lines(text)

    def fits(delimiter: str) -> tuple[int, int]:
        names, _ = _header(lines, delimiter, name, len(head), strict=False)
        return sum(profiles.fact(one) is not None for one in names), len(names)

    best = max(DELIMITERS, key=fits)
    names, below = _header(lines, best, name, len(head))
    return CsvForm(best, names, _line_end(lines[:below]), 0, bom, *_lengths(lines[below:]))


def _check_text(head: bytes, name: str) -> None:
    kind = next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), None)
    if kind is None and b"\x00" in head.split(b"\n", 1)[0]:
        kind = "not a text file"
    if kind is not None:
        raise InvalidTable([Diagnostic("T602", f"`{name}` is {kind}", None, _SAVE_AS)])


def _decoded(head: bytes, name: str) -> str:
    try:
        return head.decode()
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4 and len(head) >= HEAD - len(_BOM):
            return head[: error.start].decode()  # only the last character is cut
        lines = head[: error.start].splitlines(keepends=True) or [b""]
        line = len(lines) + (1 if lines[-1].endswith(b"\n") else 0)
        last = b"" if lines[-1].endswith(b"\n") else lines[-1]
        excerpt = (last + head[error.start :].splitlines()[0]).decode(errors="replace")
        place = Place(name, line, len(last.decode()) + 1, 1, shorten(excerpt, 200))
        raise InvalidTable([Diagnostic("T602", "the file is not UTF-8 text", place, _SAVE_AS)]) from None


def _lines(text: str) -> list[str]:
    """The lines of a text; other than `splitlines`, this knows only the line ends of files."""
    return list(io.StringIO(text, newline=""))


def _header(
    lines: list[str], delimiter: str, name: str, looked_at: int, *, strict: bool = True
) -> tuple[tuple[str, ...], int]:
    """The names in the header, and how many lines it takes."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=strict)
    try:
        names = tuple(next(reader, ()))
    except csv.Error as error:
        message = f"the header of `{name}` cannot be read: {error}"
        raise InvalidTable([Diagnostic("T602", message, None, _SAVE_AS)]) from None
    if looked_at >= HEAD and reader.line_num == len(lines):
        message = f"the header of `{name}` does not end within the first megabyte"
        raise InvalidTable([Diagnostic("T602", message, None, "look for a quotation mark that is not closed")])
    return names, reader.line_num


def _line_end(header: list[str]) -> str:
    """The end of the last line of a header: before it, names can hold line breaks of another kind."""
    return next((end for end in ("\r\n", "\n", "\r") if "".join(header).endswith(end)), "")


def _lengths(lines: list[str]) -> tuple[int, int]:
    """The bytes of the first of some lines, and of a line on average."""
    bytes = [len(line.encode()) for line in lines[:1000]]
    return (bytes[0], sum(bytes) // len(bytes)) if bytes else (0, 0)
