"""What `ka1 batch` takes."""

import codecs

from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import FOREIGN, Format, format_of
from ka1cli.batch.table.target import STANDARD_OUTPUT
from ka1cli.cli.options.declaration import Unfit, choice, required, switch, text, texts, value
from ka1cli.cli.options.facts import FactOptions
from ka1cli.cli.outcome import usage


def encoding_name(text: str) -> str | None:
    """The usual name of an encoding. Raises `Unfit`."""
    try:
        b"a".decode(text or "utf-8", "replace")  # refuses what is known but no encoding of texts, such as zlib
        return codecs.lookup(text).name if text else None
    except (LookupError, UnicodeError):
        raise Unfit("write a name such as cp1252 or cp1253") from None


class BatchOptions(FactOptions):
    facts_last = True
    table: str = required(
        "IN", "A workbook (.xlsx, .xls, .ods), CSV, JSON Lines, a JSON array or Parquet; - for standard input."
    )
    output: str | None = text(
        "-o, --output OUT",
        "File for the result; it appears when it is complete. [default: standard output, at a terminal a preview]",
    )
    format: Format | None = choice(
        "--format", (None, *Format), "Form of the result. [default: what the name of OUT tells, else csv]"
    )
    layout: Layout = choice(
        "--layout", Layout, "One row for each row of the table (wide), or one for each row and option (long)."
    )
    id: str | None = text("--id COLUMN", "Carry along only this column. [default: all columns]")
    route: tuple[str, ...] = texts(
        "--route ID", "Screen for this route or activity only; may be repeated. [default: all routes]"
    )
    excel_safe: bool = switch(
        "--excel-safe", "Write ' before texts that a spreadsheet would run as a formula (csv only)."
    )
    report: str | None = text(
        "--report FILE", "HTML page with what the result comes to: verdicts, reasons, whom to ask what."
    )
    engine: str = choice("--engine", ("duckdb", "spark"), "What does the work: DuckDB here, or Spark on its cluster.")
    map: str | None = text(
        "--map FILE", "YAML file that says which column is which fact, and what its texts mean.", once=True
    )
    suggest_map: bool = switch(
        "--suggest-map", "Write such a file to fill in: all columns and texts that are not understood."
    )
    sheet: str | None = text("--sheet NAME", "Sheet of a workbook. [default: the first one whose header names facts]")
    encoding: str | None = value(
        "--encoding NAME",
        "Encoding of CSV that is not UTF-8, such as cp1252 (Western) or cp1253 (Greek).",
        encoding_name,
    )

    def refuse(self) -> None:
        output = self.output or ""
        if self.suggest_map and output:
            raise usage("--suggest-map does not go with --output", "write the map with > map.yaml")
        if self.format is None and output.lower().endswith(FOREIGN):
            help = "name a file that ends in .xlsx, .csv, .jsonl or .parquet; or say --format"
            raise usage(f"no result can be written in the format of `{output}`", help)
        written = self.format or format_of(output) or Format.CSV
        if self.excel_safe and written is not Format.CSV:
            raise usage(f"--excel-safe does not go with {written}", "it is for CSV, in which spreadsheets run formulas")
        if self.report == STANDARD_OUTPUT:
            raise usage("--report needs the name of a file", "write --report report.html")
        if self.engine == "spark" and not self.suggest_map:
            given = {"--map": self.map or self.answers, "--sheet": self.sheet, "--encoding": self.encoding}
            for flag in (flag for flag, value in given.items() if value):
                raise usage(f"{flag} and answers for every row do not go with --engine spark", "leave out --engine")
