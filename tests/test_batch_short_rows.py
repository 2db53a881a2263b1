"""Tables of short rows, and of none: what threads keep together while they write in order has to fit into memory."""

from pathlib import Path

import duckdb
import pytest
from process import ka1

ROWS = 300_000


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_very_many_very_short_rows(kind: str, tmp_path: Path) -> None:
    table, result = tmp_path / f"short.{kind}", tmp_path / "result.csv"
    options = "HEADER" if kind == "csv" else f"ROW_GROUP_SIZE {ROWS}"
    with duckdb.connect() as connection:
        rows = f"SELECT range AS id, 'CY' AS country FROM range({ROWS})"
        connection.execute(f"COPY ({rows}) TO '{table}' (FORMAT {kind}, {options})")
    done = ka1("batch", table, "-o", result, "-q")
    assert done.code == 0, done.stderr
    with result.open(encoding="utf-8") as lines:
        assert next(lines).startswith("id,country,ka122,")
        assert [line.split(",", 1)[0] for line in lines] == [str(number) for number in range(ROWS)]


def test_a_header_without_rows(tmp_path: Path) -> None:
    table, result = tmp_path / "empty.csv", tmp_path / "result.csv"
    table.write_text("id,country\n")
    done = ka1("batch", table, "-o", result, "-q")
    assert done.code == 0, done.stderr
    (header,) = result.read_text("utf-8-sig").splitlines()
    assert header.startswith("id,country,ka122,")
