"""`--excel-safe`: no spreadsheet runs a text as a formula, however it splits the file. LibreOffice looks at it.

Needs Debian's package `libreoffice-calc`. Where it is missing the test is skipped, unless SPREADSHEET_TESTS=required.
"""

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest
from process import LIBRARY

from ka1cli.batch.duckdb.sql import neutral
from ka1cli.batch.table.cells import safe
from ka1cli.cli.main import run

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
SKIPPED = (
    *'\t\r\n\x0b\x0c\x00\x01\x1b\x7f\x85 \u00a0\u00ad\u061c\u200b\u200f\u2028\u202e\u2060\u3000\ufeff"',
    " \u00a0\t",
    "\r\n ",
)
ENDS = (",", ";", "\t", "|", "\n", "\r\n", ';"', ",,", "; ", "\n\n\t")
RISKY = (
    *(f"{sign}1+1" for sign in SIGNS),
    *(f"{skipped}{sign}1+1" for skipped in SKIPPED for sign in "=+@＝"),
    *(f"a{end}{sign}1+1" for end in ENDS for sign in "=+-@＝"),
    *("=", "=1;=2,=3\n=4", ";=1", "\t;=1", "\t\t=1", '"=1"', '";=1+1;"', "a;\u200b =1", "'\n=1", "=cmd|' /C calc'!A0"),
)
PLAIN = ("", "a", "a=b", "a - b", "5", "x+y", "a@b.eu", "1,5", "6; 7", "two\nlines", "'", "Ω,λ", "a|b", "'=1")


def may_run(text: str) -> bool:
    """Whether some program may take a part of a text for a formula: where its cells end is not known."""
    cells = re.split(r"[,;|\t\r\n]", text)
    bare = ("".join(one for one in cell if one.isprintable() and not one.isspace()).replace('"', "") for cell in cells)
    return any(cell[:1] and cell[0] in SIGNS for cell in bare)


@pytest.mark.parametrize("text", RISKY)
def test_nothing_can_be_run(text: str) -> None:
    assert may_run(text)
    made = safe(text)
    assert not may_run(made)
    assert made.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", PLAIN)
def test_what_cannot_be_run_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_tabs_and_line_ends_at_the_start_are_told_apart_as_well() -> None:
    assert [safe(f"{first}x") for first in "\t\r\n"] == ["'\tx", "'\rx", "'\nx"]


def test_the_engine_does_the_same() -> None:
    texts = [*RISKY, *PLAIN, "\tx"]
    made = duckdb.connect().execute(f"SELECT {neutral('text')} FROM (SELECT unnest(?) AS text)", [texts]).fetchall()
    assert [text for (text,) in made] == [*map(safe, texts)]


def _soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        assert os.environ.get("SPREADSHEET_TESTS") != "required", "libreoffice-calc is missing"
        pytest.skip("libreoffice-calc is missing")
    return found


def formulas(file: Path, separators: str) -> list[str]:
    """What LibreOffice runs of a CSV file, split at these characters."""
    codes = "/".join(str(ord(one)) for one in separators)
    command = [
        *(_soffice(), f"-env:UserInstallation={(file.parent / 'profile').as_uri()}", "--headless"),
        *(f"--infilter=Text - txt - csv (StarCalc):{codes},34,76,1", "--convert-to", "fods"),
        *("--outdir", str(file.parent), str(file)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    cells = ET.parse(file.with_suffix(".fods")).getroot().iter(f"{table}table-cell")
    return [formula for cell in cells if (formula := cell.get(f"{table}formula")) is not None]


@pytest.mark.spreadsheet
def test_a_spreadsheet_runs_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "table.csv", tmp_path / "result.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        rows = ([text, "5", text] for text in (*RISKY, *PLAIN) if text)
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["=1+1", "age", "a;=1+1"], *rows])
    for layout in ("wide", "long"):
        asked = ["batch", str(source), "-o", str(target), "--rules", str(LIBRARY), "--layout", layout, "-q"]
        assert run([*asked, "--excel-safe"]) in (0, 1), capfd.readouterr().err
        for separators in (",", ";", ",;\t|"):
            assert formulas(target, separators) == [], (layout, separators)
    assert run(asked) in (0, 1)
    assert formulas(target, ",")  # so it would have seen them
