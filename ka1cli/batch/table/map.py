"""Maps: which column of a table is which fact, what its texts mean, and what holds for every row."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.batch.table.headings import fold_text
from ka1cli.language.answers import AnswerReader, Unreadable
from ka1cli.language.diagnostic import Place
from ka1cli.language.formulas import Answer


class TableMap(NamedTuple):
    """What a map says about a table."""

    columns: Mapping[str, str] = {}
    """Headings, each with the fact that it means."""
    values: Mapping[str, Mapping[str, Answer | None]] = {}
    """For some facts: folded texts, each with the answer that it means; nothing is *not answered*."""
    constants: Mapping[str, Answer] = {}
    """Answers that hold for every row, by fact."""
    places: Mapping[str, Place] = {}
    """Where headings, and facts with constants, stand in the file."""
    empty: tuple[str, ...] = ()
    """Headings and texts that are listed, but not filled in yet."""


NO_MAP = TableMap()


class MappedReader:
    """Reads texts as a map says, and all others as usual."""

    def __init__(self, reader: AnswerReader, values: Mapping[str, Answer | None]) -> None:
        self.fact, self._reader, self._values = reader.fact, reader, values

    def read(self, text: str) -> Answer | Unreadable | None:
        """The answer, nothing where the text means *not answered*, or why it cannot be read."""
        folded = fold_text(text)
        return self._values[folded] if folded in self._values else self._reader.read(text)
