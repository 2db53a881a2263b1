"""The first cells of a table that could not be read, with what is wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ka1cli.batch.problems import any_error, clashing, contradictions
from ka1cli.batch.screening import Screening
from ka1cli.batch.summary import Contradictions, Unread, UnreadColumn
from ka1cli.language.answers import AnswerReader, Unreadable

Ask = Callable[[str], Sequence[tuple[Any, ...]]]

EACH = 3
"""So many different examples are told for each column."""
LOOKED_AT = 500
"""So many rows with errors are looked at for examples of all columns, before columns are searched one by one."""
LENGTH = 200
"""So many characters of a text are told."""


class Examples:
    """Looks for examples in a table with the codes, the texts and the number of each row (`Screening.code`, `row`)."""

    def __init__(self, screening: Screening, coded: str, ask: Ask) -> None:
        self.screening, self.plan, self.coded, self.ask = screening, screening.plan, coded, ask

    def unread(self, counts: Sequence[int], readers: Mapping[str, AnswerReader]) -> tuple[UnreadColumn, ...]:
        """Every column with cells that could not be read. `counts` are their numbers, in the order of the plan."""
        columns = [number for number, count in enumerate(counts) if count]
        found: dict[int, dict[str, int]] = {number: {} for number in columns}
        for *told, row in self._rows(columns, any_error(self.screening), LOOKED_AT) if columns else ():
            for number, text in zip(columns, told, strict=True):
                if text is not None:
                    found[number].setdefault(text, row)
        for number in columns:
            if not found[number]:
                found[number] = dict(self._rows([number], self._is_unread(number), EACH))
        return tuple(
            self._column(number, counts[number], list(found[number].items())[:EACH], readers) for number in columns
        )

    def contradictions(self, rows: int) -> Contradictions:
        """The first rows with contradictory answers, of so many."""
        if not rows:
            return Contradictions(0, ())
        told = contradictions(self.screening)
        query = f"SELECT row, {told} FROM ({self.coded}) WHERE {clashing(self.screening)} LIMIT {EACH}"
        return Contradictions(rows, tuple((int(row), str(message)) for row, message in self.ask(query)))

    def _column(
        self, number: int, cells: int, texts: Sequence[tuple[str, int]], readers: Mapping[str, AnswerReader]
    ) -> UnreadColumn:
        answers = self.plan.answers[number]
        examples = []
        for text, row in texts:
            problem = readers[answers.column.fact.id].read(text)
            if isinstance(problem, Unreadable):
                examples.append(Unread(row, text, problem.message, problem.help))
        return UnreadColumn(answers.column.name, answers.column.fact, cells, tuple(examples))

    def _rows(self, columns: Sequence[int], condition: str, limit: int) -> list[tuple[Any, ...]]:
        texts = [f"CASE WHEN {self._is_unread(number)} THEN left(t{number}, {LENGTH}) END" for number in columns]
        return list(self.ask(f"SELECT {', '.join(texts)}, row FROM ({self.coded}) WHERE {condition} LIMIT {limit}"))

    def _is_unread(self, number: int) -> str:
        return f"k{number} = {self.plan.answers[number].codes.unreadable}"
