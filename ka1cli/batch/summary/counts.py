"""Puts together what a screening found, whatever the engine that counted: by outcome, never by row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import OptionCases, Overview
from ka1cli.batch.summary.examples import Examples
from ka1cli.batch.summary.model import Contradictions, Details, OneAnswer, OptionCount, Summary
from ka1cli.cases.case_space import AUDIENCE
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.diagnostic import Diagnostic


class Counts(NamedTuple):
    """The rows of one table."""

    rows: int
    blank: int
    """Those without content."""
    wrong: int
    """Those with cells that cannot be read or answers that contradict each other."""
    clashing: int
    outcomes: Sequence[Mapping[int, int]]
    """For each option, by the number of its outcome."""
    overviews: Mapping[int, int]


def summary_of(
    table: str,
    names: Sequence[str],
    at_call: CallRules,
    columns: Sequence[AnswerColumn],
    options: Sequence[OptionCases],
    overviews: Sequence[Overview],
    counts: Counts,
    examples: Examples,
    hints: Sequence[Diagnostic],
    details: Details | None,
) -> Summary:
    """The summary of one table. `table` is what it is called, `names` are those of its columns."""
    asked = {column.number for column in columns}
    needed = {fact for option in options for fact in at_call.space.options[option.option.id].facts}
    facts = tuple(at_call.rule_set.facts)
    return Summary(
        table=table,
        columns=len(names),
        read=tuple(column.name for column in columns if column.position >= 0),
        constants=tuple(column.fact.id for column in columns if column.position < 0),
        rows=counts.rows,
        not_judged=counts.blank,
        rows_with_errors=counts.wrong,
        options=tuple(_option(option, own, facts) for option, own in zip(options, counts.outcomes, strict=True)),
        one_answer=_one_answer(overviews, counts.overviews, facts),
        unread=examples.unread,
        contradictions=Contradictions(counts.clashing, examples.clashes),
        unasked=tuple(fact for number, fact in enumerate(facts) if number in needed and number not in asked),
        hints=tuple(hints),
        details=details,
    )


def _option(option: OptionCases, counts: Mapping[int, int], facts: Sequence[str]) -> OptionCount:
    verdicts = {Verdict.ELIGIBLE: 0, Verdict.UNDETERMINED: 0, Verdict.INELIGIBLE: 0}
    recommended = 0
    closed_by, open_by, one_answer = Counter[str](), Counter[str](), Counter[str]()
    for number, n in counts.items():
        outcome = option.outcomes[number]
        verdicts[outcome.verdict] += n
        recommended += n if outcome.recommended else 0
        told = closed_by if outcome.verdict is Verdict.INELIGIBLE else open_by
        told.update({reason.criterion: n for reason in outcome.reasons})
        if len(outcome.missing) == 1:
            one_answer[outcome.missing[0]] += n
    criteria = (AUDIENCE, *option.option.criteria)
    return OptionCount(
        option.option,
        verdicts,
        recommended=recommended,
        closed_by=_most_frequent_first(closed_by, criteria),
        open_by=_most_frequent_first(open_by, criteria),
        one_answer=_most_frequent_first(one_answer, facts),
    )


def _one_answer(overviews: Sequence[Overview], counts: Mapping[int, int], facts: Sequence[str]) -> OneAnswer:
    """The rows that are one answer away from the verdict of some option, and from which answer."""
    rows, by_fact = 0, Counter[str]()
    for number, n in counts.items():
        settling = overviews[number].one_answer
        rows += n if settling else 0
        by_fact.update(dict.fromkeys(settling, n))
    return OneAnswer(rows, _most_frequent_first(by_fact, facts))


def _most_frequent_first(counts: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """The counts, the highest first and equal ones in a given order: engines tell groups in any order."""
    return dict(sorted(counts.items(), key=lambda counted: (-counted[1], order.index(counted[0]))))
