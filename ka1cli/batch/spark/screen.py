"""A table screened on Spark: its rows are looked up and written by the workers."""

import warnings
from pathlib import Path
from typing import Any

from ka1cli.batch.request import Progress, Request
from ka1cli.batch.spark.cases import SparkCases
from ka1cli.batch.spark.details import details_on_spark, examples_on_spark
from ka1cli.batch.spark.problems import reading_problems, writing_problems
from ka1cli.batch.spark.reading import SparkTable, open_spark_table
from ka1cli.batch.spark.writing import SparkTarget, open_spark_target, write_parts
from ka1cli.batch.summary.counts import summary_of
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.cells import RISKY, SAFE
from ka1cli.batch.table.names import Layout, result_columns
from ka1cli.batch.table.places import RowPlaces
from ka1cli.decision.call_rules import CallRules

SETTINGS = {
    # Names and texts are what they are: no capitals ignored, nothing put in for `${...}`.
    "spark.sql.caseSensitive": "true",
    "spark.sql.variable.substitute": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.binaryAsString": "true",
    "spark.sql.session.timeZone": "UTC",
    # Rows stay where they are and in their order only if nothing is planned anew on the way.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.files.maxRecordsPerFile": "0",
}
"""What the result rests on, whatever else is configured. Set in a session of its own."""


def screen_on_spark(
    spark: Any,
    at_call: CallRules,
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
    own.conf.set("spark.sql.shuffle.partitions", str(2 * spark.sparkContext.defaultParallelism))
    with workspace() as aside, warnings.catch_warnings():
        # Spark warns of versions of pandas, which nothing here uses.
        warnings.filterwarnings("ignore", module="pyspark")
        to = open_spark_target(target, source, request.format)
        try:
            if progress is not None:
                progress("reading", -1)
            screen = SparkScreen(own, open_spark_table(own, source, aside, at_call.profiles), at_call, request)
            return screen.written(to, aside, progress)
        except BaseException:
            # What still runs would go on writing into what is being removed.
            spark.sparkContext.cancelAllJobs()
            raise


class SparkScreen:
    """One table, screened in one session."""

    def __init__(self, spark: Any, table: SparkTable, at_call: CallRules, request: Request) -> None:
        from pyspark.sql import functions as fn

        self.table, self.at_call, self.request, self.fn = table, at_call, request, fn
        self.cases = SparkCases(spark, table, at_call, request.routes, excel_safe=request.excel_safe)

    def written(self, target: SparkTarget, aside: Path, progress: Progress | None) -> Summary:
        """Judge every case, write the result, and tell what was found."""
        request, header = self.request, self.table.header
        try:
            options = [option.option.id for option in self.cases.options]
            columns = result_columns(header, request.layout, options, request.id, may_repeat=target.one_csv)
            with reading_problems(self.table.name):
                counts = self.cases.judge()
                examples = examples_on_spark(self.cases)
                decided = self.cases.decided()
                details = details_on_spark(self.cases, decided, header, request.id) if request.details else None
            if progress is not None:
                progress("writing", -1)
            result = decided.select(*(self._carried(position) for position in columns.positions), *self._added())
            rows = counts.rows
            if request.layout is Layout.LONG:
                rows = (rows - counts.blank) * len(self.cases.options) + counts.blank
            with writing_problems(target.target):
                write_parts(
                    result, [*columns.carried, *columns.added], rows, target, self.table, request.excel_safe, aside
                )
        finally:
            self.cases.rows.unpersist()
        return summary_of(
            self.table.name,
            header.names,
            self.at_call,
            self.cases.columns,
            self.cases.options,
            self.cases.overviews,
            counts,
            examples,
            (*header.hints, *columns.hints),
            details,
        )._replace(errors_column=columns.added[-1])

    def _carried(self, position: int) -> Any:
        column = self.fn.col(f"c{position}")
        is_text = self.table.rows.schema[f"c{position}"].dataType.typeName() == "string"
        return self._safe(column) if is_text else column

    def _safe(self, column: Any) -> Any:
        if not self.request.excel_safe:
            return column
        return self.fn.regexp_replace(column, RISKY, SAFE.replace("\\", "$"))

    def _added(self) -> list[Any]:
        fn, every = self.fn, range(len(self.cases.options))
        errors = self._safe(fn.col("read.errors")).alias("errors")
        if self.request.layout is Layout.WIDE:
            found = {f"o{k}_{j}": fn.col(f"o{k}_{j}") for k in every for j in (1, 2)}
            for name, j in (("matches", 5), ("recommended", 6)):
                found[name] = fn.nullif(fn.concat_ws(" ", *(fn.col(f"o{k}_{j}") for k in every)), fn.lit(""))
            found["missing"] = fn.col("missing")
            # A row without any answer is not judged.
            return [*(fn.when(~fn.col("blank"), text).alias(name) for name, text in found.items()), errors]
        each = [fn.struct(*(fn.col(f"o{k}_{j}").alias(f"p{j}") for j in range(5))) for k in every]
        nothing = fn.struct(*(fn.lit(None).cast("string").alias(f"p{j}") for j in range(5)))
        shown = fn.when(fn.col("blank"), fn.array(nothing)).otherwise(fn.array(*each))
        place = fn.concat(fn.lit(RowPlaces().prefix), self.cases.number.cast("string")).alias("place")
        return [self.cases.number.alias("row"), place, fn.explode(shown).alias("option"), errors]
