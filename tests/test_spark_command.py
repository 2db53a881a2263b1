"""`ka1 batch --engine spark` as a process: what it prints, what it leaves behind, what it says where Spark is missing."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from process import KA1, LIBRARY, environment, ka1, ka1_process
from spark_cluster import needs_java

pytestmark = pytest.mark.thorough

HEADER = "id,age,pupil\n"
TABLE = HEADER + "1,5,no\n2,40,yes\n3,maybe,no\n"
SPARK = ("--engine", "spark", "--rules", LIBRARY)
SMALL = {"PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-java-options '-XX:TieredStopAtLevel=1' pyspark-shell"}


def refused(message: str, help: str, **env: str) -> None:
    done = ka1_process("batch", "-", *SPARK, stdin=TABLE, env=env)
    assert (done.code, done.stdout) == (4, "")
    first, second = done.stderr.splitlines()
    assert message in first
    assert help in second


def test_no_pyspark(tmp_path: Path) -> None:
    (tmp_path / "pyspark.py").write_text("raise ImportError")
    refused("Spark is not installed", "pip install 'ka1cli[spark]'", PYTHONPATH=str(tmp_path))


def test_no_java(tmp_path: Path) -> None:
    refused("Spark needs Java, and there is none", "install Java 17", PATH=str(tmp_path), JAVA_HOME="")
    refused("Spark needs Java, and there is none", "install Java 17", JAVA_HOME=str(tmp_path))


def test_java_that_does_not_start(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'Error: no such thing' >&2\nexit 1\n")
    java.chmod(0o755)
    refused("Spark cannot be started: Error: no such thing", "-vv shows what Java says", JAVA_HOME=str(tmp_path))
    java.write_text("#!/bin/sh\necho 'java.lang.UnsupportedClassVersionError: version 55.0' >&2\nexit 1\n")
    refused("the Java that is installed is too old for Spark", "install Java 17", JAVA_HOME=str(tmp_path))


def test_no_server() -> None:
    refused("SPARK_REMOTE is set", "name a master", SPARK_REMOTE="sc://localhost")


@needs_java
@pytest.mark.xdist_group("spark")
def test_through_pipes(tmp_path: Path) -> None:
    """Nothing of Java's on either stream, nothing left in the folder."""
    done = ka1_process("batch", "-", *SPARK, stdin=TABLE, cwd=tmp_path, env=SMALL, timeout=300)
    alone = ka1("batch", "-", "--rules", LIBRARY, stdin=TABLE)
    assert (done.code, done.stdout) == (alone.code, alone.stdout)
    # Spark counts rows where the lines of the file are known without it.
    assert done.stderr.replace("row 3:", "line 4:") == alone.stderr
    assert done.code == 1
    assert list(tmp_path.iterdir()) == []


@needs_java
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_interrupt_leaves_nothing(tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    table = tmp_path / "table.csv"
    table.write_text(HEADER + "1,5,no\n" * 300_000)
    command = [*KA1, "batch", table, "-o", tmp_path / "result.csv", *SPARK]
    plain = environment({**SMALL, "TMPDIR": str(aside)})
    with subprocess.Popen(command, env=plain, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(tmp_path.glob(".ka1-*")):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.communicate() == (b"", b"")
    assert process.returncode == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside", "table.csv"]
    assert list(aside.iterdir()) == []
