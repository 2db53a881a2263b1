"""Screens one table file on DuckDB: the order in which everything happens."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ka1cli.batch.request import Form, Progress, Request
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.cells import QUOTE, line_of, safe
from ka1cli.batch.table.csv_form import is_plain
from ka1cli.batch.table.header import read_header
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.names import Layout, result_columns
from ka1cli.batch.table.source import Format, TableFile, format_of, open_table
from ka1cli.batch.table.target import Target, append, open_target, refused, written
from ka1cli.decision.call_rules import CallRules

if TYPE_CHECKING:
    from ka1cli.batch.duckdb.screen import DuckScreen


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
            return _screened(at_call, table, request, aside, into).preview()
        with written(into) as stream:
            return _screened(at_call, table, request, aside, into).write(stream, progress)


def suggest_map(at_call: CallRules, source: str, request: Request) -> str:
    """A map for the table in a file, to fill in. Raises `InvalidTable`."""
    from ka1cli.batch.duckdb.files import table_failing, table_in
    from ka1cli.batch.duckdb.texts import column_texts
    from ka1cli.batch.table.suggestion import suggested_map

    profiles = at_call.profiles
    with workspace() as aside:
        headings = Headings(profiles, request.table_map.columns)
        table = open_table(source, aside, headings, request.encoding, request.sheet)
        with table_failing(table):
            engine, cells = table_in(table, aside)
        header = read_header(cells.names, profiles, request.table_map)
        return suggested_map(table.name, column_texts(engine, cells, header), profiles, request.table_map)


def _screened(at_call: CallRules, table: TableFile, request: Request, aside: Path, target: Target) -> "_Screening":
    from ka1cli.batch.duckdb.files import table_failing, table_in
    from ka1cli.batch.duckdb.screen import DuckScreen

    with table_failing(table):
        engine, cells = table_in(table, aside)
    with _failing():
        screen = DuckScreen(engine, cells, at_call, request.table_map, request.routes, excel_safe=request.excel_safe)
    return _Screening(table, request, aside, target, screen)


@contextmanager
def _failing() -> Iterator[None]:
    from ka1cli.batch.duckdb.files import result_failing

    with result_failing():
        yield


class _Screening:
    """A table that is screened, and what is wanted of it."""

    def __init__(self, table: TableFile, request: Request, aside: Path, target: Target, screen: "DuckScreen") -> None:
        self.table, self.request, self.aside, self.target, self.screen = table, request, aside, target, screen
        self.form = form_of(table, target, request.format)
        header, cells = screen.header, screen.cells
        may_repeat = self.form.format in (Format.CSV, Format.XLSX)
        columns = result_columns(header, request.layout, screen.options, request.id, may_repeat=may_repeat)
        self.positions, self.added = columns.positions, columns.added
        self.carried = screen.carried(columns.positions, columns.carried)
        self.rows = cells.rows
        self.hints = (*table.notes, *header.hints, *columns.hints)

    def summary(self) -> Summary:
        summary = self.screen.summary(self.table.name, self.hints, details=self.request.details, id=self.request.id)
        return summary._replace(errors_column=self.added[-1])

    def preview(self) -> Summary:
        """The summary with the first rows; nothing is written."""
        with _failing():
            return self.summary()._replace(preview=self.screen.preview(self.request.id))

    def write(self, stream: BinaryIO, progress: Progress | None) -> Summary:
        """Write the result and tell what was found."""
        long = self.request.layout is Layout.LONG
        with _failing():
            summary = self.summary()
            judged = self.rows - summary.not_judged
            expected = judged * len(self.screen.options) + summary.not_judged if long else self.rows
            wrote = self._workbook(stream) if self.form.format is Format.XLSX else self._pieces(stream, progress)
        if wrote != expected:
            raise RuntimeError(f"{self.rows:,} rows were read, but {wrote:,} written in place of {expected:,}")
        return summary

    def _pieces(self, stream: BinaryIO, progress: Progress | None) -> int:
        from ka1cli.batch.duckdb.writing import Writer

        form, request, table = self.form, self.request, self.table
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
        for piece, count in writer.pieces(self.screen.engine, self.rows, self.aside):
            append(piece, stream)
            piece.unlink()
            wrote += count
            if progress is not None:
                progress("writing", wrote / max(self.rows, 1))
        return wrote

    def _workbook(self, stream: BinaryIO) -> int:
        from ka1cli.batch.duckdb.workbook import write_result
        from ka1cli.batch.workbook.writing import DoesNotFit

        file, screen = self.aside / "result.xlsx", self.screen
        result = screen.result(self.request.layout)
        try:
            wrote = write_result(
                *(file, self.aside, screen.engine, screen.cells, result, self.table),
                *(self.positions, self.carried, self.added, self.request.about),
            )
        except DoesNotFit as error:
            raise refused(self.target, str(error), "write CSV, JSON Lines or Parquet") from None
        append(file, stream)
        return wrote

    def _header(self) -> bytes:
        """What stands above the first row of a CSV file: the lines that stood above the header, and the header."""
        form, table, all_columns = self.form, self.table, len(self.positions) == len(self.screen.cells.names)
        names = [*(column.name for column in self.carried), *self.added]
        neutral = safe if self.request.excel_safe else str
        above = "".join(line_of(map(neutral, cells), form.delimiter) + "\n" for _, cells in table.above)
        as_they_are = table.form is not None and form.delimiter == table.form.delimiter and '"' not in table.form.above
        if table.format is Format.CSV and table.form and as_they_are and neutral is str:
            above = table.form.above
        return csv_header([*map(neutral, names)], form, above if all_columns else "")


def csv_header(names: Sequence[str], form: Form, above: str = "") -> bytes:
    """The header of a CSV file, below the lines above it."""
    text = above + line_of(names, form.delimiter) + "\n"
    # Quotation marks behind the mark of UTF-8 would not be taken for such.
    content = (("\ufeff" if form.bom and not text.startswith(QUOTE) else "") + text).encode()
    return gzip.compress(content, mtime=0) if form.gzipped else content


def form_of(table: TableFile, target: Target, format: Format | None) -> Form:
    """How a result is written: CSV as its table was, so that the same spreadsheet opens it."""
    name = target.name.lower()
    format = format or format_of(name) or (Format.JSONL if table.format is Format.JSONL else Format.CSV)
    if format in (Format.PARQUET, Format.XLSX) and target.is_terminal:
        raise refused(target, f"{format} is nothing to look at on a terminal", "name a file with -o")
    gzipped = name.endswith(".gz") and format not in (Format.PARQUET, Format.XLSX)
    delimiter, bom = (table.form.delimiter, table.form.bom) if table.form else (",", False)
    bom = bom or (table.form is not None and table.form.encoding != "utf-8")
    if name.removesuffix(".gz").endswith(".tsv"):
        delimiter = "\t"
    elif name.removesuffix(".gz").endswith(".csv") and delimiter == "\t":
        delimiter = ","
    return Form(format, delimiter, bom, gzipped)
