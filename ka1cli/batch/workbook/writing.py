"""Results as .xlsx workbooks: cells of their types, verdicts marked by word and colour, no text ever run as a formula."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from ka1cli.batch.workbook.cells import DAY, MOMENT, NUMBER, TIME, cell_value, column_name
from ka1cli.cases.verdict import Verdict

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
"""What fits into a sheet, and how many characters into a cell, as Excel counts them."""
LOOKED_AT = 1000
"""The width of a column is that of its texts in so many rows."""
NARROWEST, WIDEST = 8, 50
COLOURS = {
    Verdict.ELIGIBLE: ("#C6EFCE", "#0B5A1E"),
    Verdict.UNDETERMINED: ("#FFEB9C", "#6B4E00"),
    Verdict.INELIGIBLE: ("#FFC7CE", "#8B0A14"),
}
"""The colours behind and of each verdict."""

SheetRow = tuple[str, Sequence[object]]
"""The kinds of some cells as letters (see `cells`; none where the values tell), and their values."""


class DoesNotFit(Exception):
    """A result that a workbook cannot hold; the text says what does not fit."""


class ResultSheet(NamedTuple):
    """What a sheet with a result looks like."""

    name: str
    names: Sequence[str]
    carried: int
    """How many of the columns stood in the table."""
    verdicts: frozenset[int]
    """The positions of the columns that hold verdicts."""
    above: Sequence[SheetRow] = ()
    """The rows above the header, as they stood there."""


def write_workbook(
    file: Path, aside: Path, sheet: ResultSheet, rows: Iterable[SheetRow], about: Sequence[tuple[str, str]]
) -> int:
    """Write a result and return how many rows it has. `aside` is a folder for what is put aside meanwhile.

    Raises `DoesNotFit`; then the file is incomplete.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(file),
        {"constant_memory": True, "tmpdir": str(aside), "strings_to_urls": False, "strings_to_formulas": False},
    )
    book.use_zip64()
    try:
        return _Writer(book, sheet).write(rows, about)
    finally:
        with suppress(DoesNotFit):
            book.close()


class _Writer:
    def __init__(self, book: Any, sheet: ResultSheet) -> None:
        self.book, self.sheet = book, sheet
        self.page = book.add_worksheet(_sheet_name(sheet.name))
        self.header = book.add_format({"bold": True})
        self.added = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        self.days = {
            DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
            MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            TIME: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        self.marks = {
            str(verdict): book.add_format({"bg_color": behind, "font_color": colour})
            for verdict, (behind, colour) in COLOURS.items()
        }
        self.widths = [NARROWEST] * len(sheet.names)

    def write(self, rows: Iterable[SheetRow], about: Sequence[tuple[str, str]]) -> int:
        sheet, page = self.sheet, self.page
        if len(sheet.names) > MAX_COLUMNS:
            raise DoesNotFit(f"a sheet has {MAX_COLUMNS:,} columns, the result {len(sheet.names):,}")
        for number, (kinds, values) in enumerate(sheet.above):
            for column, value in enumerate(values):
                if value:
                    self.cell(number, column, value, kinds[column : column + 1])
        top = line = len(sheet.above)
        for column, name in enumerate(sheet.names):
            self.text(line, column, name, self.header if column < sheet.carried else self.added)
            self.widen(column, name)
        cell, carried, marks = self.cell, sheet.carried, self.marks
        for kinds, values in rows:
            line += 1
            if line >= MAX_ROWS:
                raise DoesNotFit(f"a sheet has {MAX_ROWS:,} rows, the result more")
            for column, value in enumerate(values):
                if value is None or value == "":
                    continue
                if column >= carried and isinstance(value, str):
                    self.text(line, column, value, marks.get(value) if column in sheet.verdicts else None)
                else:
                    cell(line, column, value, kinds[column : column + 1])
            if line - top < LOOKED_AT:
                for column, value in enumerate(values):
                    self.widen(column, value)
        for column, width in enumerate(self.widths):
            self.checked(page.set_column(column, column, width), "a width")
        page.freeze_panes(top + 1, 0)
        self.checked(page.autofilter(top, 0, max(line, top + 1), len(sheet.names) - 1), "a filter")
        self.about(about)
        return line - top

    def about(self, about: Sequence[tuple[str, str]]) -> None:
        """A last sheet that says by which rules the result came about."""
        self.page = self.book.add_worksheet("About this result")
        for number, (what, text) in enumerate(about):
            self.text(number, 0, what, self.header)
            self.text(number, 1, text, None)
        self.checked(self.page.set_column(0, 0, 20) or self.page.set_column(1, 1, 80), "a width")

    def cell(self, line: int, column: int, value: object, kind: str) -> None:
        """A cell of the table, as what it was."""
        page, value = self.page, cell_value(value, kind) if isinstance(value, str) else value
        match value:
            case bool():
                answer = page.write_boolean(line, column, value)
            case int() | float() if kind == NUMBER or abs(value) < 1e15:
                answer = page.write_number(line, column, value)
            case timedelta():
                answer = page.write_number(line, column, value / timedelta(days=1), self.days[TIME])
            case date() if kind or value.year > 1900:
                moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
                format = self.days[kind or (MOMENT if isinstance(value, datetime) else DAY)]
                answer = page.write_datetime(line, column, moment, format)
            case _:
                self.text(line, column, str(value), None)
                return
        self.checked(answer, value)

    def text(self, line: int, column: int, text: str, format: Any) -> None:
        if not text.isascii():
            text = text.encode(errors="replace").decode()  # the name of a file need not be UTF-8
        length = len(text) if len(text) * 2 <= MAX_TEXT else len(text.encode("utf-16-le", "replace")) // 2
        if length > MAX_TEXT:
            place = f"{column_name(column)}{line + 1}"
            raise DoesNotFit(f"a cell holds {MAX_TEXT:,} characters, {place} would get {length:,}")
        self.checked(self.page.write_string(line, column, text, format), text)

    def widen(self, column: int, value: object) -> None:
        if value is not None and self.widths[column] < WIDEST:
            longest = max(map(len, str(value)[: 4 * WIDEST].split("\n")), default=0)
            self.widths[column] = min(WIDEST, max(self.widths[column], longest + 2))

    def checked(self, answer: int | None, what: object) -> None:
        """Refuse what the library would only warn of."""
        if answer:
            raise DoesNotFit(f"`{str(what)[:60]}` cannot be written into a workbook (error {answer})")


def _sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet."""
    kept = "".join("_" if letter in "[]:*?/\\" else letter for letter in name).strip("'")[:31]
    return kept if kept and kept.casefold() not in ("history", "about this result") else "Result"
