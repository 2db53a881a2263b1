"""Workbooks in and out: what is read stays what it was, what does not fit or does harm is refused."""

import csv
import datetime as dt
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from chances import examples, one_in
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import HEAD, SHEET, TAIL, bomb, with_part, workbook

from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.workbook.cells import column_name, column_number
from ka1cli.batch.workbook.inspection import Refused, _without_value
from ka1cli.batch.workbook.old import errors_in
from ka1cli.batch.workbook.opendocument import _CELL, _as_text
from ka1cli.batch.workbook.reading import read_workbook
from ka1cli.batch.workbook.writing import DoesNotFit, ResultSheet, write_workbook

pytestmark = pytest.mark.thorough

MOMENT, MIDNIGHT = dt.datetime.fromisoformat("2026-01-02 03:04"), dt.datetime.fromisoformat("2026-01-02")


def rows_of(file: Path) -> list[list[str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.reader(text))


def read(file: Path, folder: Path, sheet: str | None = None) -> list[list[str]]:
    return rows_of(read_workbook(file, file.name, folder, sheet).sheets[0].file)


def test_every_kind_of_cell(tmp_path: Path) -> None:
    values = [
        *("007", " padded ", "=1+1", "two\nlines", "Ελλάδα", 12, 12.5, -3, 1234567890123, True, False),
        *(dt.date(2026, 1, 2), MOMENT, dt.time(3, 4), dt.timedelta(hours=30), None),
    ]
    book = openpyxl.Workbook()
    for column, value in enumerate(values, 1):
        cell = book.active.cell(3, column + 1, value)
        cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(tmp_path / "t.xlsx")
    rows = read(tmp_path / "t.xlsx", tmp_path)
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[2][1] == "ssssss" + "nnnn" + "bb" + "dmtt"
    assert rows[2][2:] == [
        *("", "007", " padded ", "=1+1", "two\nlines", "Ελλάδα", "12", "12.5", "-3", "1234567890123", "TRUE", "FALSE"),
        *("2026-01-02", "2026-01-02 03:04:00", "03:04:00", "30:00:00"),
    ]


def test_numbers_are_those_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    """It shows 15 digits, and stores one or two more that no one has written."""
    stored = [
        "3000.2999999999997",
        "2.9999999999999996",
        "-0.30000000000000004",
        "0.3333333333333333",
        "12.345678901234",
        "0.1",
    ]
    cells = "".join(
        f'<c r="{column}1"><f>A9</f><v>{number}</v></c>' for column, number in zip("ABCDEF", stored, strict=True)
    )
    file = with_part(tmp_path / "t.xlsx", SHEET, HEAD + f'<row r="1">{cells}</row>' + TAIL)
    (row,) = rows_of(read_workbook(file, "t.xlsx", tmp_path).sheets[0].file)
    assert row[2:] == ["3000.3", "3", "-0.3", *stored[3:]]


def test_errors_and_formulas_without_a_value_are_not_empty(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1&amp;"x"</f></c><c r="C1"><f>A1</f><v/></c>'
        '<c r="D1" t="str"><f>A1</f><v></v></c><c r="E1" t="str"><f>A1</f><v>yes</v></c><c r="F1" s="0"/>'
        '<c r="G1"><f>A1</f><v>5</v></c></row><row r="4" hidden="1"><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = read_workbook(with_part(tmp_path / "t.xlsx", SHEET, HEAD + cells + TAIL), "t.xlsx", tmp_path).sheets[0]
    assert (sheet.formulas, sheet.hidden_rows) == (2, 1)
    rows = {row[0]: row[1:] for row in rows_of(sheet.file)}
    assert rows["1"] == ["eeesssn", "#N/A", '=A1&"x"', "=A1", "", "yes", "", "5"]
    assert rows["4"] == ["sesssss", "", "#DIV/0!", "", "", "", "", ""]


@pytest.mark.parametrize("title", ["O'Brien's", 'A "q" <b> & c', "Σχολεία 'α'", "a>b"])
def test_the_name_of_a_sheet_hides_nothing(title: str, tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["country"], ["=A1"]], title)
    (sheet,) = read_workbook(file, "t.xlsx", tmp_path).sheets
    assert (sheet.name, sheet.formulas) == (title, 1)
    assert [row[2] for row in rows_of(sheet.file)] == ["country", "=A1"]


def test_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for name, state in (("Schools", "visible"), ("Lists", "hidden")):
        book.create_sheet(name).sheet_state = state
        book[name].append([name])
    book["Schools"].merge_cells("A1:C1")
    book.save(tmp_path / "t.xlsx")
    found = read_workbook(tmp_path / "t.xlsx", "t.xlsx", tmp_path)
    assert [sheet.name for sheet in found.sheets] == ["Notes", "Schools"]
    assert found.sheets[1].merged == [[[0, 0], [0, 2]]]
    assert read(tmp_path / "t.xlsx", tmp_path, "Lists") == [["1", "s", "Lists"]]
    with pytest.raises(InvalidTable, match="has no sheet `schools`") as refused:
        read(tmp_path / "t.xlsx", tmp_path, "schools")
    assert refused.value.diagnostics[0].help == "did you mean `Schools`?"


HOSTILE = {
    "unpacks to 10 GB": (lambda file: bomb(file, SHEET, 10 << 30), "unpacks to 4.3 GB"),
    "unpacks to 10 GB, says 1 kB": (lambda file: bomb(file, SHEET, 10 << 30, 1000), "damaged"),
    "styles of 10 GB, says 1 kB": (lambda file: bomb(file, "xl/styles.xml", 10 << 30, 1000), "damaged"),
    "a cell at the end": (
        lambda file: with_part(file, SHEET, f'{HEAD}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>{TAIL}'),
        "its cells reach to 16,384 columns and 1,048,576 rows",
    ),
    "a cell at the end, oddly written": (
        lambda file: with_part(file, SHEET, f"{HEAD}<row r = '9'><c s='0'  r = 'XFD1048576'><v>1</v></c></row>{TAIL}"),
        "asks for more memory|its cells reach",
    ),
    "too many styles": (
        lambda file: with_part(file, "xl/styles.xml", "<styleSheet><cellXfs>" + '<xf numFmtId="14"/>' * 4_000_000),
        "unpacks to 76 MB",
    ),
    "an archive of something else": (lambda file: zipfile.ZipFile(file, "w").writestr("x", "y"), "no workbook"),
    "a binary workbook": (lambda file: zipfile.ZipFile(file, "w").writestr("xl/workbook.bin", ""), "xlsb"),
    "half a file": (
        lambda file: file.write_bytes(with_part(file, SHEET, HEAD + TAIL).read_bytes()[:3000]),
        "damaged",
    ),
    "no XML": (lambda file: with_part(file, SHEET, "country\n"), "damaged|no sheet|memory"),
    "protected": (
        lambda file: file.write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")
        ),
        "protected by a password",
    ),
    "an old document": (
        lambda file: file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)),
        "no workbook",
    ),
    "CSV": (lambda file: file.write_text("country\nDE\n"), "no workbook"),
}


