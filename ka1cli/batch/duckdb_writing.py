"""Results as DuckDB writes them."""

import json
from collections.abc import Sequence
from pathlib import Path

from ka1cli.batch.result import Column, Output
from ka1cli.batch.screen import Form
from ka1cli.batch.source import Format
from ka1cli.batch.sql import Sql


def copy_statement(output: Output, form: Form, file: Path, sql: Sql) -> str:
    """The statement that writes a result to a file."""
    settings = {"FORMAT": form.format.replace("jsonl", "json"), "USE_TMP_FILE": "false"}
    if form.format is not Format.PARQUET:
        settings["COMPRESSION"] = "'gzip'" if form.gzipped else "'none'"
    query = f"SELECT {_named(output.columns, sql)} FROM ({output.query})"
    if form.format is Format.CSV:
        names = [column.name for column in output.columns]
        settings |= {"DELIM": sql.text(form.delimiter), "QUOTE": "'\"'", "ESCAPE": "'\"'"}
        if _is_plain(names):
            names[0] = ("\ufeff" if form.bom and _is_bare(names[0], form.delimiter) else "") + names[0]
            columns = [column._replace(name=name) for column, name in zip(output.columns, names, strict=True)]
            query = f"SELECT {_named(columns, sql)} FROM ({output.query})"
            settings["HEADER"] = "true"
        else:
            query = _with_header(output, sql)
            settings["HEADER"] = "false"
    return (
        f"COPY ({query}) TO {sql.text(str(file))} ({', '.join(f'{name} {value}' for name, value in settings.items())})"
    )


def _named(columns: Sequence[Column], sql: Sql) -> str:
    return ", ".join(f"{column.expression} AS {sql.name(column.name)}" for column in columns)


def _is_plain(names: Sequence[str]) -> bool:
    """Whether names can be those of columns: none is empty, none like another but for capitals."""
    return all(names) and len({name.casefold() for name in names}) == len(names)


def _is_bare(name: str, delimiter: str) -> bool:
    """Whether a name is written without quotes."""
    return not any(character in name for character in (delimiter, '"', "\n", "\r"))


def _with_header(output: Output, sql: Sql) -> str:
    """The result with the header as its first row. It costs the second core, so it is left to odd headers."""
    header = ", ".join(sql.text(column.name) if column.name else "NULL" for column in output.columns)
    columns = ", ".join(f"CAST({column.expression} AS VARCHAR)" for column in output.columns)
    return f"SELECT {header} UNION ALL (SELECT {columns} FROM ({output.query}))"


def append_statement(output: Output, form: Form, file: Path, sql: Sql) -> str:
    """The statement that writes JSON lines as they are, with the added columns at their ends."""
    fields = ", ".join(
        f"concat({sql.text(f'{json.dumps(column.name)}:')}, coalesce(CAST(to_json({column.expression}) AS VARCHAR), 'null'))"
        for column in output.added
    )
    comma = "CASE WHEN regexp_full_match(json, '\\{\\s*\\}\\s*') THEN '' ELSE ',' END"
    line = f"concat(left(rtrim(json, E' \\t\\r'), -1), {comma}, concat_ws(',', {fields}), '}}')"
    compression = "gzip" if form.gzipped else "none"
    settings = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIM E'\\x01', USE_TMP_FILE false, COMPRESSION '{compression}'"
    return f"COPY (SELECT {line} FROM ({output.query})) TO {sql.text(str(file))} ({settings})"
