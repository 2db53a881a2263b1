"""What the workers do in Python: they read the texts of a row as answers, by the reader that reads every answer."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from ka1cli.batch.cases.answers import AnswerColumn, clashes_of
from ka1cli.batch.cases.outcomes import BoundCases, Case
from ka1cli.batch.table.header import FactColumn
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.rules import Rules
from ka1cli.language.answers import Unreadable
from ka1cli.language.model import RuleSet

SCHEMA = "struct<cells: array<int>, unread: array<boolean>, clashing: boolean, errors: string>"
"""What is found out about a row: the number of the cell of each column, as far as it counts; which cells cannot be read;
whether answers contradict each other; and all that is wrong, in words."""
REMEMBERED = 100_000


class RowReader:
    """Reads rows. Only what the rule file says travels to the workers; the rest is made there when it is first needed."""

    def __init__(
        self, rule_set: RuleSet, sha256: str, call: int, day: date | None, columns: Sequence[FactColumn]
    ) -> None:
        self._state = (rule_set, sha256, call, day, tuple(columns))

    def __reduce__(self) -> tuple[object, ...]:
        return RowReader, self._state

    def __call__(self, *texts: str | None) -> tuple[list[int], list[bool], bool, str | None]:
        reading = self._reading
        read = [column.read(text or "") for column, text in zip(reading.columns, texts, strict=True)]
        cells, unread, clashing = reading.lawful(tuple(map(AnswerColumn.cell, reading.columns, read)))
        errors = [
            f"{column.name}: {answer.message}"
            for column, answer in zip(reading.columns, read, strict=True)
            if isinstance(answer, Unreadable)
        ]
        errors += clashes_of(reading.at_call, reading.columns, texts) if clashing else []
        return list(cells), list(unread), clashing, "; ".join(errors) or None

    @cached_property
    def _reading(self) -> "_Reading":
        rule_set, sha256, call, day, columns = self._state
        return _Reading(Rules(rule_set, sha256).at(call or None, day), columns)


class _LawfulRow(NamedTuple):
    cells: Case
    unread: tuple[bool, ...]
    clashing: bool


class _Reading:
    def __init__(self, at_call: CallRules, columns: Sequence[FactColumn]) -> None:
        self.at_call, self.columns = at_call, tuple(AnswerColumn(column, at_call) for column in columns)
        bonds = (BoundCases(self.at_call, bond.facts, self.columns) for bond in self.at_call.space.bonds)
        self._bound = [(bound, [self.columns.index(one) for one in bound.columns]) for bound in bonds if bound.columns]
        self.lawful = lru_cache(REMEMBERED)(self._without_clashes)

    def _without_clashes(self, cells: Case) -> _LawfulRow:
        unread = tuple(cell == column.unreadable for column, cell in zip(self.columns, cells, strict=True))
        counted = [min(cell, column.unanswered) for column, cell in zip(self.columns, cells, strict=True)]
        clashing = False
        for bound, own in self._bound:
            case = tuple(counted[place] for place in own)
            lawful = bound.without_clashes(case)
            clashing |= lawful != case
            for place, cell in zip(own, lawful, strict=True):
                counted[place] = cell
        return _LawfulRow(tuple(counted), unread, clashing)
