"""The rows of a CSV or JSON Lines table, each as one text with its number.

A line that fits the header on its own is a row. Where a cell in quotes goes on over the end of its line, lines are put
together first: a line begins a row if an even number of quotation marks stands before it.
"""

from ka1cli.batch.csv_line import QUOTE
from ka1cli.batch.spark_csv import CsvRows
from ka1cli.batch.spark_pieces import EXCERPT, WITHIN, Ask, Pieces, pieces_of
from ka1cli.batch.spark_source import SparkTable
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.table.header import InvalidTable
from ka1cli.language.diagnostic import Diagnostic, Place

_SAVE_AS = "save the table as CSV in UTF-8 and try again"


class Lines:
    """The lines of one table. Expects a view `lines` with `value`, `part`, `pos`, `file` and `start` of each."""

    def __init__(self, table: SparkTable, sql: SparkSql, ask: Ask) -> None:
        self.table, self.sql, self.ask = table, sql, ask
        self.csv = CsvRows(table.form, sql) if table.form is not None else None
        self._header = f"(start = 0 AND pos < {table.header_lines})"
        # An empty line is no row, unless a row may be empty.
        blank = "trim(value)" if self.csv is None else "value"
        single = self.csv is not None and self.csv.columns == 1
        self._row = f"NOT {self._header}" if single else f"NOT {self._header} AND {blank} <> ''"
        self.pieces = self._pieces()

    def check(self) -> None:
        """Raise `InvalidTable` for the first line that can be no row, or no part of one."""
        for piece in self.pieces:
            if piece.broken is not None:
                place = self._place(piece.part, *piece.broken)
                raise InvalidTable([Diagnostic("T602", "the line is not UTF-8 text", place, _SAVE_AS)])
        for piece in self.pieces if self.are_rows else ():
            if piece.misfit is not None:
                position, text = piece.misfit
                found = self.ask(f"SELECT value FROM lines WHERE part = {piece.part} AND pos = {position}")
                raise self._misfit(self._place(piece.part, position, text), str(found[0][0]))

    @property
    def quoted(self) -> bool:
        """Whether there are quotation marks below the header."""
        return any(piece.quotes for piece in self.pieces)

    @property
    def are_rows(self) -> bool:
        """Whether every row is one line."""
        return self.csv is None or not any(piece.misquoted for piece in self.pieces)

    def rows(self) -> str:
        """The lines that are rows, with the number of each in `row`, in the order of the pieces."""
        before = self.pieces.counted([piece.rows for piece in self.pieces], self.sql)
        return f"SELECT value, {before}[part] + {WITHIN} + 1 AS row FROM (SELECT * FROM lines WHERE {self._row})"

    def put_together(self) -> str:
        """The rows put together from the lines that they take, in their order."""
        assert self.csv is not None
        odd = self.pieces.counted(self.pieces.even([piece.quotes for piece in self.pieces]), self.sql)
        over = "OVER (PARTITION BY part ORDER BY pos ROWS BETWEEN UNBOUNDED PRECEDING AND"
        quotes = f"sum({self.csv.quotes('value')}) {over} 1 PRECEDING)"
        seen = f"SELECT *, ({odd}[part] + coalesce({quotes}, 0)) % 2 AS open FROM lines WHERE NOT {self._header}"
        kept = f"SELECT *, 1 - open AS begins FROM ({seen}) WHERE open = 1 OR ({self._row})"
        counted = dict(self.ask(f"SELECT part, sum(begins) FROM ({kept}) GROUP BY part"))
        before = self.pieces.counted([counted.get(piece.part, 0) for piece in self.pieces], self.sql)
        numbered = f"SELECT *, {before}[part] + sum(begins) {over} CURRENT ROW) AS row FROM ({kept})"
        spread = f"SELECT /*+ REPARTITION_BY_RANGE({2 * len(self.pieces)}, row) */ * FROM ({numbered})"
        lines = "array_sort(collect_list(struct(file, start, pos, value, part)))"
        grouped = f"SELECT row, {lines} AS lines FROM ({spread}) GROUP BY row SORT BY row"
        text = f"array_join(transform(lines, one -> one.value), {self.sql.text(self.table.ending)})"
        return f"SELECT {text} AS value, row, lines[0].part AS part, lines[0].pos AS pos FROM ({grouped})"

    def check_rows(self, view: str) -> None:
        """Raise `InvalidTable` for the first row in a view, put together before, that does not fit the header."""
        assert self.csv is not None
        misfit = f"SELECT value, part, pos FROM {view} WHERE NOT {self.csv.fits('value')} ORDER BY row LIMIT 1"
        for value, part, pos in self.ask(misfit):
            raise self._misfit(self._place(part, pos, value[:EXCERPT]), value)

    def _place(self, part: int, pos: int, text: str) -> Place:
        return self.pieces.place(part, pos, text.split("\n", 1)[0], self.table.name)

    def _misfit(self, place: Place, text: str) -> InvalidTable:
        if self.csv is None:
            help = "write one object with the columns of a row, each once, on each line"
            return InvalidTable([Diagnostic("T602", "the line is no JSON object", place, help)])
        cells = self.ask(f"SELECT {self.csv.count(self.sql.text(text))}")[0][0]
        if cells is not None:
            counted = "1 cell" if cells == 1 else f"{cells} cells"
            message = f"the row has {counted}, but the header names {self.csv.columns} columns"
            help = "put a cell that contains the delimiter or a line break into quotes"
            return InvalidTable([Diagnostic("T603", message, place, help)])
        if QUOTE not in text:
            message = f"`{self.table.name}` is no regular CSV: its lines end in different ways"
            return InvalidTable([Diagnostic("T602", message, None, _SAVE_AS)])
        message = "a quotation mark is not closed, or a cell goes on after its closing one"
        help = 'put the whole cell into quotes and write `""` for a quotation mark in it'
        return InvalidTable([Diagnostic("T602", message, place, help)])

    def _pieces(self) -> Pieces:
        if self.csv is None:
            # Spark reads the start of a line and leaves the rest, and of two equal keys it takes the last.
            keys, whole = "json_object_keys(value)", "json_array_length(concat('[', value, ']')) = 1"
            fits, quotes = f"size({keys}) = size(array_distinct({keys})) AND coalesce({whole}, false)", "0"
        else:
            fits, quotes = self.csv.fits("value"), self.csv.quotes("value")
        return pieces_of(
            "SELECT * FROM lines", f"({self._row})", f"NOT coalesce({fits}, false)", self._header, quotes, self.ask
        )
