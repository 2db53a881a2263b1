"""What Spark reads and writes: formats, folders, patterns, targets."""

import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from batch_oracle import without_places
from chances import one_in
from process import LIBRARY
from rule_files import loaded
from spark_cluster import needs_java

from ka1cli.batch.request import Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.spark.screen import screen_on_spark
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import Format
from ka1cli.language.diagnostic import InvalidInput

pytestmark = [needs_java, pytest.mark.xdist_group("spark")]
NAMES = "id,age,pupil,card-type,a.b,`c`,A.B,${x},errors\n"
ROWS = NAMES + "".join(
    f"{number:03},{number},{('yes', 'no', 'maybe', '')[number % 4]},{('basic', '', 'full')[number % 3]},"
    f'"x,{number}",=1+1, Школа ,"a""b",\\\n'
    for number in range(60)
)
LINES = "".join(
    json.dumps(one, ensure_ascii=False) + "\n"
    for one in (
        {"id": 1, "pupil": False, "age": 40},
        {"age": "12", "pupil": "yes", "ключ": "Школа", "nested": {"a": [1, None]}},
        {},
        {"age": "x", "pupil": "perhaps", "id": None, "text": 'say "hi"\n'},
    )
)


def both(spark: Any, table: Path, target: str, request: Request) -> tuple[Path, Path]:
    """A table screened by both engines, which find the same."""
    ours, theirs = table.parent / f"ours.{target}", table.parent / f"theirs.{target}"
    found = screen_on_spark(spark, loaded(LIBRARY).at(), str(table), str(ours), request)
    assert without_places(found) == without_places(screen_file(loaded(LIBRARY).at(), str(table), str(theirs), request))
    return ours, theirs


