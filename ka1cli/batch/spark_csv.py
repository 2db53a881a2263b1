"""Rows of CSV in Spark's SQL: cells taken apart and put together, byte for byte.

Spark's own reader and writer of CSV lose rows and change texts: they skip empty lines of one cell, take what follows an
open quotation mark for one cell, and bytes that are no UTF-8 for other characters.
"""

import re

from ka1cli.batch.csv_line import QUOTE
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.table.csv_form import CsvForm


class CsvRows:
    """The rows of one table as expressions over their text."""

    def __init__(self, form: CsvForm, sql: SparkSql) -> None:
        self.sql, self.columns, self.delimiter = sql, len(form.names), form.delimiter
        self._mark = re.escape(form.delimiter)
        # It never goes back over what it has read: neither time nor stack grow with the length of a cell.
        self._cell = rf'(?: ?"(?:[^"]++|"")*+" *|(?! ?")[^{self._mark}\r\n]*+)'

    def quotes(self, text: str) -> str:
        """How many quotation marks a text has."""
        return self._count(text, QUOTE)

    def fits(self, text: str) -> str:
        """Whether a row has a cell for each column, all well quoted. Empty cells at its end may be too many."""
        pattern = rf"\A{self._cell}(?:{self._mark}{self._cell}){{{self.columns - 1}}}+{self._mark}*\z"
        matches = f"{text} RLIKE {self.sql.text(pattern)}"
        special = " OR ".join(f"contains({text}, {self.sql.text(one)})" for one in (QUOTE, "\n", "\r"))
        plain = f"{self._count(text, self.delimiter)} = {self.columns - 1}"
        return f"(CASE WHEN {plain} AND NOT ({special}) THEN true ELSE {matches} END)"

    def count(self, text: str) -> str:
        """How many cells a row has; NULL if they are not well quoted."""
        whole = self.sql.text(rf"\A{self._cell}(?:{self._mark}{self._cell})*+\z")
        return f"CASE WHEN {text} RLIKE {whole} THEN size({self._cells(text)}) END"

    def split(self, rows: str, *, quoted: bool) -> str:
        """The rows with their cells in `c0`, `c1`, ...; an empty cell is NULL unless there are quotes around it.

        `quoted` says whether there are quotation marks at all.
        """
        if not quoted:
            cells = ", ".join(f"nullif(cells[{number}], '') AS c{number}" for number in range(self.columns))
            return f"SELECT *, {cells} FROM (SELECT *, split(value, {self.sql.text(self._mark)}, -1) AS cells FROM ({rows}))"
        cells = ", ".join(f"{self._bare(f'cells[{number}]')} AS c{number}" for number in range(self.columns))
        return f"SELECT *, {cells} FROM (SELECT *, {self._cells('value')} AS cells FROM ({rows}))"

    def _cells(self, text: str) -> str:
        every = self.sql.text(rf"(?:\A|(?<={self._mark})){self._cell}")
        return f"regexp_extract_all({text}, {every}, 0)"

    def _bare(self, cell: str) -> str:
        inside = f"trim(BOTH ' ' FROM {cell})"
        text = f"replace(substring({inside}, 2, length({inside}) - 2), '\"\"', '\"')"
        return f"CASE WHEN {cell} = '' THEN NULL WHEN startswith({cell}, '\"') OR startswith({cell}, ' \"') THEN {text} ELSE {cell} END"

    def _count(self, text: str, letter: str) -> str:
        return f"(octet_length({text}) - octet_length(replace({text}, {self.sql.text(letter)}, '')))"
