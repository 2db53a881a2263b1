"""`ka1 rules sql`: the query decides as the evaluator does, in every case, in real databases."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import postgres
import pytest
import sqlglot
from chances import examples, one_in
from hypothesis import given, settings
from hypothesis import strategies as st
from process import LIBRARY, Finished, ka1
from random_rules import calls_of, rule_sets, rules_of
from rule_files import ROOMS, SHIPPED
from sql_rows import Row, column_type, expected, rows_for

from bench.generated_rules import look_up_table, many_options
from ka1cli.audit.sql.query import verdict_query
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.loading import load_rules, parse_rules
from ka1cli.language.answers import answer_text
from ka1cli.language.model import RuleSet

pytestmark = pytest.mark.thorough

FILES = {"shipped": SHIPPED, "library": LIBRARY, "rooms": ROOMS}
NO_POSTGRES = pytest.mark.skipif(not postgres.is_there(), reason="PostgreSQL is not installed")
NO_JAVA = pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")


def _query(rules: CallRules, dialect: str) -> str:
    return verdict_query(rules, dialect, "organisations", rules.rule_set.options, rules.rule_set.facts, ["id"])


def _same(rules: CallRules, rows: list[Row], results: list[dict[str, str | None]]) -> None:
    assert len(results) == len(rows)
    by_id = {int(result["id"] or 0): result for result in results}
    for row in rows:
        got = {name: value for name, value in by_id[row.id].items() if name != "id"}
        assert got == expected(rules, row, rules.rule_set.options), row


def _in_duckdb(rules: CallRules, rows: list[Row], types: dict[str, str] | None = None) -> list[dict[str, str | None]]:
    facts = list(rules.rule_set.facts)
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" VARCHAR' for name in facts)
        connection.execute(f"CREATE TABLE texts (id INTEGER, {columns})")
        marks = ", ".join("?" * (1 + len(facts)))
        connection.executemany(
            f"INSERT INTO texts VALUES ({marks})", [[row.id, *(row.cells.get(name) for name in facts)] for row in rows]
        )
        typed = ", ".join(f'CAST("{name}" AS {types[name] if types else "VARCHAR"}) AS "{name}"' for name in facts)
        connection.execute(f"CREATE TABLE organisations AS SELECT id, {typed} FROM texts")
        relation = connection.sql(_query(rules, "duckdb"))
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@one_in(3, "name", ["library", "shipped", "rooms"])
def test_every_case_in_duckdb(name: str) -> None:
    rules = load_rules(FILES[name]).at()
    rows = rows_for(rules)
    _same(rules, rows, _in_duckdb(rules, rows))


@pytest.mark.slow
@pytest.mark.parametrize("integers", ["INTEGER", "DOUBLE", "DECIMAL(18, 2)"])
def test_typed_columns_in_duckdb(integers: str) -> None:
    rules = load_rules(LIBRARY).at(2025)
    rows = rows_for(rules, odd=False)
    types = {fact: column_type(rules, fact, "BOOLEAN", integers, "DATE", "VARCHAR") for fact in rules.rule_set.facts}
    _same(rules, rows, _in_duckdb(rules, rows, types))


@settings(max_examples=examples(12))
@given(rule_sets().flatmap(lambda rules: st.tuples(st.just(rules), st.sampled_from(calls_of(rules)))))
def test_random_rules_in_duckdb(example: tuple[object, int]) -> None:
    rule_set, call = example
    rules = rules_of(rule_set).at(call or None)
    rows = rows_for(rules, odd=False, more=50)
    _same(rules, rows, _in_duckdb(rules, rows))


@pytest.fixture(scope="module")
def database() -> Iterator[postgres.Postgres]:
    with postgres.server() as running:
        yield running


@NO_POSTGRES
@pytest.mark.parametrize("name", FILES)
def test_every_case_in_postgres(name: str, database: postgres.Postgres) -> None:
    rules = load_rules(FILES[name]).at()
    rows = rows_for(rules)
    _same(rules, rows, _in_postgres(database, rules, rows))


@NO_POSTGRES
@settings(max_examples=examples(12), deadline=None)
@given(rule_sets().flatmap(lambda rules: st.tuples(st.just(rules), st.sampled_from(calls_of(rules)))))
def test_random_rules_in_postgres(database: postgres.Postgres, example: tuple[RuleSet, int]) -> None:
    rule_set, call = example
    rules = rules_of(rule_set).at(call or None)
    rows = rows_for(rules, odd=False, more=50)
    _same(rules, rows, _in_postgres(database, rules, rows))


def _in_postgres(database: postgres.Postgres, rules: CallRules, rows: list[Row]) -> list[dict[str, str | None]]:
    facts = list(rules.rule_set.facts)
    columns = ", ".join(f'"{fact}" TEXT' for fact in facts)
    text = "".join("\t".join([str(row.id), *(_copied(row.cells.get(fact)) for fact in facts)]) + "\n" for row in rows)
    return database.run(
        "DROP TABLE IF EXISTS organisations",
        f"CREATE TABLE organisations (id INTEGER, {columns})",
        "COPY organisations FROM STDIN",
        _query(rules, "postgres"),
        rows=text,
    )


def _copied(text: str | None) -> str:
    if text is None:
        return "\\N"
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@NO_POSTGRES
def test_typed_columns_in_postgres(database: postgres.Postgres) -> None:
    results = database.run(
        "DROP TABLE IF EXISTS organisations",
        "CREATE TABLE organisations (id INTEGER, district VARCHAR(9), pupil BOOLEAN, birthday DATE, age SMALLINT,"
        " card_type TEXT, books DOUBLE PRECISION, still BOOLEAN, instrument CHAR(8))",
        "INSERT INTO organisations VALUES (1, 'N1', true, '2001-01-01', 30, 'full', 8, false, 'piano'),"
        " (2, 'NO', false, '1999-01-01', 30, 'basic', 9, true, 'violin')",
        _query(load_rules(LIBRARY).at(), "postgres"),
    )
    assert [list(row.values())[1:] for row in results] == [
        ["eligible", "ineligible", "eligible", "eligible", None],
        ["ineligible", "eligible", "ineligible", "ineligible", None],
    ]


@NO_JAVA
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_every_case_in_spark(spark: Any, tmp_path: Path) -> None:
    session = spark.newSession()
    # Compiling such a query to Java takes longer than running it over a few rows.
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    for name, path in FILES.items():
        rules = load_rules(path).at()
        rows = rows_for(rules)
        lines = (json.dumps({"id": row.id, **row.cells}) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        schema = ", ".join(["id INT", *(f"`{fact}` STRING" for fact in rules.rule_set.facts)])
        table = session.read.schema(schema).json(str(tmp_path / f"{name}.jsonl"))
        table.createOrReplaceTempView("organisations")
        _same(rules, rows, [row.asDict() for row in session.sql(_query(rules, "spark")).collect()])


@one_in(3, "name", FILES)
def test_bigquery_is_well_formed(name: str) -> None:
    rules = load_rules(FILES[name]).at()
    tree = sqlglot.parse_one(_query(rules, "bigquery"), dialect="bigquery")
    columns = [column.alias_or_name for column in tree.expressions]
    assert columns == ["id", *rules.rule_set.options, "errors"]


@one_in(2, "dialect", ["duckdb", "spark", "postgres", "bigquery"])
def test_every_dialect_parses_as_itself(dialect: str) -> None:
    sqlglot.parse_one(_query(load_rules(SHIPPED).at(2021), dialect), dialect=dialect)


def _run(*arguments: str) -> Finished:
    return ka1("rules", "sql", *arguments)


def test_the_command_names_table_columns_and_options() -> None:
    code, out, _ = _run(
        str(LIBRARY), "--table", "town.people", "--id", "no", "--id", 'odd "name"', "--route", "lc1", "--fact", "pupil",
        "--fact", "age",
    )  # fmt: skip
    assert code == ExitCode.OK
    with duckdb.connect() as connection:
        connection.execute(
            'CREATE SCHEMA town; CREATE TABLE town.people ("no" INTEGER, "odd ""name""" TEXT, pupil TEXT, age TEXT)'
        )
        connection.execute(
            "INSERT INTO town.people VALUES (1, 'a', 'no', '40'), (2, NULL, 'yes', NULL), (3, 'c', 'yes', '4')"
        )
        relation = connection.sql(out)
        assert relation.columns == ["no", 'odd "name"', "card", "errors"]
        assert relation.fetchall() == [
            (1, "a", "ineligible", None),
            (2, None, "undetermined", None),
            (3, "c", None, "contradiction:pupil,age"),
        ]


