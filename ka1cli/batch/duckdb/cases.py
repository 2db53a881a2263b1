"""The way from the texts of a table to the outcomes of its rows, as tables that are looked up.

    read0, ...     t, f0                      each text that can be read, and the number of its cell
    coded          row, f...                  the cells of each row
    cases          case_number, f..., n       the different ones, and how many rows have them
    clash0, ...    f..., g...                 cells that contradict each other, and what counts in their place
    lawful         case_number, e..., n, ...  the cases after that, and whether something is `wrong` with them
    option0, ...   e..., x0                   the outcome of an option, for the cells that it depends on
    overview       x..., z                    what all outcomes come to together
    decided        case_number, x..., z, ...  what each case comes to
    of_row         case_number                the case of each row, in the order of the table `cells`

`f` are the numbers of cells by column, and `e` those that count: none that cannot be read or contradicts another. `x` are
numbers of outcomes, by option; `z` is that of an overview. Several threads lose the order of rows, and so does a join
in which some find nothing. So what is looked up row by row in the end, by `case_number`, finds something for every row.
"""

from collections.abc import Iterable, Sequence

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import NOT_JUDGED, NOTHING, BoundCases, OptionCases, Overview, overview_of
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import Cells
from ka1cli.batch.duckdb.sql import answer_text, literal
from ka1cli.decision.decide import CallRules
from ka1cli.language.spelling import BLANKS

NUMBER = "INTEGER"


