"""What is told about rows on Spark beyond their counts: examples of what is wrong, and the details of a report."""

from typing import Any

from ka1cli.batch.cases.answers import clashes_of
from ka1cli.batch.spark.cases import SparkCases
from ka1cli.batch.summary.details import LISTED, breakdown, divides, one_away
from ka1cli.batch.summary.examples import DIFFERENT, EACH, Examples, unread_column
from ka1cli.batch.summary.model import Details
from ka1cli.batch.table.header import Header
from ka1cli.batch.table.names import label_column
from ka1cli.batch.table.places import RowPlaces


def examples_on_spark(cases: SparkCases) -> Examples:
    """The first rows with cells that cannot be read, a few for each column, and how many such cells there are."""
    fn, places, unread = cases.fn, RowPlaces(), []
    wrong = cases.rows.where(fn.col("read.errors").isNotNull()).withColumn("row", cases.number)
    texts = [f"t{i}" for i in range(len(cases.columns))]
    counts = wrong.agg(*(fn.sum(fn.col("read.unread")[i].cast("int")) for i in range(len(cases.columns)))).head()
    for i, column in enumerate(cases.columns):
        if counts[i]:
            same = wrong.where(fn.col("read.unread")[i]).groupBy(f"t{i}")
            found = same.agg(fn.min("row").alias("row"), fn.count("*").alias("rows"))
            unread.append(unread_column(column, places, counts[i], found.orderBy("row").limit(DIFFERENT).collect()))
    clashing = wrong.where("read.clashing").orderBy("row").limit(EACH).select("row", *texts).collect()
    clashes = ((places.row(row), "; ".join(clashes_of(cases.at_call, cases.columns, own))) for row, *own in clashing)
    return Examples(tuple(unread), tuple(clashes))


def details_on_spark(cases: SparkCases, decided: Any, header: Header, id: str | None) -> Details:
    """What a report tells beyond the counts, of rows that are decided."""
    fn = cases.fn
    decided = decided.where(~fn.col("blank"))
    breakdowns = []
    for i, column in enumerate(cases.columns):
        if divides(column):
            rows = dict(decided.groupBy(f"t{i}").count().collect())
            outcomes = [
                {(text, x): n for text, x, n in decided.groupBy(f"t{i}", f"x{k}").count().collect()}
                for k in range(len(cases.options))
            ]
            breakdowns.append(breakdown(column, cases.options, rows, outcomes))
    label = label_column(header, id)
    label_name = None if label is None else header.names[label]
    text = fn.lit("") if label is None else fn.coalesce(fn.col(f"c{label}").cast("string"), fn.lit(""))
    near = [z for z, overview in enumerate(cases.overviews) if overview.one_answer]
    found = (
        decided.where(fn.col("z").isin(near))
        .select(cases.number.alias("row"), text, *(f"x{k}" for k in range(len(cases.options))))
        .orderBy("row")
        .limit(LISTED)
    )
    listed = tuple(one_away(row, label, cases.options, outcomes) for row, label, *outcomes in found.collect())
    return Details(label_name, tuple(breakdowns), listed)
