"""What DuckDB says about a table, in words for whoever has to mend it."""

import gzip
import json
import os
import re
from itertools import islice

import duckdb

from ka1cli.batch.table.aside import no_room
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.batch.table.levelling import NOT_CLOSED
from ka1cli.batch.table.source import Format, TableFile
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, Place

_CSV_LINE = re.compile(
    r"CSV Error on Line: (\d+)(?:\nOriginal Line: ?(.*?)\n(?=Expected|Value|Invalid|Maximum|Possible|\n))?", re.DOTALL
)
_COUNTS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_OWN_NAME = re.compile(r"""(['"])[^'"]*/\.ka1-[^'"]*\1""")
_JSON = re.compile(r"Malformed JSON in file .* in (?:line|record/value) (\d+): ", re.DOTALL)
LONGEST_ARRAY = 1 << 24
"""In so many bytes of an array the place is looked for."""
_SAVE_AS = "save the table as CSV in UTF-8 and try again"
_TOO_LONG = "Maximum line size"
_LONGEST = re.compile(_TOO_LONG + r" of (\d+) bytes")


def table_problem(error: Exception, table: TableFile) -> InvalidTable:
    """The problem that DuckDB cannot read a table."""
    room = room_problem(error)
    if room is not None:
        return room
    text = str(error)
    line = _CSV_LINE.search(text)
    if line is not None:
        return InvalidTable([_csv_problem(text, table, int(line[1]), line[2] or "")])
    if "CSV Parser state machine" in text:
        message = f"`{table.name}` is no regular CSV: its lines end in different ways, or a quoted cell goes on after its quotes"
        return no_table(message, _SAVE_AS)
    malformed = _JSON.search(text)
    if malformed is not None or table.is_array:
        return InvalidTable([_json_problem(table, int(malformed[1]) if malformed else 1)])
    if isinstance(error, duckdb.InternalException) and table.form is not None:
        return no_table(f"`{table.name}` cannot be read: perhaps it is not UTF-8 text", _SAVE_AS)
    # DuckDB knows the file by a name that nobody has given it.
    text = _OWN_NAME.sub(lambda _: f"`{table.name}`", text)
    help = "perhaps it is damaged: copy it anew" if table.format is Format.PARQUET else None
    return no_table(f"`{table.name}` cannot be read: {_first_line(text)}", help)


def room_problem(error: Exception) -> InvalidTable | None:
    """The problem that DuckDB has no room in its folder, which is all that it writes to; nothing if it failed otherwise."""
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return no_room("there is not enough memory, or no room for what does not fit into it")
    if not isinstance(error, duckdb.IOException) or not re.search("writ", text, re.IGNORECASE):
        return None
    number = re.search(r'"errno": ?"(\d+)"', text)
    if number is not None:
        return no_room(os.strerror(int(number[1])).lower())
    failed = re.search(r"[Cc]ould not write file .*: ([A-Z][^:]*)$", text)
    return no_room(failed[1].lower() if failed else _first_line(text))


def perhaps_too_long(error: Exception) -> bool:
    """Whether DuckDB may have failed because a row is longer than it was told to expect."""
    return any(sign in str(error) for sign in (_TOO_LONG, "unterminated quote", "does not support a full read"))


def _csv_problem(text: str, table: TableFile, line: int, excerpt: str) -> Diagnostic:
    place = Place(table.name, line, 1, 1, shorten(excerpt, 200))
    counts = _COUNTS.search(text)
    if counts is not None:
        cells = "1 cell" if counts[2] == "1" else f"{counts[2]} cells"
        message = f"the row has {cells}, but the header names {counts[1]} columns"
        return Diagnostic("T603", message, place, "put a cell that contains the delimiter or a line break into quotes")
    if "unterminated quote" in text:
        message, help = NOT_CLOSED
        return Diagnostic("T602", message, place, help)
    if "unicode" in text.lower():
        return Diagnostic("T602", "the line is not UTF-8 text", place, _SAVE_AS)
    if _TOO_LONG in text:
        longest = _LONGEST.search(text)
        message = f"the line is longer than {int(longest[1]) // 10**6 if longest else 0} MB"
        return Diagnostic(
            "T602",
            message,
            place._replace(excerpt=""),
            "shorten the cell, or look for a quotation mark that is not closed",
        )
    return Diagnostic("T602", f"the line cannot be read: {_first_line(text)}", place)


def _json_problem(table: TableFile, row: int) -> Diagnostic:
    """What is wrong with a line of JSON, or with the one before: engines do not agree from where to count. Or with an array."""
    first = 1 if table.is_array else max(1, row - 1)
    with gzip.open(table.path) if table.gzipped else table.path.open("rb") as file:
        contents = [file.read(LONGEST_ARRAY)] if table.is_array else [*islice(file, first - 1, row)]
    place = Place(table.name, first if table.is_array else row, 1, 1, "")
    for number, content in enumerate(contents, first):
        try:
            json.loads(content.rstrip(), parse_int=str)  # Python reads no number of thousands of digits
        except (ValueError, RecursionError) as error:
            if len(content) < LONGEST_ARRAY:
                below, column = getattr(error, "lineno", 1) - 1, getattr(error, "colno", 1)
                excerpt = [*content.rstrip().decode(errors="replace").split("\n"), ""][below]
                place = Place(table.name, number + below, column, 1, shorten(excerpt, 200))
            break
    if table.is_array:
        message = f"`{table.name}` is no well-formed JSON, in or behind entry {row}"
        return Diagnostic("T602", message, place, "write a list of objects, one for each row")
    return Diagnostic("T602", "the line is no JSON object", place, "write one JSON object in UTF-8 on each line")


def _first_line(text: str) -> str:
    return shorten(text.split("\n", 1)[0].split(": ", 1)[-1], 160)
