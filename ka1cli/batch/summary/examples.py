"""The first cells of a table that could not be read, with what is wrong with them."""

from collections import Counter
from collections.abc import Sequence

from ka1cli.batch.cases.answers import AnswerColumn, Problems
from ka1cli.batch.summary.model import Contradictions, Unread, UnreadColumn
from ka1cli.batch.table.places import RowPlaces

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

    def add(self, row: int, problems: Problems, rows: int = 1) -> None:
        """Take note of a row, numbered as the places count; of the first, where several `rows` say the same."""
        for column, text, found in problems.unread:
            self._cells[column.name] += rows
            texts = self._texts[column.name]
            if len(texts) < DIFFERENT or text in texts:
                texts[text[:LENGTH]] += rows
            examples = self._unread[column.name]
            if len(examples) < EACH and found.message not in examples:
                examples[found.message] = Unread(
                    self._places.cell(row, column.position), text[:LENGTH], found.message, found.help
                )
        self.add_clashes(row, problems)

    def add_clashes(self, row: int, problems: Problems) -> None:
        """Take note of answers of a row that contradict each other."""
        if problems.clashes and len(self._clashes) < EACH:
            self._clashes.append((self._places.row(row), "; ".join(problems.clashes)))

    def count(self, column: AnswerColumn, cells: int) -> None:
        """Say how many cells of a column cannot be read, where only some of them were added."""
        self._cells[column.name] = cells

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
