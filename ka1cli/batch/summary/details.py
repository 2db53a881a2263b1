"""What a report tells about rows beyond their counts."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import OptionCases
from ka1cli.batch.summary.model import Breakdown, OneAway, Share
from ka1cli.cases.verdict import Verdict
from ka1cli.language.answers import Unreadable, shorten
from ka1cli.language.formulas import Answer
from ka1cli.language.model import FactType

LISTED = 5000
"""So many rows that are one answer away are told one by one."""

Key = tuple[Answer | None, bool]
"""An answer, and whether the cell could be read."""


def divides(column: AnswerColumn) -> bool:
    """Whether rows are told apart by the answers in a column: who they are, by a list of values."""
    return not column.fact.chosen and column.fact.type in (FactType.CHOICE, FactType.CODE, FactType.COUNTRY)


def breakdown(
    column: AnswerColumn,
    options: Sequence[OptionCases],
    rows: Mapping[str | None, int],
    outcomes: Sequence[Mapping[tuple[str | None, int], int]],
) -> Breakdown:
    """The verdicts by the answers in one column: `rows` by text, and for each option by text and outcome."""
    counts: Counter[Key] = Counter()
    for text, n in rows.items():
        counts[_key(column, text)] += n
    verdicts = {key: [dict.fromkeys(_VERDICTS, 0) for _ in options] for key in counts}
    for place, (option, by_outcome) in enumerate(zip(options, outcomes, strict=True)):
        for (text, outcome), n in by_outcome.items():
            verdicts[_key(column, text)][place][option.outcomes[outcome].verdict] += n
    shares = [Share(answer, is_read, n, tuple(verdicts[answer, is_read])) for (answer, is_read), n in counts.items()]
    return Breakdown(column.name, column.fact, tuple(sorted(shares, key=_order)))


def one_away(row: int, label: str, options: Sequence[OptionCases], outcomes: Sequence[int]) -> OneAway:
    """A row that is one answer away from the verdict of some option; `outcomes` are those of its options, by number."""
    settled: dict[str, tuple[str, ...]] = {}
    for option, number in zip(options, outcomes, strict=True):
        missing = option.outcomes[number].missing
        if len(missing) == 1:
            settled[missing[0]] = (*settled.get(missing[0], ()), option.option.id)
    return OneAway(row, shorten(label), settled)


_VERDICTS = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)


def _key(column: AnswerColumn, text: str | None) -> Key:
    answer = column.read(text or "")
    return (None, False) if isinstance(answer, Unreadable) else (answer, True)


def _order(share: Share) -> tuple[bool, int, str]:
    """The most frequent answers first, those that are none last."""
    return (share.answer is None, -share.rows, str(share.answer))
