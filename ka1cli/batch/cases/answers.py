"""What the texts in a column of answers come to, each different text read once."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ka1cli.batch.table.header import FactColumn
from ka1cli.batch.table.map import NO_MAP, MappedReader, TableMap
from ka1cli.decision.call_rules import CallRules, Contradiction
from ka1cli.language.answers import Unreadable
from ka1cli.language.formulas import Answer

REMEMBERED = 20_000
"""So many texts of each column are read only once, however often they come up."""


class AnswerColumn:
    """A column with answers to a fact: its texts as cells, by number.

    The two numbers after those of the cells stand for *not answered* and for a text that cannot be read.
    """

    def __init__(self, column: FactColumn, at_call: CallRules, table_map: TableMap = NO_MAP) -> None:
        self.name, self.position, self.fact = column.name, column.position, column.fact
        self.constant = column.constant
        self.number = at_call.space.number[column.fact.id]
        """The number of the fact."""
        self.cells = at_call.space.cells[self.number]
        self.unanswered, self.unreadable = self.cells.size, self.cells.size + 1
        reader = at_call.profiles.readers[column.fact.id]
        mapped = MappedReader(reader, table_map.values.get(column.fact.id, {}))
        self.refusal = reader.refusal
        """What is said of most texts that cannot be read, with `{}` for the text."""
        self.read_once = mapped.read if table_map.values else reader.read
        """What a text means: an answer, nothing, or why it cannot be read."""
        self.read = lru_cache(REMEMBERED)(self.read_once)
        """The same, for texts that come up again."""

    def cell(self, answer: Answer | Unreadable | None) -> int:
        """The number of the cell in which an answer lies, as it was read."""
        if answer is None:
            return self.unanswered
        return self.unreadable if isinstance(answer, Unreadable) else self.cells.cell_of(answer)


def clashes_of(at_call: CallRules, columns: Sequence[AnswerColumn], texts: Sequence[str | None]) -> list[str]:
    """The columns of a row that contradict each other, and how, for the texts that stand in them."""
    read = [(column, column.read(text or "")) for column, text in zip(columns, texts, strict=True)]
    answers = {
        column.fact.id: answer for column, answer in read if answer is not None and not isinstance(answer, Unreadable)
    }
    names = {column.fact.id: column.name for column in columns}
    return [
        f"{', '.join(names[fact] for fact in clash.answers)}: {clash.problem().message}"
        for clash in clashes_in(at_call, answers)
    ]


def clashes_in(at_call: CallRules, answers: dict[str, Answer]) -> Iterator[Contradiction]:
    """The fewest answers that contradict each other, then the fewest of the others, until none do.

    They count as not answered.
    """
    for bond in at_call.space.bonds:
        bound = {at_call.space.facts[fact].id for fact in bond.facts}
        own = {fact: answer for fact, answer in answers.items() if fact in bound}
        while own and (found := at_call.contradiction(own)) is not None:
            yield found
            own = {fact: answer for fact, answer in own.items() if fact not in found.answers}
