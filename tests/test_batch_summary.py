"""The summary of `ka1 batch` is the same every time, and told in an order that a reader can rely on."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from test_report import screened, table_of, write


def test_equal_counts_are_told_in_the_order_of_the_rules(tmp_path: Path) -> None:
    rules, columns, rows = table_of("shipped", 30)
    facts = list(rules.rule_set.facts)
    ties = 0
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        summary = screened(rules, write(tmp_path / f"{seed}.csv", columns, rows))
        ties += in_order(summary.one_answer.by_fact, facts)
        for count in summary.options:
            ties += in_order(count.one_answer, facts)
            ties += in_order(count.closed_by, count.option.criteria) + in_order(count.open_by, count.option.criteria)
    assert ties > 100


def in_order(counts: Mapping[str, int], order: Sequence[str]) -> int:
    """How many equal counts follow each other; all are in order."""
    places = [(-count, order.index(name)) for name, count in counts.items()]
    assert places == sorted(places)
    return len(places) - len({count for count, _ in places})
