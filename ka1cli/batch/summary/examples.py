"""The first cells of a table that could not be read, with what is wrong with them."""

from collections import Counter
from collections.abc import Sequence

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.summary.model import Contradictions, Unread, UnreadColumn
from ka1cli.batch.table.places import RowPlaces
from ka1cli.language.answers import Unreadable

EACH = 3
"""So many different examples are told for each column."""
DIFFERENT = 10_000
"""So many different texts of each column are counted."""
LENGTH = 200
"""So many characters of a text are told."""


class Examples:
    """Collects what is wrong with rows, in their order."""

    def __init__(self, columns: Sequence[AnswerColumn], places: RowPlaces) -> None:
        self._columns, self._places = columns, places
        self._unread: dict[str, dict[str, Unread]] = {column.name: {} for column in columns}
        self._cells: Counter[str] = Counter()
        self._texts: dict[str, Counter[str]] = {column.name: Counter() for column in columns}
        self._clashes: list[tuple[str, str]] = []

    def add(self, column: AnswerColumn, cells: int, texts: Sequence[tuple[str, int, int]]) -> None:
        """Take note of so many cells of a column that cannot be read, and of their first `DIFFERENT` texts.

        Each text comes with the first row that has it, numbered as the places count, and the number of its cells.
        """
        examples, counts = self._unread[column.name], self._texts[column.name]
        self._cells[column.name] = cells
        for text, row, same in texts:
            counts[text[:LENGTH]] += same
            if len(examples) < EACH and isinstance(found := column.read(text), Unreadable):
                place = self._places.cell(row, column.position)
                examples.setdefault(found.message, Unread(place, text[:LENGTH], found.message, found.help))

    def add_clashes(self, row: int, clashes: Sequence[str]) -> None:
        """Take note of answers of a row that contradict each other."""
        if len(self._clashes) < EACH:
            self._clashes.append((self._places.row(row), "; ".join(clashes)))

    def unread(self) -> tuple[UnreadColumn, ...]:
        """Every column with cells that could not be read."""
        return tuple(
            UnreadColumn(
                column.name,
                column.fact,
                self._cells[column.name],
                dict(self._texts[column.name].most_common()),
                tuple(self._unread[column.name].values()),
            )
            for column in self._columns
            if self._cells[column.name]
        )

    def contradictions(self, rows: int) -> Contradictions:
        """The first rows with contradictory answers, of so many."""
        return Contradictions(rows, tuple(self._clashes))
