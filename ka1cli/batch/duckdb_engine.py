"""Screening on DuckDB: embedded, on all cores, in bounded memory, without access to anything but the two files."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb

from ka1cli.batch.request import Progress

MEMORY = 400
"""What DuckDB may use at least before it writes to the workspace, in MB."""
MOST = 800
"""What it may use at most, in MB, where an eighth of the memory of the machine is not more."""
COLUMN = 11
"""The MB for each column and thread without which DuckDB does not let several threads write in order."""
WIDE = 0.5
"""The MB that each column takes in any case."""
LOOKED_UP = 40
"""The MB that one statement takes for a table in which it looks up what each case shows."""
EVERY = 0.2
"""Seconds between two looks at how far a statement has come."""


class Engine:
    """A DuckDB that can only see the files it is told of."""

    def __init__(
        self,
        workspace: Path,
        files: Iterable[Path],
        progress: Progress | None = None,
        threads: int | None = None,
        more_memory: int = 0,
    ) -> None:
        self.progress, self.threads, self.more_memory = progress, threads or cores(), more_memory
        self._known: dict[str, list[object]] = {}
        self.connection = duckdb.connect(
            config={
                # A join reads its left side row by row, in order, if nothing turns the two sides around.
                "disabled_optimizers": "join_order,build_side_probe_side",
                # Cells of a pandas column of objects are texts: a type that some of them have could change the others.
                "pandas_analyze_sample": "0",
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "temp_directory": str(workspace / "spill"),
                "memory_limit": f"{MEMORY + more_memory}MB",
                "threads": str(self.threads),
            }
        )
        self._set("allowed_directories", [f"{os.path.realpath(workspace)}/"])
        self._set("allowed_paths", [os.path.realpath(file) for file in files])
        _execute(self.connection, "SET enable_external_access = false")

    def settle(self, read: int, written: int) -> None:
        """Make room to read and to write so many columns in order; from then on nothing can be set any more."""
        most = max(MOST, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 8_000_000)
        threads = max(1, min(self.threads, most // (written * COLUMN)))
        self._settle(threads, max(MEMORY, min(most, written * COLUMN * threads), int(read * WIDE)))

    def settle_together(self, read: int, statements: int) -> None:
        """Make room for so many statements at the same time, each of which reads so many columns."""
        self._settle(1, max(MEMORY, int(read * WIDE) * statements) + LOOKED_UP * statements)

    def _settle(self, threads: int, memory: int) -> None:
        memory += self.more_memory
        for setting in (f"threads = {threads}", f"memory_limit = '{memory}MB'", "lock_configuration = true"):
            _execute(self.connection, f"SET {setting}")

    def _set(self, name: str, texts: list[str]) -> None:
        quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
        _execute(self.connection, f"SET {name} = [{quoted}]")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with interruptible():
            return self.connection.execute(query).fetchall()

    def know(self, lists: dict[str, list[object]]) -> None:
        """Set the lists that a screening looks up."""
        for name, entries in lists.items():
            if self._known.get(name) != entries:
                _execute(self.connection, f"SET VARIABLE {name} = ?", [entries])
                self._known[name] = entries

    def run(self, statement: str, doing: str) -> int:
        """Run a statement that takes its time, tell how far it has come, and return how many rows it wrote."""
        with self._watched(doing, self.connection), interruptible():
            return int((self.connection.execute(statement).fetchone() or (0,))[0])

    def run_together(self, statements: Sequence[str], doing: str) -> int:
        """Run statements at the same time, each by a thread of its own, after `settle_together`; return the rows written."""
        connections = [self._connection_for(statement) for statement in statements]
        with ThreadPoolExecutor(len(statements)) as pool, self._watched(doing, connections[-1]):
            running = [pool.submit(one.execute, text) for one, text in zip(connections, statements, strict=True)]
            try:
                return sum(int((done.result().fetchone() or (0,))[0]) for done in as_completed(running))
            finally:
                # An interrupt reaches only what has begun.
                while wait(running, 0).not_done:
                    for connection in connections:
                        connection.interrupt()
                    wait(running, EVERY)

    def _connection_for(self, statement: str) -> duckdb.DuckDBPyConnection:
        """One more connection that knows the lists of a statement."""
        connection = self.connection.cursor()
        for name, entries in self._known.items():
            if f"'{name}'" in statement:
                _execute(connection, f"SET VARIABLE {name} = ?", [entries])
        return connection

    @contextmanager
    def _watched(self, doing: str, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        if self.progress is None:
            yield
            return
        done = Event()
        watcher = Thread(target=self._watch, args=(doing, connection, done, self.progress), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, doing: str, connection: duckdb.DuckDBPyConnection, done: Event, progress: Progress) -> None:
        while not done.wait(EVERY):
            progress(doing, connection.query_progress() / 100)


def cores() -> int:
    """How many processors there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _execute(connection: duckdb.DuckDBPyConnection, statement: str, values: Sequence[object] = ()) -> None:
    with interruptible():
        connection.execute(statement, values)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn what DuckDB makes of Ctrl-C back into what Python makes of it."""
    try:
        yield
    except RuntimeError as error:
        if "interrupt" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
