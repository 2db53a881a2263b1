"""CSV as spreadsheets and people write it: where the header stands, which rows there are, what is refused."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import SHIPPED, loaded

from ka1cli.batch.table.csv_form import HEAD, csv_form
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.levelling import PIECE, is_rectangular, level

NAMES = ["name", "country", "organisation type", "accredited"]


def read(content: bytes, folder: Path, encoding: str | None = None) -> tuple[list[str], list[list[str]], bool]:
    """The header, the rows with their lines, and whether an engine could read them as they are."""
    form = csv_form(content[:HEAD], "t.csv", Headings(loaded(SHIPPED).profiles), encoding)
    level(io.BytesIO(content), form, "t.csv", folder / "level.csv")
    with (folder / "level.csv").open(newline="", encoding="utf-8") as file:
        return list(form.names), list(csv.reader(file)), is_rectangular(io.BytesIO(content), form)


@pytest.mark.parametrize(
    ("text", "wanted"),
    {
        "name,country\nA,DE\n": ([["2", "A", "DE"]], True),
        "name,country\nA,DE": ([["2", "A", "DE"]], True),
        "name,country\n": ([], True),
        "name,country": ([], False),
        "name;country\r\nA;DE\r\nB;FR\r\n": ([["2", "A", "DE"], ["3", "B", "FR"]], True),
        "name;country\rA;DE\rB;FR": ([["2", "A", "DE"], ["3", "B", "FR"]], True),
        "sep=;\nname;country\nA;DE\n": ([["3", "A", "DE"]], True),
        '"Schools, North"\n\nname\tcountry\nA\tDE\n': ([["4", "A", "DE"]], False),
        "# made by hand\nname,country\nA,DE\n": ([["3", "A", "DE"]], True),
        ";Organisation;\nname;country;x\nA;DE;\n": ([["3", "A", "DE", ""]], True),
        'name,country\n"A\nB",DE\nC,FR\n': ([["2", "A\nB", "DE"], ["4", "C", "FR"]], False),
        'name,country\n"A ""x"", B",DE\nC,FR\n': ([["2", 'A "x", B', "DE"], ["3", "C", "FR"]], True),
        'name,country\nA, "DE"\nB,FR\n': ([["2", "A", ' "DE"'], ["3", "B", "FR"]], False),
        'name,country\n "A",DE': ([["2", ' "A"', "DE"]], False),
        'name;country\n"A, "" b";DE\n': ([["2", 'A, " b', "DE"]], True),
        "name,country\n\nA,DE\n\n\nB,FR\n\n": ([["3", "A", "DE"], ["6", "B", "FR"]], False),
        "name,country\nA\nB,FR\n": ([["2", "A", ""], ["3", "B", "FR"]], False),
        "name,country\n,\nB,FR\n": ([["2", "", ""], ["3", "B", "FR"]], True),
        "name,country\nA,DE\r\nB,FR\n": ([["2", "A", "DE"], ["3", "B", "FR"]], False),
        "country\nDE\n\nFR\n": ([["2", "DE"], ["4", "FR"]], False),
    }.items(),
)
def test_rows_and_their_lines(text: str, wanted: tuple[list[list[str]], bool], tmp_path: Path) -> None:
    names, rows, rectangular = read(text.encode(), tmp_path)
    assert "country" in names
    assert (rows, rectangular) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "name,country\nA,DE,x\nB,FR\nC,D,E,F\n": "2 rows have more cells than the 2 columns of `t.csv`: line 2 (3), 4 (4)",
        'name,country\nA,"DE"x\n': "t.csv:2:1: a quotation mark is not closed, or a cell goes on",
        'name,country\n"A" ,DE\n': "t.csv:2:1: a quotation mark is not closed, or a cell goes on",
        'name,country\nA,"DE"  ': "t.csv:2:1: a quotation mark is not closed, or a cell goes on",
        'name,country\nA,"DE\n': "t.csv:2:1: a quotation mark is not closed, or a cell goes on",
        'name,"country"x\nA,DE\n': "the header of `t.csv` cannot be read",
        "": "`t.csv` is empty",
        "\n\n": "`t.csv` is empty",
        "sep=;\n": "`t.csv` is empty",
        "a\x00b,country\n": "`t.csv` is not a text file",
        "%PDF-1": "`t.csv` is a PDF document",
        "\ufeff\n<HTML><body><table>\n<tr><th>\ncountry\n</th></tr><tr><td>\nDE\n": "`t.csv` is a web page or XML",
        '<?xml version="1.0"?>\n<Workbook>\ncountry\n': "`t.csv` is a web page or XML",
    }.items(),
)
def test_what_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidTable) as refused:
        read(text.encode(), tmp_path)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "Όνομα;Χώρα;Σημειώσεις\nΑ;Ελλάδα;α, β, γ, δ, ε\nΒ;Κύπρος;ζ, η\nΓ;Κύπρος;\n",
        "Nom;Prix;Taux;Lieu\nA;1,5;2,5;x\nB;1,5;;\nC;2,5;1,0\nD;2,5;1,0\n",
        "Nom;Pays\nA;FR,x,y\nB;FR,x,z\n".replace(";", "\t").replace(",", "; "),
        "Liste, stand 2026, Nord\n\nNom;Pays\nA;FR\n",
    ],
)
def test_the_delimiter_of_a_table_that_names_no_fact(text: str) -> None:
    """So that the message, and a suggested map, show its headings and not parts of its texts."""
    form = csv_form(text.encode(), "t.csv", Headings(loaded(SHIPPED).profiles))
    assert form.delimiter == ("\t" if "\t" in text else ";")
    assert form.names[0] in ("Όνομα", "Nom")


def test_lines_above_the_header_come_back_as_they_are() -> None:
    form = csv_form(b'sep=;\nSchools; "x"\n\nname;country\nA;DE\n', "t.csv", Headings(loaded(SHIPPED).profiles))
    assert (form.above, form.lines, form.delimiter) == ('Schools; "x"\n\n', 4, ";")


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-16", None), ("utf-8-sig", None), ("cp1253", "cp1253"), ("utf-16-le", "utf-16-le")]
)
def test_encodings(encoding: str, named: str | None, tmp_path: Path) -> None:
    content = "name;country\nΣχολείο;Ελλάδα\n".encode(encoding)
    assert read(content, tmp_path, named)[:2] == (["name", "country"], [["2", "Σχολείο", "Ελλάδα"]])


def test_a_code_page_is_never_guessed(tmp_path: Path) -> None:
    with pytest.raises(InvalidTable) as refused:
        read("name,country\nSchüler,DE\n".encode("cp1252"), tmp_path)
    problem = refused.value.diagnostics[0]
    assert str(problem.place) == "t.csv:2:4"
    assert "--encoding cp1252" in (problem.help or "")


@given(
    st.lists(st.lists(st.text(st.sampled_from('aü;,\t|" \n\r'), max_size=6), min_size=4, max_size=4), max_size=8),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "Schools of the region\n", "A title; with, all\tmarks|\n\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read(tmp_path_factory, rows, delimiter, end, title, encoding) -> None:
    into = io.StringIO(newline="")
    into.write(title.replace("\n", end))
    writer = csv.writer(into, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([NAMES, *rows])
    names, found, _ = read(into.getvalue().encode(encoding), tmp_path_factory.getbasetemp())
    assert names == NAMES
    assert [row[1:] for row in found] == rows


@pytest.mark.parametrize("row", ['A,"DE"  ', 'A,  "DE"', '"A" ,DE', f'A,{" " * 3000}"DE"'])
@pytest.mark.parametrize("before", [0, PIECE - 20])
def test_no_engine_reads_blanks_around_quotation_marks(row: str, before: int, tmp_path: Path) -> None:
    content = ("name,country\n" + "A,DE\n" * (before // 5) + row).encode()
    form = csv_form(content[:HEAD], "t.csv", Headings(loaded(SHIPPED).profiles))
    assert not is_rectangular(io.BytesIO(content), form)
