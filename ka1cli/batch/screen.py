"""Screens one table file: the order in which everything happens, whatever the engine."""

from ka1cli.batch.request import Form, Progress, Request
from ka1cli.batch.summary import Summary
from ka1cli.batch.table.header import InvalidTable
from ka1cli.batch.table.source import Format, TableFile, format_of, open_table
from ka1cli.batch.table.target import Target, open_target, refused, written
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.temporary import private_folder


def screen_file(
    rules: CallRules, source: str, target: str | None, request: Request, progress: Progress | None = None
) -> Summary:
    """Screen the table in a file, write the result, and tell what was found. `-` is standard input or output.

    Raises `InvalidTable` for a table that cannot be read and for a result that cannot be written, `BrokenPipeError`
    where nobody reads the result any more.
    """
    from ka1cli.batch.duckdb_screen import screen_table

    with private_folder() as aside:
        table = open_table(source, aside, rules.rules.profiles)
        into = open_target(target, table.path)
        form = form_of(table, into, request.format)
        before = _state(table)
        with written(into, aside) as file:
            summary = screen_table(rules, table, into, file, form, request, aside, progress)
            if _state(table) != before:
                message = f"`{table.name}` has changed while it was read"
                raise InvalidTable([Diagnostic("T601", message, None, "try again when nobody writes to it")])
            return summary


def _state(table: TableFile) -> tuple[int, int, int]:
    """What is different after somebody has written to a table: it is read twice, and has to be the same both times."""
    found = table.path.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


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
