"""Results as Spark's own writers write them: a folder, or its parts one behind the other in one file on this machine."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ka1cli.batch.form import Form, csv_header, form_of
from ka1cli.batch.spark.reading import CSV, SparkTable
from ka1cli.batch.table.cells import safe
from ka1cli.batch.table.places import RowPlaces
from ka1cli.batch.table.source import Format, TableFile, format_of
from ka1cli.batch.table.target import STANDARD_OUTPUT, Target, append, open_target, refused, written


class SparkTarget(NamedTuple):
    """Where a result goes."""

    target: Target
    folder: str | None
    """The folder that it becomes; nothing if it is one file or stream."""
    format: Format | None
    """The form that was asked for, or that the name tells."""

    @property
    def one_csv(self) -> bool:
        """Whether it becomes one file of CSV, in which names may occur twice."""
        return self.folder is None and self.format in (None, Format.CSV)


def open_spark_target(name: str | None, source: str, format: Format | None) -> SparkTarget:
    """Look at a target before the work begins. Raises `InvalidTable`.

    CSV and JSON Lines on this machine are one file, unless the name ends with `/`; all else is a folder.
    """
    if name is None or name == STANDARD_OUTPUT:
        if format is Format.PARQUET:
            raise refused(Target("<stdout>", None), "Spark writes Parquet as a folder", "name a folder with -o")
        return SparkTarget(open_target(None, Path(source)), None, format)
    format = format or format_of(name.rstrip("/"))
    local = name.removeprefix("file:") if name.startswith("file:") or "://" not in name else None
    if local is not None and format is not Format.PARQUET and not name.endswith("/"):
        there = Path(source.removeprefix("file:"))
        target = open_target(local, there if there.exists() else Path(os.devnull))
        return SparkTarget(target._replace(name=name), None, format)
    target = Target(name, Path(name))
    if local is not None and Path(local).exists():
        raise refused(target, "it is there already", "name a new folder: Spark does not write over an old one")
    if local is not None and not os.access(Path(local).resolve().parent, os.W_OK):
        raise refused(target, f"nothing can be written into `{Path(local).resolve().parent}`")
    return SparkTarget(target, name.rstrip("/"), format)


def write_parts(
    result: Any,
    names: Sequence[str],
    rows: int,
    to: SparkTarget,
    table: SparkTable,
    excel_safe: bool,
    aside: Path,
) -> None:
    """Write a result with so many rows under these names of columns."""
    from pyspark.sql import Observation
    from pyspark.sql import functions as fn

    path = Path(table.name)
    like = TableFile(path, table.name, table.format, table.form, gzipped=False, given=path, places=RowPlaces())
    form = form_of(like, Target(to.target.name.rstrip("/"), to.target.path), to.format)
    spread = [f"{name}.*" if name == "option" else name for name in result.columns]
    result = result.select(*spread)
    every = list(map(safe, names)) if excel_safe else list(names)
    wrote = Observation()
    counted = result.observe(wrote, fn.count(fn.lit(1)).alias("rows"))
    if to.folder is not None:
        _save(counted.toDF(*every), to.folder, form, header=True)
    else:
        with written(to.target) as stream:
            # Names may occur twice in one file of CSV, so Spark does not write them.
            folder = aside / "parts"
            _save(counted if form.format is Format.CSV else counted.toDF(*every), f"file:{folder}", form, header=False)
            if form.format is Format.CSV:
                stream.write(csv_header(every, form))
            parts = sorted(folder.glob("part-*"))
            if rows and not parts:
                why = "the workers have written to disks of their own"
                raise refused(to.target, why, "name a file system that all of them share")
            for part in parts:
                append(part, stream)
                part.unlink()
    if wrote.get["rows"] != rows:
        raise RuntimeError(f"{wrote.get['rows']:,} rows were written in place of {rows:,}")


def _save(frame: Any, folder: str, form: Form, *, header: bool) -> None:
    writer = frame.write.option("compression", "gzip") if form.gzipped else frame.write
    match form.format:
        case Format.CSV:
            writer.options(**CSV, sep=form.delimiter, header=str(header).lower(), emptyValue='""').csv(folder)
        case Format.JSONL:
            writer.option("ignoreNullFields", "false").json(folder)
        case Format.PARQUET:
            writer.parquet(folder)
