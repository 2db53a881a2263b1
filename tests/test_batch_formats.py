"""What goes in comes out: every delimiter, quoting, encoding mark and format, every value of every other column."""

import csv
import gzip
import json
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from chances import one_in
from process import LIBRARY, ka1, ka1_process
from rule_files import ROOMS

from ka1cli.cli.main import run

pytestmark = pytest.mark.thorough

ADDED = (
    *("card", "card_why", "reading-room", "reading-room_why", "archive", "archive_why"),
    *("matches", "recommended", "missing", "errors"),
)
CARRIED = (
    *(
        "",
        "007",
        "+49 30",
        "1e5",
        "Καλημέρα",
        "Школа № 5",
        "naïve",
        "👩‍👩‍👧",
        'say "hi"',
        '"',
        "''",
        "a,b;c|d\te",
        "two\nlines",
    ),
    *(
        "two\r\nlines",
        "\r",
        " padded ",
        "NULL",
        "null",
        "?",
        "#x",
        "\\N",
        "\\",
        "=1+1",
        "-5",
        "@x",
        "\u200b",
        "\ufeff",
        "\x01",
        "x" * 5000,
    ),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*arguments: str, code: int = 0) -> None:
    assert run(["batch", *arguments, "-q", "--rules", str(LIBRARY)]) == code


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\n", quote_all: bool = False) -> str:
    def cell(text: str) -> str:
        quoted = quote_all or any(character in text for character in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def parsed(path: str, delimiter: str = ",") -> list[list[str]]:
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=delimiter))


@one_in(5, ("delimiter", "end", "quote_all"), product(",;\t|", ("\n", "\r\n"), (False, True)))
def test_every_value_of_every_other_column_survives(folder: Path, delimiter: str, end: str, quote_all: bool) -> None:
    rows = [["note", "age", 'odd "name", of; a|column\t!'], *([text, "5", text[::-1]] for text in CARRIED)]
    Path("table.txt").write_text(written(rows, delimiter, end, quote_all), encoding="utf-8", newline="")
    batch("table.txt", "-o", "result.txt")
    found = parsed("result.txt", delimiter)
    assert [row[:3] for row in found] == rows
    assert found[0][3:] == list(ADDED)


@one_in(5, ("first", "inside", "last"), product(("", "sep=,\n"), ("\n", "\r\n", "\r"), ("\n", "\r\n", "\r")))
def test_line_breaks_in_names_are_no_line_ends(folder: Path, first: str, inside: str, last: str) -> None:
    rows = [["age", f"two{inside}lines"], ["5", "a"], ["6", f"b{inside}c"], ["7", "d"]]
    Path("table.csv").write_text(first + written(rows, ",", last, False), encoding="utf-8", newline="")
    batch("table.csv", "-o", "result.csv")
    assert [row[:2] for row in parsed("result.csv")] == rows


@one_in(3, "delimiter", ["'", "é", " ", "\\", "x"])
def test_a_delimiter_of_its_own(folder: Path, delimiter: str) -> None:
    Path("table.csv").write_text(f"sep={delimiter}\nage{delimiter}note\n5{delimiter}a\n", encoding="utf-8")
    batch("table.csv", "-o", "result.csv", "--format", "jsonl")
    assert json.loads(Path("result.csv").read_text(encoding="utf-8"))["note"] == "a"


def test_names_of_parquet_columns_are_those_of_the_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    columns = ["name", "Name", "", "age"]
    nested = pa.array([{"x": 1, "y": [1]}])
    pq.write_table(
        pa.Table.from_arrays([pa.array(["a"]), nested, pa.array(["c"]), pa.array([5])], columns), "table.parquet"
    )
    batch("table.parquet", "-o", "result.csv")
    assert parsed("result.csv")[0][:4] == columns
    pq.write_table(pa.table({"age": [5], "Age": [6]}), "table.parquet")
    batch("table.parquet", "-o", "result.csv", code=4)
    assert "the columns `age` (number 1) and `Age` (number 2) all mean the fact `age`" in capfd.readouterr().err


