"""The different texts of the columns of a table, and how often each occurs."""

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import CellTable
from ka1cli.batch.duckdb.sql import answer_column
from ka1cli.batch.table.header import Header
from ka1cli.batch.table.suggestion import FEW, ColumnTexts

MOST = 100_000
"""So many different texts of a column with answers are looked at, the most frequent first."""


def column_texts(engine: Engine, cells: CellTable, header: Header) -> list[ColumnTexts]:
    """What each column of the table `cells` holds: all texts of one with answers, those of another where they are few."""
    facts = {column.position: column.fact.id for column in header.facts}
    found = []
    for position, name in enumerate(cells.names):
        limit = MOST if position in facts else FEW + 1
        text = answer_column(f"c{position}", cells.types[position])
        rows = engine.ask(
            f"SELECT t, count(*) FROM (SELECT {text} AS t FROM cells) WHERE t <> '' GROUP BY t ORDER BY 2 DESC, 1 LIMIT {limit}"
        )
        few = position in facts or len(rows) <= FEW
        found.append(ColumnTexts(name, facts.get(position), {str(one): int(n) for one, n in rows} if few else {}))
    return found
