"""Tables as Spark reads them: every value as it stands, nothing guessed, every row with its number."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ka1cli.batch.spark_lines import Lines
from ka1cli.batch.spark_pieces import WITHIN, Ask, Pieces, pieces_of
from ka1cli.batch.spark_source import SparkTable
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.spark_watch import Watch
from ka1cli.batch.table.header import FactColumn
from ka1cli.batch.table.source import Format

LARGEST_PIECE, SMALLEST_PIECE = 128 << 20, 4 << 20
"""The bytes that are read at once."""
PIECES_EACH = 4
"""So many pieces for each core, where the table is large enough."""


class SparkReading(NamedTuple):
    """A table as a query: its columns are `c0`, `c1`, ..., `row` and, for JSON Lines, `value` with the whole line."""

    query: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    """The type of each column, as Spark calls it."""
    order: tuple[int, ...]
    """The numbers of the partitions that have rows, in the order of the rows."""

    def with_texts(self, columns: Sequence[FactColumn]) -> str:
        """The query with the texts of the answers, `t0`, `t1`, ..., added."""
        texts = [
            f"{text_of(f'c{column.position}', self.types[column.position])} AS t{number}"
            for number, column in enumerate(columns)
        ]
        return f"SELECT *, {', '.join(texts)} FROM ({self.query})"


def read_table(table: SparkTable, sql: SparkSql, watch: Watch) -> SparkReading:
    """How to read a table. Raises `InvalidTable` if its content is not as its format asks for."""
    spark = watch.spark
    _cut(table, spark)
    if table.format is Format.PARQUET:
        return _parquet(table, spark, sql, watch.ask)
    paths = [re.sub(r"([*?\[\]{}\\])", r"\\\1", file.address) for file in table.files]
    frame = spark.read.option("lineSep", table.ending).text(paths)
    _located(frame, "value").createOrReplaceTempView("lines")
    lines = Lines(table, sql, watch.ask)
    lines.check()
    if table.form is None:
        return _json_lines(lines)
    rows, order = lines.rows(), _order(lines.pieces)
    if not lines.are_rows:
        watch.keep(lines.put_together(), "rows")
        lines.check_rows("rows")
        rows = "SELECT value, row FROM rows"
        order = tuple(
            row[0] for row in watch.ask("SELECT DISTINCT spark_partition_id() AS part FROM rows ORDER BY part")
        )
    assert lines.csv is not None
    query = lines.csv.split(rows, quoted=lines.quoted)
    return SparkReading(query, table.form.names, ("string",) * len(table.form.names), order)


def _cut(table: SparkTable, spark: Any) -> None:
    """Have the files read in pieces that are never put together: so it is known which piece has which rows."""
    cores = max(1, int(spark.sparkContext.defaultParallelism))
    piece = min(LARGEST_PIECE, max(SMALLEST_PIECE, table.size // (cores * PIECES_EACH) + 1))
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(piece))
    spark.conf.set("spark.sql.files.openCostInBytes", str(1 << 40))
    # As many tasks after a shuffle: the default of 200 takes longer than most tables.
    spark.conf.set("spark.sql.shuffle.partitions", str(max(cores, table.size // piece)))


def _located(frame: Any, *columns: str) -> Any:
    """Some columns, and where each row stands."""
    return frame.selectExpr(
        *columns,
        "spark_partition_id() AS part",
        f"{WITHIN} AS pos",
        "_metadata.file_path AS file",
        "_metadata.file_block_start AS start",
    )


def _order(pieces: Pieces) -> tuple[int, ...]:
    return tuple(piece.part for piece in pieces if piece.rows)


def _parquet(table: SparkTable, spark: Any, sql: SparkSql, ask: Ask) -> SparkReading:
    frame = spark.read.parquet(table.address)
    names = tuple(frame.columns)
    types = tuple(field.dataType.simpleString() for field in frame.schema.fields)
    columns = [f"{sql.name(name)} AS c{number}" for number, name in enumerate(names)]
    _located(frame, "'' AS value").createOrReplaceTempView("lines")
    pieces = pieces_of("SELECT * FROM lines", "true", "false", "false", "0", ask)
    _located(frame, *columns).createOrReplaceTempView("rows")
    before = pieces.counted([piece.rows for piece in pieces], sql)
    query = f"SELECT *, {before}[part] + pos + 1 AS row FROM rows"
    return SparkReading(query, names, types, _order(pieces))


def _json_lines(lines: Lines) -> SparkReading:
    sql, pieces, rows = lines.sql, lines.pieces, lines.rows()
    keys = f"SELECT row, posexplode(json_object_keys(value)) AS (place, key) FROM ({rows})"
    found = lines.ask(
        f"SELECT key FROM (SELECT key, min(struct(row, place)) AS first FROM ({keys}) GROUP BY key) ORDER BY first"
    )
    names = tuple(str(row[0]) for row in found)
    schema = sql.text(", ".join(f"{sql.name(name)} STRING" for name in names))
    columns = "".join(f", found.{sql.name(name)} AS c{number}" for number, name in enumerate(names))
    parsed = (
        f"SELECT *, from_json(value, {schema}, map('allowUnquotedControlChars', 'true')) AS found FROM ({rows})"
        if names
        else rows
    )
    query = f"SELECT *{columns} FROM ({parsed})"
    return SparkReading(query, names, ("string",) * len(names), _order(pieces))


def text_of(column: str, type: str) -> str:
    """A column as the text in which an answer of its type is written."""
    match type:
        case "string":
            return column
        case "boolean":
            return f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' END"
        case "float" | "double":
            whole = f"{column} % 1 = 0 AND abs({column}) < 1e15"
            digits = f"CAST(CAST({column} AS BIGINT) AS STRING)"
            return f"CASE WHEN isnan({column}) THEN NULL WHEN {whole} THEN {digits} ELSE CAST({column} AS STRING) END"
    if type.startswith("timestamp"):
        # Data frames keep days as the moment at which they begin.
        day = f"CAST({column} AS DATE)"
        return f"CASE WHEN {column} = {day} THEN CAST({day} AS STRING) ELSE CAST({column} AS STRING) END"
    return written(column, type)


def written(column: str, type: str) -> str:
    """A column as text."""
    if type.startswith(("array", "map", "struct", "variant")):
        return f"to_json({column})"
    return column if type == "string" else f"CAST({column} AS STRING)"
