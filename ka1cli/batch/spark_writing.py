"""Results as queries for what Spark writes: one text for each row, or columns with types."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.batch.csv_line import csv_pieces, header_of, line_of
from ka1cli.batch.request import Form
from ka1cli.batch.result import Column, Output
from ka1cli.batch.spark_pieces import WITHIN
from ka1cli.batch.spark_reading import written
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.sql import Layers


class Lined(NamedTuple):
    """A result as a query for the text of each row in `line`."""

    query: str
    header: str
    """What stands before the first row of a file: the header with its line end, or nothing."""

    def with_headers(self, sql: SparkSql) -> str:
        """The query with the header at the start of every part."""
        begins = f"CASE WHEN {WITHIN} = 0 THEN concat({sql.text(self.header)}, line) ELSE line END"
        return f"SELECT {begins} AS line FROM ({self.query})" if self.header else self.query

    def only_header(self, sql: SparkSql) -> str:
        """The query for a result without rows."""
        header = sql.text(self.header.rstrip("\n"))
        return f"SELECT {header} AS line" if self.header else self.query


def csv_lines(output: Output, types: Mapping[str, str], form: Form, sql: SparkSql) -> Lined:
    """A result as lines of CSV. `types` are those of the columns that are carried along."""

    def text_of(column: Column) -> str:
        shown = column.expression(sql)
        return written(f"({shown})", "string" if column.is_text else types.get(shown, "bigint"))

    table = Layers(output.query)
    pieces = csv_pieces(output.columns, table, text_of, form.delimiter, sql)
    line = line_of(pieces, form.delimiter, sql).text
    return Lined(f"SELECT {line} AS line FROM ({table.query})", header_of(pieces, form.delimiter, bom=form.bom) + "\n")


def json_lines(output: Output, sql: SparkSql, *, append: bool) -> Lined:
    """A result as JSON Lines. `append` leaves the lines of the table as they are and adds to their ends."""
    columns = output.added if append else output.columns
    values = ", ".join(f"{column.expression(sql)} AS {sql.name(column.name)}" for column in columns)
    added = f"to_json(struct({values}), map('ignoreNullFields', 'false'))"
    if not append:
        return Lined(f"SELECT {added} AS line FROM ({output.query})", "")
    blanks = sql.text(" \t\r")
    texts = f"SELECT trim(BOTH {blanks} FROM value) AS given, {added} AS added FROM ({output.query})"
    start = f"trim(TRAILING {blanks} FROM left(given, length(given) - 1))"
    comma = f"CASE WHEN trim(BOTH {blanks} FROM substring(given, 2, length(given) - 2)) = '' THEN '' ELSE ',' END"
    return Lined(f"SELECT concat({start}, {comma}, substring(added, 2)) AS line FROM ({texts})", "")


def typed_query(output: Output, sql: SparkSql) -> str:
    """A result with its columns as they are."""
    columns = ", ".join(f"{column.expression(sql)} AS {sql.name(column.name)}" for column in output.columns)
    return f"SELECT {columns} FROM ({output.query})"
