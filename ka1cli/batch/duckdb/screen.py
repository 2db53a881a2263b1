"""A table screened on DuckDB: read once, each of its cases judged once, then written."""

from collections.abc import Sequence

from ka1cli.batch.cases.answers import AnswerColumn, clashes_of
from ka1cli.batch.cases.outcomes import options_of
from ka1cli.batch.duckdb.cases import Cases
from ka1cli.batch.duckdb.details import details_of
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import CellTable
from ka1cli.batch.duckdb.result import Result
from ka1cli.batch.duckdb.sql import answer_column, literal, neutral
from ka1cli.batch.summary.counts import Counts, summary_of
from ka1cli.batch.summary.examples import DIFFERENT, EACH, Examples, unread_column
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.header import Header, read_header, require_facts
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.map import NO_MAP, TableMap
from ka1cli.batch.table.names import Layout, label_column
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.diagnostic import Diagnostic

PREVIEW = 8
"""So many rows are shown where nothing is written."""


class DuckScreen:
    """The table `cells`, screened."""

    def __init__(
        self,
        engine: Engine,
        cells: CellTable,
        at_call: CallRules,
        table_map: TableMap = NO_MAP,
        routes: Sequence[str] = (),
        *,
        excel_safe: bool = False,
    ) -> None:
        self.engine, self.cells, self.at_call, self.excel_safe = engine, cells, at_call, excel_safe
        self.header: Header = read_header(cells.names, at_call.profiles, table_map)
        require_facts(self.header, at_call.profiles, cells.places, table_map)
        contradiction = at_call.contradiction(table_map.constants)
        if contradiction is not None:
            raise InvalidTable([contradiction.problem()])
        self.columns = tuple(AnswerColumn(column, at_call, table_map) for column in self.header.facts)
        self.options = options_of(at_call, self.columns, routes)
        self.cases = Cases(engine, at_call, self.columns, cells, self.options)
        self.examples = self._errors()
        engine.keep_order()

    def result(self, layout: Layout, delimiter: str | None = None) -> Result:
        """The result in a layout."""
        return Result(self.cases, self.cells.rows, layout, delimiter=delimiter, excel_safe=self.excel_safe)

    def summary(self, table: str, hints: Sequence[Diagnostic], *, details: bool, id: str | None) -> Summary:
        """What there is to tell about the table, row by row only where details are wanted."""
        found = details_of(self.engine, self.cases, *self._label(id)) if details else None
        kinds = (f"coalesce(sum(n) FILTER ({kind}), 0)" for kind in ("blank", "wrong", "clashing"))
        blank, wrong, clashing = map(int, self.engine.ask(f"SELECT {', '.join(kinds)} FROM decided")[0])
        counts = Counts(
            self.cells.rows,
            blank,
            wrong=wrong,
            clashing=clashing,
            outcomes=[self._numbers(f"x{k}") for k in range(len(self.options))],
            overviews=self._numbers("z"),
        )
        return summary_of(
            table,
            self.header.names,
            self.at_call,
            self.columns,
            self.cases.options,
            self.cases.overviews,
            counts,
            self.examples,
            hints,
            found,
        )

    def preview(self, id: str | None) -> tuple[tuple[str, ...], ...]:
        """What the first rows are called, and their verdicts; a header above them."""
        label, name = self._label(id)
        verdicts = ", ".join(f"added{2 * number}" for number in range(len(self.options)))
        query = f"SELECT {self.cells.line}, {label}, {verdicts} FROM ({self.result(Layout.WIDE).rows(0, PREVIEW)})"
        rows = self.engine.ask(query)
        places = self.cells.places
        told = tuple(
            (places.row(line), str(text or ""), *(verdict or "not judged" for verdict in found))
            for line, text, *found in rows
        )
        return (("", name or "", *self.options), *told)

    def _label(self, id: str | None) -> tuple[str, str | None]:
        """An expression for what the table calls a row, and the name of its column."""
        place = label_column(self.header, id)
        if place is None:
            return "NULL", None
        return answer_column(f"c{place}", self.cells.types[place]), self.header.names[place]

    def _errors(self) -> Examples:
        """Find out what is wrong with each row that is not right: the table `errors`, and examples for the summary."""
        engine, cases, places = self.engine, self.cases, self.cells.places
        told: list[tuple[str, str]] = []
        engine.table("clashes", {"row": "BIGINT", "clashes": "VARCHAR"}, [])
        rows = f"({cases.rows()}) JOIN decided USING (case_number)"
        answers = ", ".join(f"t{number}" for number in range(len(self.columns)))
        for piece in engine.pieces(f"SELECT row, {cases.line}, [{answers}] FROM {rows} WHERE clashing ORDER BY row"):
            clashes = [(*own, "; ".join(clashes_of(self.at_call, self.columns, texts))) for *own, texts in piece]
            told += [(places.row(int(line)), text) for _, line, text in clashes[: EACH - len(told)]]
            engine.insert("clashes", ("BIGINT", "VARCHAR"), [(row, text) for row, _, text in clashes])
        columns = []
        joins, messages = " LEFT JOIN clashes USING (row)", []
        unread = engine.ask(
            f"SELECT {', '.join(f'sum(n) FILTER (u{i})' for i in range(len(self.columns)))} FROM decided"
        )
        for i, column in enumerate(self.columns):
            if unread[0][i] is None:
                continue
            texts = f"SELECT t{i}, min({cases.line}) AS line, count(*) FROM {rows} WHERE u{i} GROUP BY 1"
            different = engine.ask(f"{texts} ORDER BY line LIMIT {DIFFERENT}")
            columns.append(unread_column(column, places, int(unread[0][i]), different))
            joins += f" LEFT JOIN read AS m{i} ON m{i}.place = {i} AND t{i} = m{i}.t"
            message = f"coalesce(m{i}.message, format({literal(column.refusal)}, t{i}))"
            messages.append(f"CASE WHEN u{i} THEN concat({literal(f'{column.name}: ')}, {message}) END")
        errors = f"concat_ws('; ', {', '.join((*messages, 'clashes'))})"
        engine.run(
            f"CREATE TABLE errors AS SELECT row, {neutral(errors) if self.excel_safe else errors} AS errors "
            f"FROM {rows}{joins} WHERE wrong"
        )
        engine.run("DROP TABLE clashes")
        return Examples(tuple(columns), tuple(told))

    def _numbers(self, column: str) -> dict[int, int]:
        """The rows by the number in a column of the table `decided`."""
        return {
            number: int(n)
            for number, n in self.engine.ask(f"SELECT {column}, sum(n) FROM decided WHERE NOT blank GROUP BY 1")
        }
