"""The summary of `ka1 batch` is the same every time, and told in an order that a reader can rely on."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from test_report import TABLES, judged_rows, screened, table_of, write

from ka1cli import State, Verdict


@pytest.mark.slow
def test_equal_counts_are_told_in_the_order_of_the_rules(tmp_path: Path) -> None:
    rules, columns, rows = table_of("shipped", 30)
    facts = list(rules.rule_set.facts)
    ties = 0
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        summary = screened(rules, write(tmp_path / f"{seed}.csv", columns, rows))
        ties += in_order(summary.one_answer.by_fact, facts)
        for count in summary.options:
            ties += in_order(count.one_answer, facts)
            ties += in_order(count.closed_by, count.option.criteria) + in_order(count.open_by, count.option.criteria)
    assert ties > 30


@pytest.mark.parametrize("name", TABLES)
def test_counts_are_those_of_each_row_decided_alone(name: str, tmp_path: Path) -> None:
    """Of rows, most of which are there three times, and not of different rows."""
    rules, columns, rows = table_of(name, 60)
    rows = [*rows, *rows[:40], *rows[:40]]
    summary = screened(rules, write(tmp_path / "table.csv", columns, rows))
    decisions = [decision for _, _, decision in judged_rows(rules, columns, rows)]
    for number, count in enumerate(summary.options):
        own = [decision.options[number] for decision in decisions]
        criteria = {
            state: [{entry.criterion.id for entry in option.findings if entry.state is state} for option in own]
            for state in State
        }
        undetermined = [option.verdict is Verdict.UNDETERMINED for option in own]
        assert {**count.verdicts} == {verdict: [one.verdict for one in own].count(verdict) for verdict in Verdict}
        assert count.recommended == sum(option.recommended for option in own)
        assert count.closed_by == Counter(name for unmet in criteria[State.UNMET] for name in unmet)
        assert count.open_by == Counter(
            name
            for unknown, open_ in zip(criteria[State.UNKNOWN], undetermined, strict=True)
            if open_
            for name in unknown
        )
        assert count.one_answer == Counter(option.missing[0] for option in own if len(option.missing) == 1)
    near = [{option.missing[0] for option in decision.options if len(option.missing) == 1} for decision in decisions]
    assert summary.one_answer.rows == sum(map(bool, near))
    assert summary.one_answer.by_fact == Counter(fact for facts in near for fact in facts)


def in_order(counts: Mapping[str, int], order: Sequence[str]) -> int:
    """How many equal counts follow each other; all are in order."""
    places = [(-count, order.index(name)) for name, count in counts.items()]
    assert places == sorted(places)
    return len(places) - len({count for count, _ in places})
