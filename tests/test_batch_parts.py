"""A long table is written in pieces at the same time: the result is that of its rows one after the other."""

import csv
import gzip
import random
from itertools import product
from pathlib import Path

import pytest
from chances import one_in
from process import LIBRARY, ka1

from ka1cli.batch.duckdb.writing import PIECE

pytestmark = pytest.mark.thorough

ROWS = PIECE + 20_000
NAMES = ("plain", "", 'with "quotes", a comma', "two\nlines", "=1+1", "Žižkov")


@one_in(4, ("layout", "ending"), [("wide", ".csv"), ("long", ".csv.gz"), ("wide", ".csv.gz"), ("long", ".csv")])
def test_all_rows_in_order(layout: str, ending: str, tmp_path: Path) -> None:
    table, result = tmp_path / f"table{ending}", tmp_path / f"result{ending}"
    with opened(table, "wt") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "age", "number"))
        writer.writerows((NAMES[row % len(NAMES)], "5", row) for row in range(ROWS))
    done = ka1("batch", table, "-o", result, "-q", "--layout", layout, "--rules", LIBRARY)
    assert done.code == 0, done.stderr
    assert sorted(tmp_path.iterdir()) == sorted([table, result])
    with opened(result, "rt") as file:
        rows = list(csv.DictReader(file))
    options = len(rows) // ROWS
    assert options == (1 if layout == "wide" else 3)
    for place, row in enumerate(rows):
        number = place // options
        assert (row["name"], row["number"]) == (NAMES[number % len(NAMES)], str(number))
        assert layout == "wide" or row["row"] == str(number + 1)


@pytest.mark.slow
def test_lines_of_json_and_one_stream(tmp_path: Path) -> None:
    table, result = tmp_path / "table.jsonl", tmp_path / "result.jsonl"
    table.write_text("".join(f'{{"number": {row}, "country": "CY"}}\n' for row in range(ROWS)), encoding="utf-8")
    assert ka1("batch", table, "-o", result, "-q").code == 0
    assert sorted(tmp_path.iterdir()) == sorted([table, result])
    lines = result.read_text(encoding="utf-8").splitlines()
    assert len(lines) == ROWS
    for number, line in enumerate(lines):
        assert line.startswith(f'{{"number": {number}, "country": "CY","ka122":')
    assert ka1("batch", table, "-q", "--format", "jsonl").stdout.splitlines() == lines


HEADER = (
    "=note",
    "country",
    "organisation_type",
    "accredited",
    "first time",
    "years_in_field",
    "short_term_grants",
    "a,b",
)
BLOCK = 400
"""So many rows over and over again are long enough for what a case shows to be looked up."""
ANSWERS = (
    ("plain", "", 'with "quotes", a comma', "two\nlines", "=1+1"),
    ("CY", "de", "Atlantis", "US", "", "=2"),
    ("vet-provider", "Employer ", "x,y", ""),
    ("yes", "no", "maybe", "?", ""),
    ("yes", "no", 'so "so"', ""),
    ("1", "10", "ten", ""),
    ("0", "3", "-1", ""),
    ("x", ""),
)


OPTIONS: tuple[tuple[str, ...], ...] = (("--excel-safe",), (), ("--id", "a,b"), ("--format", "jsonl"))


@one_in(8, ("options", "delimiter"), product(OPTIONS, ";,"))
def test_a_long_table_gives_what_its_rows_give_in_a_short_one(
    options: tuple[str, ...], delimiter: str, tmp_path: Path
) -> None:
    chance = random.Random(5)
    rows = [tuple(chance.choice(answers) for answers in ANSWERS) for _ in range(BLOCK)]
    results = []
    for times in (1, 60_000 // BLOCK):
        table, result = tmp_path / f"{times}.csv", tmp_path / f"{times}-result.csv"
        with table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(HEADER)
            writer.writerows(rows * times)
        done = ka1("batch", table, "-o", result, "-q", *options)
        assert done.code == 1, done.stderr
        results.append(result.read_bytes())
    short, long = results
    header = b"" if "jsonl" in options else short[: short.index(b"\n") + 1]
    assert long == header + short.removeprefix(header) * (60_000 // BLOCK)


def opened(path: Path, mode: str):
    if path.suffix == ".gz":
        return gzip.open(path, mode, newline="", encoding="utf-8")
    return path.open(mode, newline="", encoding="utf-8")
