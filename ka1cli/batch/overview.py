"""What a row shows over all options: those that match, those that are recommended, and what is still missing."""

from collections.abc import Sequence
from typing import NamedTuple

from ka1cli.batch.plan import VERDICTS, Plan, Screened, Segment
from ka1cli.batch.words import Field, Layout, Row, rows
from ka1cli.cases.verdict import Verdict

TOGETHER = 8
"""So many options or facts share one lookup of the text that names some of them."""


class Named(NamedTuple):
    """Some names, and the field with one bit for each."""

    field: Field
    names: tuple[str, ...]

    def texts(self) -> tuple[str | None, ...]:
        """The text for every combination of bits: the names whose bits are set; nothing for none."""
        return tuple(
            " ".join(name for bit, name in enumerate(self.names) if bits >> bit & 1) or None
            for bits in range(1 << len(self.names))
        )


class Overview:
    """The words that the options of a row add up, and how texts are found by them.

    `missing` has to be sorted: the more options need a fact, the earlier it comes. So the options first count how often
    each fact is needed; each count then sets one bit in the level of that count, and the levels are told from the
    highest down.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        layout = Layout()
        options = tuple(option.option.id for option in plan.options)
        self.matches = name_fields(layout, options)
        self.recommended = name_fields(layout, options)
        self.counts = tuple(layout.field(most + 1) for most in plan.ranking.most)
        self.words = layout.words
        layout = Layout()
        self.levels = [
            name_fields(layout, tuple(fact for fact, most in zip(*plan.ranking, strict=True) if most >= level))
            for level in range(1, max(plan.ranking.most, default=0) + 1)
        ]
        """For each level, from 1: the facts that are needed so often."""
        self.level_words = layout.words

    @property
    def missing(self) -> tuple[Named, ...]:
        """The names of missing facts in the order in which they are told."""
        return tuple(named for level in reversed(self.levels) for named in level)

    def marks(self, number: int) -> list[Row]:
        """What an option adds by its verdict and its recommendations, in the order of `Screened.recommended`."""
        option = self.plan.options[number]
        found = []
        for verdict, cases in zip(VERDICTS, option.recommended, strict=True):
            for recommended in cases:
                row = Row([0] * self.words)
                if verdict is Verdict.ELIGIBLE:
                    set_bit(row, self.matches, option.option.id)
                if recommended:
                    set_bit(row, self.recommended, option.option.id)
                found.append(row)
        return found

    def needs(self, option: Screened, segment: Segment) -> list[Row]:
        """What a segment adds by the facts that are missing, for each of its readings."""
        found = []
        for outcome, closed in option.readings(segment):
            row = Row([0] * self.words)
            for fact in () if closed else outcome.missing:
                row.put(self.counts[self.plan.ranking.facts.index(fact)], 1)
            found.append(row)
        return found

    def level_of(self, number: int) -> list[Row]:
        """The bit that a fact sets, for each count of options that need it."""
        found = rows(self.plan.ranking.most[number] + 1, self.level_words)
        for count, row in enumerate(found[1:]):
            set_bit(row, self.levels[count], self.plan.ranking.facts[number])
        return found


def name_fields(layout: Layout, names: Sequence[str]) -> tuple[Named, ...]:
    """Fields with a bit for each name."""
    groups = [tuple(names[first : first + TOGETHER]) for first in range(0, len(names), TOGETHER)]
    return tuple(Named(layout.field(1 << len(group)), group) for group in groups)


def set_bit(row: Row, named: Sequence[Named], name: str) -> None:
    """Set the bit of a name."""
    for group in named:
        if name in group.names:
            row.put(group.field, 1 << group.names.index(name))
