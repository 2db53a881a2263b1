"""Places in a table as the person sees them: a line of the file, a cell of a sheet, a row counted from 1."""

from typing import NamedTuple


class RowPlaces(NamedTuple):
    """How rows are counted."""

    unit: str = "row"
    """What the numbers count: lines of a file, or rows."""
    before: int = 0
    """How many lines the header takes, and all before it: in a regular file the first row stands on the next one."""
    sheet: str | None = None
    """The sheet of a workbook, whose rows are counted there."""
    other_sheets: tuple[str, ...] = ()
    """The other sheets of that workbook."""

    def row(self, number: int) -> str:
        """A row: `line 3`, `Sheet1!3`, `row 3`."""
        return f"{self.prefix}{number}"

    def cell(self, number: int, column: int) -> str:
        """A cell of a row; columns count from 0: `Sheet1!C7`, else the row."""
        from ka1cli.batch.workbook.cells import column_name

        return self.row(number) if self.sheet is None or column < 0 else f"{self._sheet}!{column_name(column)}{number}"

    @property
    def prefix(self) -> str:
        """What stands before the number of a row."""
        return f"{self.unit} " if self.sheet is None else f"{self._sheet}!"

    @property
    def _sheet(self) -> str:
        assert self.sheet is not None
        plain = self.sheet.replace("_", "a").isalnum() and not self.sheet[0].isdigit()
        return self.sheet if plain else "'" + self.sheet.replace("'", "''") + "'"
