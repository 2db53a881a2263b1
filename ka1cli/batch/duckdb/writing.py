"""Results as DuckDB writes them: pieces of so many rows, at the same time, put one behind the other."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.duckdb.engine import Engine, cores, interruptible
from ka1cli.batch.duckdb.result import Result
from ka1cli.batch.duckdb.sql import csv_cells, identifier, literal, neutral
from ka1cli.batch.form import Form
from ka1cli.batch.table.source import Format

PIECE = 100_000
"""So many rows are written at once, by one thread."""
FEW = 40
"""For each time that a result adds so many columns, a piece has fewer rows."""
MOST = 8
"""So many pieces are written at the same time; each takes some memory."""


class Carried(NamedTuple):
    """A column of the table that is carried along."""

    name: str
    column: str
    """How it is called in the table `cells`."""
    type: str
    """As DuckDB calls it."""

    @property
    def text(self) -> str:
        """An expression for its texts."""
        return self.column if self.type == "VARCHAR" else f"CAST({self.column} AS VARCHAR)"

    @property
    def json(self) -> str:
        """An expression for its values in JSON, which has no `NaN` and no infinite numbers."""
        if self.type not in ("FLOAT", "DOUBLE"):
            return self.column
        return f"CASE WHEN isfinite({self.column}) THEN to_json({self.column}) ELSE to_json({self.text}) END"


class Writer(NamedTuple):
    """Writes one result in one form."""

    result: Result
    carried: Sequence[Carried]
    added: Sequence[str]
    """The names of the added columns."""
    form: Form
    append: bool = False
    """Whether lines of JSON only get new fields."""
    plain: bool = False
    """Whether no cell of CSV that is carried along needs quotation marks."""

    def pieces(self, engine: Engine, rows: int, aside: Path) -> Iterator[tuple[Path, int]]:
        """Write all rows piece by piece to files, and tell of each in order, with the number of its rows."""
        size = PIECE // (1 + len(self.added) // FEW)
        if self.form.format is Format.PARQUET:
            size = max(rows, 1)
        files = [(aside / f"piece{first}", first) for first in range(0, max(rows, 1), size)]
        yield from _in_turns(engine, [(file, self._statement(file, first, first + size)) for file, first in files])

    def _statement(self, file: Path, first: int, last: int) -> str:
        rows = self.result.rows(first, last)
        compression = "'gzip'" if self.form.gzipped else "'none'"
        if self.form.format is Format.CSV or self.append:
            pieces = [self._json_line()] if self.append else self._csv_pieces()
            line = ", ".join(f"{piece} AS piece{number}" for number, piece in enumerate(pieces))
            # A text that is to be quoted at any rate is not looked through, and without a quotation mark it stays what it is.
            settings = (
                f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIM {literal(self.form.delimiter)}, FORCE_QUOTE *"
            )
            target = f"{literal(str(file))} ({settings}, COMPRESSION {compression})"
            return f"COPY (SELECT {line} FROM ({rows})) TO {target}"
        is_json = self.form.format is Format.JSONL
        carried = [
            f"{column.json if is_json else column.column} AS {identifier(column.name)}" for column in self.carried
        ]
        added = [f"{text} AS {identifier(name)}" for text, name in zip(self.result.added, self.added, strict=True)]
        settings = f"FORMAT json, COMPRESSION {compression}" if is_json else "FORMAT parquet"
        return f"COPY (SELECT {', '.join((*carried, *added))} FROM ({rows})) TO {literal(str(file))} ({settings})"

    def _csv_pieces(self) -> list[str]:
        """What stands between the delimiters of a line, as CSV writes it; what is carried along is one piece."""
        delimiter = self.form.delimiter
        safe = ("VARCHAR", "BLOB") if self.result.excel_safe else ()
        texts = [neutral(column.text) if column.type in safe else column.text for column in self.carried]
        *added, errors = self.result.added
        own = f"concat({f', {literal(delimiter)}, '.join(texts)})" if self.plain else csv_cells(texts, delimiter)
        return [own, *added, csv_cells([errors], delimiter)]

    def _json_line(self) -> str:
        """A line of JSON as it is, with the added columns at its end."""
        fields = ", ".join(
            f"concat({literal(f'{json.dumps(name)}:')}, coalesce(CAST(to_json({text}) AS VARCHAR), 'null'))"
            for name, text in zip(self.added, self.result.added, strict=True)
        )
        comma = "CASE WHEN regexp_full_match(json, '\\{\\s*\\}\\s*') THEN '' ELSE ',' END"
        start = "left(rtrim(json, E' \\t\\r'), -1)"
        # DuckDB reads `{"a": 1,}`, which is no JSON.
        start = f"CASE WHEN suffix(rtrim({start}, E' \\t'), ',') THEN rtrim({start}, E' \\t,') ELSE {start} END"
        return f"concat({start}, {comma}, concat_ws(',', {fields}), '}}')"


def _in_turns(engine: Engine, statements: Sequence[tuple[Path, str]]) -> Iterator[tuple[Path, int]]:
    """Run statements that write files, some at the same time; tell of each in order, and how many rows it wrote."""
    together = min(cores(), MOST, len(statements))
    connections = [engine.connection.cursor() for _ in range(together)]

    def write(place: int, statement: str) -> int:
        return int((connections[place % together].execute(statement).fetchone() or (0,))[0])

    with ThreadPoolExecutor(together) as pool:
        waiting: list[tuple[Path, Future[int]]] = []
        try:
            for place, (file, statement) in enumerate(statements):
                waiting.append((file, pool.submit(write, place, statement)))
                if len(waiting) == together:
                    yield _done(*waiting.pop(0))
            while waiting:
                yield _done(*waiting.pop(0))
        finally:
            # An interrupt reaches only what has begun.
            while wait([future for _, future in waiting], 0).not_done:
                for connection in connections:
                    connection.interrupt()
                wait([future for _, future in waiting], 0.1)


def _done(file: Path, future: Future[int]) -> tuple[Path, int]:
    with interruptible():
        return file, future.result()
