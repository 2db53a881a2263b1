"""The way from the texts of a table to the outcomes of its rows, as tables that are looked up.

    read           place, t, f, message       each text of a column that can be read, and the number of its cell; of those
                                              that cannot, the ones of which there is more to say than of most
    coded          row, f...                  the cells of each row
    cases          case_number, f..., n       the different ones, and how many rows have them
    clash0, ...    f..., g...                 cells that contradict each other, and what counts in their place
    lawful         case_number, e..., u..., n the cases after that, and whether something is `wrong` with them
    of_p0, ...     p...                       the outcomes of parts, row beside row of `lawful`
    of_x0, ...     x...                       the outcomes of options
    of_z           z                          what they lack together
    decided        case_number, x..., z, ...  what each case comes to
    of_row         case_number                the case of each row, in the order of the table `cells`

`f` are the numbers of cells by column, `u` says where a text cannot be read, and `e` are the cells that count: none that
cannot be read or contradicts another. `x` are numbers of outcomes, by option; `z` is that of an overview. Several threads
lose the order of rows, and so does a join in which some find nothing, or one by many keys: those that share a hash are
found after the others. So tables that stand beside each other are put into order, and by `case_number`, a small number,
every row finds something.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.cases.outcomes import (
    NOT_JUDGED,
    BoundCases,
    OptionCases,
    Overview,
    PartCases,
    letters_of,
    option_cases,
    overview_of,
)
from ka1cli.batch.cases.totals import AROUND, LABELS, NUMBERS, WORDS
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.look_up import NUMBER, LookUp, Packed, look_up_columns
from ka1cli.batch.duckdb.reading import CellTable
from ka1cli.batch.duckdb.sql import answer_column, literal, within
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.answers import Unreadable
from ka1cli.language.spelling import BLANKS

FEW = 1000
"""So many cases of a part are told apart without a look at which of them the part tells apart."""


class Cases:
    """The cases of the table `cells`, each judged once."""

    def __init__(
        self,
        engine: Engine,
        at_call: CallRules,
        columns: Sequence[AnswerColumn],
        cells: CellTable,
        options: Sequence[str],
    ) -> None:
        self.engine, self.columns = engine, tuple(columns)
        self.options = option_cases(at_call, options, columns)
        self.overviews: list[Overview] = []
        self.line, self.places, types = cells.line, cells.places, cells.types
        texts = [
            answer_column(f"c{column.position}", types[column.position])
            if column.position >= 0
            else literal(column.constant)
            for column in columns
        ]
        own = [text for text, column in zip(texts, columns, strict=True) if column.position >= 0]
        total = _is_total(own, [f"c{number}" for number, type in enumerate(types) if type == "VARCHAR"])
        if own and engine.ask(f"SELECT EXISTS (SELECT 1 FROM cells WHERE {total})")[0][0]:
            texts = [f"CASE WHEN NOT {total} THEN {text} END" for text in texts]
        self._texts = texts
        self._named = ", ".join(f"{text} AS t{number}" for number, text in enumerate(texts))
        # A row without an answer has no content; where no column has answers, one without any text.
        own = [f"t{number}" for number, column in enumerate(columns) if column.position >= 0]
        self._content = own or [f"CAST(c{number} AS VARCHAR)" for number in range(len(types))]
        self._read()
        self._code()
        self._settle_clashes(at_call)
        engine.keep_order()
        self._judge(tuple(at_call.rule_set.facts))
        engine.run(
            f"CREATE TABLE of_row AS SELECT case_number FROM coded JOIN cases USING ({_listed('f', range(len(columns)))}, blank) "
            "ORDER BY row"
        )
        engine.run("DROP TABLE coded; DROP TABLE cases")

    def rows(self, first: int = 0, last: int | None = None) -> str:
        """A query for rows in their order: the number `row`, the cells, the texts `t0`, ... and `case_number`."""
        # Nothing may come between the two tables and their rows side by side: DuckDB may compute it in another order.
        cells = f"SELECT rowid AS row, * FROM cells WHERE {within('rowid', first, last)}"
        return f"SELECT *, {self._named} FROM ({cells}) POSITIONAL JOIN ({self.of_rows(first, last)})"

    def of_rows(self, first: int = 0, last: int | None = None) -> str:
        """A query for the cases of rows, in their order."""
        return f"SELECT case_number FROM of_row WHERE {within('rowid', first, last)}"

    def _read(self) -> None:
        """Read every different text of every column."""
        types = {"place": NUMBER, "t": "VARCHAR", "f": NUMBER, "message": "VARCHAR"}
        self.engine.table("read", types, [])
        texts = [
            f"SELECT DISTINCT {i} AS place, {text} AS t FROM cells WHERE t <> ''" for i, text in enumerate(self._texts)
        ]
        for piece in self.engine.pieces(" UNION ALL ".join(texts)):
            self.engine.insert("read", list(types.values()), list(self._answers(piece)))

    def _answers(self, texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, int | None, str | None]]:
        """The rows of the table `read` for some texts, each with the number of its column."""
        for i, text in texts:
            column = self.columns[i]
            answer = column.read_once(text)
            if not isinstance(answer, Unreadable):
                yield i, text, column.cell(answer), None
            elif not answer.is_plain(text):
                yield i, text, None, answer.message

    def _code(self) -> None:
        joins, numbers = "", []
        for i, column in enumerate(self.columns):
            joins += f" LEFT JOIN read AS read{i} ON read{i}.place = {i} AND t{i} = read{i}.t"
            unread = f"CASE WHEN t{i} IS NULL OR t{i} = '' THEN {column.unanswered} ELSE {column.unreadable} END"
            numbers.append(f"coalesce(read{i}.f, {unread}) AS f{i}")
        unanswered = " AND ".join(
            f"f{i} = {column.unanswered}" for i, column in enumerate(self.columns) if column.position >= 0
        )
        blank = f"trim(concat({', '.join(self._content)}), {literal(BLANKS)}) = ''"
        coded = f"SELECT *, {', '.join(numbers)} FROM (SELECT rowid AS row, *, {self._named} FROM cells){joins}"
        case = _listed("f", range(len(self.columns)))
        self.engine.run(
            f"CREATE TABLE coded AS SELECT row, {case}, CASE WHEN {unanswered or 'true'} THEN {blank} ELSE false END AS blank "
            f"FROM ({coded})"
        )
        self.engine.run(
            f"CREATE TABLE cases AS SELECT CAST(row_number() OVER () AS {NUMBER}) AS case_number, * FROM "
            f"(SELECT {case}, blank, count(*) AS n FROM coded GROUP BY ALL)"
        )

    def _settle_clashes(self, at_call: CallRules) -> None:
        numbers = {i: f"least(f{i}, {column.unanswered})" for i, column in enumerate(self.columns)}
        joins, clashing = "", ["false"]
        for k, bond in enumerate(at_call.space.bonds):
            bound = BoundCases(at_call, bond.facts, self.columns)
            own = [self.columns.index(column) for column in bound.columns]
            cases = (case for piece in self._distinct("cases", "f", own) for case in piece)
            found = [(*case, *lawful) for case in cases if (lawful := bound.without_clashes(case)) != case]
            if found:
                self.engine.table(f"clash{k}", {**_numbers("f", own), **_numbers("g", own)}, found)
                joins += f" LEFT JOIN clash{k} USING ({_listed('f', own)})"
                clashing.append(f"g{own[0]} IS NOT NULL")
                numbers |= {i: f"least(coalesce(g{i}, f{i}), {self.columns[i].unanswered})" for i in own}
        unread = [f"f{i} = {column.unreadable} AS u{i}" for i, column in enumerate(self.columns)]
        self.engine.run(
            f"CREATE TABLE lawful AS SELECT case_number, {', '.join(f'{e} AS e{i}' for i, e in numbers.items())}, {', '.join(unread)}, "
            f"n, blank, NOT blank AND ({' OR '.join(clashing)}) AS clashing, "
            f"{' OR '.join(('clashing', *(f'u{i}' for i in numbers)))} AS wrong FROM cases{joins}"
        )

    def _judge(self, facts: Sequence[str]) -> None:
        """Judge the cases of every part, then of every option, and look over all options together."""
        engine, options = self.engine, range(len(self.options))
        parts = list(dict.fromkeys(part for option in self.options for part in option.all_parts))
        names = {part: f"p{place}" for place, part in enumerate(parts)}
        alike: dict[tuple[AnswerColumn, ...], list[PartCases[Any]]] = {}
        for part in parts:
            alike.setdefault(part.columns, []).append(part)
        found = [self._of_parts(columns, own, [names[part] for part in own]) for columns, own in alike.items()]
        judged = look_up_columns(engine, "lawful", found)
        of_options = [_of_option(option, f"x{k}", names) for k, option in enumerate(self.options)]
        judged = look_up_columns(engine, judged, of_options)
        needs = [[letters_of(outcome.missing, facts) or None for outcome in option.outcomes] for option in self.options]
        engine.lists("needs", {f"n{k}": own for k, own in enumerate(needs)})
        overviews: dict[Overview, int] = {}

        def overlook(key: Sequence[str]) -> tuple[int]:
            return (overviews.setdefault(overview_of(key[0].split(" "), facts), len(overviews)),)

        together = f"concat_ws(' ', {', '.join(f'n{k}[x{k} + 1]' for k in options) or 'NULL'})"
        found = [LookUp(("z",), [f"CASE WHEN blank THEN '' ELSE {together} END"], overlook)]
        look_up_columns(engine, f"{judged} CROSS JOIN needs", found, "VARCHAR")
        self.overviews = list(overviews)
        outcomes = "".join(f" CASE WHEN blank THEN {NOT_JUDGED} ELSE x{k} END AS x{k}," for k in options)
        judged += " POSITIONAL JOIN of_z"
        unread = _listed("u", range(len(self.columns)))
        engine.run(
            f"CREATE TABLE decided AS SELECT case_number,{outcomes} z, {unread}, n, blank, clashing, wrong FROM {judged}"
        )
        engine.run("; ".join(f"DROP TABLE {table}" for table in ("needs", *judged.split(" POSITIONAL JOIN "))))

    def _of_parts(
        self, columns: Sequence[AnswerColumn], parts: Sequence[PartCases[Any]], names: Sequence[str]
    ) -> LookUp:
        """What parts come to that depend on the same columns."""
        classes = [list(range(column.unanswered + 1)) for column in columns]
        cells = [f"e{self.columns.index(column)}" for column in columns]
        if prod(map(len, classes)) > FEW:
            for place, cell in enumerate(cells):
                # Cells that no part tells apart are one class, which the first of them stands for.
                told = [*zip(*(part.alike[place] for part in parts), strict=True)]
                different = list(dict.fromkeys(told))
                classes[place] = [told.index(one) for one in different]
                cells[place] = f"(CAST({[different.index(one) for one in told]} AS {NUMBER}[]))[{cell} + 1]"
        packed = Packed(cells, [len(some) for some in classes])

        def judge(key: Sequence[int]) -> list[int]:
            case = tuple([some[number] for some, number in zip(classes, packed.unpacked(key), strict=True)])
            return [part.judge(case) for part in parts]

        return LookUp(names, packed.keys, judge)

    def _distinct(self, table: str, letter: str, numbers: Sequence[int]) -> Iterable[list[tuple[int, ...]]]:
        """The different combinations of some numbers in a table, piece by piece."""
        if not numbers:
            return [[()]]
        return self.engine.pieces(f"SELECT DISTINCT {_listed(letter, numbers)} FROM {table}")


def _is_total(answers: Sequence[str], texts: Sequence[str]) -> str:
    """Whether a row is a line of totals: a word for them in the first columns of text, and nothing but numbers as answers."""
    words = ", ".join(map(literal, WORDS))
    word = " OR ".join(f"lower(trim({text}, {literal(AROUND)})) IN ({words})" for text in texts[:LABELS]) or "false"
    numbers = " AND ".join(f"regexp_matches(coalesce({text}, ''), {literal(NUMBERS)})" for text in answers)
    # To look for words takes ten times as long as to see that some answer is no number.
    return f"(CASE WHEN {numbers} THEN coalesce({word}, false) ELSE false END)"


def _of_option(option: OptionCases, column: str, names: Mapping[PartCases[Any], str]) -> LookUp:
    """What an option comes to: all that counts where one of its parts closes it, which is below 0."""
    parts = [names[part] for part in option.all_parts]
    sizes = [len(part.outcomes) + 1 for part in option.all_parts]
    packed = Packed(parts, sizes)
    # DuckDB finds the smallest of several numbers in three times the time of these.
    closing = Packed([f"CASE WHEN {part} < 0 THEN {part} ELSE 0 END" for part in parts], sizes).keys
    is_closed = " OR ".join(f"{key} < 0" for key in closing)
    keys = [
        f"CASE WHEN {is_closed} THEN {closed} ELSE {whole} END"
        for closed, whole in zip(closing, packed.keys, strict=True)
    ]
    return LookUp((column,), keys, lambda key: (option.combine(tuple(packed.unpacked(key))),))


def _listed(letter: str, numbers: Sequence[int]) -> str:
    return ", ".join(f"{letter}{number}" for number in numbers)


def _numbers(letter: str, numbers: Sequence[int]) -> dict[str, str]:
    return {f"{letter}{number}": NUMBER for number in numbers}
