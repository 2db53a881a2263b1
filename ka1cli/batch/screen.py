"""Screens one table file on DuckDB: the order in which everything happens."""

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ka1cli.batch.request import Form, Progress, Request
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.cells import QUOTE, line_of, safe
from ka1cli.batch.table.names import Layout, added_names, carried_columns, renamed, unique_names, without_collisions
from ka1cli.batch.table.source import Format, TableFile, format_of, open_table
from ka1cli.batch.table.target import Target, append, open_target, refused, written
from ka1cli.decision.decide import CallRules


def screen_file(
    rules: CallRules, source: str, target: str | None, request: Request, progress: Progress | None = None
) -> Summary:
    """Screen the table in a file, write the result, and tell what was found. `-` is standard input or output.

    Raises `InvalidTable` for a table that cannot be read and for a result that cannot be written, `BrokenPipeError`
    where nobody reads the result any more.
    """
    with workspace() as aside:
        table = open_table(source, aside, rules.rules.profiles)
        into = open_target(target, table.path)
        with written(into) as stream:
            return _screen(rules, table, into, stream, request, aside, progress)


def _screen(
    rules: CallRules,
    table: TableFile,
    target: Target,
    stream: BinaryIO,
    request: Request,
    aside: Path,
    progress: Progress | None,
) -> Summary:
    from ka1cli.batch.duckdb.files import result_failing, table_failing, table_in
    from ka1cli.batch.duckdb.screen import Screen
    from ka1cli.batch.duckdb.writing import Writer

    form = form_of(table, target, request.format)
    with table_failing(table):
        engine, cells = table_in(table, aside)
    with result_failing():
        screen = Screen(engine, cells, rules, request.routes, excel_safe=request.excel_safe)
        header = screen.header
        positions = carried_columns(header, request.id)
        names = header.names if form.format is Format.CSV else unique_names(header.names)
        carried = screen.carried(positions, [names[position] for position in positions])
        meant = added_names(request.layout, screen.options)
        added = without_collisions(meant, [column.name for column in carried])
        delimiter = form.delimiter if form.format is Format.CSV else None
        append_fields = table.format is form.format is Format.JSONL and request.id is None
        writer = Writer(screen.result(request.layout, delimiter), carried, added, form, append=append_fields)
        if form.format is Format.CSV:
            every = [*(column.name for column in carried), *added]
            stream.write(csv_header(list(map(safe, every)) if request.excel_safe else every, form))
        wrote = 0
        for piece, count in writer.pieces(engine, cells.rows, aside):
            append(piece, stream)
            piece.unlink()
            wrote += count
            if progress is not None:
                progress("writing", wrote / max(cells.rows, 1))
        expected = cells.rows * (len(screen.options) if request.layout is Layout.LONG else 1)
        if wrote != expected:
            raise RuntimeError(f"{cells.rows:,} rows were read, but {wrote:,} written in place of {expected:,}")
        hints = (
            *header.hints,
            *renamed(header.names, names, "names have to differ here"),
            *renamed(meant, added, "the table has a column of this name"),
        )
        return screen.summary(table.name, hints, details=request.details, id=request.id)


def csv_header(names: Sequence[str], form: Form) -> bytes:
    """The first line of a CSV file. Quotation marks behind the mark of UTF-8 would not be taken for such."""
    line = line_of(names, form.delimiter)
    text = ("\ufeff" if form.bom and not line.startswith(QUOTE) else "") + line + "\n"
    return gzip.compress(text.encode(), mtime=0) if form.gzipped else text.encode()


def form_of(table: TableFile, target: Target, format: Format | None) -> Form:
    """How a result is written: CSV as its table was, so that the same spreadsheet opens it."""
    name = target.name.lower()
    format = format or format_of(name) or Format.CSV
    if format is Format.PARQUET and target.is_terminal:
        raise refused(target, "Parquet is nothing to look at on a terminal", "name a file with -o")
    gzipped = name.endswith(".gz") and format is not Format.PARQUET
    delimiter, bom = (table.form.delimiter, table.form.bom) if table.form else (",", False)
    if name.removesuffix(".gz").endswith(".tsv"):
        delimiter = "\t"
    elif name.removesuffix(".gz").endswith(".csv") and delimiter == "\t":
        delimiter = ","
    return Form(format, delimiter, bom, gzipped)
