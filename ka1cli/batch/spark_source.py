"""Tables as Spark finds them: one file, a folder, a pattern; here or on another file system."""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.spark_files import Files, StoredFile
from ka1cli.batch.table.csv_form import HEAD, CsvForm, csv_form
from ka1cli.batch.table.header import InvalidTable
from ka1cli.batch.table.source import STANDARD_INPUT, Format, format_of
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.profile import ProfileReader

_GZIP = b"\x1f\x8b"
_MISLEADING = frozenset("*?[]{}\\:")
"""Characters of patterns and addresses."""


class SparkTable(NamedTuple):
    """A table in one or more files of one form."""

    name: str
    """What messages call it."""
    address: str
    """What Spark calls it: a file, a folder or a pattern."""
    files: tuple[StoredFile, ...]
    format: Format
    form: CsvForm | None
    """How the CSV files are written."""
    ending: str
    """What ends a line."""
    header_lines: int
    """The lines of each CSV file before its first row."""

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)


def open_spark_table(source: str, aside: Path, files: Files, profiles: ProfileReader) -> SparkTable:
    """Look at a table. All files have to be written as the first one. Raises `InvalidTable`."""
    name = "<stdin>" if source == STANDARD_INPUT else source
    address = _address(source, aside)
    found = files.found(address)
    head = files.head(found[0], HEAD, name)
    if head.startswith(_GZIP):
        message = f"`{found[0].address}` is packed with gzip, but its name does not tell"
        raise InvalidTable([Diagnostic("T602", message, None, "let the name end in .gz")])
    format = _format(name, found[0], head)
    if format is not Format.CSV:
        return SparkTable(name, address, found, format, None, "\n", 0)
    form = csv_form(head, name, profiles)
    text = head.decode(errors="replace")
    ending = _ending(text)
    return SparkTable(name, address, found, format, form, ending, _header_lines(text, form, ending))


def _address(source: str, aside: Path) -> str:
    """The name under which Spark finds a table. Files whose names would mislead it get another one."""
    file = Path(source)
    if source == STANDARD_INPUT:
        file = aside / "input"
        with file.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
    try:
        if not file.is_file():
            return source
        with file.open("rb") as stream:
            packed = stream.read(len(_GZIP)) == _GZIP
    except (OSError, ValueError):
        return source
    hidden_or_pattern = file.name.startswith(("_", ".")) or not _MISLEADING.isdisjoint(source)
    if source != STANDARD_INPUT and not hidden_or_pattern and packed == (file.suffix == ".gz"):
        return source
    link = aside / ("table.gz" if packed else "table")
    link.symlink_to(file.resolve())
    return f"file:{link}"


def _format(name: str, file: StoredFile, head: bytes) -> Format:
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    told = format_of(Path(file.address).name) or format_of(name)
    if told is Format.PARQUET:
        message = f"`{name}` is no Parquet file"
        raise InvalidTable([Diagnostic("T602", message, None, "its content should start with PAR1")])
    if told is not None:
        return told
    return Format.JSONL if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else Format.CSV


def _ending(text: str) -> str:
    """What ends the header outside quotes."""
    quoted = False
    for position, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in "\r\n" and not quoted:
            return "\r\n" if text[position : position + 2] == "\r\n" else letter
    return "\n"


def _header_lines(text: str, form: CsvForm, ending: str) -> int:
    """The lines that the header takes: more than one where a name has line breaks in it."""
    lines, quotes = form.skip, 0
    for line in text.split(ending)[form.skip :]:
        lines, quotes = lines + 1, quotes + line.count('"')
        if quotes % 2 == 0:
            break
    return lines
