"""A plan as queries in SQL: codes, words, cases, verdicts. No line of it decides anything: it looks numbers up."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ka1cli.batch.overview import Named, Overview
from ka1cli.batch.plan import CLOSED, STATES, VERDICTS, Answers, Plan, Screened, together
from ka1cli.batch.sql import Layers, Listed, Shown, Sql, all_shown
from ka1cli.batch.words import Field, Row
from ka1cli.language.model import FactType

COMPARED = 6
"""Where a fact has no more values than this, so many spellings are compared one by one before all are looked up."""


class OptionTexts(NamedTuple):
    """What a row shows of one option."""

    verdict: Shown
    why: Shown
    missing: Shown
    recommended: str
    """A number, 1 for recommended."""


class Screening:
    """Writes the queries for one plan in one dialect.

    The table has to bring the columns `t0`, `t1`, ... with the texts of the answers, in the order of the plan.
    """

    def __init__(self, plan: Plan, sql: Sql) -> None:
        self.plan, self.sql = plan, sql
        self.overview = Overview(plan)
        self.case = tuple(f"case{word}" for word in range(plan.case_words))
        """The columns with the case of a row."""
        self.words = tuple(f"w{word}" for word in range(plan.joint_words, plan.words))
        """The columns with the words that a row adds up."""

    def code(self, table: Layers) -> None:
        """Step 1: adds the codes `k0`, ..., the cells `e0`, ... and the case."""
        answers = list(enumerate(self.plan.answers))
        table.add({f"n{i}": self._parsed(i, one) for i, one in answers if one.codes.starts})
        table.add({f"k{i}": self._code(i, one) for i, one in answers})
        table.add({f"e{i}": self._cell(i, one) for i, one in answers})
        table.add({name: self._packed(word) for word, name in enumerate(self.case)})

    def unpack(self, table: Layers) -> None:
        """Adds the cells `e0`, ... to a table that has the case alone."""
        table.add({f"e{i}": self.field("case", one.cell) for i, one in enumerate(self.plan.answers)})

    def add_up(self, table: Layers) -> None:
        """Steps 2 and 3, after `code` or `unpack`: adds the words."""
        plan = self.plan
        added = [(f"e{i}", one.words) for i, one in enumerate(plan.answers)]
        table.add({f"a{word}": self.sum(word, added) for word in range(plan.words)})
        joints = [(self.field("a", joint.case), joint.words) for joint in plan.joints]
        table.add({f"w{word}": f"a{word} + {self.sum(word, joints)}" for word in range(plan.joint_words, plan.words)})

    def cases(self, coded: str) -> str:
        """A query for every case of a coded table, once, with the number `n` of its rows and the words."""
        case = ", ".join(self.case)
        table = Layers(f"SELECT {case}, count(*) AS n FROM ({coded}) GROUP BY {case}")
        self.unpack(table)
        self.add_up(table)
        return f"SELECT {', '.join((*self.case, 'n', *self.words))} FROM ({table.query})"

    def decide(self, table: Layers, options: Iterable[int] | None = None) -> None:
        """Step 4, after `add_up`, for each option or for some: its verdict `v0`, ..., the readings `y0_0`, ... of its
        segments.
        """
        chosen = [(i, self.plan.options[i]) for i in (range(len(self.plan.options)) if options is None else options)]
        segments = [(i, j, option, segment) for i, option in chosen for j, segment in enumerate(option.segments)]
        table.add({f"x{i}_{j}": self.field("w", segment.case) for i, j, _, segment in segments})
        table.add({f"v{i}": self._verdict(i, option) for i, option in chosen})
        closed = "CASE WHEN v{} = {} THEN 1 ELSE 0 END"
        table.add(
            {
                f"y{i}_{j}": f"x{i}_{j}" if len(option.segments) == 1 else f"2 * x{i}_{j} + {closed.format(i, CLOSED)}"
                for i, j, option, _ in segments
            }
        )

    def overlook(self, table: Layers) -> None:
        """Step 4 over all options: adds the words `o0`, ... and `l0`, ... behind `matches`, `recommended`, `missing`."""
        overview = self.overview
        marks = [(self._mark(i), overview.marks(i)) for i in range(len(self.plan.options))]
        needs = [
            (f"y{i}_{j}", overview.needs(option, segment))
            for i, option in enumerate(self.plan.options)
            for j, segment in enumerate(option.segments)
        ]
        table.add({f"o{word}": self.sum(word, [*marks, *needs]) for word in range(overview.words)})
        levels = [(self.field("o", count), overview.level_of(fact)) for fact, count in enumerate(overview.counts)]
        table.add({f"l{word}": self.sum(word, levels) for word in range(overview.level_words)})

    def option(self, number: int) -> OptionTexts:
        """What a row shows of an option, after `decide`."""
        sql, option = self.sql, self.plan.options[number]
        verdict = Listed(VERDICTS, f"v{number}")
        why: list[Shown] = []
        missing: list[Shown] = []
        for j, segment in enumerate(option.segments):
            readings, reading = option.readings(segment), f"y{number}_{j}"
            sentences = ["; ".join((one.unmet if closed else one.unknown).values()) or None for one, closed in readings]
            why.append(Listed(tuple(sentences), reading))
            facts = [None if closed else " ".join(one.missing) or None for one, closed in readings]
            missing += [Listed(tuple(facts), reading)] if any(facts) else []
            if len(option.segments) == 1:
                verdict = Listed(tuple(VERDICTS[together(one.state)] for one, _ in readings), reading)
        marks = [int(recommended) for cases in option.recommended for recommended in cases]
        return OptionTexts(
            verdict,
            all_shown("; ", why, sql),
            all_shown(" ", missing, sql),
            sql.at(sql.numbers(marks), self._mark(number)),
        )

    def matches(self) -> Shown:
        """The options that match, after `overlook`."""
        return self._names("o", self.overview.matches)

    def recommended(self) -> Shown:
        """The options that are recommended, after `overlook`."""
        return self._names("o", self.overview.recommended)

    def missing(self) -> Shown:
        """The facts that are missing, those that most options need first, after `overlook`."""
        return self._names("l", self.overview.missing)

    def field(self, words: str, field: Field) -> str:
        """The number in a field of some words."""
        return self.sql.bits(f"{words}{field.word}", field.shift, field.mask) if field.mask else "0"

    def _names(self, words: str, named: Iterable[Named]) -> Shown:
        return all_shown(" ", [Listed(one.texts(), self.field(words, one.field)) for one in named], self.sql)

    def _mark(self, number: int) -> str:
        recommendations = self.plan.options[number].recommendations
        return f"(v{number} * {recommendations.size} + {self.field('w', recommendations)})"

    def _verdict(self, number: int, option: Screened) -> str:
        first, *others = [
            self._sequence([STATES.index(outcome.state) for outcome in segment.outcomes], f"x{number}_{j}")
            for j, segment in enumerate(option.segments)
        ]
        both = [together(one, other) for one in STATES for other in STATES]
        for other in others:
            first = self._sequence(both, f"({len(STATES)} * {first} + {other})")
        return first

    def _sequence(self, numbers: Sequence[int], index: str) -> str:
        return self.sql.at(self.sql.numbers(numbers), index)

    def sum(self, word: int, added: Iterable[tuple[str, Sequence[Row]]]) -> str:
        """A word as the sum of what several lookups add: each the rows, and which of them it is."""
        lookups = [
            self._sequence(numbers, index) for index, rows in added if any(numbers := [row[word] for row in rows])
        ]
        return f"({' + '.join(lookups)})" if lookups else "0"

    def _parsed(self, number: int, answers: Answers) -> str:
        text = f"t{number}"
        is_day = answers.codes.fact.type is FactType.DATE
        return self.sql.day(text) if is_day else self.sql.number(text)

    def _code(self, number: int, answers: Answers) -> str:
        return self._code_of_number(number, answers) if answers.codes.starts else self._code_of_value(number, answers)

    def _cell(self, number: int, answers: Answers) -> str:
        numbers = answers.codes.numbers
        return f"k{number}" if numbers == tuple(range(len(numbers))) else self._sequence(numbers, f"k{number}")

    def _packed(self, word: int) -> str:
        cells = [(f"e{i}", one.cell) for i, one in enumerate(self.plan.answers) if one.cell.word == word]
        return " + ".join(self.sql.shifted(cell, field.shift) for cell, field in cells)

    def _code_of_value(self, number: int, answers: Answers) -> str:
        sql, codes, text = self.sql, answers.codes, f"t{number}"
        compared = "".join(
            f" WHEN {text} = {sql.text(spelling)} THEN {code}"
            for spelling, code in list(codes.spellings.items())[: COMPARED if len(codes.answers) <= COMPARED else 1]
        )
        exactly = f"{sql.lookup(codes.spellings, text)}, " if len(codes.spellings) > COMPARED else ""
        return (
            f"CASE{compared} WHEN {text} IS NULL THEN {codes.unanswered} "
            f"ELSE coalesce({exactly}{sql.spelled(codes.spellings, text)}, {codes.unreadable}) END"
        )

    def _code_of_number(self, number: int, answers: Answers) -> str:
        sql, codes, text = self.sql, answers.codes, f"t{number}"
        is_day = codes.fact.type is FactType.DATE

        def literal(place: int) -> str:
            return f"DATE '{date.fromordinal(place)}'" if is_day else str(place)

        beyond = (
            f" WHEN n{number} > {literal(codes.fact.max)} THEN {codes.unreadable}" if codes.fact.max is not None else ""
        )
        cells = "".join(
            f" WHEN n{number} >= {literal(start)} THEN {code}"
            for code, start in reversed(list(enumerate(codes.starts)))
        )
        return (
            f"CASE{beyond}{cells} WHEN {text} IS NULL OR {text} = '' THEN {codes.unanswered} "
            f"WHEN n{number} IS NULL AND {sql.says_nothing(text)} THEN {codes.unanswered} "
            f"ELSE {codes.unreadable} END"
        )
