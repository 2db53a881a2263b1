"""What DuckDB says about a table, in words for whoever has to mend it."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb

from ka1cli.batch.table.aside import no_room
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.batch.table.levelling import level
from ka1cli.batch.table.source import Format, TableFile, content_of
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, Place

_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
_OWN_NAME = re.compile(r"""(['"])[^'"]*/\.ka1-[^'"]*\1""")
_JSON = re.compile(r"Malformed JSON in file .* in (?:line|record/value) (\d+): ", re.DOTALL)
LONGEST_ARRAY = 1 << 24
"""In so many bytes of an array the place is looked for."""
_TOO_LONG = "Maximum line size"
_LONGEST = re.compile(_TOO_LONG + r" of (\d+) bytes")


@contextmanager
def failing(table: TableFile | None = None) -> Iterator[None]:
    """Tell what it means that DuckDB fails: there is no room, or a table cannot be read, if one is. Raises `InvalidTable`."""
    try:
        yield
    except duckdb.Error as error:
        problem = _room_problem(error) or (None if table is None else _table_problem(error, table))
        if problem is None:
            raise
        raise problem from None


def _table_problem(error: Exception, table: TableFile) -> InvalidTable:
    """The problem that DuckDB cannot read a table."""
    text = str(error)
    if _TOO_LONG in text:
        return _line_too_long(text, table)
    if table.form is not None and not table.is_levelled:
        # The reader of what DuckDB cannot read says best what is wrong with it.
        try:
            with content_of(table) as stream:
                level(stream, table.form, table.name, Path(os.devnull))
        except InvalidTable as problem:
            return problem
    malformed = _JSON.search(text)
    if malformed is not None or table.is_array:
        return InvalidTable([_json_problem(table, int(malformed[1]) if malformed else 1)])
    # DuckDB knows the file by a name that nobody has given it.
    text = _OWN_NAME.sub(lambda _: f"`{table.name}`", text)
    help = "perhaps it is damaged: copy it anew" if table.format is Format.PARQUET else None
    return no_table(f"`{table.name}` cannot be read: {_first_line(text)}", help)


def _room_problem(error: Exception) -> InvalidTable | None:
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


def _line_too_long(text: str, table: TableFile) -> InvalidTable:
    line, longest = _CSV_LINE.search(text), _LONGEST.search(text)
    # In a table that was rewritten the lines are not those of the file.
    place = Place(table.name, int(line[1]), 1, 1, "") if line and not table.is_levelled else None
    what = "the line" if place else f"a line of `{table.name}`"
    message = f"{what} is longer than {int(longest[1]) // 10**6 if longest else 0} MB"
    return no_table(message, "shorten the cell, or look for a quotation mark that is not closed", place)


def _json_problem(table: TableFile, row: int) -> Diagnostic:
    """What is wrong with a line of JSON, or with the one before: engines do not agree from where to count. Or with an array."""
    first = 1 if table.is_array else max(1, row - 1)
    with content_of(table) as file:
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
        message = f"`{table.name}` is no well-formed JSON"
        return Diagnostic("T602", message, place, "write a list of objects, one for each row")
    return Diagnostic("T602", "the line is no JSON object", place, "write one JSON object in UTF-8 on each line")


def _first_line(text: str) -> str:
    return shorten(text.split("\n", 1)[0].split(": ", 1)[-1], 160)
