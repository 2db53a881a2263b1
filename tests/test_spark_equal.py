"""A row that was screened on Spark says what `decide` says and what DuckDB writes, cell for cell.

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
from batch_oracle import cases, expected, screened, unknown_cells
from hypothesis import given, settings
from hypothesis import strategies as st
from process import LIBRARY
from random_rules import calls_of, rule_sets, rules_of
from spark_cluster import needs_java
from strange_texts import strange_texts
from test_batch_rows import CARRIED, DIRTY

from ka1cli import load_rules
from ka1cli.batch import planning, spark_reading
from ka1cli.batch.duckdb_engine import Engine
from ka1cli.batch.planning import plan_for
from ka1cli.batch.problems import unreadable
from ka1cli.batch.request import Request
from ka1cli.batch.result import output
from ka1cli.batch.screen import screen_file
from ka1cli.batch.screening import Screening
from ka1cli.batch.spark_screen import SETTINGS, screen_on_spark
from ka1cli.batch.spark_sql import SparkSql
from ka1cli.batch.sql import Layers
from ka1cli.batch.table.header import read_header
from ka1cli.batch.table.names import Layout
from ka1cli.decision.decide import CallRules
from ka1cli.language.answers import Unreadable, answer_text
from ka1cli.shipped import shipped_rules

pytestmark = [needs_java, pytest.mark.xdist_group("spark")]
ROWS = int(os.environ.get("KA1_ROWS", "4000"))
RULE_SETS = int(os.environ.get("KA1_RULE_SETS", "24"))
TOGETHER = 8
"""So many rule sets are screened in one query."""


def test_there_are_two_workers(spark: Any) -> None:
    spark.range(2).count()
    executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    assert executors == 1 + 2, "the driver and two workers"


def write_table(file: Path, header: Sequence[str], rows: Iterable[Sequence[str | None]], ending: str = "\n") -> Path:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator=ending)
        writer.writerow(header)
        writer.writerows(rows)
    return file


def check_equal(spark: Any, rules: CallRules, table: Path) -> None:
    """Both engines write the same bytes and find the same."""
    ours, theirs = table.with_suffix(".spark"), table.with_suffix(".duckdb")
    found = screen_on_spark(spark, rules, str(table), str(ours), Request())
    assert found == screen_file(rules, str(table), str(theirs), Request())
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("path", [shipped_rules(), LIBRARY], ids=["shipped", "library"])
def test_every_case_of_every_part(spark: Any, path: Path, tmp_path: Path) -> None:
    """The rows are compared with `decide` where DuckDB screens them."""
    rules = load_rules(path).at()
    facts = tuple(rules.rule_set.facts)
    groups = {
        tuple(facts[fact] for fact in sorted(question.facts))
        for option in rules.space.options.values()
        for question in (*(part.question for part in option.parts), *option.recommend)
    }
    rows = list({unknown_cells(rules, facts, group, case): None for group in groups for case in cases(rules, group)})
    texts = [f"t{number}" for number in range(len(facts))]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(dict(zip(texts, row, strict=True)))}\n" for row in rows))
    own = session(spark)
    own.read.schema(", ".join(f"{text} STRING" for text in texts)).json(str(file)).createOrReplaceTempView("given")
    screening = Screening(plan_for(rules, read_header(facts, rules.rules.profiles).facts), SparkSql())
    result = output(screening, Layers("SELECT * FROM given"), Layout.WIDE, ())
    added = ", ".join(
        f"{column.expression(screening.sql)} AS {screening.sql.name(column.name)}" for column in result.added
    )
    found = [row.asDict() for row in own.sql(f"SELECT {added} FROM ({result.query})").collect()]
    assert found == screened(Engine(tmp_path, []), rules, facts, rows, by_case=False)


def test_random_rule_sets(spark: Any, tmp_path: Path) -> None:
    drawn: list[tuple[CallRules, list[str], list[tuple[str | None, ...]], Screening]] = []

    @settings(max_examples=RULE_SETS)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        rule_set = data.draw(rule_sets())
        rules = rules_of(rule_set).at(data.draw(st.sampled_from(calls_of(rule_set))) or None)
        columns = data.draw(st.lists(st.sampled_from(list(rule_set.facts)), min_size=1, unique=True))
        cells = [[*dict.fromkeys(row[0] for row in cases(rules, [fact])), "never"] for fact in columns]
        chance = data.draw(st.randoms(use_true_random=False))
        rows = list({tuple(chance.choice(answers) for answers in cells): None for _ in range(40)})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(planning, "CASES", data.draw(st.sampled_from((1, 6, planning.CASES))))
            plan = plan_for(rules, read_header(columns, rules.rules.profiles).facts)
        drawn.append((rules, columns, rows, Screening(plan, SparkSql())))

    draw()
    own = session(spark)
    for first in range(0, len(drawn), TOGETHER):
        some = drawn[first : first + TOGETHER]
        queries = [as_json(own, number, *one[1:]) for number, one in enumerate(some)]
        found = {
            (number, row): json.loads(text) for number, row, text in own.sql(" UNION ALL ".join(queries)).collect()
        }
        for number, (rules, columns, rows, _) in enumerate(some):
            for row, texts in enumerate(rows):
                told = {name: text or None for name, text in expected(rules, columns, texts).items()}
                assert found[number, row] == told, (rules.rule_set, texts)


def session(spark: Any) -> Any:
    own = spark.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    return own


def as_json(
    own: Any, number: int, columns: Sequence[str], rows: Sequence[Sequence[str | None]], screening: Screening
) -> str:
    """A query for the added columns of some rows."""
    sql = screening.sql
    values = ", ".join(
        f"({number}, {place}, {', '.join(sql.null_text() if cell is None else sql.text(cell) for cell in row)})"
        for place, row in enumerate(rows)
    )
    texts = ", ".join(f"t{column}" for column in range(len(columns)))
    table = Layers(f"SELECT * FROM VALUES {values} AS given(number, row, {texts})")
    result = output(screening, table, Layout.WIDE, ())
    added = ", ".join(f"{column.expression(sql)} AS {sql.name(column.name)}" for column in result.added)
    return f"SELECT number, row, to_json(struct({added}), map('ignoreNullFields', 'false')) FROM ({result.query})"


@pytest.mark.parametrize("path", [shipped_rules(), LIBRARY], ids=["shipped", "library"])
def test_every_text_is_read_as_an_answer_reader_reads_it(spark: Any, path: Path, tmp_path: Path) -> None:
    rules = load_rules(path).at()
    readers = rules.rules.profiles.readers
    words = [word for one in readers.values() for word in one.spellings]
    texts = strange_texts(words, random_ones=500)
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
    own = session(spark)
    own.read.schema("text STRING").json(str(file)).createOrReplaceTempView("texts")
    screening = Screening(plan_for(rules, read_header(tuple(readers), rules.rules.profiles).facts), SparkSql())
    numbers = range(len(readers))
    table = Layers(f"SELECT text, {', '.join(f'text AS t{number}' for number in numbers)} FROM texts")
    screening.code(table)
    told = [
        f"k{number}, CASE WHEN k{number} = {screening.plan.answers[number].codes.unreadable} "
        f"THEN {unreadable(screening, number)} END"
        for number in numbers
    ]
    rows = own.sql(f"SELECT text, {', '.join(told)} FROM ({table.query})").collect()
    assert [row[0] for row in rows] == texts
    for number, (fact, reader) in enumerate(readers.items()):
        cells = rules.space.cells[rules.space.number[fact]]
        states = (*screening.plan.answers[number].codes.cells, None, None)
        for text, *found in rows:
            answer = reader.read(text)
            problem = answer.message if isinstance(answer, Unreadable) else None
            cell = None if answer is None or problem is not None else cells.cell_of(answer)
            assert (states[found[2 * number]], found[2 * number + 1]) == (cell, problem), (fact, text)


@pytest.mark.parametrize("ending", ["\r\n", "\n"], ids=["one line each", "rows of several lines"])
def test_rows_in_order_as_duckdb_writes_them(
    spark: Any, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large table, dirty cells, in many pieces. What DuckDB writes is compared with `decide` elsewhere."""
    monkeypatch.setattr(spark_reading, "SMALLEST_PIECE", 1 << 17)
    rules = load_rules(shipped_rules()).at()
    chance = random.Random(7)
    columns = list(rules.rule_set.facts)[:11]
    cells = [rules.space.cells[rules.space.number[name]] for name in columns]
    answers = [[answer_text(one.example(cell)) for cell in range(one.size)] for one in cells]

    def row(number: int) -> list[str]:
        texts = (chance.choice(DIRTY) if chance.random() < 0.05 else chance.choice(["", *known]) for known in answers)
        return [str(number), *texts, CARRIED[number % len(CARRIED)]]

    table = write_table(tmp_path / "table.csv", ["id", *columns, "note"], map(row, range(ROWS)), ending)
    check_equal(spark, rules, table)
