"""Results as workbooks: rows fetched from DuckDB, cell by cell."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import CellTable
from ka1cli.batch.duckdb.result import Result
from ka1cli.batch.duckdb.writing import Carried
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import TableFile
from ka1cli.batch.workbook.writing import ResultSheet, SheetRow, write_workbook


def write_result(
    file: Path,
    aside: Path,
    engine: Engine,
    cells: CellTable,
    result: Result,
    table: TableFile,
    positions: Sequence[int],
    carried: Sequence[Carried],
    added: Sequence[str],
    about: Sequence[tuple[str, str]],
) -> int:
    """Write a result as a workbook; return how many rows it has. Raises `DoesNotFit`."""
    all_columns = len(positions) == len(cells.names)
    kinds = cells.kinds
    if kinds != "''" and not all_columns:
        kinds = f"concat({', '.join(f'substr(kinds, {position + 1}, 1)' for position in positions)})"
    columns = ", ".join((kinds, *(column.column for column in carried), *result.added))

    def rows() -> Iterator[SheetRow]:
        for piece in engine.pieces(f"SELECT {columns} FROM ({result.rows()})"):
            for own, *values in piece:
                yield own, values

    first = len(carried)
    verdicts = range(first, first + len(added) - 4, 2) if result.layout is Layout.WIDE else [first + 3]
    sheet = ResultSheet(
        table.places.sheet or "Result",
        [*(column.name for column in carried), *added],
        first,
        frozenset(verdicts),
        table.above if all_columns else (),
    )
    return write_workbook(file, aside, sheet, rows(), about)
