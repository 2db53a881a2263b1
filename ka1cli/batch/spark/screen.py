"""A table screened on Spark. The driver sees the cases that occur, their counts and a few examples, never the rows."""

import warnings
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ka1cli.batch.cases.answers import AnswerColumn, problems_of
from ka1cli.batch.cases.outcomes import OptionCases, OptionOutcome, Overview, option_cases, options_of, overview_of
from ka1cli.batch.request import Progress, Request
from ka1cli.batch.spark.problems import reading_problems, writing_problems
from ka1cli.batch.spark.reading import SparkTable, open_spark_table
from ka1cli.batch.spark.rows import SCHEMA, RowReader
from ka1cli.batch.spark.writing import SparkTarget, open_spark_target, write_parts
from ka1cli.batch.summary.counts import Counts, summary_of
from ka1cli.batch.summary.details import LISTED, breakdown, divides, one_away
from ka1cli.batch.summary.examples import DIFFERENT, EACH, Examples
from ka1cli.batch.summary.model import Details, Summary
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.cells import RISKY, SAFE, safe
from ka1cli.batch.table.names import (
    Layout,
    added_names,
    carried_columns,
    label_column,
    renamed,
    unique_names,
    without_collisions,
)
from ka1cli.batch.table.places import RowPlaces
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.spelling import BLANKS

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

        self.spark, self.table, self.at_call, self.request, self.fn = spark, table, at_call, request, fn
        self.columns = tuple(AnswerColumn(column, at_call) for column in table.header.facts)
        self.options = option_cases(at_call, options_of(at_call, self.columns, request.routes), self.columns)
        self.overviews: list[Overview] = []
        reader = fn.udf(
            RowReader(at_call.every_call, at_call.sha256, at_call.call, at_call.last_day, table.header.facts), SCHEMA
        )
        read = table.rows.withColumn("read", reader(*(f"t{i}" for i in range(len(self.columns)))))
        content = fn.translate(fn.concat_ws("", *(f"t{i}" for i in range(len(self.columns)))), BLANKS, "")
        read = read.withColumn("blank", content == "")
        numbers = [fn.col("read.cells")[i].alias(f"e{i}") for i in range(len(self.columns))]
        self.rows = read.select("*", *numbers).persist()
        """The rows with the cells `e0`, ... that count in each, kept by the workers until the end."""

    def written(self, target: SparkTarget, aside: Path, progress: Progress | None) -> Summary:
        """Judge every case, write the result, and tell what was found."""
        request, header = self.request, self.table.header
        try:
            positions = carried_columns(header, request.id)
            names = header.names if target.one_csv else unique_names(header.names)
            with reading_problems(self.table.name):
                counts = self._judge()
                examples = self._examples()
                decided = self._decided()
                details = self._details(decided) if request.details else None
            carried = [names[position] for position in positions]
            meant = added_names(request.layout, [option.option.id for option in self.options])
            added = without_collisions(meant, carried)
            if progress is not None:
                progress("writing", -1)
            result = decided.select(*(self._carried(position) for position in positions), *self._added())
            rows = counts.rows
            if request.layout is Layout.LONG:
                rows = (rows - counts.blank) * len(self.options) + counts.blank
            with writing_problems(target.target):
                write_parts(result, [*carried, *added], rows, target, self.table, request.excel_safe, aside)
        finally:
            self.rows.unpersist()
        hints = (
            *header.hints,
            *renamed(header.names, names, "names have to differ here"),
            *renamed(meant, added, "the table has a column of this name"),
        )
        return summary_of(
            self.table.name,
            header.names,
            self.at_call,
            self.columns,
            self.options,
            self.overviews,
            counts,
            examples,
            hints,
            details,
        )

    def _judge(self) -> Counts:
        """Judge the cases that occur. Only they and how many rows have them come to the driver."""
        fn, width = self.fn, len(self.columns)
        cells = [f"e{i}" for i in range(width)]
        wrong = fn.col("read.errors").isNotNull()
        cases = self.rows.groupBy(
            *cells, "blank", wrong.alias("wrong"), fn.col("read.clashing").alias("clashing")
        ).count()
        facts = tuple(self.at_call.rule_set.facts)
        own = [[self.columns.index(column) for column in option.columns] for option in self.options]
        self.outcomes: list[dict[tuple[int, ...], int]] = [{} for _ in self.options]
        self.together: dict[tuple[int, ...], int] = {}
        numbers: dict[Overview, int] = {}
        by_outcome, by_overview = [Counter[int]() for _ in self.options], Counter[int]()
        rows = blanks = wrongs = clashing = 0
        for *case, is_blank, is_wrong, clashes, n in cases.toLocalIterator():
            found = []
            rows, blanks = rows + n, blanks + n * is_blank
            for k, option in enumerate(self.options):
                part = tuple(case[place] for place in own[k])
                if part not in self.outcomes[k]:
                    self.outcomes[k][part] = option.judge(part)
                found.append(self.outcomes[k][part])
                by_outcome[k][found[-1]] += 0 if is_blank else n
            key = tuple(found)
            if key not in self.together:
                missing = [option.outcomes[x].missing for option, x in zip(self.options, key, strict=True)]
                self.together[key] = numbers.setdefault(overview_of(missing, facts), len(numbers))
            by_overview[self.together[key]] += 0 if is_blank else n
            wrongs, clashing = wrongs + n * is_wrong, clashing + n * clashes
        self.overviews = list(numbers)
        self.own = own
        return Counts(rows, blanks, wrong=wrongs, clashing=clashing, outcomes=by_outcome, overviews=by_overview)

    def _decided(self) -> Any:
        """The rows with what each comes to: tables as small as the cases are sent to all workers and looked up."""
        rows = self.rows
        for k, option in enumerate(self.options):
            keys = [f"e{place}" for place in self.own[k]]
            values = [(*case, x, *self._told(option, option.outcomes[x])) for case, x in self.outcomes[k].items()]
            rows = self._look_up(rows, keys, f"x{k} int, {', '.join(f'o{k}_{j} string' for j in range(7))}", values)
        keys = [f"x{k}" for k in range(len(self.options))]
        values = [(*key, z, self._shown(" ".join(self.overviews[z].missing))) for key, z in self.together.items()]
        return self._look_up(rows, keys, "z int, missing string", values)

    def _look_up(self, rows: Any, keys: Sequence[str], columns: str, values: Sequence[tuple[object, ...]]) -> Any:
        fn, names = self.fn, [column.split()[0] for column in columns.split(", ")]
        if not keys or not values:
            texts = values[0] if values else (None,) * len(names)
            types = [column.split()[1] for column in columns.split(", ")]
            return rows.select(
                "*", *(fn.lit(text).cast(type).alias(n) for text, type, n in zip(texts, types, names, strict=True))
            )
        table = self.spark.createDataFrame(values, ", ".join((*(f"{key} int" for key in keys), columns)))
        return rows.join(fn.broadcast(table), list(keys), "left")

    def _told(self, option: OptionCases, outcome: OptionOutcome) -> tuple[str | None, ...]:
        """The texts of an outcome in both layouts, and the option as far as it is eligible, and recommended."""
        name, verdict, missing = option.option.id, outcome.verdict, " ".join(outcome.missing)
        texts = (name, verdict.value, outcome.why, missing, "yes" if outcome.recommended else "no")
        marks = (name if verdict is Verdict.ELIGIBLE else "", name if outcome.recommended else "")
        return tuple(map(self._shown, (*texts, *marks)))

    def _shown(self, text: str) -> str | None:
        return (safe(text) if self.request.excel_safe else text) or None

    def _carried(self, position: int) -> Any:
        column = self.fn.col(f"c{position}")
        is_text = self.table.rows.schema[f"c{position}"].dataType.typeName() == "string"
        return self._safe(column) if is_text else column

    def _safe(self, column: Any) -> Any:
        if not self.request.excel_safe:
            return column
        return self.fn.regexp_replace(column, RISKY, SAFE.replace("\\", "$"))

    def _added(self) -> list[Any]:
        fn, every = self.fn, range(len(self.options))
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
        place = fn.concat(fn.lit(RowPlaces().prefix), self._number.cast("string")).alias("place")
        return [self._number.alias("row"), place, fn.explode(shown).alias("option"), errors]

    @cached_property
    def _number(self) -> Any:
        """The number of a row, counted from 1: how many rows stand in the partitions before its own, and its place there."""
        fn = self.fn
        part = fn.shiftright("place", 33)
        counts = dict(self.rows.groupBy(part.alias("part")).count().collect())
        before, found = 0, []
        for number in sorted(counts):
            found += [fn.lit(number), fn.lit(before)]
            before += counts[number]
        mask = (1 << 33) - 1
        return fn.create_map(*found)[part] + fn.col("place").bitwiseAND(fn.lit(mask)) + 1 if found else fn.col("place")

    def _examples(self) -> Examples:
        """The first rows with cells that cannot be read, a few for each column, and how many such cells there are."""
        fn, examples = self.fn, Examples(self.columns, RowPlaces())
        wrong = self.rows.where(fn.col("read.errors").isNotNull()).withColumn("row", self._number)
        texts = [f"t{i}" for i in range(len(self.columns))]
        counts = wrong.agg(*(fn.sum(fn.col("read.unread")[i].cast("int")) for i in range(len(self.columns)))).head()
        for i, column in enumerate(self.columns):
            if counts[i]:
                same = wrong.where(fn.col("read.unread")[i]).groupBy(f"t{i}")
                found = same.agg(fn.min("row").alias("row"), fn.count("*").alias("rows"))
                for text, row, rows in found.orderBy("row").limit(DIFFERENT).collect():
                    examples.add(row, problems_of(self.at_call, [column], [text], clashing=False), rows)
                examples.count(column, counts[i])
        for row, *own in wrong.where("read.clashing").orderBy("row").limit(EACH).select("row", *texts).collect():
            examples.add_clashes(row, problems_of(self.at_call, self.columns, own, clashing=True))
        return examples

    def _details(self, decided: Any) -> Details:
        fn, header = self.fn, self.table.header
        decided = decided.where(~fn.col("blank"))
        breakdowns = []
        for i, column in enumerate(self.columns):
            if divides(column):
                rows = dict(decided.groupBy(f"t{i}").count().collect())
                outcomes = [
                    {(text, x): n for text, x, n in decided.groupBy(f"t{i}", f"x{k}").count().collect()}
                    for k in range(len(self.options))
                ]
                breakdowns.append(breakdown(column, self.options, rows, outcomes))
        label = label_column(header, self.request.id)
        label_name = None if label is None else header.names[label]
        text = fn.lit("") if label is None else fn.coalesce(fn.col(f"c{label}").cast("string"), fn.lit(""))
        near = [z for z, overview in enumerate(self.overviews) if overview.one_answer]
        found = (
            decided.where(fn.col("z").isin(near))
            .select(self._number.alias("row"), text, *(f"x{k}" for k in range(len(self.options))))
            .orderBy("row")
            .limit(LISTED)
        )
        listed = tuple(one_away(row, label, self.options, outcomes) for row, label, *outcomes in found.collect())
        return Details(label_name, tuple(breakdowns), listed)
