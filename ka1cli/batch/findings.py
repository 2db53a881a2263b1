"""Puts together what a screening found, whatever the engine that counted."""

from collections.abc import Sequence

from ka1cli.batch.counting import Counts
from ka1cli.batch.examples import Examples
from ka1cli.batch.screening import Screening
from ka1cli.batch.summary import Details, Summary
from ka1cli.batch.table.header import Header
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import Diagnostic


def summary_of(
    table: str,
    header: Header,
    rules: CallRules,
    screening: Screening,
    counts: Counts,
    examples: Examples,
    hints: Sequence[Diagnostic],
    details: Details | None,
) -> Summary:
    """The summary of one table. `table` is what it is called."""
    asked = {column.fact.id for column in header.facts}
    compiled = [rules.space.options[option.option.id] for option in screening.plan.options]
    needed = {rules.space.facts[fact].id for option in compiled for fact in option.facts}
    return Summary(
        table=table,
        rows=counts.rows(),
        rows_with_errors=counts.rows_with_errors(),
        options=counts.options(),
        one_answer=counts.one_answer(),
        unread=examples.unread(counts.unreadable(), rules.rules.profiles.readers),
        contradictions=examples.contradictions(counts.contradictory()),
        unasked=tuple(fact for fact in rules.rule_set.facts if fact in needed and fact not in asked),
        hints=tuple(hints),
        details=details,
    )