@one_in(
    3,
    "request_",
    [Request(Layout.LONG, id="ID"), Request(excel_safe=True, details=True), Request(routes=("archive",))],
    ids=["long with one column", "safe with details", "one route"],
)
def test_csv_to_csv(spark: Any, request_: Request, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    mark = b"\xef\xbb\xbf" if request_.id else b""
    table.write_bytes(mark + ROWS.encode())
    ours, theirs = both(spark, table, "csv", request_)
    found, wanted = ours.read_text("utf-8"), theirs.read_text("utf-8-sig")
    # Spark names rows where the lines of the file are known without it.
    assert re.sub(r",row \d+,", ",a place,", found) == re.sub(r",line \d+,", ",a place,", wanted)


@pytest.mark.slow
def test_packed_files(spark: Any, tmp_path: Path) -> None:
    table = tmp_path / "table.csv.gz"
    table.write_bytes(gzip.compress(ROWS.encode()))
    ours, theirs = both(spark, table, "csv.gz", Request())
    assert gzip.decompress(ours.read_bytes()) == gzip.decompress(theirs.read_bytes())


def test_json_lines(spark: Any, tmp_path: Path) -> None:
    """Fields come back in the order of the first line, others in that of the alphabet, answers as texts."""
    table = tmp_path / "table.jsonl"
    table.write_text(LINES, encoding="utf-8")
    ours, theirs = both(spark, table, "jsonl", Request())
    found, wanted = ([json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in (ours, theirs))
    carried = ("id", "pupil", "age", "nested", "text", "ключ")
    for one, other, given in zip(found, wanted, LINES.splitlines(), strict=True):
        assert tuple(one)[: len(carried)] == carried
        assert {name: one[name] for name in one if name not in carried} == {
            name: other[name] for name in other if name not in carried
        }
        answers = {name: str(value).lower() for name, value in json.loads(given).items() if name in ("age", "pupil")}
        assert {name: one[name] for name in ("age", "pupil") if one[name] is not None} == answers


def test_parquet(spark: Any, tmp_path: Path) -> None:
    """Columns keep their types, and answers are read from all of them."""
    table = tmp_path / "table.parquet"
    duckdb.sql(
        "COPY (SELECT i AS id, CAST(i AS DOUBLE) AS age, i % 2 = 0 AS pupil, 'full' AS \"card-type\", "
        "CASE WHEN i % 5 = 0 THEN NULL ELSE 'é ' || i END AS \"né.ar\", DATE '2026-01-01' + CAST(i AS INT) AS day "
        f"FROM range(1000) AS t(i)) TO '{table}' (ROW_GROUP_SIZE 200)"
    )
    ours, theirs = both(spark, table, "parquet", Request())
    found = duckdb.sql(f"SELECT * FROM read_parquet('{ours}/*.parquet', filename = false)")
    wanted = duckdb.sql(f"SELECT * FROM read_parquet('{theirs}')")
    assert (found.columns, found.types) == (wanted.columns, wanted.types)
    assert found.fetchall() == wanted.fetchall()


@pytest.mark.slow
def test_folders_patterns_and_a_folder_as_target(spark: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in put"
    folder.mkdir()
    for name, rows in (("b.csv", range(500, 1500)), ("a.csv", range(500)), ("c.csv", range(1500, 1510))):
        (folder / name).write_text("id,age\n" + "".join(f"{row},{row % 90}\n" for row in rows))
    (folder / "_SUCCESS").touch()
    one, many = tmp_path / "one.csv", tmp_path / "many"
    summary = screen_on_spark(spark, loaded(LIBRARY).at(), str(folder), str(one), Request(Layout.LONG, id="id"))
    assert summary.rows == 1510
    with one.open(newline="") as file:
        found = list(csv.DictReader(file))
    options = len(summary.options)
    assert sorted(int(row["id"]) for row in found[::options]) == list(range(1510))
    assert [int(row["row"]) for row in found[::options]] == list(range(1, 1511))
    screen_on_spark(spark, loaded(LIBRARY).at(), f"{folder}/*.csv", f"{many}/", Request(id="id"))
    assert duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM read_csv('{many}/*.csv')").fetchall() == [(1510, 1510)]
    with pytest.raises(InvalidInput, match="it is there already"):
        screen_on_spark(spark, loaded(LIBRARY).at(), str(folder), f"{many}/", Request())


@pytest.mark.slow
def test_a_file_whose_name_is_a_pattern(spark: Any, tmp_path: Path) -> None:
    table = tmp_path / "a[1]*{x,y}?\\.csv"
    table.write_text("id,age\n1,5\n")
    (tmp_path / "a1x.csv").write_text("id,age\n2,40\n3,40\n")
    ours, _ = both(spark, table, "csv", Request(id="id"))
    assert [line.split(",")[0] for line in ours.read_text().splitlines()] == ["id", "1"]


def test_a_table_without_rows(spark: Any, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(NAMES)
    ours, theirs = both(spark, table, "csv", Request())
    assert ours.read_bytes() == theirs.read_bytes()


NO_TABLES = {
    "nowhere.csv": (None, "`{0}` cannot be read: no such file or directory"),
    "nowhere://x/table.csv": (None, 'No FileSystem for scheme "nowhere"'),
    "empty": (b"", "`{0}` is empty"),
    "utf-16": ("age\n".encode("utf-16"), "`{0}` is not a text file"),
    "latin.csv": (b"age,b\n1,\xe9\n", "`{0}` is not UTF-8 text"),
    "packed.csv.gz": (b"\x1f\x8b\x08\x00" + bytes(20), "`{0}` cannot be read"),
    "broken.parquet": (b"PAR1" + bytes(20), "`{0}` cannot be read"),
    "broken.jsonl": (b'{"age": 5}\n{"age": \n', "`{0}` cannot be read"),
    "long row.csv": (b"age,b\n1,2\n1,2,3\n", "a row has more or fewer cells than the header"),
    "short row.csv": (b'age,b\n"1\n2",x\n3\n', "a row has more or fewer cells than the header"),
    "no fact.csv": (b"id\n1\n", "no column of the table names a fact"),
    "told.csv": (b"sep=;\nage;b\n1;2\n", "names its delimiter in its first line"),
}


@one_in(4, "name", NO_TABLES)
def test_no_table(spark: Any, name: str, tmp_path: Path) -> None:
    content, message = NO_TABLES[name]
    source = name if "://" in name else str(tmp_path / name)
    if content is not None:
        Path(source).write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInput) as raised:
        screen_on_spark(spark, loaded(LIBRARY).at(), source, str(tmp_path / "result.csv"), Request())
    assert message.format(source).lower() in str(raised.value).lower()
    assert "\n" not in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


@one_in(
    4,
    ("target", "format", "message"),
    [
        ("table.csv", None, "it is the table to be screened"),
        ("folder", None, "it is a directory"),
        ("nowhere/result.csv", None, "there is no directory"),
        ("/dev/full", None, "no space left on device"),
        ("folder", Format.PARQUET, "it is there already"),
        ("nowhere/result.parquet", None, "nothing can be written into"),
        ("nowhere://x/result.csv", None, 'no FileSystem for scheme "nowhere"'),
        (None, Format.PARQUET, "Spark writes Parquet as a folder"),
    ],
)
def test_no_target(spark: Any, target: str | None, format: Format | None, message: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("age\n5\n")
    (tmp_path / "folder").mkdir()
    if target and not target.startswith(("/", "nowhere:")):
        target = str(tmp_path / target)
    with pytest.raises(InvalidInput) as raised:
        screen_on_spark(spark, loaded(LIBRARY).at(), str(tmp_path / "table.csv"), target, Request(format=format))
    assert message in str(raised.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "table.csv"]
    assert (tmp_path / "table.csv").read_text() == "age\n5\n"
