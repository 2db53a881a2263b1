"""What Spark reads and writes: every way in which a table can be written, folders, patterns, targets."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from process import LIBRARY
from spark_cluster import needs_java

from ka1cli import load_rules
from ka1cli.batch import spark_reading
from ka1cli.batch.duckdb_engine import Engine
from ka1cli.batch.duckdb_problems import table_problem
from ka1cli.batch.duckdb_reading import reading_of
from ka1cli.batch.duckdb_sql import DuckSql
from ka1cli.batch.request import Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.spark_files import Files
from ka1cli.batch.spark_reading import read_table
from ka1cli.batch.spark_screen import SETTINGS, screen_on_spark
from ka1cli.batch.spark_source import open_spark_table
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.spark_watch import Watch
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import Format, open_table
from ka1cli.language.diagnostic import InvalidInput

pytestmark = [needs_java, pytest.mark.xdist_group("spark")]
PLAIN = Request()


@pytest.fixture(autouse=True)
def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling a query to Java takes longer than running it over a few rows."""
    monkeypatch.setitem(SETTINGS, "spark.sql.codegen.factoryMode", "NO_CODEGEN")


RULES = load_rules(LIBRARY).at()

TABLES = {
    "empty lines": "age,b\n1,2\n\n3,4\n\n\n",
    "empty lines of one cell": "age\n1\n\n3\n\n",
    "blank line": "age,b\n1,2\n  \n3,4\n",
    "blank line of one cell": "age\n1\n  \n3\n",
    "quote inside": 'age,b\n5" pipe,2\n5" x 6",4\n',
    "text after a quote": 'age,b\n1,2\n"x"y,2\n3,4\n',
    "blanks around quotes": 'age,b\n"x" ,2\n "3","4"  \n  "5",6\n',
    "tab before a quote": 'age,b\n\t"x",2\n3,4\n',
    "open quote": 'age,b\n1,"x\n3,4\n',
    "two open quotes": 'age,b\n1,"x\n3,4\n5,"y\n6,7\n',
    "quote that opens late": 'age,b\n5","6\n3,4\n',
    "NUL": "age,b\n1,x\x00y\n\x00,\x00\n",
    "return inside": "age,b\n1,x\ry\n3,4\n",
    "returns only": "age,b\r1,2\r3,4\r",
    "line ends of two kinds": "age,b\r\n1,2\n3,4\r\n",
    "line ends of two kinds, the other way": "age,b\n1,2\r\n3,4\n",
    "line ends in quotes": 'age,b\r\n1,"x\r\ny\nz\rw"\r\n3,4\r\n',
    "another line end in a name": 'age,"b\nc"\r\n1,2\r\n3,4\r\n',
    "another line end in a name, the other way": 'age,"b\rc"\n1,2\n3,4\n',
    "empty and missing": 'age,b\n"",\n,""\n',
    "no last line end": "age,b\n1,2",
    "short row": "age,b\n1\n3,4\n",
    "long row": "age,b\n1,2\n1,2,3\n",
    "empty cells too many": 'age,b\n1,2,\n1,"2",,\n',
    "empty cells too many, of one": "age\n1,\n2,,\n",
    "lines in quotes": 'age,b\n"1\n\n2",x\n\n"x ""q"" y\nz","""\n"""\n3,4\n',
    "lines in quotes of one cell": 'age\n"x\ny"\n\nz\n',
    "lines in the header": 'age,"b\nc"\n1,2\n"x\ny",4\n',
    "no UTF-8": b"age,b\n1,2\n1,\xe9\n",
    "mark of UTF-8": "\ufeffage,b\n1,2\n\ufeff3,4\n",
    "looks like a comment": "age,b\n#1,2\n\\,4\n",
    "backslashes": 'age,b\n"x\\",2\n\\n,\\"\n',
    "blanks at ends": 'age,b\n  , x \n" q ",4\n',
    "header only": "age,b\n",
    "told delimiter": "sep=;\nage;b\n1;2,3\n",
    "semicolons": 'age;b\n1;"2;3"\n4;5,6\n',
    "tabs": "age\tb\n1\t2\n",
    "bars": "age|b\n1|2,3\n",
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES)
def test_csv_is_read_as_duckdb_reads_it(spark: Any, content: str | bytes, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert rows_of(by_spark, spark, table) == rows_of(by_duckdb, spark, table)


def rows_of(read, spark: Any, table: Path) -> list[tuple[str | None, ...]] | str:
    try:
        return read(spark, table)
    except InvalidInput as error:
        return str(error).split(", or a quoted cell goes on")[0]


def by_spark(spark: Any, table: Path) -> list[tuple[str | None, ...]]:
    own = spark.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    opened = open_spark_table(str(table), table.parent, Files(own), RULES.rules.profiles)
    with Watch(own) as watch:
        reading = read_table(opened, SparkSql(), watch)
        found = watch.ask(f"SELECT row, {', '.join(f'c{n}' for n in range(len(reading.names)))} FROM ({reading.query})")
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    return [row[1:] for row in found]


def by_duckdb(spark: Any, table: Path) -> list[tuple[str | None, ...]]:
    opened = open_table(str(table), table.parent, RULES.rules.profiles)
    engine = Engine(table.parent, [table])
    try:
        reading = reading_of(opened, table, DuckSql(), engine.ask)
        return engine.ask(f"SELECT {', '.join(f'c{n}' for n in range(len(reading.names)))} FROM ({reading.query()})")
    except duckdb.Error as error:
        raise table_problem(error, opened) or error from None


NAMES = "id,age,pupil,card-type,a.b,`c`,A.B,${x},errors\n"
ROWS = NAMES + "".join(
    f'{number:03},{number},{("yes", "no", "maybe", "")[number % 4]},{("basic", "", "full")[number % 3]},"x,{number}",=1+1,Школа,a""b,"{number}"\n'.replace(
        'a""b', '"a""b"'
    )
    for number in range(60)
)
LINES = "".join(
    json.dumps(one, ensure_ascii=False) + "\n"
    for one in (
        {"id": 1, "age": 40, "pupil": False},
        {"age": "12", "pupil": "yes", "ключ": "Школа", "nested": {"a": [1, None]}},
        {},
        {"pupil": "perhaps", "id": None, "big": 12345678901234567890, "text": 'say "hi"\n'},
    )
)


def both(spark: Any, table: Path, target: str, request: Request = PLAIN) -> tuple[Path, Path]:
    """A table screened by both engines."""
    ours, theirs = table.parent / f"ours.{target}", table.parent / f"theirs.{target}"
    found = screen_on_spark(spark, RULES, str(table), str(ours), request)
    assert found == screen_file(RULES, str(table), str(theirs), request)
    return ours, theirs


@pytest.mark.parametrize(
    "request_",
    [
        Request(layout=Layout.LONG, id="ID"),
        Request(excel_safe=True, details=True),
    ],
    ids=["long with one column", "safe with details"],
)
def test_csv_to_csv(spark: Any, request_: Request, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    mark = b"\xef\xbb\xbf" if request_.id else b""
    table.write_bytes(mark + ROWS.encode())
    ours, theirs = both(spark, table, "csv", request_)
    assert ours.read_bytes() == theirs.read_bytes()


def test_packed_files(spark: Any, tmp_path: Path) -> None:
    """The name does not have to tell, for a file on this machine."""
    table = tmp_path / "_table[1]: a"
    table.write_bytes(gzip.compress(ROWS.encode()))
    ours, theirs = both(spark, table, "csv.gz")
    assert gzip.decompress(ours.read_bytes()) == gzip.decompress(theirs.read_bytes())
    assert duckdb.sql(f"SELECT count(*) FROM read_csv('{ours}')").fetchall() == [(60,)]


def test_json_lines(spark: Any, tmp_path: Path) -> None:
    table = tmp_path / "table.jsonl"
    table.write_text(LINES, encoding="utf-8")
    ours, theirs = both(spark, table, "jsonl")
    assert as_json(ours) == as_json(theirs)
    assert all(line.startswith(given[:-1]) for line, given in zip(lines(ours), lines(table), strict=True))
    ours, theirs = both(spark, table, "csv")
    assert ours.read_bytes() == theirs.read_bytes()


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def as_json(file: Path) -> list[list[tuple[str, Any]]]:
    return [list(json.loads(line).items()) for line in lines(file)]


def test_csv_to_json_lines(spark: Any, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(ROWS, encoding="utf-8")
    ours, theirs = both(spark, table, "jsonl", Request(layout=Layout.LONG))
    assert as_json(ours) == as_json(theirs)


def test_parquet(spark: Any, tmp_path: Path) -> None:
    """Columns keep their types, and answers are read from all of them."""
    table = tmp_path / "table.parquet"
    duckdb.sql(
        "COPY (SELECT i AS id, CAST(i AS DOUBLE) AS age, i % 2 = 0 AS pupil, 'full' AS \"card-type\", "
        "CASE WHEN i % 5 = 0 THEN NULL ELSE 'é ' || i END AS \"né.ar\", DATE '2026-01-01' + CAST(i AS INT) AS day "
        f"FROM range(1000) AS t(i)) TO '{table}' (ROW_GROUP_SIZE 200)"
    )
    ours, theirs = both(spark, table, "parquet")
    found = duckdb.sql(f"SELECT * FROM read_parquet('{ours}/*.parquet', filename = false)")
    wanted = duckdb.sql(f"SELECT * FROM read_parquet('{theirs}')")
    assert (found.columns, found.types) == (wanted.columns, wanted.types)
    assert found.fetchall() == wanted.fetchall()


def test_folders_and_patterns(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of all files, in the order of the files' names, whatever their sizes."""
    monkeypatch.setattr(spark_reading, "SMALLEST_PIECE", 4096)
    folder = tmp_path / "in put"
    folder.mkdir()
    for name, rows in (("b.csv", range(500, 1500)), ("a[1].csv", range(500)), ("c.csv", range(1500, 1510))):
        (folder / name).write_text("id,age\n" + "".join(f"{row},{row % 90}\n" for row in rows))
    (folder / "_SUCCESS").touch()
    for source, target in ((folder, "whole"), (folder / "*.csv", "pattern")):
        result = tmp_path / f"{target}.csv"
        summary = screen_on_spark(spark, RULES, str(source), str(result), Request(layout=Layout.LONG, id="id"))
        assert summary.rows == 1510
        with result.open(newline="") as file:
            found = list(csv.DictReader(file))
        options = len(summary.options)
        assert [int(row["id"]) for row in found[::options]] == list(range(1510))
        assert [int(row["row"]) for row in found[::options]] == list(range(1, 1511))


def test_a_folder_as_target(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part has a header, and Spark reads them as one table again."""
    monkeypatch.setattr(spark_reading, "SMALLEST_PIECE", 1024)
    table, result, again = tmp_path / "table.csv", tmp_path / "result", tmp_path / "again.csv"
    table.write_text(ROWS, encoding="utf-8")
    screen_on_spark(spark, RULES, str(table), f"{result}/", Request(id="id"))
    parts = sorted(result.glob("part-*.csv"))
    assert len(parts) > 1
    headers = {part.read_text(encoding="utf-8").split("\n", 1)[0] for part in parts}
    assert len(headers) == 1
    ids = [line[:3] for part in parts for line in lines(part)[1:]]
    assert ids == [f"{number:03}" for number in range(60)]
    assert duckdb.sql(f"SELECT count(*) FROM read_csv('{result}/*.csv')").fetchall() == [(60,)]
    with pytest.raises(InvalidInput, match="it is there already"):
        screen_on_spark(spark, RULES, str(table), f"{result}/", Request())
    table.write_text(NAMES)
    screen_on_spark(spark, RULES, str(table), f"{again}/", Request(id="id"))
    assert {part.read_text().split("\n")[0] for part in again.glob("part-*")} == headers
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.csv", "result", "table.csv"]


NO_TABLES = {
    "nowhere.csv": (None, "cannot read `{0}`: no such file or directory"),
    "*.csv": (None, "cannot read `{0}`: no such file or directory"),
    "nowhere://x/table.csv": (None, 'cannot read `{0}`: no FileSystem for scheme "nowhere"'),
    "folder": ("", "cannot read `{0}`: there are no files in it"),
    "empty": (b"", "`{0}` is empty"),
    "utf-16": ("age\n".encode("utf-16"), "`{0}` is UTF-16 text"),
    "packed.csv.gz": (b"\x1f\x8b\x08\x00" + bytes(20), "cannot read `{0}`"),
    "broken.parquet": (b"PAR1" + bytes(20), "`{0}` cannot be read"),
    "none.parquet": (b"age\n1\n", "`{0}` is no Parquet file"),
    "broken.jsonl": (b'{"age": 5}\n{"age": \n', "{0}:2:1: the line is no JSON object"),
    "list.jsonl": (b'{"age": 5}\n[1]\n', "{0}:2:1: the line is no JSON object"),
    "two.jsonl": (b'{"age": 5} {"age": 6}\n', "{0}:1:1: the line is no JSON object"),
    "twice.jsonl": (b'{"age": 5, "age": 6}\n', "{0}:1:1: the line is no JSON object"),
    "short row below.csv": (b'age,b\n"1\n2",x\n3\n', "{0}:4:1: the row has 1 cell, but the header names 2 columns"),
    "no fact.csv": (b"id\n1\n", "no column of the table names a fact"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_no_table(spark: Any, name: str, tmp_path: Path) -> None:
    content, message = NO_TABLES[name]
    source = name if "://" in name else str(tmp_path / name)
    if content == "":
        Path(source).mkdir()
    elif content is not None:
        Path(source).write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInput) as raised:
        screen_on_spark(spark, RULES, source, str(tmp_path / "result.csv"), Request())
    assert message.format(source) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "Exception" not in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
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
def test_no_target(
    spark: Any, target: str | None, format: Format | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("age\n5\n")
    (tmp_path / "folder").mkdir()
    if target and not target.startswith(("/", "nowhere:")):
        target = str(tmp_path / target)
    with pytest.raises(InvalidInput) as raised:
        screen_on_spark(spark, RULES, str(tmp_path / "table.csv"), target, Request(format=format))
    assert message in str(raised.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "table.csv"]
    assert (tmp_path / "table.csv").read_text() == "age\n5\n"
