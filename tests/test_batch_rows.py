"""Many rows with dirty cells through the whole command: in order, nothing lost, each as `decide` says.

`KA1_ROWS=1000000 pytest tests/test_batch_rows.py` compares a million rows (a few minutes); the default is smaller.
"""

import csv
import os
import random
from pathlib import Path

import pytest
from batch_oracle import expected
from chances import examples, one_in
from process import ka1

from ka1cli import load_rules
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.look_up import LookUp, look_up_columns
from ka1cli.language.answers import answer_text
from ka1cli.shipped import shipped_rules

pytestmark = pytest.mark.thorough

ROWS = int(os.environ.get("KA1_ROWS", examples(60_000)))
DIRTY = (
    "maybe",
    "?",
    " ",
    "-1",
    "1e1",
    "5.0",
    "+3",
    "YES",
    " no ",
    "n/a",
    "٣",
    "\u00a0yes",
    "Vet Provider",
    "de",
    "UK",
    "9" * 20,
    "x,y",
    'a"b',
    "a\nb",
)
CARRIED = (
    "007",
    "Καλημέρα",
    "Школа № 5",
    'say "hi"',
    "two\nlines",
    "a,b;c|d\te",
    " padded ",
    "=1+1",
    "NULL",
    "\u200b",
    "",
    "0123456789" * 30,
)


@pytest.mark.sampled
@one_in(2, "rows_alike", [100, 3])
def test_rows_in_order_as_decide_says(rows_alike: int, tmp_path: Path) -> None:
    rules = load_rules(shipped_rules()).at()
    chance = random.Random(7)
    columns = list(rules.rule_set.facts)[:11]
    cells = [rules.space.cells[rules.space.number[name]] for name in columns]
    answers = [[answer_text(one.example(cell)) for cell in range(one.size)] for one in cells]
    pool = [
        tuple(
            chance.choice(DIRTY) if chance.random() < 0.05 else "" if chance.random() < 0.3 else chance.choice(known)
            for known in answers
        )
        for _ in range(ROWS // rows_alike)
    ]
    table, result = tmp_path / "table.csv", tmp_path / "result.csv"
    chosen = [chance.choice(pool) for _ in range(ROWS)]
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *columns, "note"])
        writer.writerows([number, *row, CARRIED[number % len(CARRIED)]] for number, row in enumerate(chosen))
    done = ka1("batch", table, "-o", result)
    assert done.code == 1, done.stderr
    assert f"{ROWS:,} rows screened" in done.stderr
    remembered = {}
    with_errors = 0
    with result.open(newline="", encoding="utf-8") as file:
        for number, (found, row) in enumerate(zip(csv.DictReader(file), chosen, strict=True)):
            if row not in remembered:
                remembered[row] = {name: text or "" for name, text in expected(rules, columns, row).items()}
            carried = {
                "id": str(number),
                **dict(zip(columns, row, strict=True)),
                "note": CARRIED[number % len(CARRIED)],
            }
            assert found == carried | remembered[row], number
            with_errors += bool(found["errors"])
    assert f"{with_errors:,} rows with errors" in done.stderr


def test_what_is_looked_up_stands_beside_its_row(tmp_path: Path) -> None:
    """Of so many keys a few have the hash of another, and DuckDB finds those after the rest of their rows."""
    engine = Engine(tmp_path)
    engine.keep_order()
    engine.run("CREATE TABLE source AS SELECT range AS number FROM range(300_000)")
    look_up = LookUp(("value",), ["concat('case ', number)"], lambda key: (int(key[0][5:]),))
    together = look_up_columns(engine, "source", [look_up], "VARCHAR")
    assert engine.ask(f"SELECT count(*) FROM {together} WHERE number IS DISTINCT FROM value") == [(0,)]