LARGE = tuple(HOSTILE)[:6]
"""What could take memory without end."""


@one_in(2, "what", HOSTILE)
def test_hostile_workbooks_are_refused_in_little_memory(what: str, tmp_path: Path) -> None:
    make, message = HOSTILE[what]
    make(tmp_path / "t.xlsx")
    with pytest.raises(InvalidTable, match=message):
        read(tmp_path / "t.xlsx", tmp_path)
    if what in LARGE:
        assert memory_for(tmp_path / "t.xlsx") < 300_000


def memory_for(file: Path) -> int:
    """The most memory, in kB, that a process takes which tries to read a workbook."""
    script = (
        "import resource, sys; from pathlib import Path; from ka1cli.batch.workbook.reading import read_workbook\n"
        "from contextlib import suppress\n"
        "with suppress(Exception): read_workbook(Path(sys.argv[1]), 't', Path(sys.argv[1]).parent)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    # From a small process of its own: a child begins with the size of its parent.
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.slow
def test_a_million_styles_are_read(tmp_path: Path) -> None:
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    styles += '<xf numFmtId="14" applyNumberFormat="1"/>' * 1_000_000 + "</cellXfs></styleSheet>"
    assert read(with_part(tmp_path / "t.xlsx", "xl/styles.xml", styles), tmp_path) == [["1", "s", "country"]]
    assert memory_for(tmp_path / "t.xlsx") < 300_000


@given(st.integers(0, 16383))
def test_columns_have_letters(number: int) -> None:
    assert column_number(column_name(number)) == number
    assert [column_name(one) for one in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def write(folder: Path, names: list[str], rows: list[tuple[str, list[object]]], **more: object) -> Path:
    file = folder / "result.xlsx"
    sheet = ResultSheet("Sheet1", names, more.pop("carried", len(names)), frozenset({1}), **more)
    assert write_workbook(file, folder, sheet, rows, [("rules", "1.0")]) == len(rows)
    return file


def test_cells_are_written_as_what_they_were(tmp_path: Path) -> None:
    kinds = "ssnbdmte"
    texts = ["007", "=1+1", "12.5", "TRUE", "2026-01-02", "2026-01-02 03:04:00", "30:00:00", "#N/A"]
    rows = [(kinds, texts), ("", [5, 1.5, True, dt.date(2026, 1, 2), None, "", 10**18, "http://x"])]
    file = write(tmp_path, list("abcdefgh"), rows, above=[("sn", ["Title", "5"])])
    page = openpyxl.load_workbook(file).active
    assert [[cell.value for cell in row] for row in page.iter_rows(max_row=4)] == [
        ["Title", 5, None, None, None, None, None, None],
        list("abcdefgh"),
        [
            "007",
            "=1+1",
            12.5,
            True,
            MIDNIGHT,
            MOMENT,
            dt.timedelta(hours=30),
            "#N/A",
        ],
        [5, 1.5, True, MIDNIGHT, None, None, str(10**18), "http://x"],
    ]
    assert page["B3"].data_type == "s"
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:H4"
    assert not page._hyperlinks


def test_verdicts_are_marked(tmp_path: Path) -> None:
    rows = [("s", ["A", "eligible"]), ("s", ["B", "ineligible"]), ("s", ["eligible", "undetermined"])]
    page = openpyxl.load_workbook(write(tmp_path, ["name", "route"], rows, carried=1)).active
    assert len({page.cell(row, 2).fill.fgColor.rgb for row in (2, 3, 4)}) == 3
    assert page["A4"].fill.fill_type is None


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    for text in ("x" * 32_768, "\U0001f600" * 16_384):
        with pytest.raises(DoesNotFit, match="B2 would get 32,768"):
            write(tmp_path, ["a", "b"], [("", ["", text])])
    write(tmp_path, ["a"], [("", ["x" * 32_767]), ("", ["\U0001f600" * 16_383])])
    with pytest.raises(DoesNotFit, match="16,384 columns"):
        write(tmp_path, ["a"] * 16_385, [])
    with pytest.raises(DoesNotFit, match="1,048,576 rows"):
        write_workbook(
            tmp_path / "r.xlsx",
            tmp_path,
            ResultSheet("s", ["a"], 1, frozenset()),
            (("", [""]) for _ in range(1_048_576)),
            [],
        )


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=8
)


@settings(max_examples=examples(15), deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                TEXTS, st.integers(-(10**9), 10**9), st.booleans(), st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1))
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read_again(tmp_path_factory, rows) -> None:
    folder = tmp_path_factory.mktemp("t")
    file = write(folder, ["a", "b", "c"], [("", row) for row in rows])
    found = read(file, folder)[1:]
    again = write(folder, ["a", "b", "c"], [(row[1], row[2:]) for row in found])
    assert read(again, folder)[1:] == found
    assert [row[2:] for row in found] == [
        [{True: "TRUE", False: "FALSE"}[cell] if isinstance(cell, bool) else str(cell) for cell in row] for row in rows
    ]


