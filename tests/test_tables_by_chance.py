"""Tables by chance: Python's `csv` reads the same rows as ka1, or ka1 refuses the table with its place."""

import csv
import io
import os
from pathlib import Path
from random import Random

import pytest
from chances import by_chance
from process import LIBRARY

from ka1cli.cli.main import run

pytestmark = [pytest.mark.thorough, pytest.mark.sampled]
CELLS = (
    *(
        "",
        " ",
        "yes",
        "no",
        "?",
        "5",
        "007",
        "1,5",
        "a;b",
        "a\tb",
        "a|b",
        'say "hi"',
        '"',
        '""',
        "'",
        "two\nlines",
        "\r\n",
    ),
    *("=1+1", "@x", "\x00", "\u2028", "\u00a0", "Ω", "𝒳", "a" * 500, "NULL", "\\", "\\n", '","', "\ufeff", "\u200b"),
)
HEADINGS = (*CELLS, "id", "name", "ID", "age2", "sep=;", "columns", "row", "w0", "c0")
FACTS = ("age", "pupil", "district")
DELIMITERS = ",;\t|"


def table(chance: Random, delimiter: str) -> list[list[str]]:
    width = chance.randint(1, 4)
    header = [chance.choice(HEADINGS) for _ in range(width)]
    header.insert(chance.randrange(width + 1), chance.choice(FACTS))
    rows = [[chance.choice(CELLS) for _ in header] for _ in range(chance.randint(0, 12))]
    if chance.random() < 0.2 and rows:
        rows *= chance.randint(10, 300)
    return [header, *rows]


def written(chance: Random, rows: list[list[str]], delimiter: str) -> str:
    style = {
        "quoting": chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        "lineterminator": chance.choice(("\n", "\r\n")),
    }
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, **style).writerows(rows)
    return file.getvalue()


def result_of(content: bytes, folder: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, list[list[str]], str]:
    """The exit code, the rows of the result as `csv` reads them, and the messages."""
    source, target = folder / "table.csv", folder / "result.csv"
    source.write_bytes(content)
    target.unlink(missing_ok=True)
    code = run(["batch", os.fspath(source), "-o", os.fspath(target), "--rules", str(LIBRARY), "-q"])
    out, err = capfd.readouterr()
    assert out == ""
    assert "internal error" not in err, err
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    assert source.read_bytes() == content
    if code == 4:
        assert "error" in err
        assert not target.exists()
        return code, [], err
    assert code in (0, 1), err
    with target.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
        delimiter = next(one for one in DELIMITERS if f"{one}card{one}card_why{one}" in text)
        file.seek(0)
        csv.field_size_limit(10**9)
        return code, list(csv.reader(file, delimiter=delimiter, strict=True)), err


def test_rows_are_those_that_csv_reads_by_chance(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def tried(chance: Random) -> None:
        delimiter = chance.choice(DELIMITERS)
        rows = table(chance, delimiter)
        content = written(chance, rows, delimiter).encode()
        if chance.random() < 0.3:
            content = b"\xef\xbb\xbf" + content
        code, found, _ = result_of(content, tmp_path, capfd)
        if code == 4:
            return  # refused, with its place
        # Lines without any cell are no rows.
        wanted = [row for row in rows[1:] if len(row) > 1 or row[0].strip()]
        assert len(found) - 1 == len(wanted), (len(found), content[:300])
        carried = [row[: len(rows[0])] for row in found[1:]]
        assert carried == wanted, content[:300]

    by_chance(25, tried)


def numbered(rows: list[list[str]]) -> list[str]:
    """The numbers at the beginning of rows, also of those that another delimiter keeps in one cell, which is told."""
    return [number for row in rows if row and (number := row[0].partition(",")[0]).isdigit()]


def test_headers_by_chance(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A header with anything in it: no row is lost without a word."""

    def tried(chance: Random) -> None:
        alphabet = ('"', '""', ",", ";", "a", "é", " ", "\n", "\r", "'", "age", "pupil", "sep=", "\t", "|", "\\")
        header = "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 12))) + chance.choice(
            (",age", ";age", ",pupil", "age", ',"age"', '"age",', ',"age"x')
        )
        width = header.count(",") + 1
        rows = "".join(f"{','.join(str(number) for _ in range(width))}\n" for number in range(1, 8))
        content = f"{header}\n{rows}".encode()
        code, found, err = result_of(content, tmp_path, capfd)
        if code == 4:
            return
        try:
            independent = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
        except csv.Error:
            independent = None
        if independent is not None and len({len(row) for row in independent if row}) == 1:
            # What stands above the names of columns comes back above them, blank or not.
            assert numbered(found) == numbered(independent), (content, err)
            assert "," not in "".join(row[0] for row in found[-7:]) or "shorter than the header" in err, (content, err)
        else:
            assert len(found) > 1, (content, err)

    by_chance(25, tried)
