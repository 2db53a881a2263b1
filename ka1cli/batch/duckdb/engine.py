"""DuckDB: embedded, in bounded memory, without access to anything but its own folder."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ka1cli.batch.duckdb.sql import literal

MEMORY = 700
"""What DuckDB may use before it writes to its folder, in MB."""
COLUMN = 0.75
"""The MB more for each column of a table."""


class Engine:
    """A DuckDB that can only see the files in one folder, and perhaps one more."""

    def __init__(self, folder: Path, columns: int = 0, file: Path | None = None) -> None:
        self.connection = duckdb.connect(
            config={
                # A join reads its left side row by row, in order, if nothing turns the two sides around; a list of words
                # that becomes a join of its own does not always.
                "disabled_optimizers": "join_order,build_side_probe_side,in_clause",
                # Cells of a pandas column of objects are texts: a type that some of them have could change the others.
                "pandas_analyze_sample": "0",
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "temp_directory": str(folder / "spill"),
                "memory_limit": f"{MEMORY + int(columns * COLUMN)}MB",
                "threads": str(cores()),
            }
        )
        self.run(f"SET allowed_directories = [{literal(f'{os.path.realpath(folder)}/')}]")
        if file is not None:
            self.run(f"SET allowed_paths = [{literal(os.path.realpath(file))}]")
        self.run("SET enable_external_access = false")

    def keep_order(self) -> None:
        """From now on, every statement is run by a single thread: only so rows stay in their order in a join."""
        self.run("SET threads = 1")

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        with interruptible():
            self.connection.execute(statement, values)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with interruptible():
            return self.connection.execute(query).fetchall()

    def order(self, table: str) -> None:
        """Put a table into the order of its column `row`: in a join, a key with the hash of another may come later."""
        if self.ask(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE rowid <> row)")[0][0]:
            self.run(f"CREATE OR REPLACE TABLE {table} AS FROM {table} ORDER BY row")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])

    def pieces(self, query: str, size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and return its rows piece by piece, while other statements run as well."""
        cursor = self.connection.cursor()
        with interruptible():
            cursor.execute(query)
            while piece := cursor.fetchmany(size):
                yield piece

    def table(self, name: str, columns: dict[str, str], rows: Sequence[Sequence[object]]) -> None:
        """Create a table with columns of these types, and rows."""
        self.run(f"CREATE TABLE {name} ({', '.join(f'{column} {type}' for column, type in columns.items())})")
        self.insert(name, list(columns.values()), rows)

    def lists(self, name: str, lists: dict[str, list[str | None]]) -> None:
        """Create a table with one row, in which each column is a list of texts."""
        columns = ", ".join(f"CAST(? AS VARCHAR[]) AS {column}" for column in lists)
        self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT {columns or 'NULL'}", list(lists.values()))

    def insert(self, name: str, types: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add rows to a table."""
        if rows:
            lists = ", ".join(f"unnest(CAST(? AS {type}[]))" for type in types)
            self.run(f"INSERT INTO {name} SELECT {lists}", [list(values) for values in zip(*rows, strict=True)])


def cores() -> int:
    """How many processors there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn what DuckDB makes of Ctrl-C back into what Python makes of it."""
    try:
        yield
    except RuntimeError as error:
        if "interrupt" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
