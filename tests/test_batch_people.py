"""Tables as people have them, through the whole command: what is read, what is told, what is refused."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from chances import one_in
from terminal import Terminal

from ka1cli.cli.main import run

pytestmark = pytest.mark.thorough

HERE = ["--on", "2026-11-27"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*arguments: str, code: int = 0) -> None:
    assert run(["batch", *arguments, *HERE]) == code


def rows(file: str = "out.csv", delimiter: str = ",") -> list[dict[str, str]]:
    with Path(file).open(newline="", encoding="utf-8-sig") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def screened(text: str, *arguments: str, code: int = 0, encoding: str = "utf-8") -> list[dict[str, str]]:
    Path("t.csv").write_bytes(text.encode(encoding))
    batch("t.csv", *arguments, "-o", "out.jsonl", code=code)
    return [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]


HEADERS = {
    "titles": "name;country;kind of organisation;accreditation;years in VET;first time in Erasmus+;short-term grants so far\n"
    "A;DE;vet-provider;no;5;yes;0\n",
    "in words": "Name;Country code;Type of organisation;Accredited?;First time in Erasmus+\nA;DE;vet-provider;no;yes\n",
    "marks": "Name;Country*;organisation type *;accredited (yes/no);first-time\nA;DE;vet-provider;no;yes\n",
    "line break": 'Name; country ;"organisation\ntype";accredited;first time\nA;DE;vet-provider;no;yes\n',
    "title above": "Vocational schools, region North\nExported 12.03.2026\n\nname,country,organisation type,accredited,first time\n"
    "School A,DE,vet-provider,no,yes\n",
    "padded title above": "Vocational schools region North;;;;\nExported 12.03.2026;;;;\n;;;;\n"
    "name;country;organisation type;accredited;first time\nSchool A;DE;vet-provider;no;yes\n",
    "comment above": "# exported by the registry\nname,country,organisation type,accredited,first time\nA,DE,vet-provider,no,yes\n",
    "two header rows": ";Organisation;;Erasmus+;\nName;country;organisation_type;accredited;first_time\nA;DE;vet-provider;no;yes\n",
}


@one_in(2, "what", HEADERS)
def test_headers(what: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (row,) = screened(HEADERS[what])
    assert (row["ka122"], row["errors"]) == ("eligible", None)
    told = capfd.readouterr().err
    assert "as answers: " in told
    assert ("the header is line" in told) == (
        what in ("title above", "padded title above", "comment above", "two header rows")
    )


@one_in(2, "above", ["", "Berufsschulen der Region Nord\n\n", "Schulen;;;\n;;;\n"])
def test_a_header_in_another_language_needs_a_map(above: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = f"{above}Name;Land;Art der Einrichtung;Akkreditiert\nA;DE;vet-provider;no\n"
    Path("t.csv").write_text(text)
    batch("t.csv", code=4)
    told = capfd.readouterr().err
    assert "it has `Name`, `Land`, `Art der Einrichtung`, `Akkreditiert`" in told
    assert "--suggest-map" in told
    batch("t.csv", "--suggest-map")
    frame = capfd.readouterr().out
    assert '"Land":    # perhaps country or destination; DE 1' in frame
    Path("map.yaml").write_text(
        "columns: {Land: country, Art der Einrichtung: organisation_type, akkreditiert: accredited}\n"
    )
    (row,) = screened(text, "--map", "map.yaml", "--first-time", "yes")
    assert row["ka122"] == "eligible"


def test_rows_without_content_are_carried_not_judged(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "name;country;organisation type;accredited;\r\nA;DE;vet-provider;no;\r\n;;;;\r\n ; ;;;x\r\nSource: registry, 2026;;;;\r\nB;?;;;\r\n"
    found = screened(text)
    assert [row["ka121"] for row in found] == ["ineligible", None, None, None, "undetermined"]
    assert found[1] == {**dict.fromkeys(found[1]), **{name: found[1][name] for name in ("name", "country")}}
    told = capfd.readouterr().err
    assert "3 rows without any answer: carried along, not judged" in told
    assert "one answer settles a verdict for 2 of 2" in told
    assert len(screened(text, "--layout", "long", "--route", "ka121", "--route", "host")) == 2 * 2 + 3


@pytest.mark.parametrize(
    ("line", "is_total"),
    [
        ("Total;2;;45", True),
        (" TOTAL: ;;;1.000", True),
        ("ΣΎΝΟΛΟ;;;", True),
        (";Insgesamt;2;", None),
        ("Total\u00a0:;2;1;1\u00a0234", True),
        ("Gesamt (25);;;2", True),
        ("ΥΠΟΣΥΝΟΛΟ;;=COUNTIF(C2:C9,1);", True),
        ("Sous-total 2026;;3;", True),
        ("Total;DE;no;3", False),
        ("Total;2;no;", False),
        ("Total sales;2;;45", False),
        (";2;;45", False),
    ],
)
def test_a_line_of_totals_is_no_organisation(
    line: str, is_total: bool | None, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """But a company of that name is. The word counts in a column that is carried along."""
    header, rows = "name;country;accredited;participants", "A;DE;no;3\n"
    if is_total is None:
        header, rows = "number;name;country;participants", "1;A;DE;3\n"
    *_, found = screened(f"{header}\n{rows}{line}\n", code=0 if is_total is not False or "DE" in line else 1)
    assert (found["host"] is None) == (is_total is not False)
    assert ("1 row without any answer" in capfd.readouterr().err) == (is_total is not False)


def test_short_rows_are_padded_and_counted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = screened(
        "Name,country,organisation_type,accredited,note\nA,DE,vet-provider,no,x\nB,FR,employer,no\nC,FR,employer\n"
    )
    assert [row["note"] for row in found] == ["x", None, None]
    assert found[2]["accredited"] is None
    assert "2 rows are shorter than the header" in capfd.readouterr().err


def test_long_rows_are_named_at_once(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text("name,country\nA,DE,x\nB,FR\nC,FR,x,y\n")
    batch("t.csv", "-o", "out.csv", code=4)
    assert "line 2 (3), 4 (4)" in capfd.readouterr().err
    assert not Path("out.csv").exists()


def test_places_are_lines_of_the_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    screened("name,accredited\nA,no\nB,maybe\n", code=1)
    assert "line 3: `maybe`" in capfd.readouterr().err
    screened('Title\n\nname,accredited\n"A\nA",no\n\nB,maybe\n', code=1)
    assert "line 7: `maybe`" in capfd.readouterr().err
    long = screened('name,accredited\n"A\nA",no\nB,maybe\n', "--layout", "long", "--route", "host", code=1)
    assert [(row["row"], row["place"]) for row in long] == [(1, "line 2"), (2, "line 4")]


def test_what_could_not_be_read_comes_first(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{n},{text}\n" for n, text in enumerate(["perhaps"] * 7 + ["later"] * 4 + ["no"]))
    screened("name,accredited\n" + rows, code=1)
    told = capfd.readouterr().err
    assert "! 11 of 12 answers could not be read" in told
    assert "accredited: 11 cells: perhaps 7 · later 4" in told
    assert "--suggest-map > new-map.yaml" in told
    assert told.index("! 11 of 12") < told.index("eligible  undetermined")


def test_answers_for_every_row(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "BSN;Name;Telefon\n99B01;OSZ;000\n;;\n"
    found = screened(text, "--country", "DE")
    assert [row["ka121"] for row in found] == ["undetermined", None]
    assert "for every row: country" in capfd.readouterr().err
    Path("t.csv").write_text("name,country\nA,DE\n")
    batch("t.csv", "--country", "DE", code=2)
    Path("map.yaml").write_text("constants: {country: DE}\n")
    batch("t.csv", "--map", "map.yaml", code=4)
    assert "map.yaml:1:22" in capfd.readouterr().err
    Path("map.yaml").write_text("columns: {Land: country}\n")
    batch("t.csv", "--map", "map.yaml", code=4)
    assert "the table has no column `Land`" in capfd.readouterr().err


def test_encodings(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "name;accredited\nΣχολείο;no\n"
    assert screened(text, encoding="utf-16")[0]["name"] == "Σχολείο"
    assert screened(text, "--encoding", "cp1253", encoding="cp1253")[0]["name"] == "Σχολείο"
    Path("t.csv").write_bytes(text.encode("cp1253"))
    batch("t.csv", code=4)
    assert "--encoding cp1252 (Western)" in capfd.readouterr().err
    batch("t.csv", "--encoding", "klingon", code=2)


def test_a_json_array_is_a_table(folder: Path) -> None:
    Path("t.json").write_text('[{"name": "A",\n  "accredited": false}, {"name": "B", "accredited": true}]')
    batch("t.json", "-o", "out.jsonl")
    found = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row["ka121"] for row in found] == ["ineligible", "undetermined"]
    assert found[0]["accredited"] is False


def book(*sheets: tuple[str, list[list[object]]], name: str = "t.xlsx") -> str:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, cells in sheets:
        page = made.create_sheet(title)
        for row in cells:
            page.append(row)
    made.save(name)
    return name


def test_workbooks_come_back_with_what_was_added_and_nothing_else(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = [
        ["Schools of the region", None, None, None, None, None],
        ["Code", "Country", "kind of organisation", "accredited", "first time", "grants, euro"],
        ["007", "DE", "vet-provider", False, True, 12.5],
        ["=1+1", "FR", "vet-provider", "no", "yes", 3],
        [None, None, None, None, None, None],
        ["Total", None, None, None, None, 15.5],
        ["009", "EL", "vet-provider", "perhaps", "yes", None],
    ]
    source = book(("Notes", [["see the next sheet"]]), ("Schools 2026", table))
    batch(source, "-o", "out.xlsx", code=1)
    told = capfd.readouterr().err
    assert "the header is line 2" in told
    assert "'Schools 2026'!D7: `perhaps`" in told
    assert "2 rows without any answer" in told
    page = openpyxl.load_workbook("out.xlsx")["Schools 2026"]
    assert [[cell.value for cell in row] for row in page.iter_rows(max_col=6)] == table
    assert page["A4"].data_type == "s"
    added = {cell.value: cell.column for cell in page[2][6:]}
    assert [page.cell(row, added["ka122"]).value for row in range(3, 8)] == [
        "eligible",
        "eligible",
        None,
        None,
        "undetermined",
    ]
    about = openpyxl.load_workbook("out.xlsx")["About this result"]
    assert {"rules", "sha256", "call", "as of"} <= {row[0].value for row in about.iter_rows()}


def test_sheets_and_names_of_files(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = book(("A", [["country", "accredited"], ["DE", "no"]]), ("B", [["country", "accredited"], ["FR", "no"]]))
    batch(source, "-o", "out.csv")
    assert "only the sheet `A` is read; --sheet takes another: `B`" in capfd.readouterr().err
    assert rows()[0]["country"] == "DE"
    years = book(*((year, [["name", "country"], [year, "DE"]]) for year in ("2025", "2026")), name="years.xlsx")
    batch(years, "-o", "years.csv")
    assert "only the sheet `2025` is read; --sheet takes another: `2026`" in capfd.readouterr().err
    batch(source, "--sheet", "B", "-o", "out.csv")
    assert rows()[0]["country"] == "FR"
    assert Path("out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    batch(source, "--sheet", "C", code=4)
    Path(source).rename("t.csv")
    batch("t.csv", "-o", "out.csv")
    assert rows()[0]["country"] == "DE"
    Path("u.xlsx").write_text("country,accredited\nDE,no\n")
    batch("u.xlsx", "-o", "out.csv")
    assert "`u.xlsx` is no workbook, whatever its name says: it is read as CSV" in capfd.readouterr().err
    batch("u.xlsx", "-o", "out.ods", code=2)


def test_a_result_that_does_not_fit_into_a_workbook_leaves_none(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("t.csv").write_text(f"country,note\nDE,{'x' * 40_000}\n")
    batch("t.csv", "-o", "out.xlsx", code=4)
    assert "a cell holds 32,767 characters, B2 would get 40,000" in capfd.readouterr().err
    assert not Path("out.xlsx").exists()


def test_errors_of_a_sheet_are_errors_with_their_place(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = book(("S", [["country", "accredited", "x"], ["DE", "#N/A", "=1/0"], ["=A2", "no", None]]))
    batch(source, "-o", "out.xlsx", code=1)
    told = capfd.readouterr().err
    assert "S!B2: `#N/A`" in told
    assert "S!A3: `=A2`" in told
    assert "without a stored value: open the workbook in a spreadsheet and save it" in told


def test_one_header_text_read_in_two_ways(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = screened("country;Land*;accreditation;accredited\nDE;x;yes;no\n")
    assert found[0]["ka121"] == "ineligible"
    assert (
        "`accreditation` (number 3) is only carried along: `accredited` (number 4) means `accredited`"
        in capfd.readouterr().err
    )
    Path("t.csv").write_text("accreditation,Accreditation?\nyes,no\n")
    batch("t.csv", code=4)


WORDS = {
    "Greek": (
        ["Επωνυμία", "Χώρα", "Είδος φορέα", "Διαπίστευση", "Πρώτη φορά", "Έτη"],
        {"Ελλάδα": "GR", "Γερμανία": "DE", "Κύπρος": "CY"},
        ("Ναι", "Όχι"),
        {"ΕΠΑΛ": "vet-provider", "Δήμος": "authority", "Εταιρεία": "employer"},
    ),
    "German": (
        ["Name", "Land", "Art der Einrichtung", "Akkreditiert", "Erstes Projekt", "Jahre"],
        {"Deutschland": "DE", "Österreich": "AT", "Griechenland": "GR"},
        ("Ja", "Nein"),
        {"Berufsschule": "vet-provider", "Behörde": "authority", "Betrieb": "employer"},
    ),
    "Polish": (
        ["Nazwa", "Kraj", "Rodzaj", "Akredytacja", "Pierwszy raz", "Lata"],
        {"Polska": "PL", "Niemcy": "DE", "Grecja": "GR"},
        ("Tak", "Nie"),
        {"Szkoła zawodowa": "vet-provider", "Urząd": "authority", "Firma": "employer"},
    ),
}


@one_in(3, "language", WORDS)
def test_a_spreadsheet_in_another_language_with_a_map(language: str, folder: Path) -> None:
    headings, countries, (yes, no), kinds = WORDS[language]
    facts = ["country", "organisation_type", "accredited", "first_time", "years_in_field"]
    cells: list[list[object]] = [["Κατάλογος 2026"], headings]
    plain = ["name," + ",".join(facts)]
    for n in range(500):
        country, kind = list(countries)[n % 3], list(kinds)[n % 7 % 3]
        answers = [yes, no][n % 2], [no, yes][n // 2 % 2]
        cells.append([f"{n}", country, kind, *answers, n % 5])
        in_english = ["yes" if one == yes else "no" for one in answers]
        plain.append(f"{n},{countries[country]},{kinds[kind]},{','.join(in_english)},{n % 5}")
    book(("Φύλλο1", cells))
    lines = ["columns:", *(f"  {heading}: {fact}" for heading, fact in zip(headings[1:], facts, strict=True))]
    values = {"country": countries, "organisation_type": kinds}
    lines += ["values:", *(f"  {fact}: {json.dumps(texts, ensure_ascii=False)}" for fact, texts in values.items())]
    lines += [f"  {fact}: {{{yes}: yes, {no}: no}}" for fact in ("accredited", "first_time")]
    assert len(lines) < 15
    Path("map.yaml").write_text("\n".join(lines), encoding="utf-8")
    Path("plain.csv").write_text("\n".join(plain), encoding="utf-8")
    batch("t.xlsx", "--map", "map.yaml", "-o", "out.csv", "-q")
    batch("plain.csv", "-o", "expected.csv", "-q")
    expected = rows("expected.csv")
    added = list(expected[0])[len(facts) + 1 :]
    with Path("out.csv").open(newline="", encoding="utf-8-sig") as text:
        next(text)
        found = list(csv.DictReader(text))
    assert [[row[name] for name in added] for row in found] == [[row[name] for name in added] for row in expected]


def test_the_map_for_the_list_of_projects(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parent.parent / "docs" / "examples" / "project-results-map.yaml"
    text = io.StringIO()
    writer = csv.writer(text)
    kind = "School/Institute/Educational centre – Vocational Training (secondary level)"
    writer.writerow(["Programme", "Coordinating organisation type", "Coordinator's country", "Partner 1 country"])
    writer.writerows([["Erasmus+", kind, "DE", "ES"], ["Erasmus+", "Local Public body", "EL", ""]])
    found = screened(text.getvalue(), "--map", str(example))
    assert [row["etwinning"] for row in found] == ["eligible", "ineligible"]
    assert not any(row["errors"] for row in found)


def test_a_terminal_shows_the_first_rows_and_nothing_is_written(folder: Path) -> None:
    Path("t.csv").write_text("name,accredited\n" + "".join(f"School {n},no\n" for n in range(20)) + "Total,\n")
    code, shown = Terminal("batch", folder / "t.csv", *HERE).end()
    assert code == 0
    assert "The first rows; write them all with -o screened.xlsx" in shown
    assert "line 2" in shown
    assert "School 0" in shown
    assert "School 19" not in shown
    assert "It depends" not in shown
    assert [file.name for file in folder.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("table", ["project-results", "schools-national-list"])
def test_a_suggested_map_is_read_as_it_is(table: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts = {
        "project-results": "\ufeffProgramme,Coordinating organisation type,Coordinator's country\nErasmus+,Local Public body,EL\n",
        "schools-national-list": "\ufeffIdentifiant;Type_etablissement;Voie_professionnelle;etat\n"
        "0990001A;Lycée professionnel;1;OUVERT\n0990002B;Ecole;;OUVERT\n",
    }
    Path("t.csv").write_text(texts[table], encoding="utf-8")
    batch("t.csv", "--suggest-map")
    Path("map.yaml").write_text(capfd.readouterr().out, encoding="utf-8")
    screened(
        texts[table],
        "--map",
        "map.yaml",
        "--country" if table != "project-results" else "--first-time",
        "FR" if table != "project-results" else "no",
    )
