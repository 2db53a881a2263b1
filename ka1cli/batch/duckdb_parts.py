"""Parts of a result: written at the same time, each by a thread of its own, then put one behind the other.

DuckDB can write one file with several threads in the order of the rows as well, but then it keeps what they have ready
in memory until it is its turn: 470 MB in place of 150 MB for two threads, a quarter more time, and none of it is known
before.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

LEAST = 40_000
"""So many rows are worth a part."""
MOST = 8
"""So many parts are written at the same time. They are four times as fast as one; any number would be five times as fast,
and each takes some 60 MB."""
PASSED = 0.2
"""What it takes to pass over a row that belongs to another part, where 1 is to screen it (measured: 0.3 and 1.4 µs)."""


class Part(NamedTuple):
    """Consecutive rows of a table."""

    first: int
    """Counted from 0."""
    rows: int

    def of(self, source: str) -> str:
        """A query for these rows of a relation."""
        return f"SELECT * FROM {source} LIMIT {self.rows} OFFSET {self.first}"


def parts_of(rows: int, most: int) -> tuple[Part, ...]:
    """Parts of a table, one or more, as many as are worth it. Each takes the same time, passing over those before it.

    So each is smaller than the one before.
    """
    sizes = [(1 - PASSED) ** number for number in range(min(most, MOST))]
    while len(sizes) > 1 and rows * sizes[-1] / sum(sizes) < LEAST:
        sizes.pop()
    starts = [round(rows * sum(sizes[:number]) / sum(sizes)) for number in range(len(sizes) + 1)]
    return tuple(Part(first, end - first) for first, end in pairwise(starts))


def part_files(file: Path, count: int) -> tuple[Path, ...]:
    """The files for so many parts: the first is that of the result."""
    return (file, *(file.with_name(f"{file.name}.{number}") for number in range(1, count)))


@contextmanager
def put_together(files: Sequence[Path]) -> Iterator[None]:
    """Put what was written to several files into the first one. The others are gone in the end, come what may."""
    try:
        yield
        with files[0].open("r+b", buffering=0) as whole:
            whole.seek(0, os.SEEK_END)
            for file in files[1:]:
                with file.open("rb", buffering=0) as part:
                    _append(part, whole)
                file.unlink()
    finally:
        for file in files[1:]:
            with suppress(OSError):
                file.unlink()


def _append(part: BinaryIO, whole: BinaryIO) -> None:
    """Append what is left of one file to another."""
    if sys.platform == "linux":
        # Inside the kernel it takes 0.3 s for a gigabyte, every time; through here 0.3 to 1.5 s.
        with suppress(OSError):
            while os.copy_file_range(part.fileno(), whole.fileno(), 1 << 30):
                pass
    shutil.copyfileobj(part, whole, 1 << 20)
