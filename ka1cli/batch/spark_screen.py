"""A table screened on Spark: every row counted once, then written. The driver sees counts and examples only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ka1cli.batch.counting import Counts
from ka1cli.batch.details import Inquiry, divides
from ka1cli.batch.examples import Examples
from ka1cli.batch.findings import summary_of
from ka1cli.batch.planning import plan_for
from ka1cli.batch.request import Form, Progress, Request
from ka1cli.batch.result import Column, Output, output
from ka1cli.batch.screen import form_of
from ka1cli.batch.screening import Screening
from ka1cli.batch.spark_files import Files
from ka1cli.batch.spark_problems import reading_problems, writing_problems
from ka1cli.batch.spark_reading import read_table, text_of
from ka1cli.batch.spark_source import SparkTable, open_spark_table
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.spark_target import SparkTarget, open_spark_target, write_file, write_folder
from ka1cli.batch.spark_watch import Watch
from ka1cli.batch.spark_writing import csv_lines, json_lines, typed_query
from ka1cli.batch.sql import Layers
from ka1cli.batch.summary import Details, Summary
from ka1cli.batch.table.header import read_header
from ka1cli.batch.table.names import Layout, carried_columns, label_column, renamed, unique_names
from ka1cli.batch.table.source import Format, TableFile
from ka1cli.batch.table.target import STANDARD_OUTPUT, Target
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.temporary import private_folder

SETTINGS = {
    # Names and texts are what they are: no capitals ignored, nothing put in for `${...}`.
    "spark.sql.caseSensitive": "true",
    "spark.sql.variable.substitute": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.charVarcharAsString": "false",
    "spark.sql.parquet.binaryAsString": "true",
    "spark.sql.session.timeZone": "UTC",
    # How many tasks there have to be is known from the start; looking again after each step only takes time.
    "spark.sql.adaptive.enabled": "false",
    # One partition, one part of the result.
    "spark.sql.files.maxRecordsPerFile": "0",
    # A screening has more expressions than Java compiles as one method; as many small ones they run twice as fast.
    "spark.sql.codegen.wholeStage": "false",
}
"""What the plan rests on, whatever else is configured. Set in a session of its own."""


def screen_on_spark(
    spark: Any,
    rules: CallRules,
    source: str,
    target: str | None,
    request: Request,
    progress: Progress | None = None,
) -> Summary:
    """Screen a table in a `SparkSession`. `source` and `target` are files, folders and patterns as Spark knows them.

    `-` is standard input or output. Raises `InvalidTable` for a table that cannot be read and for a result that cannot
    be written, `BrokenPipeError` where nobody reads the result any more.
    """
    own = spark.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    with private_folder() as aside:
        files = Files(own)
        table = open_spark_table(source, aside, files, rules.rules.profiles)
        form = _form(table, target, request.format)
        to = open_spark_target(target, table, form.format, files, aside)
        try:
            with Watch(own, progress) as watch:
                return _screened(SparkScreen(watch, table, rules), form, to, request, files, aside)
        except BaseException:
            # What still runs would go on writing into what is being removed.
            spark.sparkContext.cancelAllJobs()
            raise


def _form(table: SparkTable, target: str | None, format: Format | None) -> Form:
    name = (target or STANDARD_OUTPUT).rstrip("/")
    like = TableFile(Path(table.name), table.name, table.format, table.form, gzipped=False)
    return form_of(like, Target(name, None if name == STANDARD_OUTPUT else Path(name)), format)


def _screened(
    screen: "SparkScreen", form: Form, to: SparkTarget, request: Request, files: Files, aside: Path
) -> Summary:
    header = screen.header
    carried = carried_columns(header, request.id)
    names = header.names if form.format is Format.CSV and to.folder is None else unique_names(header.names)
    result = screen.result(request.layout, carried, [names[position] for position in carried])
    hints = (*header.hints, *renamed(header.names, names, "names have to differ here"), *result.renamed)
    with reading_problems(screen.table.name):
        summary = screen.summary(hints, details=request.details, id=request.id)
    append = screen.table.format is form.format is Format.JSONL and request.id is None
    with writing_problems(to.target):
        screen.write(result.safe(screen.sql) if request.excel_safe else result, form, to, files, aside, append=append)
    return summary


class SparkScreen:
    """One table, one plan, one session."""

    def __init__(self, watch: Watch, table: SparkTable, rules: CallRules) -> None:
        self.watch, self.table, self.rules, self.sql = watch, table, rules, SparkSql()
        with reading_problems(table.name):
            self.reading = read_table(table, self.sql, watch)
        self.header = read_header(self.reading.names, rules.rules.profiles)
        self.screening = Screening(plan_for(rules, self.header.facts), self.sql)

    def result(self, layout: Layout, carried: Sequence[int], names: Sequence[str]) -> Output:
        """The result in a layout, with some columns of the table carried along under these names."""
        kept = tuple(
            Column(name, f"c{position}", self.reading.types[position] == "string")
            for position, name in zip(carried, names, strict=True)
        )
        return output(self.screening, self._table(), layout, kept)

    def summary(self, hints: Sequence[Diagnostic], *, details: bool = False, id: str | None = None) -> Summary:
        """Count the rows and find out what there is to tell about them."""
        table = self._table()
        self.screening.code(table)
        coded = table.query
        self.watch.keep(self.screening.cases(coded), "cases")
        counts = Counts(self.screening, "cases", self.watch.ask)
        self.screening.add_up(table)
        examples = Examples(self.screening, table.query, self.watch.ask)
        found = self._details(coded, label_column(self.header, id)) if details else None
        return summary_of(self.table.name, self.header, self.rules, self.screening, counts, examples, hints, found)

    def write(self, result: Output, form: Form, to: SparkTarget, files: Files, aside: Path, *, append: bool) -> None:
        """Write a result; with `append`, as the lines of the table with more at their ends. Raises `InvalidTable`."""
        if form.format is Format.PARQUET:
            typed = typed_query(result, self.sql)
            write_folder(lambda folder: self._save(typed, form, folder), to, form, self.reading.order, files)
            return
        if form.format is Format.CSV:
            lined = csv_lines(result, self._types, form, self.sql)
        else:
            lined = json_lines(result, self.sql, append=append)
        if to.folder is None:
            write_file(
                lambda folder: self._save(lined.query, form, folder),
                to.target,
                form,
                lined.header,
                self.reading.order,
                aside,
            )
            return
        query = lined.with_headers(self.sql) if self.reading.order else lined.only_header(self.sql)
        write_folder(lambda folder: self._save(query, form, folder), to, form, self.reading.order, files)

    def _save(self, query: str, form: Form, folder: str) -> None:
        def work() -> None:
            writer = self.watch.spark.sql(query).write.mode("overwrite")
            if form.format is Format.PARQUET:
                writer.parquet(folder)
            else:
                writer.option("compression", "gzip" if form.gzipped else "none").text(folder)

        self.watch.run(work, "writing")

    @property
    def _types(self) -> dict[str, str]:
        return {f"c{position}": type for position, type in enumerate(self.reading.types)}

    def _details(self, coded: str, label: int | None) -> Details:
        called = self.sql.null_text() if label is None else text_of(f"c{label}", self.reading.types[label])
        codes = [f"k{number}" for number, answers in enumerate(self.screening.plan.answers) if divides(answers)]
        kept = ", ".join(("row", *self.screening.case, *codes, f"{called} AS label"))
        inquiry = Inquiry(self.screening, f"SELECT {kept} FROM ({coded})", "cases", self.watch.ask)
        return inquiry.details(None if label is None else self.header.names[label])

    def _table(self) -> Layers:
        return Layers(self.reading.with_texts(self.header.facts))
