"""The first cells of a table that could not be read, with what is wrong with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from ka1cli.batch.problems import any_error, clashing, contradictions, unreadable
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Ask
from ka1cli.batch.summary import Contradictions, Unread, UnreadColumn
from ka1cli.language.answers import AnswerReader, Unreadable

EACH = 3
"""So many different examples are told for each column."""
LOOKED_AT = 500
"""So many rows with errors are looked at for examples of all columns, before columns are searched one by one."""
LENGTH = 200
"""So many characters of a text are told."""


class Examples:
    """Looks for examples in a table with the texts, the codes, the words and the number `row` of each row."""

    def __init__(self, screening: Screening, coded: str, ask: Ask) -> None:
        self.screening, self.plan, self.coded, self.ask = screening, screening.plan, coded, ask

    def unread(self, counts: Sequence[int], readers: Mapping[str, AnswerReader]) -> tuple[UnreadColumn, ...]:
        """Every column with cells that could not be read. `counts` are their numbers, in the order of the plan."""
        columns = [number for number, count in enumerate(counts) if count]
        found: dict[int, dict[str, Unread]] = {number: {} for number in columns}

        def look(columns: Sequence[int], condition: str, limit: int) -> None:
            for row, *told in self._rows(columns, condition, limit):
                for number, text, message in zip(columns, told[::2], told[1::2], strict=True):
                    if text is not None and len(found[number]) < EACH:
                        reader = readers[self.plan.answers[number].column.fact.id]
                        found[number].setdefault(message, Unread(int(row), text, message, _help(reader, text)))

        if columns:
            look(columns, any_error(self.screening), LOOKED_AT)
        for number in columns:
            if not found[number]:
                look([number], self._is_unread(number), EACH)
        return tuple(
            UnreadColumn(*self.plan.answers[number].column[1:], counts[number], tuple(found[number].values()))
            for number in columns
        )

    def contradictions(self, rows: int) -> Contradictions:
        """The first rows with contradictory answers, of so many."""
        if not rows:
            return Contradictions(0, ())
        told = contradictions(self.screening)
        query = f"SELECT row, {told} FROM ({self.coded}) WHERE {clashing(self.screening)} LIMIT {EACH}"
        return Contradictions(rows, tuple((int(row), str(message)) for row, message in self.ask(query)))

    def _rows(self, columns: Sequence[int], condition: str, limit: int) -> Sequence[tuple[Any, ...]]:
        told = (
            f"CASE WHEN {self._is_unread(number)} THEN {expression} END"
            for number in columns
            for expression in (f"left(t{number}, {LENGTH})", unreadable(self.screening, number))
        )
        return self.ask(f"SELECT {', '.join(('row', *told))} FROM ({self.coded}) WHERE {condition} LIMIT {limit}")

    def _is_unread(self, number: int) -> str:
        return f"k{number} = {self.plan.answers[number].codes.unreadable}"


def _help(reader: AnswerReader, text: str) -> str:
    answer = reader.read(text)
    return answer.help if isinstance(answer, Unreadable) else ""
