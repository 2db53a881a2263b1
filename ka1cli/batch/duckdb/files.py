"""Table files on DuckDB: what it can see of them, and what it means when it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.problems import room_problem, table_problem
from ka1cli.batch.duckdb.reading import CellTable, read_table
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.source import TableFile
from ka1cli.language.diagnostic import Diagnostic


def table_in(table: TableFile, aside: Path) -> tuple[Engine, CellTable]:
    """Read a table that is open. Raises `InvalidTable`, and what DuckDB raises."""
    engine = Engine(aside, len(table.form.names) if table.form else 0, table.path)
    # The name of a file may mean a pattern or an address to DuckDB; this one means nothing but the file.
    link = aside / "table"
    link.symlink_to(table.path.resolve())
    before = _state(table)
    cells = read_table(table, str(link), engine)
    if _state(table) != before:
        message = f"`{table.name}` has changed while it was read"
        raise InvalidTable([Diagnostic("T601", message, None, "try again when nobody writes to it")])
    return engine, cells


def _state(table: TableFile) -> tuple[int, int, int]:
    """What is different after somebody has written to a table."""
    found = table.given.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


@contextmanager
def table_failing(table: TableFile) -> Iterator[None]:
    """Tell what is wrong with a table when DuckDB fails to read it. Raises `InvalidTable`."""
    try:
        yield
    except duckdb.Error as error:
        raise table_problem(error, table) from None


@contextmanager
def result_failing() -> Iterator[None]:
    """Tell that there is no room where DuckDB prepares a result. Raises `InvalidTable`."""
    try:
        yield
    except duckdb.Error as error:
        problem = room_problem(error)
        if problem is None:
            raise
        raise problem from None
