"""Results as DuckDB writes them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ka1cli.batch.csv_line import Piece, csv_pieces, header_of
from ka1cli.batch.request import Form
from ka1cli.batch.result import Column, Output
from ka1cli.batch.sql import Layers, Sql
from ka1cli.batch.table.source import Format


def copy_statement(output: Output, form: Form, file: Path, sql: Sql, header: bool = True) -> str:
    """The statement that writes a result to a file, with or without the header that CSV has."""
    if form.format is Format.CSV:
        table = Layers(output.query)
        pieces = csv_pieces(output.columns, table, lambda column: shown_text(column, sql), form.delimiter, sql)
        return _raw_statement(_with_mark(pieces, form), table, header, form, file, sql)
    settings = {"FORMAT": form.format.replace("jsonl", "json"), "USE_TMP_FILE": "false"}
    if form.format is Format.JSONL:
        settings["COMPRESSION"] = _compression(form)
    columns = ", ".join(f"{column.expression(sql)} AS {sql.name(column.name)}" for column in output.columns)
    return _statement(f"SELECT {columns} FROM ({output.query})", file, settings, sql)


def append_statement(output: Output, form: Form, file: Path, sql: Sql) -> str:
    """The statement that writes JSON lines as they are, with the added columns at their ends."""
    fields = ", ".join(
        f"concat({sql.text(f'{json.dumps(column.name)}:')}, coalesce(CAST(to_json({column.expression(sql)}) AS VARCHAR), 'null'))"
        for column in output.added
    )
    comma = "CASE WHEN regexp_full_match(json, '\\{\\s*\\}\\s*') THEN '' ELSE ',' END"
    start = "left(rtrim(json, E' \\t\\r'), -1)"
    # DuckDB reads `{"a": 1,}`, which is no JSON.
    start = f"CASE WHEN suffix(rtrim({start}, E' \\t'), ',') THEN rtrim({start}, E' \\t,') ELSE {start} END"
    line = f"concat({start}, {comma}, concat_ws(',', {fields}), '}}')"
    return _raw_statement([Piece("line", line)], Layers(output.query), False, form, file, sql)


def shown_text(column: Column, sql: Sql) -> str:
    """A column as an expression for its text."""
    return f"CAST({column.expression(sql)} AS VARCHAR)"


def _with_mark(pieces: Sequence[Piece], form: Form) -> list[Piece]:
    """The pieces with the mark of UTF-8 before the first name, if a file is to have it."""
    first, *others = pieces
    return [first._replace(name=header_of([first], form.delimiter, bom=form.bom)), *others]


def _raw_statement(pieces: Sequence[Piece], table: Layers, header: bool, form: Form, file: Path, sql: Sql) -> str:
    """The statement that writes finished pieces as they are, with a delimiter between them, and a header or none.

    A text that is to be quoted at any rate is not looked through, and without a quotation mark it stays what it is.
    """
    settings = {
        "FORMAT": "csv",
        "HEADER": str(header).lower(),
        "QUOTE": "''",
        "ESCAPE": "''",
        "DELIM": sql.text(form.delimiter),
        "FORCE_QUOTE": "*",
        "USE_TMP_FILE": "false",
        "COMPRESSION": _compression(form),
    }
    columns = ", ".join(f"{piece.text} AS {sql.name(piece.name)}" for piece in pieces)
    return _statement(f"SELECT {columns} FROM ({table.query})", file, settings, sql)


def _statement(query: str, file: Path, settings: Mapping[str, str], sql: Sql) -> str:
    listed = ", ".join(f"{name} {value}" for name, value in settings.items())
    return f"COPY ({query}) TO {sql.text(str(file))} ({listed})"


def _compression(form: Form) -> str:
    return "'gzip'" if form.gzipped else "'none'"
