"""`ka1 template`: what one fills in is read back without a word of complaint, and nothing changes but what is added."""

import csv
import random
from pathlib import Path

import openpyxl
import pytest
from process import LIBRARY, ROOT, ka1


@pytest.mark.parametrize("rules", [ROOT / "rules.yaml", LIBRARY], ids=["shipped", "library"])
def test_a_workbook_has_lists_notes_and_an_explanation(rules: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    done = ka1("template", "-o", file, "--rules", rules)
    assert (done.code, done.stdout) == (0, "")
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    assert headings[0] == "name"
    assert all(cell.comment and cell.comment.text for cell in page[1][1:])
    validations = page.data_validations.dataValidation
    assert len(validations) == len(headings) - 1
    for validation in validations:
        assert len(validation.formula1.strip('"')) <= 255
        if validation.type == "list" and validation.formula1.startswith(("=", "Lists")):
            assert book["Lists"].sheet_state == "hidden"
    assert [row[0].value for row in book["How to fill it in"].iter_rows(min_row=7)] == headings[1:]


def test_a_template_is_read_without_complaint(tmp_path: Path) -> None:
    assert ka1("template", "-o", tmp_path / "t.csv", "-q").stderr == ""
    done = ka1("batch", tmp_path / "t.csv", "-o", tmp_path / "out.csv", "-q")
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert row["ka122"] == "eligible"


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_the_example_of_a_day_is_one_that_a_spreadsheet_has(name: str, tmp_path: Path) -> None:
    rules = ROOT / "tests" / "rules" / "rewritten" / "date-figure.yaml"
    assert ka1("template", "-o", tmp_path / name, "--rules", rules).code == 0
    done = ka1("batch", tmp_path / name, "--rules", rules, "-q", "-o", tmp_path / "out.csv")
    assert (done.code, done.stderr) == (0, "")


def test_the_next_command_reads_the_table_as_it_was_made(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    view = ("--rules", "school", "--call", "2026", "--on", "2026-01-15")
    done = ka1("template", "-o", file, *view)
    assert done.stderr.endswith(f"then: ka1 batch {file} -o screened.csv {' '.join(view)}\n")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine")
    done = ka1("template", "-o", tmp_path / "t.xlsx")
    assert done.code == 2
    assert "exists already" in done.stderr
    assert ka1("template").code == ka1("template", "-o", tmp_path / "t.ods").code == 2


def test_what_one_fills_in_comes_back_with_what_was_added_and_nothing_else(tmp_path: Path) -> None:
    file, result = tmp_path / "t.xlsx", tmp_path / "screened.xlsx"
    ka1("template", "-o", file)
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    page.delete_rows(2)
    lists = {
        next(iter(validation.sqref.ranges)).min_col: choices_of(book, validation)
        for validation in page.data_validations.dataValidation
    }
    chance = random.Random(3)
    rows = [
        [f"School {n}", *(chance.choice((None, *lists[column])) for column in range(2, len(headings) + 1))]
        for n in range(60)
    ]
    # A first-time organisation has had no grant.
    first, grants = headings.index("first time in Erasmus+"), headings.index("short-term grants so far")
    for row in rows:
        row[grants] = 0 if row[first] == "yes" else row[grants]
        page.append(row)
    book.save(file)
    done = ka1("batch", file, "-o", result, "-q")
    assert (done.code, done.stderr) == (0, "")
    found = openpyxl.load_workbook(result).worksheets[0]
    cells = [[cell.value for cell in row] for row in found.iter_rows()]
    assert [row[: len(headings)] for row in cells] == [headings, *rows]
    assert {row[len(headings)] for row in cells[1:]} <= {"eligible", "undetermined", "ineligible"}


def choices_of(book: openpyxl.Workbook, validation) -> list[object]:
    """What can be chosen in the cells of a validation."""
    if validation.type == "whole":
        return list(range(int(validation.formula1), int(validation.formula1) + 20))
    formula = validation.formula1
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    sheet, cells = formula.lstrip("=").split("!")
    return [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
