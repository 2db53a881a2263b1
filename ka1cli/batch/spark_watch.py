"""Runs queries on Spark, tells how far they have come, and lets go of what the workers keep."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, Self

from ka1cli.batch.request import Progress

EVERY = 0.3
"""Seconds between two looks at how far Spark has come."""


class Watch:
    """One Spark session, and whoever wants to know how far it has come. A context manager."""

    def __init__(self, spark: Any, progress: Progress | None = None) -> None:
        self.spark, self.progress = spark, progress
        self._kept: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # As long as Spark keeps rows it gives them for every query like theirs, even if the files have changed.
        for frame in self._kept:
            frame.unpersist()

    def keep(self, query: str, view: str) -> None:
        """Have the workers keep the rows of a query, from its first use to the end, under the name of a view."""
        self._kept.append(self.spark.sql(query).persist())
        self._kept[-1].createOrReplaceTempView(view)

    def ask(self, query: str, doing: str = "reading") -> list[tuple[Any, ...]]:
        """Run a query with a small result and return its rows."""
        with self._told(doing):
            return [tuple(row) for row in self.spark.sql(query).collect()]

    def run(self, work: Callable[[], None], doing: str) -> None:
        """Do some work that takes its time."""
        with self._told(doing):
            work()

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        if self.progress is None:
            yield
            return
        done = Event()
        teller = Thread(target=self._tell, args=(doing, done, self.progress), daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()

    def _tell(self, doing: str, done: Event, progress: Progress) -> None:
        tracker = self.spark.sparkContext.statusTracker()
        while not done.wait(EVERY):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            tasks = sum(stage.numTasks for stage in stages if stage)
            progress(doing, sum(stage.numCompletedTasks for stage in stages if stage) / tasks if tasks else -1)
