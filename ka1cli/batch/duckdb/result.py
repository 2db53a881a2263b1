"""The rows of a result: what is carried along, and what is looked up by the case of each row."""

from collections.abc import Mapping, Sequence

from ka1cli.batch.cases.outcomes import NOT_JUDGED, Outcome
from ka1cli.batch.duckdb.cases import MOST_JOINS, NUMBER, Cases
from ka1cli.batch.duckdb.engine import MEMORY
from ka1cli.batch.duckdb.sql import literal
from ka1cli.batch.table.cells import line_of, safe
from ka1cli.batch.table.names import Layout

MOST_TOLD = 200_000
"""For so many cases, each counted once for every option, what the result shows is put together before: some 20 MB."""
ROWS_OF_A_CASE = 4
"""So many rows of each case, on average, are worth that."""
MEMORY_OF_AN_OPTION = 10
"""What looking up the texts of one option of many may take, in MB."""
RIGHT = -1
"""The row in the table `errors` that stands for all rows with which nothing is wrong."""
UNSORTED = 1_500_000
"""So many entries are looked up without a thought: a table beyond memory is looked up in another order of the rows."""


class Result:
    """The result in one layout: a query for its rows, and what it adds to the cells of the table.

    For CSV there is a `delimiter`: then everything that is looked up is one finished piece of the line.
    """

    def __init__(
        self, cases: Cases, rows: int, layout: Layout, *, delimiter: str | None = None, excel_safe: bool = False
    ) -> None:
        self.cases, self.layout, self.delimiter, self.excel_safe = cases, layout, delimiter, excel_safe
        if len(cases.options) > MOST_JOINS:
            cases.engine.run(f"SET memory_limit = '{MEMORY + MEMORY_OF_AN_OPTION * len(cases.options)}MB'")
        self._looked_up = self._texts()
        """The joins by which texts are found, for rows that are decided."""
        cases_count, wrong = cases.engine.count("decided"), cases.engine.count("errors")
        self._is_told = cases_count * len(cases.options) <= MOST_TOLD and cases_count * ROWS_OF_A_CASE <= rows
        if self._is_told:
            cases.engine.run(
                f"CREATE TABLE told AS SELECT case_number, wrong, {self._shown} FROM decided{self._looked_up}"
            )
        self._order = " ORDER BY row" if max(cases_count, wrong) > UNSORTED else ""

    def rows(self, first: int = 0, last: int | None = None) -> str:
        """A query for rows in their order: `row`, their cells, `errors`, and what is added as `added0`, ..."""
        chosen = f"row >= {first}" + ("" if last is None else f" AND row < {last}")
        errors = f"SELECT row AS wrong_row, errors FROM errors WHERE row = {RIGHT} OR {chosen}"
        if self._is_told:
            found = f"SELECT * FROM ({self.cases.rows(first, last)}) JOIN told USING (case_number)"
        else:
            decided = f"({self.cases.rows(first, last)}) JOIN decided USING (case_number)"
            found = f"SELECT *, {self._shown} FROM {decided}{self._looked_up}"
        found = f"SELECT * FROM ({found}) JOIN ({errors}) ON wrong_row = CASE WHEN wrong THEN row ELSE {RIGHT} END{self._order}"
        return found if self.layout is Layout.WIDE else f"SELECT * REPLACE (unnest(added0) AS added0) FROM ({found})"

    @property
    def added(self) -> list[str]:
        """The columns that a result adds, in order; for CSV several of them may be one."""
        if self.layout is Layout.WIDE:
            return [*(f"added{number}" for number in range(self._count)), "errors"]
        parts = ["added0"] if self.delimiter is not None else [f"added0.p{number}" for number in range(5)]
        return ["row + 1", f"concat({literal(self.cases.places.prefix)}, {self.cases.line})", *parts, "errors"]

    def _texts(self) -> str:
        """Make tables with the texts of outcomes and overviews; return how they are joined."""
        options, width = self.cases.options, 2 if self.layout is Layout.WIDE else 5
        of_options = [
            self._table(
                f"text{k}",
                f"x{k}",
                width,
                {NOT_JUDGED: ("",) * width}
                | {number: self._told(option.option.id, one) for number, one in enumerate(option.outcomes)},
            )
            for k, option in enumerate(options)
        ]
        joins = "".join(f" JOIN text{k} USING (x{k})" for k in range(len(options)))
        if self.layout is Layout.LONG:
            each = [names[0] if self.delimiter is not None else _struct(names) for names in of_options]
            # A row that is not judged has one line all the same.
            self._show([f"CASE WHEN x0 = {NOT_JUDGED} THEN [{each[0]}] ELSE [{', '.join(each)}] END"])
            return joins
        overviews = {z: tuple(" ".join(names) for names in found[:3]) for z, found in enumerate(self.cases.overviews)}
        names = [*(name for names in of_options for name in names), *self._table("text", "z", 3, overviews)]
        if self.delimiter is not None:
            between = ", '" + self.delimiter.replace("'", "''") + "', "
            names = [f"concat({between.join(names)})"]
        self._show(names)
        return f"{joins} JOIN text USING (z)"

    def _show(self, texts: Sequence[str]) -> None:
        self._count = len(texts)
        self._shown = ", ".join(f"{text} AS added{number}" for number, text in enumerate(texts))

    def _told(self, option: str, outcome: Outcome) -> tuple[str, ...]:
        if self.layout is Layout.WIDE:
            return (outcome.verdict, outcome.why)
        return (option, outcome.verdict, outcome.why, " ".join(outcome.missing), "yes" if outcome.recommended else "no")

    def _table(self, table: str, number: str, width: int, texts: Mapping[int, tuple[str, ...]]) -> list[str]:
        """Make a table with texts by their number; return the names of its columns with texts."""
        if self.excel_safe:
            texts = {place: tuple(map(safe, row)) for place, row in texts.items()}
        if self.delimiter is not None:
            width, texts = 1, {place: (line_of(row, self.delimiter),) for place, row in texts.items()}
        names = [f"{table}_{place}" for place in range(width)]
        self.cases.engine.run(f"DROP TABLE IF EXISTS {table}")
        self.cases.engine.table(
            table,
            {number: NUMBER, **dict.fromkeys(names, "VARCHAR")},
            [(place, *(text or None for text in row)) for place, row in texts.items()],
        )
        return names


def _struct(names: Sequence[str]) -> str:
    return "{" + ", ".join(f"'p{place}': {name}" for place, name in enumerate(names)) + "}"
