"""`decide_table`: tables in memory come back as what they were, with the verdicts beside them."""

import datetime as dt
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from batch_oracle import expected
from process import LIBRARY
from rule_files import loaded

from ka1cli import InvalidTable, decide_table

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("frames")]
COLUMNS = ("district", "pupil", "age", "card_type")
ROWS = [("N1", "yes", "7", "full"), ("NO", "no", "40", None), (None, None, "x", "basic"), ("N1", "yes", "4", "")]
NAMES = ["number", *COLUMNS]
DATA = {"number": [10, 20, 30, 40], **{name: [row[i] for row in ROWS] for i, name in enumerate(COLUMNS)}}


@cache
def added() -> list[dict]:
    """What is added to each row."""
    return [expected(loaded(LIBRARY).at(), COLUMNS, row) for row in ROWS]


def records(table) -> list[dict]:
    if isinstance(table, pd.DataFrame):
        return pl.from_pandas(table).to_dicts()
    return table.to_dicts() if isinstance(table, pl.DataFrame) else table.to_pylist()


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (pa.table(DATA), pa.Table),
        (pd.DataFrame(DATA), pd.DataFrame),
        (pl.DataFrame(DATA), pl.DataFrame),
        (pl.LazyFrame(DATA), pl.DataFrame),
        (duckdb.from_arrow(pa.table(DATA)), pa.Table),
    ],
    ids=["arrow", "pandas", "polars", "lazy", "relation"],
)
def test_every_kind_of_table(table, kind: type) -> None:
    found = decide_table(loaded(LIBRARY), table)
    assert isinstance(found, kind)
    rows = records(found)
    assert [{name: row[name] for name in NAMES} for row in rows] == records(pa.table(DATA))
    assert [{name: row[name] for name in added()[0]} for row in rows] == added()
    assert list(rows[0]) == [*NAMES, *added()[0]]


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("number,age\n007,5\n008,x\n")
    found = decide_table(loaded(LIBRARY), path)
    assert isinstance(found, pa.Table)
    assert found["number"].to_pylist() == ["007", "008"]
    assert found["errors"].to_pylist() == [None, "age: `x` is not an answer to `age`"]
    assert decide_table(loaded(LIBRARY), str(path), layout="long", id="number").num_rows == 6


def test_pandas_keeps_its_index_and_types() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    frame = pd.DataFrame(
        {
            "kind": pd.Categorical(["x", "y"]),
            "when": pd.to_datetime(["2026-01-01", None]),
            "age": [5.0, None],
            7: [1, 2],
        },
        index=index,
    )
    found = decide_table(loaded(LIBRARY), frame)
    pd.testing.assert_frame_equal(found[["kind", "when", "age", 7]], frame)
    assert list(found.index) == [("a", 1), ("b", 2)]
    assert found["errors"].isna().all()


def test_values_are_read_as_decide_reads_them() -> None:
    frame = pd.DataFrame(
        {
            "pupil": pd.Series([True, "no", None, float("nan"), 1], dtype=object),
            "age": pd.array([7, None, 3, 200, 5], dtype="Int64"),
            "birthday": [dt.date(2020, 1, 1), None, None, None, dt.date(1700, 1, 1)],
        }
    )
    found = decide_table(loaded(LIBRARY), frame)
    assert found["errors"].fillna("").tolist() == [
        "",
        "",
        "",
        "age: `200` is not an answer to `age`",
        "birthday: `1700-01-01` is not an answer to `birthday`; pupil, age: `pupil` yes and `age` 5 contradict each other",
    ]


def test_long_layout_and_one_column() -> None:
    found = decide_table(loaded(LIBRARY), pl.DataFrame(DATA), layout="long", id="number")
    assert found.columns == ["number", "row", "place", "option", "verdict", "why", "missing", "recommended", "errors"]
    assert found.filter(pl.col("option") == "card")["verdict"].to_list() == [row["card"] for row in added()]
    assert decide_table(loaded(LIBRARY), pl.DataFrame(DATA), id="number").columns == ["number", *added()[0]]


def test_an_older_call() -> None:
    table = pa.table({"books": [7]})
    assert decide_table(loaded(LIBRARY), table)["card"][0].as_py() == "undetermined"
    assert decide_table(loaded(LIBRARY), table, call=2025)["card"][0].as_py() == "ineligible"


@pytest.mark.parametrize(
    ("table", "error"),
    [
        (pa.table({"name": ["x"]}), InvalidTable),
        (pd.DataFrame([[1, 2]], columns=["age", "age"]), InvalidTable),
        (pd.DataFrame({"age": [1], "Age": [2]}), InvalidTable),
        ([{"age": 5}], TypeError),
        ("nowhere.csv", InvalidTable),
    ],
)
def test_no_table(table, error: type[Exception]) -> None:
    with pytest.raises(error):
        decide_table(loaded(LIBRARY), table)


def test_rows_keep_their_order() -> None:
    rows = 300_000
    table = pa.table({"number": range(rows), "age": [number % 90 for number in range(rows)]})
    found = decide_table(loaded(LIBRARY), table, layout="long", id="number")
    assert found["number"].to_pylist()[:: len(loaded(LIBRARY).at().routes)] == list(range(rows))


def test_the_interface_imports_no_frame_package() -> None:
    code = "import sys, ka1cli; ka1cli.decide_table; print(*sorted({'pandas', 'polars', 'pyarrow'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize("odd", [0.3, 5, "maybe", "t", "", "?", None, "No", [1]], ids=repr)
def test_one_odd_object_far_down_changes_no_other_cell(odd: object) -> None:
    pupil = pd.Series([False] * 3000, dtype=object)
    pupil[2999] = odd
    found = decide_table(loaded(LIBRARY), pd.DataFrame({"pupil": pupil}))
    text = None if odd is None else str(odd)
    assert found.iloc[2999, 1:].replace({float("nan"): None}).to_dict() == expected(
        loaded(LIBRARY).at(), ["pupil"], (text,)
    )
    assert found["errors"][:2999].isna().all()
    assert list(found["pupil"]) == list(pupil)


def test_a_frame_without_columns() -> None:
    with pytest.raises(InvalidTable, match="the table has no columns"):
        decide_table(loaded(LIBRARY), pd.DataFrame())