@one_in(2, "line", ['{"age": 5,}', '{"age": 5 , } ', '{"age": 5, "note": "x,"}', '{"age": 5 }'])
def test_fields_are_added_to_a_line_of_json_whatever_stands_at_its_end(folder: Path, line: str) -> None:
    Path("table.jsonl").write_text(f"{line}\n")
    batch("table.jsonl", "-o", "result.jsonl")
    found = json.loads(Path("result.jsonl").read_text())
    assert found["age"] == 5
    assert list(found)[-len(ADDED) :] == list(ADDED)


def test_empty_cells_and_quoted_empty_cells_stay_what_they_are(folder: Path) -> None:
    Path("table.csv").write_text('a,b,age\n,"",5\n"",,\n')
    batch("table.csv", "-o", "result.csv")
    lines = Path("result.csv").read_text().splitlines()
    assert lines[1].startswith(',"",5,')
    assert lines[2].startswith('"",,,')


def test_a_column_alone(folder: Path) -> None:
    Path("table.csv").write_text("age\n5\n\n7\n")
    batch("table.csv", "-o", "result.csv")
    assert [row[0] for row in parsed("result.csv")] == ["age", "5", "7"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_mark_of_utf_8_is_kept(folder: Path, mark: str) -> None:
    Path("table.csv").write_text(f"{mark}age,naïve\n5,ü\n", encoding="utf-8")
    batch("table.csv", "-o", "result.csv")
    assert Path("result.csv").read_text(encoding="utf-8").startswith(f"{mark}age,naïve,card,")


def test_a_line_that_tells_the_delimiter(folder: Path) -> None:
    Path("table.csv").write_text("sep=;\nage;note\n5;a,b\n")
    batch("table.csv", "-o", "result.csv")
    assert parsed("result.csv", ";")[1][:2] == ["5", "a,b"]


def test_the_delimiter_is_that_under_which_the_header_names_facts(folder: Path) -> None:
    Path("table.csv").write_text("a,b,c,d;age;pupil\n1,2,3,4;5;no\n")
    batch("table.csv", "-o", "result.csv")
    assert parsed("result.csv", ";")[1][:3] == ["1,2,3,4", "5", "no"]


@pytest.mark.parametrize(
    ("source", "target", "delimiter"),
    [("table.csv", "result.tsv", "\t"), ("table.tsv", "result.csv", ","), ("table.tsv", "result.txt", "\t")],
)
def test_the_name_of_the_result_can_tell_its_delimiter(folder: Path, source: str, target: str, delimiter: str) -> None:
    between = "\t" if source.endswith(".tsv") else ","
    Path(source).write_text(f"id{between}age\n1{between}5\n")
    batch(source, "-o", target)
    assert parsed(target, delimiter)[1][:2] == ["1", "5"]


def test_packed_tables(folder: Path) -> None:
    Path("table.csv.gz").write_bytes(gzip.compress(b"id,age\n007,5\n"))
    batch("table.csv.gz", "-o", "result.csv.gz")
    assert gzip.decompress(Path("result.csv.gz").read_bytes()).startswith(b"id,age,card,")
    batch("table.csv.gz", "-o", "result.jsonl.gz")
    assert json.loads(gzip.decompress(Path("result.jsonl.gz").read_bytes()))["id"] == "007"


@pytest.mark.parametrize(
    "content",
    [b"id,age\n007,5\n", gzip.compress(b"id,age\n007,5\n"), b'{"id":"007","age":5}\n'],
    ids=["csv", "gzip", "json"],
)
def test_standard_input_and_output(content: bytes) -> None:
    done = ka1("batch", "-", "--rules", LIBRARY, "-q", "--format", "csv", stdin=content)
    assert done.code == 0
    assert done.stdout.splitlines()[1].startswith("007,5,")
    assert done.stderr == ""


def test_a_pipe_with_a_name(folder: Path) -> None:
    done = ka1_process("batch", "/dev/stdin", "-o", "/dev/stdout", "--rules", LIBRARY, "-q", stdin="id,age\n1,5\n")
    assert done.code == 0
    assert done.stdout.startswith("id,age,card,")


def test_json_lines_keep_their_lines(folder: Path) -> None:
    lines = [
        '{"x": 1.10, "age": 5, "deep": {"a": [1, 2.0]}}',
        '{"pupil": false,"big":123456789012345678901}  ',
        "{}",
        '{ "age" : null }',
    ]
    Path("table.jsonl").write_text("\n".join(lines) + "\n")
    batch("table.jsonl", "-o", "result.jsonl")
    found = Path("result.jsonl").read_text().splitlines()
    for line, result in zip(lines, found, strict=True):
        assert result.startswith(line.rstrip()[:-1])
        assert list(json.loads(result))[-len(ADDED) :] == list(ADDED)
    assert json.loads(found[0])["archive_why"] == "It depends on your birthday."
    assert json.loads(found[1])["card"] == "undetermined"
    assert json.loads(found[2])["errors"] is None


def test_json_lines_as_a_table(folder: Path) -> None:
    Path("table.jsonl").write_text('{"b": "x\\ny", "age": 5}\n{"a": true, "age": "7", "b": {"c": [1]}}\n')
    batch("table.jsonl", "-o", "result.csv")
    found = parsed("result.csv")
    assert found[0][:3] == ["b", "age", "a"]
    assert [row[:3] for row in found[1:]] == [["x\ny", "5", ""], ['{"c":[1]}', "7", "true"]]


@one_in(4, "type", ["DECIMAL(9,2)", "DOUBLE", "DECIMAL(18,3)", "VARCHAR"])
def test_typed_columns_of_a_number_with_decimals(folder: Path, type: str) -> None:
    table = "SELECT 'N' AS home, 1 AS siblings, CAST(n AS {}) AS income FROM (VALUES ('3000.5'), ('3000.76'), ('9')) AS t(n)"
    duckdb.execute(f"COPY ({table.format(type)}) TO 'table.parquet' (FORMAT parquet)")
    assert run(["batch", "table.parquet", "-o", "result.csv", "--rules", str(ROOMS), "--route", "helped"]) == 0
    assert [row[3] for row in parsed("result.csv")[1:]] == ["undetermined", "ineligible", "undetermined"]


@one_in(
    4,
    ("type", "value", "fact", "error"),
    [
        ("BOOLEAN", True, "pupil", False),
        ("BOOLEAN", None, "pupil", False),
        ("INTEGER", 1, "pupil", False),
        ("DOUBLE", 1.0, "pupil", False),
        ("DOUBLE", float("nan"), "age", False),
        ("DOUBLE", 5.0, "age", False),
        ("DOUBLE", 5.5, "age", True),
        ("DOUBLE", 1e300, "age", True),
        ("DECIMAL(9,2)", 5, "age", False),
        ("DECIMAL(9,3)", 50, "age", False),
        ("DECIMAL(9,3)", "5.5", "age", True),
        ("HUGEINT", 10**30, "age", True),
        ("BIGINT", -1, "age", True),
        ("DATE", date(2026, 11, 24), "birthday", False),
        ("DATE", date(1800, 1, 1), "birthday", True),
        ("TIMESTAMP", "2026-11-24 00:00:00", "birthday", False),
        ("TIMESTAMP", "2026-11-24 05:00:00", "birthday", True),
        ("TIMESTAMP WITH TIME ZONE", "2026-11-24 00:00:00", "birthday", False),
        ("BLOB", b"yes", "pupil", False),
        ("INTEGER[]", [5], "age", True),
        ("VARCHAR", " YES ", "pupil", False),
    ],
)
def test_typed_columns(folder: Path, type: str, value: object, fact: str, error: bool) -> None:
    duckdb.execute(f"COPY (SELECT CAST(? AS {type}) AS {fact}, 7 AS n) TO 'table.parquet' (FORMAT parquet)", [value])
    batch("table.parquet", "-o", "result.parquet", code=int(error))
    result = duckdb.sql("FROM 'result.parquet'")
    assert result.columns == [fact, "n", *ADDED]
    assert str(result.types[1]) == "INTEGER"
    errors, missing = result.select("errors", "missing").fetchall()[0]
    assert (errors is not None) == error
    # An answer that was read is missing no more. Without any answer a row is not judged.
    assert (None if missing is None else fact in missing.split()) == (
        None if value is None or value != value else error
    )


def test_columns_of_bytes_and_numbers_that_are_none_are_carried_along(folder: Path) -> None:
    shape, numbers = [b"\xff\x00", "=Ω".encode(), None], [float("nan"), float("inf"), None]
    pq.write_table(pa.table({"pupil": [b"yes", b"no", b"?"], "shape": shape, "n": numbers}), "table.parquet")
    for target in ("result.parquet", "result.jsonl", "result.xlsx"):
        batch("table.parquet", "-o", target)
    batch("table.parquet", "-o", "result.csv", "--excel-safe")
    result = pq.read_table("result.parquet")
    assert result["shape"].to_pylist() == shape
    assert result["errors"].to_pylist() == [None] * 3
    no_json = dict.fromkeys(("NaN", "Infinity"))
    lines = [json.loads(line, parse_constant=no_json.pop) for line in Path("result.jsonl").read_text().splitlines()]
    assert [line["n"] for line in lines] == ["nan", "inf", None]
    assert [row[1] for row in parsed("result.csv")] == ["shape", "\\xFF\\x00", "'=\\xCE\\xA9", ""]


def test_one_table_in_every_format(folder: Path) -> None:
    Path("table.csv").write_text("id,age,pupil,district\n001,5,,N1\n002,,yes,NO\n003,x,no,\n")
    for target in ("result.csv", "result.jsonl", "result.parquet"):
        batch("table.csv", "-o", target, code=1)
    by_csv = [dict(zip(parsed("result.csv")[0], row, strict=True)) for row in parsed("result.csv")[1:]]
    by_json = [json.loads(line) for line in Path("result.jsonl").read_text().splitlines()]
    names = ["id", "age", "pupil", "district", *ADDED]
    by_parquet = [dict(zip(names, row, strict=True)) for row in duckdb.sql("FROM 'result.parquet'").fetchall()]
    assert by_json == by_parquet
    assert by_csv == [{name: text or "" for name, text in row.items()} for row in by_json]
    assert by_json[2]["errors"] == "age: `x` is not an answer to `age`"


def test_long_layout(folder: Path) -> None:
    Path("table.csv").write_text("id,age,pupil,district\n001,5,,N1\n002,x,yes,N1\n")
    batch("table.csv", "-o", "wide.csv", code=1)
    batch("table.csv", "-o", "long.csv", "--layout", "long", "--id", "id", code=1)
    wide, long = parsed("wide.csv"), parsed("long.csv")
    assert long[0] == ["id", "row", "place", "option", "verdict", "why", "missing", "recommended", "errors"]
    rows = [dict(zip(wide[0], row, strict=True)) for row in wide[1:]]
    expected = [
        [row["id"], str(number), f"line {number + 1}", option, row[option], row[f"{option}_why"]]
        for number, row in enumerate(rows, 1)
        for option in ("card", "reading-room", "archive")
    ]
    assert [row[:6] for row in long[1:]] == expected
    assert [row[7] for row in long[1:]] == [
        "yes" if one[3] in rows[int(one[1]) - 1]["recommended"] else "no" for one in long[1:]
    ]
    assert "yes" in {row[7] for row in long[1:]}
    assert [row[8] for row in long[1:]] == [row["errors"] for row in rows for _ in range(3)]
    assert {fact for row in long[1:4] for fact in row[6].split()} == set(rows[0]["missing"].split())


def test_a_column_of_an_activity_fact_brings_the_activities(folder: Path) -> None:
    Path("table.csv").write_text("id,instrument\n1,piano\n")
    batch("table.csv", "-o", "result.csv")
    assert "piano-hour,piano-hour_why,matches" in Path("result.csv").read_text()


def test_columns_of_the_result_keep_away_from_those_of_the_table(folder: Path, capfd) -> None:
    Path("table.csv").write_text("card,CARD_2,card_why,age,errors\nfull,b,c,old,d\n")
    batch("table.csv", "-o", "result.csv", code=1)
    header, row = parsed("result.csv")
    assert header[:5] == ["card", "CARD_2", "card_why", "age", "errors"]
    assert header[5:] == ["card_3", "card_why_2", *ADDED[2:-1], "errors_2"]
    assert row[:5] == ["full", "b", "c", "old", "d"]
    err = capfd.readouterr().err
    assert "the column `card` of the result is called `card_3`" in err
    assert "the column `errors` of the result is called `errors_2`" in err
    assert "1 row with errors; see the column `errors_2`" in err


def test_columns_with_one_name_or_none(folder: Path, capfd) -> None:
    rows = [["x", "X", "", "x", "age", ""], ["1", "2", "3", "4", "5", "6"]]
    Path("table.csv").write_text(written(rows))
    batch("table.csv", "-o", "result.csv")
    found = parsed("result.csv")
    assert [row[:6] for row in found] == rows
    assert capfd.readouterr().err == ""
    batch("table.csv", "-o", "result.jsonl")
    assert list(json.loads(Path("result.jsonl").read_text()))[:6] == ["x", "X_2", "column_3", "x_3", "age", "column_6"]
    assert "the column `X` of the result is called `X_2`" in capfd.readouterr().err


def test_excel_safe(folder: Path) -> None:
    texts = ["=1+1", "+49", "-5", "@x", "\tx", "\rx", "x=1", "", "'=1"]
    Path("table.csv").write_text(written([["=note", "age"], *([text, "5"] for text in texts)]), newline="")
    batch("table.csv", "-o", "result.csv", "--excel-safe")
    found = parsed("result.csv")
    assert [row[0] for row in found] == ["'=note", "'=1+1", "'+49", "'-5", "'@x", "'\tx", "'\rx", "x=1", "", "'=1"]


def test_only_the_column_of_identifiers(folder: Path) -> None:
    Path("table.csv").write_text("Org ID,name,age\n007,x,5\n")
    batch("table.csv", "-o", "result.csv", "--id", "org id")
    assert parsed("result.csv")[0] == ["Org ID", *ADDED]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--layout", "tall"], "--layout cannot be `tall`"),
        (["--format", "ods"], "--format cannot be `ods`"),
        (["-o", "Result.XLS"], "no result can be written in the format of `Result.XLS`"),
        (["-o", "result.csv.zst"], "no result can be written in the format of `result.csv.zst`"),
        (["--engine", "abacus"], "--engine cannot be `abacus`"),
        (["--excel-safe", "--format", "parquet"], "--excel-safe does not go with parquet"),
        (["--excel-safe", "-o", "x.jsonl"], "--excel-safe does not go with jsonl"),
        (["--id", "nmae"], "--id: no column is called `nmae`"),
        (["--id", "twice"], "--id: 2 columns are called `twice`"),
        (["--call", "1999"], "--call 1999 is not known"),
        (["--map", "a.yaml", "--map", "b.yaml"], "--map is given as `a.yaml` and as `b.yaml`"),
        (["--suggest-map", "-o", "map.yaml"], "--suggest-map does not go with --output"),
    ],
)
def test_what_the_command_line_cannot_mean(folder: Path, capfd, arguments: list[str], message: str) -> None:
    Path("table.csv").write_text("name,age,twice,twice\nx,5,,\n")
    batch("table.csv", *arguments, code=2)
    assert message in capfd.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["table.csv"]


