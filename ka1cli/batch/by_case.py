"""What a result shows of the case of a row: put together once for each case, then looked up for every row.

It pays where many rows share a case. Where nearly every row has a case of its own, each is put together on its own.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from ka1cli.batch.csv_line import csv_pieces, line_of
from ka1cli.batch.result import Column, Output, decide_cases, spread
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Finished, Layers
from ka1cli.batch.table.names import Layout

TOLD = "told"
"""The name of the table that is looked up."""


class Told(NamedTuple):
    """The table `TOLD` as a query, and the columns of the result that rest on it."""

    query: str
    columns: tuple[Column, ...]


def told_by_case(
    screening: Screening,
    output: Output,
    layout: Layout,
    cases: str,
    text_of: Callable[[Column], str],
    delimiter: str | None = None,
) -> Told:
    """The added columns of an output, looked up as far as they are the same for all rows of a case.

    `cases` names a table that holds the `Screening.cases`. For CSV there is a `delimiter`: then columns next to each
    other become one finished piece of the line.
    """
    table = Layers(f"SELECT {', '.join((*screening.case, *screening.words))} FROM {cases}")
    decide_cases(screening, table, layout)
    texts: dict[str, str] = {}
    columns: list[Column] = []
    for by_case, group in groupby(output.added, lambda column: column.by_case):
        found = list(group)
        if not by_case:
            columns += found
        elif delimiter is None:
            columns += [column._replace(shown=_kept(column.expression(screening.sql), texts)) for column in found]
        else:
            line = line_of(csv_pieces(found, table, text_of, delimiter, screening.sql), delimiter, screening.sql)
            columns.append(Column(line.name, Finished(_kept(line.text, texts)), True))
    kept = (*_keys(screening, layout), *screening.words, *(f"{text} AS {name}" for name, text in texts.items()))
    return Told(f"SELECT {', '.join(kept)} FROM ({table.query})", tuple(columns))


def look_up(screening: Screening, table: Layers, layout: Layout) -> None:
    """Add what is told by case to the rows of a table that has the texts of the answers, and leave them in their order."""
    screening.code(table)
    if layout is Layout.LONG:
        spread(screening, table)
    table.query = f"SELECT * FROM ({table.query}) LEFT JOIN {TOLD} USING ({', '.join(_keys(screening, layout))})"


def _keys(screening: Screening, layout: Layout) -> Sequence[str]:
    return (*screening.case, "one") if layout is Layout.LONG else screening.case


def _kept(text: str, texts: dict[str, str]) -> str:
    name = f"told{len(texts)}"
    texts[name] = text
    return name
