"""Workbooks as files that an engine reads: each sheet as CSV, read by a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.language.answers import shorten
from ka1cli.language.spelling import did_you_mean

Corner = tuple[int, int]
"""A row and a column, counted from 0."""


class SheetFile(NamedTuple):
    """A sheet of a workbook, written out."""

    name: str
    file: Path
    """CSV in UTF-8, with commas and without a header: the number of the row in the sheet, the kinds of its cells (see
    `cells`), their texts."""
    formulas: int
    """How many cells are formulas whose value is not stored."""
    hidden_rows: int
    merged: Sequence[tuple[Corner, Corner]]
    """The first and the last cell of ranges that are merged."""


class Workbook(NamedTuple):
    """The sheets of a workbook that can be screened."""

    sheets: tuple[SheetFile, ...]
    names: tuple[str, ...]
    """The names of all its sheets."""
    macros: bool
    """Whether it carries macros; they are neither run nor read."""


def read_workbook(path: Path, name: str, folder: Path, sheet: str | None = None) -> Workbook:
    """Write the sheets of a workbook that are not hidden, or one of them, to a folder.

    Raises `InvalidTable` where the file is no workbook, is protected or damaged, unpacks too far or lacks the sheet.
    """
    command = [sys.executable, "-m", "ka1cli.batch.workbook.worker", str(path), str(folder), sheet or ""]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        # A library of another language has ended the process, as it does where there is no memory left.
        raise _refused(name, "it asks for more memory or time than there is reason for", "save the table as CSV")
    answer = json.loads(done.stdout)
    if "message" in answer:
        raise _refused(name, answer["message"], answer["help"])
    sheets = tuple(SheetFile(**{**entry, "file": folder / entry["file"]}) for entry in answer["sheets"])
    names = answer["names"]
    if not sheets:
        if sheet is None:
            raise _refused(name, "it has no sheet that is not hidden", "name one with --sheet: " + ", ".join(names))
        problem = f"`{name}` has no sheet `{shorten(sheet)}`"
        raise no_table(problem, did_you_mean(sheet, names) or ", ".join(names))
    return Workbook(sheets, tuple(names), answer["macros"])


def _refused(name: str, why: str, help: str) -> InvalidTable:
    return no_table(f"cannot read `{name}`: {why}", help)
