"""Where Spark's results go: one file on this machine, a folder elsewhere. Either is there only when it is complete."""

import gzip
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.request import Form
from ka1cli.batch.spark_files import Files
from ka1cli.batch.spark_problems import writing_problems
from ka1cli.batch.spark_source import SparkTable
from ka1cli.batch.table.source import Format
from ka1cli.batch.table.target import STANDARD_OUTPUT, Target, open_target, refused, written
from ka1cli.temporary import new_name

_PART = re.compile(r"part-(\d+)-")

Write = Callable[[str], None]
"""Has Spark write all parts of a result into a folder."""


class SparkTarget(NamedTuple):
    """Where a result goes."""

    target: Target
    folder: str | None
    """The folder that it becomes; nothing if it is one file or stream."""


def open_spark_target(name: str | None, table: SparkTable, format: Format, files: Files, aside: Path) -> SparkTarget:
    """Look at a target before the work begins. Raises `InvalidTable`.

    CSV and JSON Lines on this machine are one file, unless the name ends with `/`; all else is a folder.
    """
    if name is None or name == STANDARD_OUTPUT:
        if format is Format.PARQUET:
            why = "Spark writes Parquet as a folder"
            raise refused(Target("<stdout>", None), why, "name a folder with -o")
        return SparkTarget(open_target(None, aside), None)
    folder = Target(name, Path(name))
    with writing_problems(folder):
        local, exists = files.local(name), files.exists(name)
    if local is not None and format is not Format.PARQUET and not name.endswith("/"):
        source = files.local(table.files[0].address)
        here = open_target(local, Path(source) if source is not None else aside)
        return SparkTarget(here._replace(name=name), None)
    if exists:
        raise refused(folder, "it is there already", "name a new folder: Spark does not write over an old one")
    if local is not None and not os.access(Path(local).parent, os.W_OK):
        raise refused(folder, f"nothing can be written into `{Path(local).parent}`")
    return SparkTarget(folder, name.rstrip("/"))


def write_file(write: Write, target: Target, form: Form, header: str, order: Sequence[int], aside: Path) -> None:
    """Write a result as one file: its parts are copied one behind the other. Raises `InvalidTable`."""
    with written(target, aside) as file:
        parts = file.with_name(f"{file.name}s") if target.is_file else aside / "parts"
        try:
            write(f"file:{parts}")
            found = _in_order([part.name for part in Path(parts).iterdir()], order, target)
            with file.open("wb") as whole:
                start = header.encode()
                whole.write(gzip.compress(start, mtime=0) if form.gzipped and start else start)
                for name in found:
                    with (parts / name).open("rb") as part:
                        shutil.copyfileobj(part, whole, 1 << 20)
                    (parts / name).unlink()
        finally:
            shutil.rmtree(parts, ignore_errors=True)


def write_folder(write: Write, to: SparkTarget, form: Form, order: Sequence[int], files: Files) -> None:
    """Write a result as a folder with its parts, named in the order of the rows. Raises `InvalidTable`."""
    assert to.folder is not None
    parent, slash, _ = to.folder.rpartition("/")
    aside = f"{parent}{slash}{new_name()}"
    try:
        write(aside)
        names = files.names(aside)
        found = _in_order(names, order, to.target)
        for number, part in enumerate(found):
            ending = part.split("-c000", 1)[1].replace(".txt", f".{form.format}")
            files.rename(f"{aside}/{part}", f"{aside}/part-{number:05}{ending}")
        for part in (part for part in names if _PART.match(part) and part not in found):
            files.delete(f"{aside}/{part}")
        if not files.rename(aside, to.folder):
            raise refused(to.target, "the finished folder cannot be given its name")
    finally:
        files.delete(aside)


def _in_order(names: Sequence[str], order: Sequence[int], target: Target) -> list[str]:
    """The parts that have rows, in the order of the rows; all parts if there are no rows."""
    parts = {int(number[1]): name for name in names if (number := _PART.match(name))}
    if not set(order) <= set(parts):
        why = "the workers have written to disks of their own"
        raise refused(target, why, "name a file system that all of them share")
    return [parts[number] for number in order] if order else sorted(parts.values())
