"""Screens one table file on DuckDB: the order in which everything happens."""

from pathlib import Path
from typing import BinaryIO

from ka1cli.batch.duckdb.problems import failing
from ka1cli.batch.duckdb.reading import read_table
from ka1cli.batch.duckdb.screen import DuckScreen
from ka1cli.batch.duckdb.writing import Carried, Writer
from ka1cli.batch.form import csv_header, form_of
from ka1cli.batch.request import Progress, Request
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.cells import line_of, safe
from ka1cli.batch.table.csv_form import is_plain
from ka1cli.batch.table.header import read_header
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.names import Layout, result_columns
from ka1cli.batch.table.source import Format, TableFile, open_table
from ka1cli.batch.table.target import Target, append, open_target, refused, written
from ka1cli.decision.call_rules import CallRules


def screen_file(
    at_call: CallRules, source: str, target: str | None, request: Request, progress: Progress | None = None
) -> Summary:
    """Screen the table in a file, write the result, and tell what was found. `-` is standard input or output.

    Raises `InvalidTable` for a table that cannot be read and for a result that cannot be written, `BrokenPipeError`
    where nobody reads the result any more.
    """
    with workspace() as aside:
        headings = Headings(at_call.profiles, request.table_map.columns)
        table = open_table(source, aside, headings, request.encoding, request.sheet)
        into = open_target(target, table.given)
        if target is None and into.is_terminal and request.format is None:
            return _Screening(at_call, table, request, aside, into).preview()
        with written(into) as stream:
            return _Screening(at_call, table, request, aside, into).write(stream, progress)


def suggest_map(at_call: CallRules, source: str, request: Request) -> str:
    """A map for the table in a file, to fill in. Raises `InvalidTable`."""
    from ka1cli.batch.duckdb.texts import column_texts
    from ka1cli.batch.table.suggestion import suggested_map

    profiles = at_call.profiles
    with workspace() as aside:
        headings = Headings(profiles, request.table_map.columns)
        table = open_table(source, aside, headings, request.encoding, request.sheet)
        engine, cells = read_table(table, aside)
        header = read_header(cells.names, profiles, request.table_map)
        return suggested_map(table.name, column_texts(engine, cells, header), profiles, request.table_map)


class _Screening:
    """A table that is screened, and what is wanted of it."""

    def __init__(self, at_call: CallRules, table: TableFile, request: Request, aside: Path, target: Target) -> None:
        self.table, self.request, self.aside, self.target = table, request, aside, target
        engine, cells = read_table(table, aside)
        with failing():
            self.screen = screen = DuckScreen(
                engine, cells, at_call, request.table_map, request.routes, excel_safe=request.excel_safe
            )
        self.form = form_of(table, target, request.format)
        may_repeat = self.form.format in (Format.CSV, Format.XLSX)
        columns = result_columns(screen.header, request.layout, screen.options, request.id, may_repeat=may_repeat)
        self.positions, self.added = columns.positions, columns.added
        self.carried = [
            Carried(name, f"c{position}", cells.types[position])
            for position, name in zip(columns.positions, columns.carried, strict=True)
        ]
        self.names = [*columns.carried, *columns.added]
        self.above = table.above if len(columns.positions) == len(cells.names) else ()
        """What stands above the header comes back above all columns, but not above one."""
        self.hints = (*table.notes, *screen.header.hints, *columns.hints)

    def summary(self) -> Summary:
        summary = self.screen.summary(self.table.name, self.hints, details=self.request.details, id=self.request.id)
        return summary._replace(errors_column=self.added[-1])

    def preview(self) -> Summary:
        """The summary with the first rows; nothing is written."""
        with failing():
            return self.summary()._replace(preview=self.screen.preview(self.request.id))

    def write(self, stream: BinaryIO, progress: Progress | None) -> Summary:
        """Write the result and tell what was found."""
        long = self.request.layout is Layout.LONG
        with failing():
            summary = self.summary()
            judged = summary.judged
            expected = judged * len(self.screen.options) + summary.not_judged if long else summary.rows
            wrote = self._workbook(stream) if self.form.format is Format.XLSX else self._pieces(stream, progress)
        if wrote != expected:
            raise RuntimeError(f"{summary.rows:,} rows were read, but {wrote:,} written in place of {expected:,}")
        return summary

    def _pieces(self, stream: BinaryIO, progress: Progress | None) -> int:
        form, request, table, rows = self.form, self.request, self.table, self.screen.cells.rows
        delimiter = form.delimiter if form.format is Format.CSV else None
        append_fields = table.format is form.format is Format.JSONL and request.id is None
        result = self.screen.result(request.layout, delimiter)
        # An engine that had to look through every cell would take a fifth longer.
        as_it_is = table.form is not None and table.form.delimiter == delimiter
        plain = as_it_is and not (table.gzipped or table.is_levelled) and is_plain(table.path)
        writer = Writer(result, self.carried, self.added, form, append=append_fields, plain=plain)
        if form.format is Format.CSV:
            stream.write(self._header())
        wrote = 0
        for piece, count in writer.pieces(self.screen.engine, rows, self.aside):
            append(piece, stream)
            piece.unlink()
            wrote += count
            if progress is not None:
                progress("writing", wrote / max(rows, 1))
        return wrote

    def _workbook(self, stream: BinaryIO) -> int:
        from ka1cli.batch.workbook.writing import DoesNotFit, ResultSheet, write_workbook

        engine, request, first = self.screen.engine, self.request, len(self.carried)
        result = self.screen.result(request.layout)
        kinds = self.screen.cells.kinds_of(self.positions)
        columns = ", ".join(
            (
                kinds,
                *(column.text if column.type == "BLOB" else column.column for column in self.carried),
                *result.added,
            )
        )
        pieces = engine.pieces(f"SELECT {columns} FROM ({result.rows()})")
        rows = ((own, values) for piece in pieces for own, *values in piece)
        verdicts = range(first, len(self.names) - 4, 2) if request.layout is Layout.WIDE else [first + 3]
        sheet = self.table.places.sheet or "Result"
        file = self.aside / "result.xlsx"
        try:
            looks = ResultSheet(sheet, self.names, first, frozenset(verdicts), self.above)
            wrote = write_workbook(file, self.aside, looks, rows, request.about)
        except DoesNotFit as error:
            raise refused(self.target, str(error), "write CSV, JSON Lines or Parquet") from None
        append(file, stream)
        return wrote

    def _header(self) -> bytes:
        """What stands above the first row of a CSV file: the lines that stood above the header, and the header."""
        form, table = self.form, self.table
        neutral = safe if self.request.excel_safe else str
        above = "".join(line_of(map(neutral, cells), form.delimiter) + "\n" for _, cells in self.above)
        as_they_are = table.form is not None and form.delimiter == table.form.delimiter and '"' not in table.form.above
        if self.above and table.format is Format.CSV and table.form and as_they_are and neutral is str:
            above = table.form.above
        return csv_header([*map(neutral, self.names)], form, above)