class Cases:
    """The cases of the table `cells`, each judged once."""

    def __init__(
        self,
        engine: Engine,
        rules: CallRules,
        columns: Sequence[AnswerColumn],
        cells: Cells,
        options: Sequence[str],
    ) -> None:
        self.engine, self.columns = engine, tuple(columns)
        self.options = tuple(OptionCases(rules, option, columns) for option in options)
        self.overviews: list[Overview] = []
        self.line, self.places, types = cells.line, cells.places, cells.types
        self._texts = ", ".join(
            f"{answer_text(f'c{column.position}', types[column.position]) if column.position >= 0 else literal(column.constant)} AS t{number}"
            for number, column in enumerate(columns)
        )
        # A row without an answer has no content; where no column has answers, one without any text.
        own = [f"t{number}" for number, column in enumerate(columns) if column.position >= 0]
        self._content = own or [f"CAST(c{number} AS VARCHAR)" for number in range(len(types))]
        self._read()
        self._code()
        self._settle_clashes(rules)
        self._judge()
        self._overlook(tuple(rules.rule_set.facts))
        engine.run(
            f"CREATE TABLE of_row AS SELECT case_number FROM coded JOIN cases USING ({_listed('f', range(len(columns)))}, blank) "
            "ORDER BY row"
        )
        engine.run("DROP TABLE coded; DROP TABLE cases")

    def rows(self, first: int = 0, last: int | None = None) -> str:
        """A query for rows in their order: the number `row`, the cells, the texts `t0`, ... and `case_number`."""
        chosen = f"rowid >= {first}" + ("" if last is None else f" AND rowid < {last}")
        return (
            f"SELECT * FROM (SELECT rowid AS row, *, {self._texts} FROM cells WHERE {chosen}) "
            f"POSITIONAL JOIN (SELECT case_number FROM of_row WHERE {chosen})"
        )

    def _read(self) -> None:
        """Read every different text of every column."""
        for i, column in enumerate(self.columns):
            self.engine.table(f"read{i}", {"t": "VARCHAR", "f": NUMBER}, [])
            texts = f"SELECT DISTINCT t{i} FROM (SELECT {self._texts} FROM cells) WHERE t{i} <> ''"
            for piece in self.engine.pieces(texts):
                read = [(text, column.cell(text)) for (text,) in piece]
                readable = [(text, cell) for text, cell in read if cell != column.unreadable]
                self.engine.insert(f"read{i}", ("VARCHAR", NUMBER), readable)

    def _code(self) -> None:
        joins, numbers = "", []
        for i, column in enumerate(self.columns):
            joins += f" LEFT JOIN read{i} ON t{i} = read{i}.t"
            unread = f"CASE WHEN t{i} IS NULL OR t{i} = '' THEN {column.unanswered} ELSE {column.unreadable} END"
            numbers.append(f"coalesce(read{i}.f, {unread}) AS f{i}")
        texts = f"SELECT rowid AS row, *, {self._texts} FROM cells"
        unanswered = " AND ".join(
            f"f{i} = {column.unanswered}" for i, column in enumerate(self.columns) if column.position >= 0
        )
        blank = f"trim(concat({', '.join(self._content)}), {literal(BLANKS)}) = ''"
        coded = f"SELECT *, {', '.join(numbers)} FROM ({texts}){joins}"
        case = _listed("f", range(len(self.columns)))
        self.engine.run(
            f"CREATE TABLE coded AS SELECT row, {case}, CASE WHEN {unanswered or 'true'} THEN {blank} ELSE false END AS blank "
            f"FROM ({coded})"
        )
        self.engine.run(
            f"CREATE TABLE cases AS SELECT CAST(row_number() OVER () AS {NUMBER}) AS case_number, * FROM "
            f"(SELECT {case}, blank, count(*) AS n FROM coded GROUP BY ALL)"
        )

    def _settle_clashes(self, rules: CallRules) -> None:
        numbers = {i: f"least(f{i}, {column.unanswered})" for i, column in enumerate(self.columns)}
        joins, clashing = "", ["false"]
        for k, bond in enumerate(rules.space.bonds):
            bound = BoundCases(rules, bond.facts, self.columns)
            own = [self.columns.index(column) for column in bound.columns]
            cases = (case for piece in self._distinct("cases", "f", own) for case in piece)
            found = [(*case, *lawful) for case in cases if (lawful := bound.without_clashes(case)) != case]
            if found:
                self.engine.table(f"clash{k}", {**_numbers("f", own), **_numbers("g", own)}, found)
                joins += f" LEFT JOIN clash{k} USING ({_listed('f', own)})"
                clashing.append(f"g{own[0]} IS NOT NULL")
                numbers |= {i: f"least(coalesce(g{i}, f{i}), {self.columns[i].unanswered})" for i in own}
        unread = [f"f{i} = {column.unreadable}" for i, column in enumerate(self.columns)]
        self.engine.run(
            f"CREATE TABLE lawful AS SELECT case_number, {', '.join(f'{e} AS e{i}' for i, e in numbers.items())}, n, blank, "
            f"NOT blank AND ({' OR '.join(clashing)}) AS clashing, clashing OR {' OR '.join(unread)} AS wrong FROM cases{joins}"
        )

    def _judge(self) -> None:
        joins = ""
        for k, option in enumerate(self.options):
            own = [self.columns.index(column) for column in option.columns]
            columns = {**_numbers("e", own), f"x{k}": NUMBER}
            self.engine.table(f"option{k}", columns, [])
            for piece in self._distinct("lawful", "e", own):
                self.engine.insert(
                    f"option{k}", list(columns.values()), [(*case, option.judge(case)) for case in piece]
                )
            # Without columns of its own an option has one case, which is that of every row.
            joins += f" JOIN option{k} " + (f"USING ({_listed('e', own)})" if own else "ON true")
        outcomes = ", ".join(
            f"CASE WHEN blank THEN {NOT_JUDGED} ELSE x{k} END AS x{k}" for k in range(len(self.options))
        )
        self.engine.run(
            f"CREATE TABLE judged AS SELECT case_number, {outcomes}, n, blank, clashing, wrong FROM lawful{joins}"
        )
        self.engine.run("DROP TABLE lawful")

    def _overlook(self, facts: Sequence[str]) -> None:
        every = range(len(self.options))
        ids = [option.option.id for option in self.options]
        columns = {**_numbers("x", every), "z": NUMBER}
        self.engine.table("overview", columns, [])
        numbers: dict[Overview, int] = {}
        for piece in self._distinct("judged", "x", every):
            found = []
            for case in piece:
                outcomes = [option.outcomes[number] for option, number in zip(self.options, case, strict=True)]
                overview = NOTHING if NOT_JUDGED in case else overview_of(ids, outcomes, facts)
                found.append((*case, numbers.setdefault(overview, len(numbers))))
            self.engine.insert("overview", list(columns.values()), found)
        self.overviews = list(numbers)
        self.engine.run(f"CREATE TABLE decided AS SELECT * FROM judged JOIN overview USING ({_listed('x', every)})")
        self.engine.run("DROP TABLE judged")

    def _distinct(self, table: str, letter: str, numbers: Sequence[int]) -> Iterable[list[tuple[int, ...]]]:
        """The different combinations of some numbers in a table, piece by piece."""
        if not numbers:
            return [[()]]
        return self.engine.pieces(f"SELECT DISTINCT {_listed(letter, numbers)} FROM {table}")


def _listed(letter: str, numbers: Sequence[int]) -> str:
    return ", ".join(f"{letter}{number}" for number in numbers)


def _numbers(letter: str, numbers: Sequence[int]) -> dict[str, str]:
    return {f"{letter}{number}": NUMBER for number in numbers}
