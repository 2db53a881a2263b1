"""Columns that are looked up by the keys of each row: every different key is judged once, in Python."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from ka1cli.batch.duckdb.engine import Engine

NUMBER = "INTEGER"
BELOW = 1 << 31
"""Numbers of this type are smaller."""
MOST_JOINS = 40
"""So many tables are joined at a time: each takes memory while it is."""


class LookUp(NamedTuple):
    """Columns that are looked up."""

    columns: Sequence[str]
    keys: Sequence[str]
    """Expressions. Without any there is one key, which is that of every row."""
    judge: Callable[[Any], Sequence[int]]
    """What stands in the columns, for a key."""


class Packed:
    """Some small numbers of a row as one key, or as few as hold them: one is found in half the time of two."""

    def __init__(self, numbers: Sequence[str], sizes: Sequence[int]) -> None:
        """`numbers` are expressions. In each row they are from 0 to below their sizes, or all of them the negative of that."""
        self._sizes: list[list[int]] = []
        terms: list[list[str]] = []
        weight = 1
        for number, size in zip(numbers, sizes, strict=True):
            if not terms or weight * size > BELOW:
                weight = 1
                terms.append([])
                self._sizes.append([])
            terms[-1].append(f"{number} * {weight}")
            self._sizes[-1].append(size)
            weight *= size
        self.keys = [" + ".join(some) for some in terms]

    def unpacked(self, keys: Sequence[int]) -> list[int]:
        """The numbers that are in keys."""
        found = []
        for key, sizes in zip(keys, self._sizes, strict=True):
            left, sign = abs(key), -1 if key < 0 else 1
            for size in sizes:
                left, number = divmod(left, size)
                found.append(sign * number)
        return found


def look_up_columns(engine: Engine, source: str, wanted: Sequence[LookUp], type: str = NUMBER) -> str:
    """Make tables of columns, row beside row of a source; return the source with them. `type` is that of the keys."""
    together = source
    for first in range(0, len(wanted), MOST_JOINS):
        group = wanted[first : first + MOST_JOINS]
        names = [[f"k{place}_{number}" for number in range(len(entry.keys))] for place, entry in enumerate(group)]
        keys = zip(chain.from_iterable(entry.keys for entry in group), chain.from_iterable(names), strict=True)
        named = ", ".join(f"{key} AS {name}" for key, name in keys)
        engine.run(f"CREATE TABLE keys AS SELECT {named or 'true'} FROM {source}")
        _judge(engine, group, names, type)
        columns, joins = ["keys.rowid AS row"], ""
        for place, (entry, own) in enumerate(zip(group, names, strict=True)):
            on = [f"{name} = f{place}.k{number}" for number, name in enumerate(own)]
            joins += f" JOIN judged AS f{place} ON {' AND '.join((f'f{place}.place = {place}', *on))}"
            columns += [f"f{place}.v{number} AS {column}" for number, column in enumerate(entry.columns)]
        table = f"of_{group[0].columns[0]}"
        engine.run(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM keys{joins}")
        engine.run("DROP TABLE judged; DROP TABLE keys")
        engine.order(table)
        together += f" POSITIONAL JOIN {table}"
    return together


def _judge(engine: Engine, group: Sequence[LookUp], names: Sequence[Sequence[str]], type: str) -> None:
    """Make the table `judged`: the place of each entry in the group, its keys `k0`, ... that occur, and the values `v0`, ..."""
    width, values = max(map(len, names)), max(len(entry.columns) for entry in group)
    types = {"place": NUMBER, **{f"k{number}": type for number in range(width)}}
    types |= {f"v{number}": NUMBER for number in range(values)}
    engine.table("judged", types, [])
    occurring = []
    for place, own in enumerate(names):
        keys = ", ".join((str(place), *own, *["NULL"] * (width - len(own))))
        occurring.append(f"SELECT DISTINCT {keys} FROM keys" if own else f"SELECT {keys}")
    for piece in engine.pieces(" UNION ALL ".join(occurring)):
        rows = []
        for place, *key in piece:
            judged = group[place].judge(key[: len(names[place])])
            rows.append((place, *key, *judged, *[None] * (values - len(judged))))
        engine.insert("judged", list(types.values()), rows)