def test_other_workbooks(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsm", [["country"], ["DE"]])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", "")
    assert read_workbook(file, "t.xlsm", tmp_path).macros


def test_errors_of_other_workbooks(tmp_path: Path) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    string, number = 'office:value-type="string"', 'office:value-type="float"'
    shown = {
        string: "country",
        f'{string} office:string-value="" calcext:value-type="error"': "#N/A",
        f'{number} office:value="0" calcext:value-type="error"': "#DIV/0!",
        f'{number} office:value="12" calcext:value-type="float"': "12",
    }
    cells = [f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>" for kind, text in shown.items()]
    rows = "".join(f"<table:table-row>{cell}</table:table-row>" for cell in cells)
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", content.format(rows=rows))
    assert [row[2] for row in read(tmp_path / "t.ods", tmp_path)] == ["country", "#N/A", "#DIV/0!", "12"]


@pytest.mark.parametrize(
    "tags",
    [
        '<f/><c r="A1">',
        "<f/><c ",
        '<c r="A1"><f ',
        '<c r="A1" t="e"><v>',
        '<table:table-cell calcext:value-type="error" ',
    ],
)
def test_tags_that_are_never_closed_do_not_take_for_ever(tags: str) -> None:
    piece = f'<row><c r="B1" t="e"><v>#N/A</v></c>{tags * 300_000}</row>'.encode()
    assert [*_without_value(piece)] == [((0, 1), "#N/A", False)]
    assert _CELL.sub(_as_text, piece) == piece


def old_workbook(records: list[tuple[int, bytes]]) -> bytes:
    """A compound file whose stream `Workbook` holds these records, with its sectors in disorder."""
    stream = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records).ljust(4608, b"\0")
    order = [8, 3, 7, 2, 6, 1, 5, 4, 9]
    sectors = {0: struct.pack("<128I", *[0xFFFFFFFF] * 128)}
    table = [0xFFFFFFFF] * 128
    table[0], table[10] = 0xFFFFFFFD, 0xFFFFFFFE
    for place, number in enumerate(order):
        sectors[number] = stream[place * 512 : place * 512 + 512]
        table[number] = order[place + 1] if place + 1 < len(order) else 0xFFFFFFFE
    sectors[0] = struct.pack("<128I", *table)
    name = "Workbook".encode("utf-16-le")
    entry = (
        name.ljust(64, b"\0")
        + struct.pack("<HB", len(name) + 2, 2)
        + bytes(49)
        + struct.pack("<II", order[0], len(stream))
    )
    sectors[10] = entry.ljust(512, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + struct.pack("<H", 9) + bytes(16) + struct.pack("<II", 10, 0)
    )
    head = head.ljust(68, b"\0") + struct.pack("<II", 0xFFFFFFFE, 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors[number] for number in range(11))


def test_errors_in_old_workbooks() -> None:
    def records(sheet: int) -> list[tuple[int, bytes]]:
        return [
            (0x809, bytes(16)),
            (0x85, struct.pack("<IBBBB", sheet, 0, 0, 2, 0) + b"S1"),
            (0x0A, b""),
            (0x809, bytes(16)),
            (0x205, struct.pack("<HHHBB", 3, 1, 0, 0x2A, 1)),
            (0x205, struct.pack("<HHHBB", 4, 1, 0, 1, 0)),
            (0x06, struct.pack("<HHH", 5, 2, 0) + bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF]) + bytes(8)),
            (0x06, struct.pack("<HHHd", 6, 2, 0, 1.5) + bytes(8)),
            (0x0A, b""),
        ]

    start = sum(4 + len(content) for _, content in records(0)[:3])
    assert errors_in(old_workbook(records(start))) == {"S1": {(3, 1): "#N/A", (5, 2): "#DIV/0!"}}
    with pytest.raises(Refused, match="protected"):
        errors_in(old_workbook([(0x809, bytes(16)), (0x2F, bytes(6))]))
    with pytest.raises(Refused, match="damaged"):
        errors_in(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20))
