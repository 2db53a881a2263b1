"""What could not be read in a table, in examples: the same for every engine."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.summary.model import Unread, UnreadColumn
from ka1cli.batch.table.places import RowPlaces
from ka1cli.language.answers import Unreadable

EACH = 3
"""So many different examples are told for each column."""
DIFFERENT = 10_000
"""So many different texts of each column are counted."""
LENGTH = 200
"""So many characters of a text are told."""


class Examples(NamedTuple):
    """What is wrong with the rows of a table."""

    unread: tuple[UnreadColumn, ...]
    """The columns with cells that could not be read."""
    clashes: tuple[tuple[str, str], ...]
    """The places of the first `EACH` rows with answers that contradict each other, with what contradicts what."""


def unread_column(
    column: AnswerColumn, places: RowPlaces, cells: int, texts: Iterable[tuple[str, int, int]]
) -> UnreadColumn:
    """So many cells of a column that could not be read, and their first `DIFFERENT` texts.

    Each text comes with the first row that has it, numbered as the places count, and the number of its cells.
    """
    counts: Counter[str] = Counter()
    examples: dict[str, Unread] = {}
    for text, row, same in texts:
        counts[text[:LENGTH]] += same
        if len(examples) < EACH and isinstance(answer := column.read(text), Unreadable):
            example = Unread(places.cell(row, column.position), text[:LENGTH], answer.message, answer.help)
            examples.setdefault(answer.message, example)
    return UnreadColumn(column.name, column.fact, cells, dict(counts.most_common()), tuple(examples.values()))
