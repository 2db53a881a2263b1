"""Headers as people and programs write them: read as Python's csv module reads them, or refused. No row is ever lost."""

import csv
import io
import os
import random
from pathlib import Path

import pytest
from chances import examples
from process import LIBRARY

from ka1cli.cli.main import run

MARK = "\ufeff"
TABLES = int(os.environ.get("KA1_HEADERS", examples(60)))
PIECES = ('"', '""', "a", "é", " ", "x", "'", "=cmd", "\n", "\r", "\u2028", ",", ";", "\t", "|")
"""What odd names are made of."""


def strictly(content: str, delimiter: str) -> list[list[str]]:
    """A table as Python reads it, without its empty lines. Raises `csv.Error` where it is no regular CSV."""
    lines = io.StringIO(content.removeprefix(MARK), newline="")
    return [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]


def odd_table(chance: random.Random) -> tuple[str, str]:
    """A table with an odd header, most of them regular, and its delimiter."""
    delimiter = chance.choice(",,;\t|")
    end = chance.choice(("\n", "\n", "\r\n"))
    names = []
    for _ in range(chance.randint(1, 4)):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 5)))
        in_quotes = '"' + text.replace('"', '""') + '"'
        names.append(chance.choice((in_quotes, in_quotes, f'"{text}"', in_quotes + chance.choice("x "), text)))
    names.insert(chance.randint(0, len(names)), chance.choice(("age", '"age"')))
    rows = [[f"r{row}"] * len(names) for row in range(chance.choice((1, 2, 500)))]
    lines = [delimiter.join(cells) + end for cells in (names, *rows)]
    return chance.choice(("", MARK)) + "".join(lines), delimiter


def screened(content: str, folder: Path) -> tuple[int, list[list[str]]]:
    """The exit code, and the rows of the result as Python reads them."""
    table, result = folder / "table.csv", folder / "result.csv"
    table.write_bytes(content.encode())
    result.unlink(missing_ok=True)
    code = run(["batch", str(table), "-q", "-o", str(result), "--rules", str(LIBRARY)])
    if not result.exists():
        return code, []
    written = result.read_bytes().decode()
    delimiter = next(one for one in ",;\t|" if f"{one}card{one}card_why{one}" in written)
    return code, strictly(written, delimiter)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(TABLES))
def test_random_headers(seed: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content, delimiter = odd_table(random.Random(seed))
    code, found = screened(content, tmp_path)
    if code == 4:
        assert "error [T60" in capfd.readouterr().err
        return
    assert code in (0, 1)
    try:
        rows = strictly(content, delimiter)
    except csv.Error as error:
        pytest.fail(f"{content[:200]!r} was screened, but is no regular CSV: {error}")
    width = len(rows[0])
    # Short rows get empty cells.
    assert [row[:width] for row in found] == [row + [""] * (width - len(row)) for row in rows], content[:200]


@pytest.mark.parametrize(
    "header",
    [
        'name,"ag"e,age',
        'name,"ag"e,"age"',
        '";"x;age',
        '"age"x,name,y',
        'name,"x" ,age',
    ],
)
@pytest.mark.parametrize("mark", ["", MARK])
def test_a_name_that_goes_on_after_its_quotes(header: str, mark: str, tmp_path: Path, capfd) -> None:
    assert screened(f"{mark}{header}\nA,x,5\nB,x,6\n", tmp_path) == (4, [])
    assert "error [T602]: the header of" in capfd.readouterr().err


def test_a_first_name_of_two_lines_behind_a_mark(tmp_path: Path) -> None:
    code, (header, *rows) = screened(f'{MARK}"na\nme",age\nA,5\nB,6\n', tmp_path)
    assert (code, header[:2]) == (0, ["na\nme", "age"])
    assert [row[:2] for row in rows] == [["A", "5"], ["B", "6"]]
