"""What Spark and Java say about a table or a result, in one line for whoever has to mend it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ka1cli.batch.table.invalid import no_table
from ka1cli.batch.table.target import Target, refused
from ka1cli.language.answers import shorten

_KNOWN = {
    "No space left on device": "no space left on device",
    "Permission denied": "permission denied",
    "File too large": "file too large",
    "MALFORMED_RECORD_IN_PARSING": "a row has more or fewer cells than the header, or a quotation mark is not closed",
    "PATH_NOT_FOUND": "no such file or directory",
    "OutOfMemoryError": "a worker ran out of memory; give it more (spark.executor.memory, spark.driver.memory)",
    "Java heap space": "a worker ran out of memory; give it more (spark.executor.memory, spark.driver.memory)",
}
_OURS = ("PARSE_SYNTAX_ERROR", "UNRESOLVED_COLUMN", "DATATYPE_MISMATCH", "INTERNAL_ERROR", "UNRESOLVED_ROUTINE")
"""Conditions that only a mistake in a query of ours can bring about."""


@contextmanager
def reading_problems(name: str) -> Iterator[None]:
    """Say what keeps Spark from reading a table. Raises `InvalidTable`."""
    with _translated(lambda why: no_table(f"`{name}` cannot be read: {why}")):
        yield


@contextmanager
def writing_problems(target: Target) -> Iterator[None]:
    """Say what keeps Spark from writing a result. Raises `InvalidTable`."""
    with _translated(lambda why: refused(target, why)):
        yield


@contextmanager
def _translated(problem: Any) -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if _is_ours(error):
            raise
        raise problem(reason_of(error)) from None


def _is_ours(error: Exception) -> bool:
    condition = str(getattr(error, "getCondition", lambda: "")() or "")
    return condition.startswith(_OURS)


def reason_of(error: Exception) -> str:
    """What lies behind a failure of Spark or Java, in one line."""
    whole = str(error)
    for mark, text in _KNOWN.items():
        if mark in whole:
            return text
    causes = re.findall(r"^Caused by: [\w.$]+: (.+)$", whole, re.MULTILINE)
    java = getattr(error, "java_exception", None)
    while java is not None and java.getCause() is not None:
        java = java.getCause()
    told = str(java.getMessage() or java.getClass().getSimpleName()) if java is not None else whole
    text = shorten((causes or [told])[-1].strip().split("\n", 1)[0], 160)
    return text[:1].lower() + text[1:]
