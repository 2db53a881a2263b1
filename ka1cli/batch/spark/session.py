"""Starts Spark as its own configuration wants it, and quietly."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ka1cli.language.diagnostic import Diagnostic, InvalidInput

JAVA = "install Java 17 or later (Debian: `apt install openjdk-17-jre-headless`) or set JAVA_HOME"
"""What to do where there is no Java that Spark can use."""
GRACE = 20
"""Seconds that Java gets to clean up."""
_LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")


class NoSpark(InvalidInput):
    """Spark is not there or cannot be started."""


@contextmanager
def spark_session(verbose: bool = False) -> Iterator[Any]:
    """A `SparkSession` on the master that Spark's own configuration names, `local[*]` by default.

    What Java has to say goes nowhere, unless `verbose` sends it to stderr. Raises `NoSpark`.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise _problem("Spark is not installed", "run: pip install 'ka1cli[spark]'") from None
    if "SPARK_REMOTE" in os.environ:
        message = "SPARK_REMOTE is set, but a Spark Connect server gives no access to its files"
        raise _problem(message, "unset it, and name a master (MASTER, spark-defaults.conf) or use spark-submit")
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True
    with tempfile.TemporaryFile() as log, warnings.catch_warnings(), _quiet_bridge():
        # Spark warns of versions of pandas, which nothing here uses.
        warnings.filterwarnings("ignore", module="pyspark")
        with _java(None if verbose else log):
            context = _context(None if verbose else log)
            try:
                yield SparkSession(context)
            finally:
                context.stop()


@contextmanager
def _quiet_bridge() -> Iterator[None]:
    """Have nobody's log messages go nowhere: Spark's bridge to Python logs every interrupted call."""
    nobody = logging.NullHandler()
    logging.getLogger().addHandler(nobody)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(nobody)


@contextmanager
def _java(log: IO[bytes] | None) -> Iterator[None]:
    """A Java for Spark: the one that is there, or one that is ended once it has cleaned up behind itself."""
    from pyspark import SparkContext, errors
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None or "PYSPARK_GATEWAY_PORT" in os.environ:  # noqa: SLF001 - pyspark's own place
        yield
        return
    if not _has_java():
        raise _problem("Spark needs Java, and there is none", JAVA)
    launch: Any = launch_gateway
    try:
        gateway = launch(popen_kwargs=None if log is None else {"stdout": log, "stderr": log})
    except (errors.PySparkException, OSError) as error:
        raise _not_started(error, log) from None
    try:
        SparkContext._ensure_initialized(gateway=gateway)  # noqa: SLF001
        yield
    finally:
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001
        gateway.shutdown()
        gateway.proc.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            gateway.proc.wait(GRACE)


def _context(log: IO[bytes] | None) -> Any:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException

    on_interrupt = signal.getsignal(signal.SIGINT)
    try:
        context = SparkContext(conf=_with_defaults(SparkConf()))
    except (PySparkException, Py4JError) as error:
        raise _not_started(error, log) from None
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, on_interrupt)  # Spark puts its own there
    if "PYSPARK_PYTHON" not in os.environ and str(context.master).startswith("local"):
        context.pythonExec = sys.executable  # workers on this machine read answers with what is installed here
    return context


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java"))


def _with_defaults(conf: Any) -> Any:
    """The configuration, with our defaults for what it leaves open."""
    conf.setIfMissing("spark.app.name", "ka1")
    conf.setIfMissing("spark.ui.enabled", "false")
    conf.setIfMissing("spark.ui.showConsoleProgress", "false")
    if conf.get("spark.master", "local").startswith("local"):
        conf.setIfMissing("spark.driver.host", "127.0.0.1")
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1")
        conf.setIfMissing("spark.local.dir", tempfile.gettempdir())
    return conf


def _not_started(error: Exception, log: IO[bytes] | None) -> NoSpark:
    told = ""
    if log is not None:
        log.seek(0)
        told = log.read().decode(errors="replace")
    if "UnsupportedClassVersionError" in told or "UnsupportedClassVersionError" in str(error):
        return _problem("the Java that is installed is too old for Spark", JAVA)
    lines = [line for line in (told or str(error)).splitlines() if "rror" in line or "xception" in line]
    return _problem(f"Spark cannot be started: {(lines or [str(error)])[0][:200]}", "-vv shows what Java says")


def _problem(message: str, help: str) -> NoSpark:
    return NoSpark([Diagnostic("", message, None, help)])
