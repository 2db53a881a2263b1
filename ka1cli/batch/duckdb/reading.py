"""Tables as DuckDB reads them, once and strictly: every value as it stands, nothing guessed.

The table `cells` gets a column `c0`, `c1`, ... for each column and, for JSON Lines, `json` with the whole line. Its rows
are in the order of the file.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.problems import failing
from ka1cli.batch.duckdb.sql import identifier, literal
from ka1cli.batch.table.csv_form import CsvForm
from ka1cli.batch.table.invalid import InvalidTable, no_table
from ka1cli.batch.table.places import RowPlaces
from ka1cli.batch.table.source import Format, TableFile
from ka1cli.language.diagnostic import Diagnostic

LINE = 4_000_000
"""The most bytes of a CSV file that are read at once, and so the longest line."""
WIDE = 1000
"""In tables with more columns than this, more has to be read at once: every turn costs something for each column."""


class CellTable(NamedTuple):
    """The columns of the table `cells`."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    """The type of each column, as DuckDB calls it."""
    rows: int
    line: str = "row + 1"
    """An expression for the number of a row as `places` count, where `row` counts from 0."""
    kinds: str = "''"
    """An expression for the kinds of the cells of a row (see `workbook.cells`)."""
    places: RowPlaces = RowPlaces()

    def kinds_of(self, positions: Sequence[int]) -> str:
        """An expression for the kinds of some of the cells of a row."""
        if self.kinds == "''" or len(positions) == len(self.names):
            return self.kinds
        return f"concat({', '.join(f'substr(kinds, {position + 1}, 1)' for position in positions)})"


def read_table(table: TableFile, aside: Path) -> tuple[Engine, CellTable]:
    """Read a table that is open. Raises `InvalidTable`."""
    with failing(table):
        engine = Engine(aside, len(table.form.names) if table.form else 0, table.path)
        # The name of a file may mean a pattern or an address to DuckDB; this one means nothing but the file.
        link = aside / "table"
        link.symlink_to(table.path.resolve())
        before = _state(table)
        cells = _read(table, str(link), engine)
    if _state(table) != before:
        message = f"`{table.name}` has changed while it was read"
        raise InvalidTable([Diagnostic("T601", message, None, "try again when nobody writes to it")])
    return engine, cells


def _state(table: TableFile) -> tuple[int, int, int]:
    """What is different after somebody has written to a table."""
    found = table.given.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _read(table: TableFile, path: str, engine: Engine) -> CellTable:
    match table.format:
        case Format.CSV | Format.XLSX:
            assert table.form is not None
            return _csv(path, table, table.form, engine)._replace(places=table.places)
        case Format.PARQUET:
            # DuckDB renames a column whose name occurs before, capitals aside, or that has none.
            schema = engine.ask(f"SELECT name, num_children FROM parquet_schema({literal(path)})")
            return _parquet(path, engine)._replace(names=tuple(_top_names(schema)))
    return _json_lines(path, table, engine)


def _parquet(path: str, engine: Engine) -> CellTable:
    try:
        # Some programs do not say that what they write is text.
        return read_relation(f"read_parquet({literal(path)}, binary_as_string = true)", engine)
    except duckdb.InvalidInputException as error:
        if "UTF8" not in str(error):
            raise
        return read_relation(f"read_parquet({literal(path)})", engine)


def read_relation(source: str, engine: Engine) -> CellTable:
    """Read something whose columns have names and types."""
    described = engine.ask(f"DESCRIBE SELECT * FROM {source}")
    names = tuple(str(row[0]) for row in described)
    columns = ", ".join(f"{identifier(name)} AS c{number}" for number, name in enumerate(names))
    engine.run(f"CREATE TABLE cells AS SELECT {columns} FROM {source}")
    return _cells(names, tuple(str(row[1]) for row in described), engine)


def _cells(names: tuple[str, ...], types: tuple[str, ...], engine: Engine) -> CellTable:
    return CellTable(names, types, engine.count("cells"))


def _csv(path: str, table: TableFile, form: CsvForm, engine: Engine) -> CellTable:
    """The header is read as the first row, by the reader of all rows: it must never come to other columns than they do."""
    of_places = ["'line': 'BIGINT'"] if table.is_levelled else []
    of_places += ["'kinds': 'VARCHAR'"] if table.format is Format.XLSX else []
    columns = ", ".join((*of_places, *(f"'c{number}': 'VARCHAR'" for number in range(len(form.names)))))
    settings = {
        "columns": f"{{{columns}}}",
        "auto_detect": "false",
        "header": "false",
        "skip": "0" if table.is_levelled else str(form.skip),
        "delim": literal("," if table.is_levelled else form.delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "allow_quoted_nulls": "false",
        "compression": "'gzip'" if table.gzipped else "'none'",
        "max_line_size": str(LINE),
        "buffer_size": str(4 * LINE if len(form.names) > WIDE else LINE),
    }
    line_end = "\r\n" if table.is_levelled else form.line_end
    if line_end:
        # DuckDB would go by the first line break, which can stand inside a name.
        settings["new_line"] = f"'{line_end.encode('unicode_escape').decode()}'"
    source = f"read_csv({literal(path)}, {', '.join(f'{name} = {value}' for name, value in settings.items())})"
    types = ("VARCHAR",) * len(form.names)
    if table.is_levelled:
        engine.run(f"CREATE TABLE cells AS SELECT * FROM {source} WHERE line > {form.lines}")
        return _cells(form.names, types, engine)._replace(line="line", kinds="kinds" if of_places[1:] else "''")
    header = engine.ask(f"SELECT * FROM {source} LIMIT 1")
    if not header or tuple(name or "" for name in header[0]) != form.names:
        message = f"the header of `{table.name}` is no regular CSV"
        raise no_table(message, "look for a quotation mark that stands alone in a name")
    engine.run(f"CREATE TABLE cells AS SELECT * FROM {source} OFFSET 1")
    return _cells(form.names, types, engine)._replace(line=f"row + {form.lines + 1}")


def _json_lines(path: str, table: TableFile, engine: Engine) -> CellTable:
    form = "array" if table.is_array else "newline_delimited"
    compression = "gzip" if table.gzipped else "uncompressed"
    source = f"read_json_objects({literal(path)}, format = '{form}', compression = '{compression}')"
    # An object of an array may take several lines. Inside its texts JSON has no line breaks.
    line = "CAST(translate(CAST(json AS VARCHAR), E'\\r\\n', '  ') AS JSON)" if table.is_array else "json"
    engine.run(f"CREATE TABLE lines AS SELECT {line} AS json FROM {source}")
    no_object = engine.ask(
        "SELECT rowid + 1, json_type(json) FROM lines WHERE json_type(json) <> 'OBJECT' ORDER BY rowid LIMIT 1"
    )
    if no_object:
        row, kind = no_object[0]
        message = f"row {row} of `{table.name}` is no JSON object but {str(kind).lower()}"
        raise no_table(message, "write an object with the columns of a row for each row")
    # Most lines have the same keys: each list of them is looked at once, at the first line that has it.
    engine.run("CREATE TABLE shapes AS SELECT min(rowid) AS line, json_keys(json) AS keys FROM lines GROUP BY keys")
    ((twice,),) = engine.ask("SELECT min(line) + 1 FROM shapes WHERE len(keys) <> list_unique(keys)")
    if twice:
        raise no_table(f"row {twice} of `{table.name}` names a column twice", "keep one of the two values")
    keys = "SELECT line, unnest(keys) AS key, generate_subscripts(keys, 1) AS place FROM shapes"
    found = engine.ask(f"SELECT key FROM ({keys}) GROUP BY key ORDER BY min(line * 100000 + place)")
    names = tuple(str(row[0]) for row in found)
    paths = ", ".join(literal("/" + name.replace("~", "~0").replace("/", "~1")) for name in names)
    columns = "".join(f", list_extract(found, {number + 1}) AS c{number}" for number in range(len(names)))
    values = f"SELECT json{f', json ->> [{paths}] AS found' if names else ''} FROM lines"
    engine.run(f"CREATE TABLE cells AS SELECT json{columns} FROM ({values})")
    engine.run("DROP TABLE lines; DROP TABLE shapes")
    return _cells(names, ("VARCHAR",) * len(names), engine)


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
