"""Results as DuckDB writes them."""

import json
from collections.abc import Mapping
from pathlib import Path

from ka1cli.batch.csv_line import csv_query, header_line
from ka1cli.batch.result import Output
from ka1cli.batch.screen import Form
from ka1cli.batch.source import Format
from ka1cli.batch.sql import Sql


def copy_statement(output: Output, form: Form, file: Path, sql: Sql, header: bool = True) -> str:
    """The statement that writes a result to a file, with or without the header that CSV has."""
    if form.format is Format.CSV:
        query = csv_query(output, lambda column: f"CAST({column.expression(sql)} AS VARCHAR)", form.delimiter, sql)
        name = sql.name(header_line(output, form.delimiter, form.bom))
        return _lines_statement(f"SELECT line AS {name} FROM ({query})", header, form, file, sql)
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
    line = f"concat(left(rtrim(json, E' \\t\\r'), -1), {comma}, concat_ws(',', {fields}), '}}')"
    return _lines_statement(f"SELECT {line} AS line FROM ({output.query})", False, form, file, sql)


def _lines_statement(query: str, header: bool, form: Form, file: Path, sql: Sql) -> str:
    """The statement that writes a query for finished lines, with or without the name of its column as the first one.

    A text that is to be quoted at any rate is not looked through, and without a quotation mark it stays what it is.
    """
    settings = {
        "FORMAT": "csv",
        "HEADER": str(header).lower(),
        "QUOTE": "''",
        "ESCAPE": "''",
        "DELIM": "E'\\x01'",
        "FORCE_QUOTE": "*",
        "USE_TMP_FILE": "false",
        "COMPRESSION": _compression(form),
    }
    return _statement(query, file, settings, sql)


def _statement(query: str, file: Path, settings: Mapping[str, str], sql: Sql) -> str:
    listed = ", ".join(f"{name} {value}" for name, value in settings.items())
    return f"COPY ({query}) TO {sql.text(str(file))} ({listed})"


def _compression(form: Form) -> str:
    return "'gzip'" if form.gzipped else "'none'"
