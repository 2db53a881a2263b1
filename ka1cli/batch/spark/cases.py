"""The cases that occur in a table on Spark. The driver sees them and how many rows have each, never the rows."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import (
    OptionCases,
    OptionOutcome,
    Overview,
    letters_of,
    option_cases,
    options_of,
    overview_of,
)
from ka1cli.batch.spark.reading import SparkTable
from ka1cli.batch.spark.rows import SCHEMA, RowReader
from ka1cli.batch.summary.counts import Counts
from ka1cli.batch.table.cells import safe
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.spelling import BLANKS


class SparkCases:
    """The rows of a table with their cells, and what they come to."""

    def __init__(
        self, spark: Any, table: SparkTable, at_call: CallRules, routes: Sequence[str], *, excel_safe: bool
    ) -> None:
        from pyspark.sql import functions as fn

        self.spark, self.at_call, self.excel_safe, self.fn = spark, at_call, excel_safe, fn
        self.columns = tuple(AnswerColumn(column, at_call) for column in table.header.facts)
        self.options = option_cases(at_call, options_of(at_call, self.columns, routes), self.columns)
        self.overviews: list[Overview] = []
        reader = fn.udf(
            RowReader(at_call.every_call, at_call.sha256, at_call.call, at_call.last_day, table.header.facts),
            SCHEMA,
        )
        read = table.rows.withColumn("read", reader(*(f"t{i}" for i in range(len(self.columns)))))
        content = fn.translate(fn.concat_ws("", *(f"t{i}" for i in range(len(self.columns)))), BLANKS, "")
        read = read.withColumn("blank", content == "")
        numbers = [fn.col("read.cells")[i].alias(f"e{i}") for i in range(len(self.columns))]
        self.rows = read.select("*", *numbers).persist()
        """The rows with the cells `e0`, ... that count in each, kept by the workers until the end."""

    def judge(self) -> Counts:
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
                outcomes = [option.outcomes[x] for option, x in zip(self.options, key, strict=True)]
                needs = [letters_of(outcome.missing, facts) for outcome in outcomes]
                self.together[key] = numbers.setdefault(overview_of(needs, facts), len(numbers))
            by_overview[self.together[key]] += 0 if is_blank else n
            wrongs, clashing = wrongs + n * is_wrong, clashing + n * clashes
        self.overviews = list(numbers)
        self.own = own
        return Counts(rows, blanks, wrong=wrongs, clashing=clashing, outcomes=by_outcome, overviews=by_overview)

    def decided(self) -> Any:
        """The rows with what each comes to: tables as small as the cases are sent to all workers and looked up."""
        rows = self.rows
        for k, option in enumerate(self.options):
            keys = [f"e{place}" for place in self.own[k]]
            values = [(*case, x, *self._told(option, option.outcomes[x])) for case, x in self.outcomes[k].items()]
            rows = self._look_up(rows, keys, f"x{k} int, {', '.join(f'o{k}_{j} string' for j in range(7))}", values)
        keys = [f"x{k}" for k in range(len(self.options))]
        values = [(*key, z, self._shown(self.overviews[z].missing)) for key, z in self.together.items()]
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
        return (safe(text) if self.excel_safe else text) or None

    @cached_property
    def number(self) -> Any:
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
