"""Tables as Spark's own sources read them."""

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any, NamedTuple

from ka1cli.batch.cases.totals import AROUND, LABELS, NUMBERS, WORDS
from ka1cli.batch.spark.problems import reading_problems
from ka1cli.batch.table.csv_form import SEP_LINE, CsvForm, csv_form
from ka1cli.batch.table.header import Header, read_header, require_facts
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.invalid import no_table
from ka1cli.batch.table.places import RowPlaces
from ka1cli.batch.table.source import STANDARD_INPUT, Format, format_of
from ka1cli.language.profiles.profile import ProfileReader

CSV = {
    # A quotation mark is doubled in quotes, and blanks belong to cells.
    "quote": '"',
    "escape": '"',
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
    "maxCharsPerColumn": "-1",
    "encoding": "UTF-8",
}
"""How CSV is read and written."""
_PATTERN = re.compile(r"[*?\[\]{}\\]")
"""What in a name is a pattern to Spark."""


class SparkTable(NamedTuple):
    """A table as a data frame."""

    name: str
    """What messages call it."""
    format: Format
    form: CsvForm | None
    """How CSV is written."""
    header: Header
    rows: Any
    """Columns `c0`, ... and `t0`, ... with the texts of the answers, and `place`, which grows in the order of the rows."""


def open_spark_table(spark: Any, source: str, aside: Path, profiles: ProfileReader) -> SparkTable:
    """Look at a table: a file, a folder or, where there is none of that name, a pattern. `-` is standard input.

    Raises `InvalidTable`.
    """
    from pyspark.sql import functions as fn

    name, path = source, source if not os.path.lexists(source) else _PATTERN.sub(r"\\\g<0>", source)
    if source == STANDARD_INPUT:
        name, path = "<stdin>", f"file:{aside / 'input'}"
        with (aside / "input").open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
    with reading_problems(name):
        format, form = _format(spark, name, path, profiles)
        match format:
            case Format.PARQUET:
                frame = spark.read.parquet(path)
            case Format.JSONL:
                frame = _json(spark, path, profiles)
            case Format.CSV:
                assert form is not None
                frame = _csv(spark, name, path, form)
        names = tuple(frame.columns) if form is None else form.names
        header = read_header(names, profiles)
        require_facts(header, profiles, RowPlaces())
        frame = frame.toDF(*(f"c{number}" for number in range(len(names))))
        texts = [_text(fn, f"c{column.position}", frame.schema) for column in header.facts]
        if texts:
            total = _is_total(fn, texts, [name for name, type in frame.dtypes if type == "string"])
            texts = [fn.when(~total, text) for text in texts]
        rows = frame.select(
            "*", *(text.alias(f"t{i}") for i, text in enumerate(texts)), fn.monotonically_increasing_id().alias("place")
        )
    return SparkTable(name, format, form, header, rows)


def _format(spark: Any, name: str, path: str, profiles: ProfileReader) -> tuple[Format, CsvForm | None]:
    known = format_of(name)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods", ".json")):
        raise no_table("Spark reads no workbooks and no JSON arrays", "leave out --engine spark")
    if known is Format.PARQUET:
        return known, None
    first = spark.read.text(path).head()
    line = str(first[0]) if first else ""
    if known is None and line.startswith("PAR1"):
        return Format.PARQUET, None
    if known is Format.JSONL or (known is None and line.lstrip("\ufeff \t").startswith("{")):
        return Format.JSONL, None
    if SEP_LINE.match(f"{line}\n".lstrip("\ufeff")):
        raise no_table(
            f"`{name}` names its delimiter in its first line, where Spark reads the header", "remove that line"
        )
    return Format.CSV, csv_form(f"{line}\n".encode(), name, Headings(profiles))


def _csv(spark: Any, name: str, path: str, form: CsvForm) -> Any:
    """Lines are read where they lie; only where a line break stands in quotes, each file is read as a whole."""
    from pyspark.sql import functions as fn

    quotes = fn.length("value") - fn.length(fn.translate("value", '"', ""))
    odd, is_text = spark.read.text(path).agg(fn.max(quotes % 2), fn.bool_and(fn.is_valid_utf8("value"))).head()
    if not is_text:
        raise no_table(f"`{name}` is not UTF-8 text", "save the table as CSV in UTF-8 and try again")
    schema = ", ".join(f"c{number} STRING" for number in range(len(form.names)))
    options = {**CSV, "sep": form.delimiter, "header": "true", "multiLine": str(odd == 1).lower(), "mode": "FAILFAST"}
    return spark.read.options(**options).schema(schema).csv(path)


def _json(spark: Any, path: str, profiles: ProfileReader) -> Any:
    """Answers are read as they are written; all other columns get the type that Spark finds.

    Spark puts them into the order of the alphabet; here those of the first line come first, as they stand there.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    found = spark.read.json(path, mode="FAILFAST").schema
    headings = Headings(profiles)
    fields = [StructField(one.name, StringType()) if headings.meaning(one.name) else one for one in found.fields]
    with suppress(ValueError, TypeError):  # an empty line
        first = [*json.loads(spark.read.text(path).head()[0].lstrip("\ufeff"))]
        fields.sort(key=lambda field: first.index(field.name) if field.name in first else len(first))
    return spark.read.schema(StructType(fields)).json(path, mode="FAILFAST")


def _is_total(functions: Any, answers: Sequence[Any], texts: Sequence[str]) -> Any:
    """Whether a row is a line of totals: a word for them in the first columns of text, and nothing but numbers as answers."""
    words = [functions.lower(functions.btrim(text, functions.lit(AROUND))).isin(*WORDS) for text in texts[:LABELS]]
    numbers = [functions.coalesce(text, functions.lit("")).rlike(NUMBERS) for text in answers]
    return functions.coalesce(reduce(or_, words, functions.lit(False)), functions.lit(False)) & reduce(and_, numbers)


def _text(functions: Any, column: str, schema: Any) -> Any:
    """A column as the text in which an answer of its type is written."""
    from pyspark.sql import types

    value, type = functions.col(column), schema[column].dataType
    match type:
        case types.FloatType() | types.DoubleType():
            whole = (value == value.cast("bigint")) & (functions.abs(value) < 1e15)
            text = functions.when(whole, value.cast("bigint").cast("string")).otherwise(value.cast("string"))
            return functions.when(~functions.isnan(value), text)
        case types.DecimalType():
            text = value.cast("string")
            return functions.when(text.contains("."), functions.regexp_replace(text, "[.]?0+$", "")).otherwise(text)
        case types.TimestampType() | types.TimestampNTZType():
            day = value.cast("date")
            return functions.when(value == day, day.cast("string")).otherwise(value.cast("string"))
        case types.BinaryType():
            return functions.decode(value, "UTF-8")
    return value.cast("string")
