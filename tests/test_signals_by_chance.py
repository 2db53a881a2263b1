"""Signals at moments by chance: nothing half-written, nothing left; after KILL the next run tidies up and says so."""

import gzip
import os
import signal
import subprocess
import time
import zipfile
from pathlib import Path
from random import Random

import pytest
from chances import by_chance, one_in
from process import KA1, LIBRARY, environment

pytestmark = [pytest.mark.thorough, pytest.mark.sampled]
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
RESULTS = ("out.csv", "out.csv.gz", "out.jsonl", "out.parquet", "out.xlsx")
ROWS = 60_000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("table") / "table.csv"
    file.write_text("id,age,pupil\n" + "".join(f"{row},{row % 100},no\n" for row in range(ROWS)))
    return file


def rows_in(file: Path) -> int:
    """How many rows a result has; an error where it is not whole."""
    if file.suffix == ".parquet":
        import duckdb

        return int(duckdb.connect().execute("SELECT count(*) FROM read_parquet(?)", [str(file)]).fetchall()[0][0])
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as workbook:
            assert workbook.testzip() is None
            return workbook.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    assert content.endswith(b"\n")
    return content.count(b"\n") - (".csv" in file.name)


@one_in(5, "result", RESULTS)
def test_signals_by_chance(result: str, table: Path, tmp_path: Path) -> None:
    folder, aside = tmp_path / "folder", tmp_path / "aside"
    folder.mkdir()
    aside.mkdir()
    target = folder / result
    env = environment({"TMPDIR": str(aside), "KA1_RULES": str(LIBRARY)})
    command = [*KA1, "batch", os.fspath(table), "-o", os.fspath(target), "-q"]
    started = time.monotonic()
    subprocess.run(command, env=env, check=True, capture_output=True)
    span = time.monotonic() - started
    assert rows_in(target) == ROWS

    def tried(chance: Random) -> None:
        target.unlink(missing_ok=True)
        if chance.random() < 0.5:
            target.write_text("before")
        number = chance.choice(SIGNALS)
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            # From when there is something to leave behind until after the end.
            while process.poll() is None and not list(aside.iterdir()):
                time.sleep(0.001)
            time.sleep(chance.random() * span)
            process.send_signal(number)
            _, err = process.communicate(timeout=120)
        whole = target.exists() and target.read_bytes() != b"before"
        if whole:
            assert rows_in(target) == ROWS
        assert process.returncode in ((0, -signal.SIGKILL) if number == signal.SIGKILL else (0, 130)), err
        assert whole or process.returncode != 0
        left = [*folder.glob(".*"), *aside.iterdir()]
        assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] in ([], [result])
        if process.returncode != -signal.SIGKILL:
            assert left == []
            return
        done = subprocess.run(command, env=env, check=True, capture_output=True)
        assert done.stderr.count(b"what an interrupted run had left") == len({path.parent for path in left})
        assert [*folder.glob(".*"), *aside.iterdir()] == []
        assert rows_in(target) == ROWS

    by_chance(2, tried)
