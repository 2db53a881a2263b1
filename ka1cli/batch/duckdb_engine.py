"""Screening on DuckDB: embedded, on all cores, in bounded memory, without access to anything but the two files."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb

from ka1cli.batch.screen import Progress

MEMORY = 400
"""What DuckDB may use before it writes to the workspace, in MB."""
EVERY = 0.2
"""Seconds between two looks at how far a statement has come."""


class Engine:
    """A DuckDB that can only see the files it is told of."""

    def __init__(
        self,
        workspace: Path,
        files: Iterable[Path],
        memory: int = MEMORY,
        progress: Progress | None = None,
        threads: int | None = None,
    ) -> None:
        self.progress = progress
        self._known: dict[str, list[object]] = {}
        spill = workspace / "spill"
        self.connection = duckdb.connect(
            config={
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "temp_directory": str(spill),
                "memory_limit": f"{memory}MB",
                "threads": str(threads or _cores()),
            }
        )
        self._set("allowed_directories", [f"{os.path.realpath(workspace)}/"])
        self._set("allowed_paths", [os.path.realpath(file) for file in files])
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            self.connection.execute(f"SET {setting}")

    def _set(self, name: str, texts: list[str]) -> None:
        quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
        self.connection.execute(f"SET {name} = [{quoted}]")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with interruptible():
            return self.connection.execute(query).fetchall()

    def know(self, lists: dict[str, list[object]]) -> None:
        """Set the lists that a screening looks up."""
        for name, entries in lists.items():
            if self._known.get(name) != entries:
                self.connection.execute(f"SET VARIABLE {name} = ?", [entries])
                self._known[name] = entries

    def run(self, statement: str, doing: str) -> None:
        """Run a statement that takes its time, and tell how far it has come."""
        with interruptible(), self._watched(doing):
            self.connection.execute(statement)

    @contextmanager
    def _watched(self, doing: str) -> Iterator[None]:
        if self.progress is None:
            yield
            return
        done = Event()
        watcher = Thread(target=self._watch, args=(doing, done, self.progress), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, doing: str, done: Event, progress: Progress) -> None:
        while not done.wait(EVERY):
            progress(doing, self.connection.query_progress() / 100)


def _cores() -> int:
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
