"""Tables as DuckDB reads them: every value as it stands, nothing guessed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.duckdb_parts import Part
from ka1cli.batch.sql import Ask, Sql
from ka1cli.batch.table.csv_form import CsvForm
from ka1cli.batch.table.header import FactColumn, InvalidTable
from ka1cli.batch.table.source import Format, TableFile
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import Diagnostic

LINE = 4_000_000
"""The most bytes of a CSV file that are read at once, and so the longest line that is read without more memory."""
LEAST_LINE = 100_000
TOGETHER = 100_000_000
"""The most bytes of a result, at a guess, that come of what is read at once: DuckDB keeps them together until they are
written in their order."""
LONGEST_LINE = 64_000_000
"""The longest line that is read at all."""
WIDE = 1000
"""In tables with more columns than this, more has to be read at once: every turn costs something for each column."""


class Reading(NamedTuple):
    """A table as a query: its columns are `c0`, `c1`, ... and, for JSON Lines, `json` with the whole line."""

    source: str
    """The relation to read from."""
    selections: tuple[str, ...]
    """What is selected from it, and from that in turn."""
    names: tuple[str, ...]
    types: tuple[str, ...]
    """The type of each column, as DuckDB calls it."""

    def query(self, part: Part | None = None) -> str:
        """The query for all rows, or for some."""
        query = part.of(self.source) if part else f"SELECT * FROM {self.source}"
        for selection in self.selections:
            query = f"SELECT {selection} FROM ({query})"
        return query

    def with_texts(self, columns: Sequence[FactColumn], part: Part | None = None) -> str:
        """The same with the texts of the answers, `t0`, `t1`, ..., added."""
        texts = [
            f"{text_of(f'c{column.position}', self.types[column.position])} AS t{number}"
            for number, column in enumerate(columns)
        ]
        return f"SELECT *, {', '.join(texts)} FROM ({self.query(part)})"


def line_for(rules: CallRules, form: CsvForm | None) -> int:
    """How many bytes are read at once, and so the longest line: the fewer, the more a row grows on its way."""
    if form is None:
        return LINE
    criteria = rules.rule_set.criteria
    # Half of the longest sentences that a row can get.
    grown = (
        sum(
            max(len(criteria[name].unmet), len(criteria[name].unknown))
            for route in rules.routes
            for name in rules.rule_set.options[route].criteria
        )
        // 2
    )
    row = max(form.mean_row, 1)
    line = min(LINE, max(LEAST_LINE, TOGETHER * row // (row + grown)))
    # DuckDB overlooks a first row that is longer than what it reads at once.
    return line if form.first_row < line // 2 else LONGEST_LINE


def reading_of(table: TableFile, file: Path, sql: Sql, ask: Ask, line: int = LINE) -> Reading:
    """How to read a table that stands in `file`. Raises `InvalidTable`."""
    path = sql.text(str(file))
    if table.format is Format.CSV:
        assert table.form is not None
        return _csv(path, table, table.form, line, sql, ask)
    if table.format is Format.PARQUET:
        reading = named_columns(f"read_parquet({path}, binary_as_string = true)", sql, ask)
        # DuckDB renames a column whose name occurs before, capitals aside, or that has none.
        schema = ask(f"SELECT name, num_children FROM parquet_schema({path})")
        return reading._replace(names=tuple(_top_names(schema)))
    return _json_lines(path, table, sql, ask)


def named_columns(source: str, sql: Sql, ask: Ask) -> Reading:
    """How to read something whose columns have names and types."""
    described = ask(f"DESCRIBE SELECT * FROM {source}")
    names = tuple(str(row[0]) for row in described)
    columns = ", ".join(f"{sql.name(name)} AS c{number}" for number, name in enumerate(names))
    return Reading(source, (columns,), names, tuple(str(row[1]) for row in described))


def _top_names(schema: Sequence[tuple[str, int | None]]) -> Iterator[str]:
    """The names of the columns in a Parquet schema: a tree, each node before its children, and so many children each."""
    (_, columns), *nodes = schema
    place = 0
    for _ in range(columns or 0):
        yield str(nodes[place][0])
        open_nodes = 1
        while open_nodes:
            open_nodes += (nodes[place][1] or 0) - 1
            place += 1


def _csv(path: str, table: TableFile, form: CsvForm, line: int, sql: Sql, ask: Ask) -> Reading:
    """The header is read as the first row, by the reader of all rows: it must never come to other columns than they do."""
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(form.names)))
    settings = {
        "columns": f"{{{columns}}}",
        "auto_detect": "false",
        "header": "false",
        "skip": str(form.skip),
        "delim": sql.text(form.delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "allow_quoted_nulls": "false",
        "compression": "'gzip'" if table.gzipped else "'none'",
        "max_line_size": str(line),
        "buffer_size": str(max(line, 4 * LINE if len(form.names) > WIDE else 0)),
    }
    if form.line_end:
        # DuckDB would go by the first line break, which can stand inside a name.
        settings["new_line"] = f"'{form.line_end.encode('unicode_escape').decode()}'"
    source = f"read_csv({path}, {', '.join(f'{name} = {value}' for name, value in settings.items())})"
    header = ask(f"SELECT * FROM {source} LIMIT 1")
    if not header or tuple(name or "" for name in header[0]) != form.names:
        message = f"the header of `{table.name}` is no regular CSV"
        raise InvalidTable([Diagnostic("T602", message, None, "look for a quotation mark that stands alone in a name")])
    rows = f"(SELECT * FROM {source} OFFSET 1)"
    return Reading(rows, (), form.names, ("VARCHAR",) * len(form.names))


def _json_lines(path: str, table: TableFile, sql: Sql, ask: Ask) -> Reading:
    compression = "gzip" if table.gzipped else "uncompressed"
    source = f"read_ndjson_objects({path}, compression = '{compression}')"
    lines = f"SELECT json, row_number() OVER () AS row FROM {source}"
    no_object = ask(f"SELECT row, json_type(json) FROM ({lines}) WHERE json_type(json) <> 'OBJECT' LIMIT 1")
    if no_object:
        row, kind = no_object[0]
        message = f"row {row} of `{table.name}` is no JSON object but {str(kind).lower()}"
        raise InvalidTable(
            [Diagnostic("T602", message, None, "write one object with the columns of a row on each line")]
        )
    found = ask(
        "SELECT key FROM (SELECT row, unnest(json_keys(json)) AS key, generate_subscripts(json_keys(json), 1) AS place "
        f"FROM ({lines})) GROUP BY key ORDER BY min(row * 100000 + place)"
    )
    names = tuple(str(row[0]) for row in found)
    paths = ", ".join(sql.text('$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"') for name in names)
    columns = ", ".join(f"list_extract(found, {number + 1}) AS c{number}" for number in range(len(names)))
    selections = (f"json, json ->> [{paths}] AS found", f"json, {columns}") if names else ("json",)
    return Reading(source, selections, names, ("VARCHAR",) * len(names))


def text_of(column: str, type: str) -> str:
    """A column as the text in which an answer of its type is written."""
    match type:
        case "VARCHAR":
            return column
        case "BOOLEAN":
            return f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' END"
        case "FLOAT" | "DOUBLE":
            whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
            written = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
            return f"CASE WHEN isnan({column}) THEN NULL WHEN {whole} THEN {written} ELSE CAST({column} AS VARCHAR) END"
    if type.startswith("TIMESTAMP"):
        # Data frames keep days as the moment at which they begin.
        day = f"CAST({column} AS DATE)"
        return f"CAST(CASE WHEN {column} = {day} THEN CAST({day} AS VARCHAR) ELSE CAST({column} AS VARCHAR) END AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"
