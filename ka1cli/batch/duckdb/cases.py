"""The way from the texts of a table to the outcomes of its rows, as tables that are looked up.

    read0, ...     t, f0                      each text that can be read, and the number of its cell
    coded          row, f...                  the cells of each row
    cases          case_number, f..., n       the different ones, and how many rows have them
    clash0, ...    f..., g...                 cells that contradict each other, and what counts in their place
    lawful         case_number, e..., n, ...  the cases after that, and whether something is `wrong` with them
    of_p0, ...     e..., p0                   the outcome of a part of options, for the cells that make a difference to it
    of_x0, ...     p..., x0                   the outcome of an option, for those of its parts
    overview       x..., z                    what all outcomes come to together
    decided        case_number, x..., z, ...  what each case comes to
    of_row         case_number                the case of each row, in the order of the table `cells`

`f` are the numbers of cells by column, and `e` those that count: none that cannot be read or contradicts another. `x` are
numbers of outcomes, by option; `z` is that of an overview. Several threads lose the order of rows, and so does a join
in which some find nothing. So what is looked up row by row in the end, by `case_number`, finds something for every row.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import NOT_JUDGED, NOTHING, BoundCases, Overview, option_cases, overview_of
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import Cells
from ka1cli.batch.duckdb.sql import answer_text, literal
from ka1cli.decision.decide import CallRules
from ka1cli.language.spelling import BLANKS

NUMBER = "INTEGER"
MOST_JOINS = 40
"""So many tables are joined at a time: each takes memory while it is."""


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
        self.options = option_cases(rules, options, columns)
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
        parts = list(dict.fromkeys(part for option in self.options for part in option.all_parts))
        cells = (
            [
                f"(CAST({list(alike)} AS {NUMBER}[]))[e{self.columns.index(column)} + 1]"
                for column, alike in zip(part.columns, part.alike, strict=True)
            ]
            for part in parts
        )
        self._look_up("p", zip(cells, (part.judge for part in parts), strict=True))
        places = {part: f"p{place}" for place, part in enumerate(parts)}
        self._look_up("x", (([places[part] for part in option.all_parts], option.combine) for option in self.options))
        outcomes = ", ".join(
            f"CASE WHEN blank THEN {NOT_JUDGED} ELSE x{k} END AS x{k}" for k in range(len(self.options))
        )
        self.engine.run(f"CREATE TABLE judged AS SELECT case_number, {outcomes}, n, blank, clashing, wrong FROM lawful")
        self.engine.run("DROP TABLE lawful")

    def _look_up(self, letter: str, judged: Iterable[tuple[Sequence[str], Callable[[tuple[int, ...]], int]]]) -> None:
        """Add numbered columns to the table `lawful`: what a function makes of the keys of each case."""
        every = enumerate(judged)
        while group := list(islice(every, MOST_JOINS)):
            joins = ""
            for number, (keys, judge) in group:
                table = f"of_{letter}{number}"
                own = [f"{table}_{place}" for place in range(len(keys))]
                columns = dict.fromkeys((*own, f"{letter}{number}"), NUMBER)
                self.engine.table(table, columns, [])
                # Without keys there is one case, which is that of every row.
                query = f"SELECT DISTINCT {', '.join(keys)} FROM lawful"
                for piece in self.engine.pieces(query) if keys else [[()]]:
                    self.engine.insert(table, list(columns.values()), [(*case, judge(case)) for case in piece])
                on = " AND ".join(f"{key} = {column}" for key, column in zip(keys, own, strict=True))
                joins += f" JOIN {table} ON {on or 'true'}"
            added = _listed(letter, [number for number, _ in group])
            self.engine.run(f"CREATE TABLE further AS SELECT lawful.*, {added} FROM lawful{joins}")
            self.engine.run("DROP TABLE lawful; ALTER TABLE further RENAME TO lawful")
            for number, _ in group:
                self.engine.run(f"DROP TABLE of_{letter}{number}")

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
