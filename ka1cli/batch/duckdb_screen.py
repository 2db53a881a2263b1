"""A table screened on DuckDB: every row counted once, then written."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ka1cli.batch.by_case import TOLD, look_up, told_by_case
from ka1cli.batch.counting import Counts
from ka1cli.batch.details import Inquiry, divides
from ka1cli.batch.duckdb_engine import WIDE, Engine, cores
from ka1cli.batch.duckdb_parts import LEAST, Part, part_files, parts_of, put_together
from ka1cli.batch.duckdb_problems import perhaps_too_long, table_problem, write_problem
from ka1cli.batch.duckdb_reading import LINE, LONGEST_LINE, Reading, line_for, reading_of, text_of
from ka1cli.batch.duckdb_sql import DuckSql
from ka1cli.batch.duckdb_writing import append_statement, copy_statement, shown_text
from ka1cli.batch.examples import Examples
from ka1cli.batch.findings import summary_of
from ka1cli.batch.planning import plan_for
from ka1cli.batch.request import Form, Progress, Request
from ka1cli.batch.result import Column, Output, decide_rows, output
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Layers
from ka1cli.batch.summary import Summary
from ka1cli.batch.table.header import read_header
from ka1cli.batch.table.names import Layout, carried_columns, label_column, renamed, unique_names
from ka1cli.batch.table.source import Format, TableFile
from ka1cli.batch.table.target import Target
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import Diagnostic

T = TypeVar("T")

MOST_TOLD = 200_000
"""For so many cases, each counted once for every option, what the result shows is kept ready: some 20 MB."""
ROWS_OF_A_CASE = 4
"""So many rows of each case, on average, are worth that."""
MEMORY_OF_LONG_LINES = 1500
"""What reading very long lines takes, in MB."""


def screen_table(
    rules: CallRules,
    table: TableFile,
    target: Target,
    file: Path,
    form: Form,
    request: Request,
    aside: Path,
    progress: Progress | None = None,
) -> Summary:
    """Screen a table that is open, and write the result to `file`. Raises `InvalidTable`."""

    def screened(screen: "DuckScreen") -> Summary:
        header = screen.header
        carried = carried_columns(header, request.id)
        names = header.names if form.format is Format.CSV else unique_names(header.names)
        kept = [names[position] for position in carried]
        result = screen.result(request.layout, carried, kept)
        safe = result.safe(screen.sql) if request.excel_safe else result
        hints = (*header.hints, *renamed(header.names, names, "names have to differ here"), *result.renamed)
        summary = screen.summary(table.name, hints, details=request.details, id=request.id)
        append = table.format is form.format is Format.JSONL and request.id is None

        def statement(result: Output, file: Path) -> str:
            if append:
                return append_statement(result, form, file, screen.sql)
            return copy_statement(result, form, file, screen.sql, header=file is files[0])

        if whole or summary.rows < LEAST:
            written = len(result.columns) if form.format is Format.PARQUET else 1
            screen.engine.settle(len(header.names), written)
            screen.check_rows(screen.run(statement(safe, file), "writing"), summary.rows, request.layout)
            return summary
        parts = parts_of(summary.rows, min(len(files), screen.engine.threads))
        results = screen.parts(safe, request.layout, form, parts)
        screen.engine.settle_together(len(header.names), len(parts))
        with put_together(files[: len(parts)]):
            wrote = screen.run_together([statement(*one) for one in zip(results, files, strict=False)], "writing")
        screen.check_rows(wrote, summary.rows, request.layout)
        return summary

    # Only a file on a disk can be put together from parts, and Parquet cannot.
    whole = form.format is Format.PARQUET or not target.is_file
    files = part_files(file, 1 if whole else cores())
    try:
        return on_table(rules, table, aside, screened, files, progress)
    except duckdb.Error as error:
        problem = write_problem(error, target)
        if problem is None:
            raise
        raise problem from None


def on_table(
    rules: CallRules,
    table: TableFile,
    aside: Path,
    work: Callable[["DuckScreen"], T],
    files: Sequence[Path] = (),
    progress: Progress | None = None,
) -> T:
    """Work on a table that is open; `files` are those that are to be written.

    Raises `InvalidTable` for what is wrong with the table, and what DuckDB raises for everything else.
    """
    # The name of a file may mean a pattern or an address to DuckDB; this one means nothing but the file.
    link = aside / "table"
    link.symlink_to(table.path.resolve())

    def attempt(line: int, threads: int | None = None) -> T:
        more_memory = MEMORY_OF_LONG_LINES if line > LINE else 0
        if table.form is not None:
            more_memory += int(len(table.form.names) * WIDE)
        engine = Engine(aside, [table.path, *files], progress, threads, more_memory)
        return work(DuckScreen(engine, reading_of(table, link, DuckSql(), engine.ask, line), rules))

    # Threads that write in order keep whole stretches of rows, and short rows become long ones. One thread writes each
    # row as it comes.
    line = line_for(rules, table.form)
    try:
        try:
            return attempt(line, threads=1 if line > LINE else None)
        except duckdb.OutOfMemoryException:
            return attempt(line, threads=1)
        except duckdb.Error as error:
            if not perhaps_too_long(error):
                raise
            return attempt(LONGEST_LINE, threads=1)
    except duckdb.Error as error:
        problem = table_problem(error, table)
        if problem is None:
            raise
        raise problem from None


class DuckScreen:
    """One table, one plan, one connection."""

    def __init__(self, engine: Engine, reading: Reading, rules: CallRules) -> None:
        self.engine, self.reading, self.rules = engine, reading, rules
        self.header = read_header(reading.names, rules.rules.profiles)
        self.sql = DuckSql()
        self.screening = Screening(plan_for(rules, self.header.facts), self.sql)

    def result(self, layout: Layout, carried: Sequence[int], names: Sequence[str]) -> Output:
        """The result in a layout, with some columns of the table carried along under these names."""
        table = self._table(numbered=layout is Layout.LONG)
        kept = tuple(
            Column(name, f"c{position}", self.reading.types[position] == "VARCHAR")
            for position, name in zip(carried, names, strict=True)
        )
        return output(self.screening, table, layout, kept)

    def parts(self, whole: Output, layout: Layout, form: Form, parts: Sequence[Part]) -> list[Output]:
        """A result in parts. They are in the order of the table if a single thread works on each."""
        add_layers, added = decide_rows, whole.added
        if self._is_told_by_case():
            delimiter = form.delimiter if form.format is Format.CSV else None
            told = told_by_case(
                self.screening, whole, layout, "cases", lambda one: shown_text(one, self.sql), delimiter
            )
            self.run(f"CREATE TABLE {TOLD} AS {told.query}", "reading")
            add_layers, added = look_up, told.columns
        results = []
        for part in parts:
            table = self._table(numbered=layout is Layout.LONG, part=part)
            add_layers(self.screening, table, layout)
            results.append(whole._replace(added=added, query=table.query))
        return results

    def summary(
        self, table: str, hints: Sequence[Diagnostic], *, details: bool = False, id: str | None = None
    ) -> Summary:
        """Count the rows and find out what there is to tell about them, row by row only where details are wanted."""
        label = label_column(self.header, id)
        source = self._coded(label) if details else self._code()
        counts, examples = self._counts(source), self._examples()
        found = self._inquiry().details(None if label is None else self.header.names[label]) if details else None
        return summary_of(table, self.header, self.rules, self.screening, counts, examples, hints, found)

    def check_rows(self, written: int, read: int, layout: Layout) -> None:
        """Make sure that every row that was read has been written, once or, in the layout long, once for each option."""
        each = len(self.screening.plan.options) if layout is Layout.LONG else 1
        if written != read * each:
            raise RuntimeError(f"{read:,} rows were read, but {written:,} written in place of {read * each:,}")

    def run(self, statement: str, doing: str) -> int:
        """Run a statement that takes its time, and return how many rows it wrote."""
        self.engine.know(self.sql.variables)
        return self.engine.run(statement, doing)

    def run_together(self, statements: Sequence[str], doing: str) -> int:
        """Run statements at the same time, and return how many rows they wrote."""
        self.engine.know(self.sql.variables)
        return self.engine.run_together(statements, doing)

    def relation(self, query: str) -> duckdb.DuckDBPyRelation:
        """A query that may use the lists of the screening, to be fetched in one form or another."""
        self.engine.know(self.sql.variables)
        return self.engine.connection.sql(query)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query that may use the lists of the screening."""
        self.engine.know(self.sql.variables)
        return self.engine.ask(query)

    def _is_told_by_case(self) -> bool:
        cases, rows = map(int, self.ask("SELECT count(*), coalesce(sum(n), 0) FROM cases")[0])
        return cases * len(self.screening.plan.options) <= MOST_TOLD and cases * ROWS_OF_A_CASE <= rows

    def _code(self) -> str:
        """A query for the case of every row."""
        table = self._table()
        self.screening.code(table)
        return table.query

    def _coded(self, label: int | None) -> str:
        """The same from a table with what an inquiry needs to know about every row."""
        codes = [f"k{number}" for number, answers in enumerate(self.screening.plan.answers) if divides(answers)]
        called = self.sql.null_text() if label is None else text_of(f"c{label}", self.reading.types[label])
        kept = ", ".join((*self.screening.case, *codes, f"{called} AS label"))
        self.run(f"CREATE OR REPLACE TEMP TABLE coded AS SELECT {kept} FROM ({self._code()})", "reading")
        return "SELECT * FROM coded"

    def _counts(self, coded: str) -> Counts:
        self.run(f"CREATE OR REPLACE TEMP TABLE cases AS {self.screening.cases(coded)}", "reading")
        return Counts(self.screening, "cases", self.ask)

    def _inquiry(self) -> Inquiry:
        # Rows have their numbers in the order in which they were inserted, which is that of the file.
        return Inquiry(self.screening, "SELECT rowid + 1 AS row, * FROM coded", "cases", self.ask)

    def _examples(self) -> Examples:
        table = self._table(numbered=True)
        self.screening.code(table)
        self.screening.add_up(table)
        return Examples(self.screening, table.query, self.ask)

    def _table(self, numbered: bool = False, part: Part | None = None) -> Layers:
        table = Layers(self.reading.with_texts(self.header.facts, part))
        table.add({"row": f"{part.first if part else 0} + row_number() OVER ()"} if numbered else {})
        return table
