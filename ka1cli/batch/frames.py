"""Tables in memory: Arrow tables, pandas and Polars frames, DuckDB relations. None of their packages is required."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import read_relation, read_table
from ka1cli.batch.duckdb.screen import DuckScreen
from ka1cli.batch.duckdb.sql import identifier
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.map import NO_MAP, TableMap
from ka1cli.batch.table.map_file import map_from_values, read_map
from ka1cli.batch.table.names import Layout, result_columns
from ka1cli.batch.table.source import open_table
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Moment
from ka1cli.decision.rules import Rules
from ka1cli.decision.windows import day_of
from ka1cli.language.diagnostic import Diagnostic


def decide_table(
    rules: Rules,
    table: Any,
    *,
    call: int | None = None,
    on: Moment | None = None,
    layout: str = Layout.WIDE,
    id: str | None = None,
    map: str | os.PathLike[str] | Mapping[str, Mapping[str, object]] | None = None,
    constants: Mapping[str, object] | None = None,
) -> Any:
    """Decide for every row of a table of organisations.

    `table` is an Arrow table, a pandas or Polars frame, a DuckDB relation, or the path of a file that `ka1 batch` takes.
    Columns named after facts hold the answers, as texts or as values of their type; a cell that cannot be read counts
    as not answered and is named in the column `errors` of its row. `map` is the path of a map, or what would stand in
    it; `constants` are answers that hold for every row. A row without an answer is not judged.

    The result has the columns that `ka1 batch` writes and the rows in the order of the table: all columns of the table,
    or only the one called `id`; then for each option its verdict and the sentences that explain it; then `matches`,
    `recommended`, `missing` and `errors`. In the layout `long` it has one row for each row and option. Frames and Arrow
    tables come back as what they were, files and relations as Arrow tables. `call` is by default that of the day `on`, else the
    newest that the rules know.

    Raises `InvalidTable` for a table that cannot be read or has no column for a fact, `UnknownCall`, and `ImportError`
    where a package is missing that the result needs.
    """
    at_call = rules.on(on) if call is None and on is not None else rules.at(call, day_of(on or datetime.now(UTC)))
    table_map = _map(rules, map, constants or {})
    with workspace() as aside:
        if isinstance(table, (str, os.PathLike)):
            return _of_file(at_call, os.fspath(table), table_map, Layout(layout), id, aside)
        return _of_frame(at_call, table, table_map, Layout(layout), id, aside)


def _map(rules: Rules, map: Any, constants: Mapping[str, object]) -> TableMap:
    if map is None:
        table_map = NO_MAP
    else:
        table_map = map_from_values(rules.profiles, map) if isinstance(map, Mapping) else read_map(rules.profiles, map)
    return table_map._replace(constants={**table_map.constants, **rules.profiles.from_values(constants)})


def _of_file(at_call: CallRules, path: str, table_map: TableMap, layout: Layout, id: str | None, aside: Path) -> Any:
    file = open_table(path, aside, Headings(at_call.profiles, table_map.columns))
    engine, cells = read_table(file, aside)
    return _fetched(DuckScreen(engine, cells, at_call, table_map), layout, id, "pyarrow")


def _of_frame(at_call: CallRules, table: Any, table_map: TableMap, layout: Layout, id: str | None, aside: Path) -> Any:
    kind = type(table).__module__.split(".")[0].removeprefix("_")
    if kind not in ("pandas", "polars", "pyarrow", "duckdb"):
        wanted = "the path of a file, an Arrow table, a pandas or Polars frame or a DuckDB relation"
        raise TypeError(f"a table is {wanted}, not {type(table).__name__}")
    if kind == "duckdb":
        table, kind = _arrow(table), "pyarrow"
    elif hasattr(table, "collect"):
        table = table.collect()
    names = tuple(map(str, table.column_names if kind == "pyarrow" else table.columns))
    if not names:
        raise InvalidTable([Diagnostic("T604", "the table has no columns")])
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidTable([Diagnostic("T605", f"two columns are called `{twice}`", None, "rename one of them")])
    engine = Engine(aside, len(names))
    engine.connection.register("given", table)
    screen = DuckScreen(engine, read_relation("given", engine)._replace(names=names), at_call, table_map)
    if layout is Layout.LONG:
        return _fetched(screen, layout, id, kind)
    # What is carried along stays what it was, its types and its index included.
    positions = result_columns(screen.header, layout, screen.options, id).positions
    return _beside(table, positions, _fetched(screen, layout, id, kind, added_only=True), kind)


def _fetched(screen: DuckScreen, layout: Layout, id: str | None, kind: str, *, added_only: bool = False) -> Any:
    """The result as a table of some kind."""
    names, result = result_columns(screen.header, layout, screen.options, id), screen.result(layout)
    columns = (
        [] if added_only else [(f"c{place}", name) for place, name in zip(names.positions, names.carried, strict=True)]
    )
    columns += zip(result.added, names.added, strict=True)
    listed = ", ".join(f"{column} AS {identifier(name)}" for column, name in columns)
    relation = screen.engine.connection.sql(f"SELECT {listed} FROM ({result.rows()})")
    match kind:
        case "pandas":
            return relation.df()
        case "polars":
            return relation.pl()
    return _arrow(relation)


def _arrow(relation: Any) -> Any:
    """A relation as an Arrow table: DuckDB 2 has another word for it than DuckDB 1."""
    return relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.fetch_arrow_table()


def _beside(table: Any, carried: Sequence[int], added: Any, kind: str) -> Any:
    """Some columns of a table with others beside them."""
    match kind:
        case "pandas":
            added.index = table.index
            return import_module("pandas").concat([table.iloc[:, list(carried)], added], axis=1)
        case "polars":
            return table[:, list(carried)].hstack(added)
    kept = table.select(list(carried))
    for name in added.column_names:
        kept = kept.append_column(name, added[name])
    return kept