USAGE = [
    ("an unknown dialect", ["--dialect", "oracle"], "--dialect cannot be `oracle`"),
    ("an unknown fact", ["--fact", "pupils"], "no fact is called `pupils`"),
    ("an unknown option", ["--route", "cart"], "nothing is called `cart`"),
    ("a column of the result", ["--id", "errors"], "--id cannot be `errors`"),
]


@pytest.mark.parametrize(("arguments", "message"), [case[1:] for case in USAGE], ids=[case[0] for case in USAGE])
def test_usage(arguments: list[str], message: str) -> None:
    code, out, error = _run(str(LIBRARY), *arguments)
    assert (code, out) == (ExitCode.USAGE, "")
    assert message in error


@pytest.mark.slow
@pytest.mark.parametrize("text", [look_up_table(), many_options()], ids=["a look-up table", "150 options"])
def test_large_rules_in_duckdb(text: str) -> None:
    rules = parse_rules(text).at()
    random, facts = Random(1), rules.rule_set.facts
    some = tuple(rules.rule_set.options)[::5]
    answers = [[None, *(answer_text(cells.example(n)) for n in range(cells.size))] for cells in rules.space.cells]
    rows = [
        Row(number, {fact: random.choice(texts) for fact, texts in zip(facts, answers, strict=True)})
        for number in range(100)
    ]
    columns = ", ".join(f'"{fact}" VARCHAR' for fact in facts)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE organisations ({columns})")
        marks = ", ".join("?" * len(facts))
        connection.executemany(
            f"INSERT INTO organisations VALUES ({marks})", [[row.cells[fact] for fact in facts] for row in rows]
        )
        relation = connection.sql(verdict_query(rules, "duckdb", "organisations", some, facts))
        results = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    assert results == [expected(rules, row, some) for row in rows]
