"""What a report tells beyond the counts: verdicts by answer, and the rows that are one answer away, one by one."""

from collections.abc import Sequence

from ka1cli.batch.counting import SingleAnswers
from ka1cli.batch.plan import VERDICTS, Answers
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Ask, Layers
from ka1cli.batch.summary import Breakdown, Details, OneAway, Share
from ka1cli.language.model import FactType

LISTED = 5000
"""So many rows that are one answer away are told one by one."""


def divides(answers: Answers) -> bool:
    """Whether rows are told apart by the answers in a column: who they are, by a list of values."""
    fact = answers.column.fact
    return not fact.chosen and fact.type in (FactType.CHOICE, FactType.CODE)


class Inquiry:
    """Looks into one table.

    `coded` is a query for the number `row`, the text `label`, the case and, where a column divides the rows, the code of
    every row; `cases` names a table that holds its `Screening.cases`.
    """

    def __init__(self, screening: Screening, coded: str, cases: str, ask: Ask) -> None:
        self.screening, self.plan, self.coded, self.ask = screening, screening.plan, coded, ask
        self.case = ", ".join(screening.case)
        decided = Layers(f"SELECT {', '.join((self.case, *screening.words))} FROM {cases}")
        screening.decide(decided)
        self.decided = decided.query

    def details(self, label: str | None) -> Details:
        """Everything there is to tell. `label` is the column by which the rows are called."""
        return Details(label, self.breakdowns(), self.one_away())

    def breakdowns(self) -> tuple[Breakdown, ...]:
        """The verdicts by the answers in each column that divides the rows."""
        return tuple(
            self._breakdown(number, answers) for number, answers in enumerate(self.plan.answers) if divides(answers)
        )

    def one_away(self) -> tuple[OneAway, ...]:
        """The first rows that are one answer away from the verdict of some option."""
        single = SingleAnswers(self.screening)
        table = Layers(self.decided)
        single.add(table)
        options = [option.option.id for option in self.plan.options]
        words = [f"s{i}_{word}" for i in range(len(options)) for word in range(single.words)]
        settled = " OR ".join(f"{single.any(word)} <> 0" for word in range(single.words)) or "false"
        near = f"SELECT {', '.join((self.case, *words))} FROM ({table.query}) WHERE {settled}"
        found = self.ask(
            f"SELECT row, {self.screening.sql.shown('label')}, {', '.join(words)} FROM (SELECT row, "
            f"coalesce(label, '') AS label, {', '.join(words)} FROM ({self.coded}) JOIN ({near}) USING ({self.case}) "
            f"ORDER BY row LIMIT {LISTED}) ORDER BY row"
        )
        return tuple(_one_away(int(row), label, bits, options, single) for row, label, *bits in found)

    def _breakdown(self, number: int, answers: Answers) -> Breakdown:
        options = range(len(self.plan.options))
        verdicts = [f"v{i}" for i in options]
        groups = ", ".join((f"k{number}", *verdicts))
        counted = (
            f"SELECT {groups}, count(*) AS n FROM ({self.coded}) JOIN ({self.decided}) USING ({self.case}) "
            f"GROUP BY {groups}"
        )
        sums = [
            f"sum(CASE WHEN {one} = {verdict} THEN n ELSE 0 END)"
            for one in verdicts
            for verdict in range(len(VERDICTS))
        ]
        found = self.ask(f"SELECT k{number}, sum(n), {', '.join(sums)} FROM ({counted}) GROUP BY k{number}")
        shares = [_share(answers, int(code), int(rows), list(map(int, counts))) for code, rows, *counts in found]
        return Breakdown(answers.column.name, answers.column.fact, tuple(sorted(shares, key=_order)))


def _share(answers: Answers, code: int, rows: int, counts: list[int]) -> Share:
    codes = answers.codes
    each = len(VERDICTS)
    options = tuple(
        dict(zip(VERDICTS, counts[first : first + each], strict=True)) for first in range(0, len(counts), each)
    )
    return Share(codes.answers[code] if code < len(codes.answers) else None, code != codes.unreadable, rows, options)


def _order(share: Share) -> tuple[bool, int, str]:
    """The most frequent answers first, those that are none last."""
    return (share.answer is None, -share.rows, str(share.answer))


def _one_away(row: int, label: str, bits: Sequence[int], options: Sequence[str], single: SingleAnswers) -> OneAway:
    answers: dict[str, tuple[str, ...]] = {}
    for number, option in enumerate(options):
        for fact in single.names(bits[number * single.words : (number + 1) * single.words]):
            answers[fact] = (*answers.get(fact, ()), option)
    return OneAway(row, label, answers)
