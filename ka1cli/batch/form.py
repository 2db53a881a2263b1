"""The form in which a result is written: CSV as its table was, so that the same spreadsheet opens it."""

import gzip
from collections.abc import Sequence
from typing import NamedTuple

from ka1cli.batch.table.cells import QUOTE, line_of
from ka1cli.batch.table.source import Format, TableFile, format_of
from ka1cli.batch.table.target import Target, refused


class Form(NamedTuple):
    format: Format
    delimiter: str = ","
    bom: bool = False
    """Whether a CSV file starts with the mark by which spreadsheets recognise UTF-8."""
    gzipped: bool = False


def form_of(table: TableFile, target: Target, format: Format | None) -> Form:
    """How the result for a table is written, in a format if one was asked for. Raises `InvalidTable`."""
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


def csv_header(names: Sequence[str], form: Form, above: str = "") -> bytes:
    """The header of a CSV file, below the lines above it."""
    text = above + line_of(names, form.delimiter) + "\n"
    # Quotation marks behind the mark of UTF-8 would not be taken for such.
    content = (("\ufeff" if form.bom and not text.startswith(QUOTE) else "") + text).encode()
    return gzip.compress(content, mtime=0) if form.gzipped else content
