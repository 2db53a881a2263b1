"""A row that was screened on Spark says what DuckDB writes, cell for cell. That is compared with `decide` elsewhere.

`KA1_RULE_SETS=200 KA1_ROWS=1000000 pytest tests/test_spark_equal.py` compares more; the defaults are smaller.
"""

import csv
import json
import os
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from batch_oracle import cases, unknown_cells, without_places
from chances import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from process import LIBRARY
from random_rules import calls_of, rule_sets, rules_of
from rule_files import ROOMS, SHIPPED
from spark_cluster import needs_java
from strange_texts import strange_texts
from test_batch_rows import CARRIED, DIRTY

from ka1cli import load_rules
from ka1cli.batch.request import Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.spark.screen import screen_on_spark
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.answers import answer_text
from ka1cli.shipped import shipped_rules

pytestmark = [needs_java, pytest.mark.xdist_group("spark")]
ROWS = int(os.environ.get("KA1_ROWS", examples(4000)))
RULE_SETS = int(os.environ.get("KA1_RULE_SETS", examples(5)))


def test_there_are_two_workers(spark: Any) -> None:
    spark.range(2).count()
    executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    assert executors == 1 + 2, "the driver and two workers"


def write_table(file: Path, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return file


def check_equal(spark: Any, rules: CallRules, table: Path, request: Request = Request()) -> None:
    """Both engines write the same cells in the same order, and find the same."""
    ours, theirs = table.with_suffix(".spark.csv"), table.with_suffix(".duckdb.csv")
    found = screen_on_spark(spark, rules, str(table), str(ours), request)
    assert without_places(found) == without_places(screen_file(rules, str(table), str(theirs), request))
    for number, (one, other) in enumerate(zip(rows_of(ours), rows_of(theirs), strict=True)):
        assert one == other, number


def rows_of(file: Path) -> Iterable[list[str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        yield from csv.reader(stream)


@pytest.mark.slow
@pytest.mark.parametrize("path", [LIBRARY, SHIPPED, ROOMS], ids=lambda path: path.stem)
def test_every_case_of_every_part(spark: Any, path: Path, tmp_path: Path) -> None:
    rules = load_rules(path).at()
    facts = tuple(rules.rule_set.facts)
    groups = {
        tuple(facts[fact] for fact in sorted(question.facts))
        for option in rules.space.options.values()
        for question in (*(part.question for part in option.parts), *option.recommend)
    }
    rows = list({unknown_cells(rules, facts, group, case): None for group in groups for case in cases(rules, group)})
    check_equal(spark, rules, write_table(tmp_path / "table.csv", facts, rows), Request(details=True))


@pytest.mark.sampled
def test_random_rule_sets(spark: Any, tmp_path: Path) -> None:
    drawn = []

    @settings(max_examples=RULE_SETS)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        rule_set = data.draw(rule_sets())
        rules = rules_of(rule_set).at(data.draw(st.sampled_from(calls_of(rule_set))) or None)
        columns = data.draw(st.lists(st.sampled_from(list(rule_set.facts)), min_size=1, unique=True))
        cells = [[*dict.fromkeys(row[0] for row in cases(rules, [fact])), "never"] for fact in columns]
        chance = data.draw(st.randoms(use_true_random=False))
        drawn.append((rules, columns, [[chance.choice(answers) for answers in cells] for _ in range(40)]))

    draw()
    for number, (rules, columns, rows) in enumerate(drawn):
        table = write_table(tmp_path / f"{number}.csv", ["id", *columns], [["x", *row] for row in rows])
        check_equal(spark, rules, table)


@pytest.mark.slow
def test_strange_texts(spark: Any, tmp_path: Path) -> None:
    """As lines of JSON, which can hold any text. Spark takes their fields in the order of the alphabet."""
    rules = load_rules(LIBRARY).at()
    names = sorted([*rules.rule_set.facts, "id"])
    table = tmp_path / "table.jsonl"
    texts = strange_texts([], random_ones=500)
    lines = (json.dumps({**dict.fromkeys(names, text), "id": 1}) for text in texts)
    table.write_text("".join(f"{line}\n" for line in lines))
    check_equal(spark, rules, table, Request(id="id"))


@pytest.mark.sampled
def test_rows_in_order_as_duckdb_writes_them(spark: Any, tmp_path: Path) -> None:
    """A large table, dirty cells, line breaks in cells, lines of totals."""
    rules = load_rules(shipped_rules()).at()
    chance = random.Random(7)
    columns = list(rules.rule_set.facts)[:11]
    cells = [rules.space.cells[rules.space.number[name]] for name in columns]
    answers = [[answer_text(one.example(cell)) for cell in range(one.size)] for one in cells]

    def row(number: int) -> list[str]:
        texts = (chance.choice(DIRTY) if chance.random() < 0.05 else chance.choice(["", *known]) for known in answers)
        if number % 50 == 7:
            return ["Total: ", *(chance.choice(["", "5", "1.000"]) for _ in columns), "a note"]
        return [str(number), *texts, CARRIED[number % len(CARRIED)]]

    check_equal(spark, rules, write_table(tmp_path / "table.csv", ["id", *columns, "note"], map(row, range(ROWS))))
