"""Tables to be screened: files of any of the known formats, standard input, open to be read more than once."""

import gzip
import os
import stat
import sys
import zlib
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ka1cli.batch.table.aside import no_room
from ka1cli.batch.table.csv_form import HEAD, CsvForm, csv_form
from ka1cli.batch.table.header import InvalidTable
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.profile import ProfileReader

STANDARD_INPUT = "-"


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
}
FOREIGN = (".xlsx", ".xls", ".ods", ".json", ".xml", ".html", ".pdf", ".zip")
"""Endings of names that promise a format which is not written."""


class TableFile(NamedTuple):
    """A regular file that holds a table."""

    path: Path
    name: str
    """What messages call it."""
    format: Format
    form: CsvForm | None
    """How a CSV file is written."""
    gzipped: bool


def open_table(path: str, workspace: Path, profiles: ProfileReader) -> TableFile:
    """Look at a table: `-` is standard input. What can be read only once is copied to the workspace first.

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
        raise InvalidTable([Diagnostic("T601", f"cannot read `{name}`: {reason(error)}")]) from None
    format = _format(name.removesuffix(".gz"), head)
    if format is Format.PARQUET and gzipped:
        raise InvalidTable([Diagnostic("T602", f"`{name}` is Parquet inside gzip", None, "unpack it first")])
    form = csv_form(head, name, profiles) if format is Format.CSV else None
    return TableFile(file, name, format, form, gzipped)


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
    return stat.S_ISREG(mode) and "\ufffd" not in os.fsencode(path.resolve()).decode(errors="replace")


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
    told = format_of(name)
    if told is Format.PARQUET:
        raise InvalidTable(
            [Diagnostic("T602", f"`{name}` is no Parquet file", None, "its content should start with PAR1")]
        )
    if told is not None:
        return told
    return Format.JSONL if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else Format.CSV
