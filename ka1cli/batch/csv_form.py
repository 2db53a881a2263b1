"""How a CSV file is written: its delimiter, its header. Nothing about the values is guessed."""

import csv
import re
from typing import NamedTuple

from ka1cli.batch.header import InvalidTable
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, Place
from ka1cli.language.profile import ProfileReader

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 20
"""So many bytes are looked at for the header."""

_BOM = b"\xef\xbb\xbf"
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
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
    skip: int = 0
    """Lines before the header."""
    bom: bool = False
    """Whether the file starts with the mark by which spreadsheets recognise UTF-8."""
    long: bool = False
    """Whether the first row goes on beyond what was looked at."""


def csv_form(head: bytes, name: str, profiles: ProfileReader) -> CsvForm:
    """The form of a CSV file that starts with `head`. Raises `InvalidTable`.

    The delimiter is the one under which the header names most facts, then most columns.
    """
    _check_text(head, name)
    bom = head.startswith(_BOM)
    text = _decoded(head.removeprefix(_BOM), name)
    told = _SEP_LINE.match(text)
    if told:
        names, long = _header(text[told.end() :], told[1], name)
        return CsvForm(told[1], names, 1, bom, long)
    if not text.strip():
        raise InvalidTable([Diagnostic("T602", f"`{name}` is empty", None, "the first line should name the columns")])
    if text[0] in "\r\n":
        message = f"`{name}` starts with an empty line"
        raise InvalidTable([Diagnostic("T602", message, None, "the first line should name the columns")])
    headers = {delimiter: _header(text, delimiter, name) for delimiter in DELIMITERS}

    def fits(delimiter: str) -> tuple[int, int]:
        names, _ = headers[delimiter]
        return sum(profiles.fact(one) is not None for one in names), len(names)

    best = max(DELIMITERS, key=fits)
    names, long = headers[best]
    return CsvForm(best, names, 0, bom, long)


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


def _header(text: str, delimiter: str, name: str) -> tuple[tuple[str, ...], bool]:
    """The names in the header, and whether the row below goes on beyond the text."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(iter(lines), delimiter=delimiter)
    try:
        names = tuple(next(reader, ()))
    except csv.Error as error:
        message = f"the header of `{name}` cannot be read: {error}"
        raise InvalidTable([Diagnostic("T602", message, None, _SAVE_AS)]) from None
    below = lines[reader.line_num : reader.line_num + 1]
    return names, len(text) > HEAD // 8 and not (below and below[0].endswith(("\n", "\r")))
