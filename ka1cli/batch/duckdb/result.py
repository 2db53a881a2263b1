"""The rows of a result: what is carried along, and what is looked up by the case of each row."""

from collections.abc import Iterable, Sequence

from ka1cli.batch.cases.outcomes import NOT_JUDGED, OptionOutcome
from ka1cli.batch.duckdb.cases import Cases
from ka1cli.batch.duckdb.sql import literal, within
from ka1cli.batch.table.cells import line_of, safe
from ka1cli.batch.table.names import Layout
from ka1cli.cases.verdict import Verdict

MOST_TOLD = 2_000_000
"""For so many cases, each counted once for every option, what the result shows is put together before: some 200 MB."""
ROWS_OF_A_CASE = 4
"""So many rows of each case, on average, are worth that."""
TOLD = {Layout.WIDE: 2, Layout.LONG: 5}
"""So many texts are told of each option."""
NOTHING = "CAST(NULL AS VARCHAR)"
UNSORTED = 1_000_000
"""So many cases are looked up in the order of the rows: of more, DuckDB finds those that share a hash after the others."""


class Result:
    """The result in one layout: a query for its rows, and what it adds to the cells of the table.

    For CSV there is a `delimiter`: then everything that is looked up is one finished piece of the line.
    """

    def __init__(
        self, cases: Cases, rows: int, layout: Layout, *, delimiter: str | None = None, excel_safe: bool = False
    ) -> None:
        self.cases, self.layout, self.delimiter, self.excel_safe = cases, layout, delimiter, excel_safe
        engine = cases.engine
        cases_count = engine.count("decided")
        self._is_told = cases_count * len(cases.options) <= MOST_TOLD and cases_count * ROWS_OF_A_CASE <= rows
        texts = self._texts()
        if self._is_told and delimiter is not None and layout is Layout.WIDE:
            texts = [f"concat({f', {literal(delimiter)}, '.join(texts)})"]
        self._count = len(texts)
        self._shown = ", ".join(f"{text} AS added{number}" for number, text in enumerate(texts))
        if self._is_told:
            engine.run(f"CREATE TABLE told AS SELECT case_number, {self._shown} FROM decided CROSS JOIN texts")
        self._has_errors = engine.count("errors") > 0
        self._order = " ORDER BY row" if cases_count > UNSORTED else ""

    def rows(self, first: int = 0, last: int | None = None) -> str:
        """A query for rows in their order: `row`, their cells, `errors`, and what is added as `added0`, ..."""
        rows = self.cases.rows(first, last)
        if self._has_errors:
            # A row that finds nothing comes after the others in a join.
            errors = f"FROM errors WHERE {within('row', first, last)}"
            rows = f"SELECT * FROM ({rows}) LEFT JOIN ({errors}) USING (row) ORDER BY row"
        else:
            rows = f"SELECT *, {NOTHING} AS errors FROM ({rows})"
        if self._is_told:
            found = f"SELECT * FROM ({rows}) JOIN told USING (case_number)"
        else:
            # Of what was decided, only what these rows need.
            own = f"FROM decided SEMI JOIN ({self.cases.of_rows(first, last)}) USING (case_number)"
            found = (
                f"SELECT own.*, {self._shown} FROM ({rows}) AS own JOIN ({own}) USING (case_number) CROSS JOIN texts"
            )
        found += self._order
        return found if self.layout is Layout.WIDE else f"SELECT * REPLACE (unnest(added0) AS added0) FROM ({found})"

    @property
    def added(self) -> list[str]:
        """The columns that a result adds, in order; for CSV several of them may be one."""
        if self.layout is Layout.WIDE:
            return [*(f"added{number}" for number in range(self._count)), "errors"]
        parts = ["added0"] if self.delimiter is not None else [f"added0.p{number}" for number in range(5)]
        return ["row + 1", f"concat({literal(self.cases.places.prefix)}, {self.cases.line})", *parts, "errors"]

    def _texts(self) -> list[str]:
        """Make the table `texts`: lists of what is told of outcomes, and of what is missing. Return those of a row."""
        options = self.cases.options
        lists: dict[str, list[str | None]] = {}

        def listed(name: str, number: str, texts: Iterable[str | None]) -> str:
            """Keep texts by a number, that of a row which is not judged before them; return the one of a row."""
            lists[name] = list(texts)
            return f"{name}[{number} + {1 - NOT_JUDGED}]" if any(lists[name]) else NOTHING

        of_options, eligible, recommended = [], [], []
        for k, option in enumerate(options):
            told = [self._told(option.option.id, outcome) for outcome in option.outcomes]
            every = zip(*self._written([("",) * TOLD[self.layout], *told]), strict=True)
            of_options.append([listed(f"text{place}_{k}", f"x{k}", texts) for place, texts in enumerate(every)])
            named = [(f" {option.option.id}", outcome) for outcome in option.outcomes]
            fits = [name if outcome.verdict is Verdict.ELIGIBLE else None for name, outcome in named]
            eligible.append(listed(f"eligible{k}", f"x{k}", [None, *fits]))
            fits = [name if outcome.recommended else None for name, outcome in named]
            recommended.append(listed(f"recommended{k}", f"x{k}", [None, *fits]))
        missing = [text for (text,) in self._written([(overview.missing,) for overview in self.cases.overviews])]
        needed = listed("missing", "z", [None, *missing])
        self.cases.engine.lists("texts", lists)
        if self.layout is Layout.LONG:
            each = [texts[0] if self.delimiter is not None else _struct(texts) for texts in of_options]
            # A row that is not judged has one line all the same.
            return [f"CASE WHEN x0 = {NOT_JUDGED} THEN [{each[0]}] ELSE [{', '.join(each)}] END"]
        names = [name for names in of_options for name in names]
        names += [f"substr(nullif(concat({', '.join(some) or 'NULL'}), ''), 2)" for some in (eligible, recommended)]
        return [*names, needed]

    def _told(self, option: str, outcome: OptionOutcome) -> tuple[str, ...]:
        if self.layout is Layout.WIDE:
            return (outcome.verdict, outcome.why)
        return (option, outcome.verdict, outcome.why, " ".join(outcome.missing), "yes" if outcome.recommended else "no")

    def _written(self, rows: Sequence[tuple[str, ...]]) -> list[tuple[str | None, ...]]:
        """Texts next to each other as the result shows them; for CSV they are one."""
        if self.excel_safe:
            rows = [tuple(map(safe, row)) for row in rows]
        if self.delimiter is not None:
            rows = [(line_of(row, self.delimiter),) for row in rows]
        return [tuple(text or None for text in row) for row in rows]


def _struct(names: Sequence[str]) -> str:
    return "{" + ", ".join(f"'p{place}': {name}" for place, name in enumerate(names)) + "}"