def test_header_names_match_as_flags_do(folder: Path) -> None:
    Path("table.csv").write_text("Card Type,AGE , pupil\nfull,5,no\n")
    batch("table.csv", "-o", "result.csv")
    assert parsed("result.csv")[0][:3] == ["Card Type", "AGE ", " pupil"]
    assert "age" not in parsed("result.csv")[1][-2].split()


@pytest.mark.slow
def test_rows_keep_their_order_when_cores_share_the_work(folder: Path) -> None:
    rows = 400_000
    duckdb.execute(
        f"COPY (SELECT i AS id, i % 90 AS age, repeat('x', 60) AS pad FROM range({rows}) t(i)) TO 'table.csv'"
    )
    batch("table.csv", "-o", "result.csv", "--id", "id")
    ids = duckdb.sql("SELECT id FROM read_csv('result.csv', all_varchar = true)").fetchall()
    assert [int(id) for (id,) in ids] == list(range(rows))


@one_in(3, ("layout", "target"), product(("wide", "long"), ("r.csv", "r.jsonl", "r.parquet", "r.xlsx")))
def test_a_table_without_rows_has_a_result_without_rows(folder: Path, layout: str, target: str) -> None:
    Path("table.csv").write_text("name,age\n")
    batch("table.csv", "-o", target, "--layout", layout)
    if target == "r.csv":
        assert len(parsed(target)) == 1
