"""`ka1 rules sql`: the query decides as the evaluator does, in every case, in real databases."""

import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import postgres
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from process import LIBRARY
from random_rules import calls_of, rule_sets, rules_of
from rule_files import SHIPPED
from sql_rows import Row, column_type, expected, rows_for

from ka1cli.audit.sql.cases import covered
from ka1cli.audit.sql.query import verdict_query
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.main import run
from ka1cli.decision.decide import CallRules, load_rules

FILES = {"shipped": SHIPPED, "library": LIBRARY}
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


@pytest.mark.parametrize("name", FILES)
def test_every_case_in_duckdb(name: str) -> None:
    rules = load_rules(FILES[name]).at()
    rows = rows_for(rules)
    _same(rules, rows, _in_duckdb(rules, rows))


@pytest.mark.parametrize("integers", ["INTEGER", "DOUBLE", "DECIMAL(18, 2)"])
def test_typed_columns_in_duckdb(integers: str) -> None:
    rules = load_rules(LIBRARY).at(2025)
    rows = rows_for(rules, odd=False)
    types = {fact: column_type(rules, fact, "BOOLEAN", integers, "DATE", "VARCHAR") for fact in rules.rule_set.facts}
    _same(rules, rows, _in_duckdb(rules, rows, types))


@settings(max_examples=12)
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
    facts = list(rules.rule_set.facts)
    columns = ", ".join(f'"{fact}" TEXT' for fact in facts)
    text = "".join("\t".join([str(row.id), *(_copied(row.cells.get(fact)) for fact in facts)]) + "\n" for row in rows)
    results = database.run(
        "DROP TABLE IF EXISTS organisations",
        f"CREATE TABLE organisations (id INTEGER, {columns})",
        "COPY organisations FROM STDIN",
        _query(rules, "postgres"),
        rows=text,
    )
    _same(rules, rows, results)


def _copied(text: str | None) -> str:
    if text is None:
        return "\\N"
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@NO_POSTGRES
def test_typed_columns_in_postgres(database: postgres.Postgres) -> None:
    results = database.run(
        "DROP TABLE IF EXISTS organisations",
        "CREATE TABLE organisations (id INTEGER, district VARCHAR(9), pupil BOOLEAN, birthday DATE, age SMALLINT,"
        " card_type TEXT, books DOUBLE PRECISION, quiet BOOLEAN, instrument CHAR(8))",
        "INSERT INTO organisations VALUES (1, 'N1', true, '2001-01-01', 30, 'full', 8, false, 'piano'),"
        " (2, 'NO', false, '1999-01-01', 30, 'basic', 9, true, 'violin')",
        _query(load_rules(LIBRARY).at(), "postgres"),
    )
    assert [list(row.values())[1:] for row in results] == [
        ["eligible", "ineligible", "eligible", "eligible", None],
        ["ineligible", "eligible", "ineligible", "ineligible", None],
    ]


@NO_JAVA
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


@pytest.mark.parametrize("name", FILES)
def test_bigquery_is_well_formed(name: str) -> None:
    rules = load_rules(FILES[name]).at()
    tree = sqlglot.parse_one(_query(rules, "bigquery"), dialect="bigquery")
    columns = [column.alias_or_name for column in tree.expressions]
    assert columns == ["id", *rules.rule_set.options, "errors"]


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres", "bigquery"])
def test_every_dialect_parses_as_itself(dialect: str) -> None:
    sqlglot.parse_one(_query(load_rules(SHIPPED).at(2021), dialect), dialect=dialect)


def test_boxes_hold_the_cases_and_no_others() -> None:
    wanted = {(0, 0), (0, 1), (1, 1), (2, 0)}
    maybe = {(1, 0)}
    whole = (frozenset(range(3)), frozenset(range(3)))
    boxes = covered(wanted, lambda case: case in wanted | maybe, whole)
    held = {(one, other) for box in boxes for one in box[0] for other in box[1]}
    assert wanted <= held <= wanted | maybe
    assert len(boxes) == 2


def _run(*arguments: str) -> tuple[int, str, str]:
    with redirect_stdout(StringIO()) as stdout, redirect_stderr(StringIO()) as stderr:
        code = run(["rules", "sql", *arguments])
    return code, stdout.getvalue(), stderr.getvalue()


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


def test_it_gives_up_where_too_many_facts_stand_together(tmp_path: Path) -> None:
    facts = "\n".join(f"  n{i}: {{asks: given, type: number, panel: person, title: n, question: N?}}" for i in range(8))
    tests = ", ".join(f"{{n{i}: {{min: {i + 3}, max: {i + 9}}}}}" for i in range(8))
    text = LIBRARY.read_text(encoding="utf-8").replace("\nfacts:\n", f"\nfacts:\n{facts}\n")
    text = text.replace("    when: {instrument: piano}\n", f"    when: {{any: [{tests}]}}\n")
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, error = _run(str(path))
    assert (code, out) == (ExitCode.GAVE_UP, "")
    assert "stand together in 65,536 cases, and at most 20,000 are written down" in error
    assert _run(str(path), "--route", "card")[0] == ExitCode.OK
