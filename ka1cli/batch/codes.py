"""Codes: what the text of a cell comes to, as a small number that a table engine can compute."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.cases.cells import Cells
from ka1cli.language.answers import NOT_ANSWERED, AnswerReader, Unreadable, answer_text
from ka1cli.language.model import Answer, Fact
from ka1cli.language.resolve import is_numeric


class Codes(NamedTuple):
    """The codes of one fact.

    For yes/no, choices and codes each value has its code, for numbers and days each cell. The two codes after them
    stand for *not answered* and for a text that cannot be read.
    """

    fact: Fact
    answers: tuple[Answer, ...]
    """For yes/no, choices and codes: the answer of each code."""
    cells: tuple[int, ...]
    """The cell of each code that is an answer."""
    spellings: Mapping[str, int]
    """The code of a text, as it is written in the rule file or folded. Every text that is no key, folded or not, is
    unreadable. The most common ones come first. Empty for numbers and days."""
    starts: tuple[int, ...]
    """For numbers and days: where each cell starts. The last one ends with the fact's range."""
    around: tuple[str, str]
    """What stands before and behind the shortened text in the message about a text that cannot be read."""

    @property
    def unanswered(self) -> int:
        return len(self.cells)

    @property
    def unreadable(self) -> int:
        return len(self.cells) + 1

    @property
    def numbers(self) -> tuple[int, ...]:
        """For every code the number of its cell; *not answered* and unreadable texts have the two after the last."""
        cells = max(self.cells) + 1
        return (*self.cells, cells, cells + 1)


def codes_of(reader: AnswerReader, cells: Cells) -> Codes:
    """The codes of the fact that a reader reads."""
    fact = reader.fact
    if is_numeric(fact):
        return Codes(fact, (), tuple(range(cells.size)), {}, cells.starts, _around(reader))
    answers = tuple(cells.by_value)
    number = {answer: code for code, answer in enumerate(answers)}
    common = ("", *map(answer_text, answers))
    texts = (*common, *NOT_ANSWERED, *reader.spellings)
    spellings = {}
    for text in texts:
        answer = reader.read(text)
        assert not isinstance(answer, Unreadable), "a spelling can be read"
        spellings[text] = len(answers) if answer is None else number[answer]
    return Codes(fact, answers, tuple(cells.by_value[answer] for answer in answers), spellings, (), _around(reader))


def _around(reader: AnswerReader) -> tuple[str, str]:
    nobody_means = "?!"
    found = reader.read(nobody_means)
    assert isinstance(found, Unreadable), "no fact has a value that is no name"
    before, after = found.message.split(nobody_means)
    return before, after
