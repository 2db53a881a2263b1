"""The rows of a table whose verdicts differ between two sets of rules: both screen the table, and the results are joined."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.sql import identifier, literal
from ka1cli.batch.request import Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.table.aside import workspace
from ka1cli.batch.table.names import Layout, added_names
from ka1cli.batch.table.source import Format
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules

EXAMPLES = 5
"""So many rows are named for each change."""


class RowChange(NamedTuple):
    """Rows in which an option comes to something else than before."""

    option: str
    before: Verdict
    after: Verdict
    rows: int
    examples: tuple[tuple[int, str], ...]
    """The first rows, counted from 1 without the header, each with the identifier that it carries, if it does."""


class ChangedRows(NamedTuple):
    table: str
    rows: int
    changed: int
    """The rows in which at least one option changes."""
    changes: tuple[RowChange, ...]


class _Screened(NamedTuple):
    file: Path
    rows: int
    columns: dict[str, str]
    """The column of the verdict of each option."""
    label: str | None


def changed_rows(before: CallRules, after: CallRules, table: str, id: str | None = None) -> ChangedRows:
    """Screen a file by two sets of rules and compare the options that both judge. `id` is a column that names the rows.

    Raises `InvalidTable`.
    """
    with workspace() as aside:
        pair = [_screened(rules, table, id, aside / f"{side}.parquet") for side, rules in enumerate((before, after))]
        engine = Engine(aside)
        found = tuple(_compared(engine, *pair))
        options = [name for name in pair[1].columns if name in pair[0].columns]
        differing = " OR ".join(_differs(pair[0], pair[1], option) for option in options) or "false"
        changed = engine.ask(f"SELECT count(*) FROM {_joined(*pair)} WHERE {differing}")[0][0]
        return ChangedRows(table, pair[1].rows, int(changed), found)


def _screened(at_call: CallRules, table: str, id: str | None, into: Path) -> _Screened:
    summary = screen_file(at_call, table, str(into), Request(Layout.WIDE, id, Format.PARQUET))
    options = [entry.option.id for entry in summary.options]
    source = f"read_parquet({literal(str(into))})"
    names = [row[0] for row in Engine(into.parent).ask(f"DESCRIBE SELECT * FROM {source}")]
    # Columns of the result may have been renamed, but their order is known.
    added = dict(zip(added_names(Layout.WIDE, options), names[len(names) - 2 * len(options) - 4 :], strict=True))
    return _Screened(into, summary.rows, {option: added[option] for option in options}, names[0] if id else None)


def _parquet(file: Path) -> str:
    return f"read_parquet({literal(str(file))}, file_row_number = true)"


def _joined(before: _Screened, after: _Screened) -> str:
    return f"{_parquet(before.file)} AS b JOIN {_parquet(after.file)} AS a USING (file_row_number)"


def _differs(before: _Screened, after: _Screened, option: str) -> str:
    return f"b.{identifier(before.columns[option])} <> a.{identifier(after.columns[option])}"


def _compared(engine: Engine, before: _Screened, after: _Screened) -> Iterator[RowChange]:
    label = f"CAST(a.{identifier(after.label)} AS VARCHAR)" if after.label else "''"
    for option in after.columns:
        if option not in before.columns:
            continue
        then, now = f"b.{identifier(before.columns[option])}", f"a.{identifier(after.columns[option])}"
        row = f"{{'row': file_row_number + 1, 'label': coalesce({label}, '')}}"
        counts = engine.ask(
            f"SELECT {then}, {now}, count(*), list({row} ORDER BY file_row_number)[1:{EXAMPLES}]"
            f" FROM {_joined(before, after)} WHERE {_differs(before, after, option)} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        )
        for one, other, rows, examples in counts:
            named = tuple((int(entry["row"]), str(entry["label"])) for entry in examples)
            yield RowChange(option, Verdict(one), Verdict(other), int(rows), named)
