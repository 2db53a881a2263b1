"""Columns that are looked up by the keys of each row: every different key is judged once, in Python."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ka1cli.batch.duckdb.engine import Engine

NUMBER = "INTEGER"
MOST_JOINS = 40
"""So many tables are joined at a time: each takes memory while it is."""


class LookUp(NamedTuple):
    """Columns that are looked up."""

    columns: Sequence[str]
    keys: Sequence[str]
    """Expressions. Without any there is one key, which is that of every row."""
    judge: Callable[[Any], Sequence[int | None]]
    """What stands in the columns, for a key."""


def look_up_columns(engine: Engine, source: str, wanted: Sequence[LookUp], type: str = NUMBER) -> str:
    """Make tables of columns, row beside row of a source; return the source with them. `type` is that of the keys.

    Rows keep their order only while a single thread runs each statement.
    """
    together = source
    for first in range(0, len(wanted), MOST_JOINS):
        group = wanted[first : first + MOST_JOINS]
        _judge(engine, source, group, type)
        keys, columns, joins = [], [], ""
        for place, entry in enumerate(group):
            names = [f"key{place}_{number}" for number in range(len(entry.keys))]
            keys += [f"{key} AS {name}" for key, name in zip(entry.keys, names, strict=True)]
            on = [f"{name} = f{place}.k{number}" for number, name in enumerate(names)]
            joins += f" JOIN judged AS f{place} ON {' AND '.join((f'f{place}.place = {place}', *on))}"
            columns += [f"f{place}.v{number} AS {column}" for number, column in enumerate(entry.columns)]
        table = f"of_{group[0].columns[0]}"
        keyed = f"(SELECT {', '.join(keys) or 'true'} FROM {source})"
        engine.run(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM {keyed}{joins}")
        engine.run("DROP TABLE judged")
        together += f" POSITIONAL JOIN {table}"
    return together


def _judge(engine: Engine, source: str, group: Sequence[LookUp], type: str) -> None:
    """Make the table `judged`: the place of each entry in the group, its keys `k0`, ... that occur, and the values `v0`, ..."""
    width, values = max(len(entry.keys) for entry in group), max(len(entry.columns) for entry in group)
    types = {"place": NUMBER, **{f"k{number}": type for number in range(width)}}
    types |= {f"v{number}": NUMBER for number in range(values)}
    engine.table("judged", types, [])
    occurring = []
    for place, entry in enumerate(group):
        keys = ", ".join((str(place), *entry.keys, *["NULL"] * (width - len(entry.keys))))
        occurring.append(f"SELECT DISTINCT {keys} FROM {source}" if entry.keys else f"SELECT {keys}")
    for piece in engine.pieces(" UNION ALL ".join(occurring)):
        rows = []
        for place, *key in piece:
            entry = group[place]
            judged = entry.judge(tuple(key[: len(entry.keys)]))
            rows.append((place, *key, *judged, *[None] * (values - len(judged))))
        engine.insert("judged", list(types.values()), rows)
