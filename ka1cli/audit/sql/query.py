"""One self-contained query: the verdict of every option for every row of a table."""

from collections.abc import Collection, Iterable, Iterator

from ka1cli.audit.sql.cases import Box, Judged, judged
from ka1cli.audit.sql.dialects import DIALECTS, Dialect, comment
from ka1cli.audit.sql.reading import UNREADABLE, cell_expression, value_expression
from ka1cli.audit.wording import cells_text
from ka1cli.cases.case_space import CaseSpace, Question
from ka1cli.cases.diagram import MET
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import CallRules

ERRORS = "errors"
"""The column that names what cannot be read in a row, and what contradicts what."""

LONGEST = 40
"""Names of facts that are longer do not stand in names of columns."""


def verdict_query(
    rules: CallRules,
    dialect_name: str,
    table: str,
    options: Collection[str],
    facts: Collection[str],
    carried: Iterable[str] = (),
) -> str:
    """The query. `facts` are those for which the table has a column, `carried` further columns of the result.

    A cell that cannot be read counts as not answered, and answers that contradict each other leave the verdicts that
    rest on them empty; the column `errors` names both. Raises `TooManyCases`.
    """
    return _Query(rules, DIALECTS[dialect_name], table, facts).text(tuple(options), tuple(carried), dialect_name)


class _Query:
    def __init__(self, rules: CallRules, dialect: Dialect, table: str, facts: Collection[str]) -> None:
        self.rules, self.dialect, self.table = rules, dialect, table
        self.space: CaseSpace = rules.space
        self.answerable = frozenset(self.space.number[name] for name in facts)

    def text(self, options: tuple[str, ...], carried: tuple[str, ...], dialect_name: str) -> str:
        quoted, dialect, cells = self.dialect.name, self.dialect, self.space.cells
        parts = {name: [self._judged(part.question) for part in self.space.options[name].parts] for name in options}
        laws = [self._judged(Question(self.space, sorted(bond.facts), lambda: MET)) for bond in self.space.bonds]
        every = (*laws, *(found for of_option in parts.values() for found in of_option))
        used = sorted({fact for found in every for fact in found.facts})
        along = [*map(quoted, carried)]
        texts = [
            f"{dialect.trimmed(f'CAST(t.{quoted(self._fact(fact))} AS {dialect.text_type})', 'b.blanks')}"
            f" AS {self._text(fact)}"
            for fact in used
        ]
        values = [f"{value_expression(cells[fact], self._text(fact), dialect)} AS {self._value(fact)}" for fact in used]
        numbers = [
            f"{cell_expression(cells[fact], self._text(fact), self._value(fact), dialect)} AS {self._cell(fact)}"
            for fact in used
        ]
        verdicts = [f"{self._verdict(parts[name])} AS {quoted(name)}" for name in options]
        errors = f"{self._errors(used, laws)} AS {quoted(ERRORS)}"
        table = ".".join(quoted(part) for part in self.table.split("."))
        return "\n".join(
            [
                *self._heading(dialect_name, used),
                "WITH",
                f"blanks AS (SELECT {dialect.blanks()} AS blanks),",
                *_select("texts", [*(f"t.{name}" for name in along), *texts], f"{table} AS t CROSS JOIN blanks AS b"),
                *_select("answers", [*along, *map(self._text, used), *values], "texts"),
                *_select("cells", [*along, *numbers], "answers", last=True),
                "SELECT",
                ",\n".join(f"  {column}" for column in (*along, *verdicts, errors)),
                "FROM cells",
                "",
            ]
        )

    def _judged(self, question: Question) -> Judged:
        return judged(self.space, question, self.answerable)

    def _fact(self, fact: int) -> str:
        return self.space.facts[fact].id

    def _text(self, fact: int) -> str:
        return self._column("text", fact)

    def _value(self, fact: int) -> str:
        return self._column("value", fact)

    def _cell(self, fact: int) -> str:
        return self._column("cell", fact)

    def _column(self, kind: str, fact: int) -> str:
        """A column of the query's own. Databases cut names short, so a long one is told by its number."""
        name = self._fact(fact)
        return self.dialect.name(f"ka1_{kind}_{name if len(name) <= LONGEST else fact}")

    def _heading(self, dialect_name: str, used: list[int]) -> Iterator[str]:
        rules = self.rules.rule_set
        yield comment(f"{rules.title}: verdicts as {dialect_name} SQL")
        call = f", call {self.rules.call}" if self.rules.call else ""
        yield comment(f"Rules {rules.id}, version {rules.version}{call}, sha256 {self.rules.rules.sha256}")
        yield comment(f"The numbers of cells ({UNREADABLE}: cannot be read, NULL: not answered):")
        for fact in used:
            cells = self.space.cells[fact]
            texts = (f"{cell} = {cells_text(cells, 1 << cell, rules, self.rules.call)}" for cell in range(cells.size))
            yield comment(f"  {self._fact(fact)}: {', '.join(texts)}")

    def _verdict(self, parts: list[Judged]) -> str:
        contradictory = [self._inside(part.facts, box) for part in parts for box in part.contradictory]
        unmet = [self._inside(part.facts, box) for part in parts for box in part.unmet]
        met = [self._any([self._inside(part.facts, box) for box in part.met]) for part in parts]
        lines = [f"WHEN {self._any(contradictory)} THEN NULL"] if contradictory else []
        lines += [f"WHEN {self._any(unmet)} THEN '{Verdict.INELIGIBLE}'"] if unmet else []
        lines += [f"WHEN {' AND '.join(met)} THEN '{Verdict.ELIGIBLE}'"]
        return "\n      ".join(["CASE", *lines, f"ELSE '{Verdict.UNDETERMINED}' END"])

    def _inside(self, facts: tuple[int, ...], box: Box) -> str:
        tests = [self._in(fact, cells) for fact, cells in zip(facts, box, strict=True)]
        told = [test for test in tests if test]
        return f"({' AND '.join(told)})" if told else "(1 = 1)"

    def _in(self, fact: int, chosen: frozenset[int]) -> str:
        """Whether a cell is one of some. A cell that cannot be read counts as not answered."""
        size, column = self.space.cells[fact].size, self._cell(fact)
        if len(chosen) == size + 1:
            return ""
        numbers = [UNREADABLE] * (size in chosen) + sorted(chosen - {size})
        inside = f"{column} IN ({', '.join(map(str, numbers))})"
        return f"({column} IS NULL OR {inside})" if size in chosen else f"({inside})"

    def _any(self, tests: list[str]) -> str:
        return f"({' OR '.join(tests)})" if tests else "(1 = 0)"

    def _errors(self, used: list[int], laws: list[Judged]) -> str:
        told = [
            f"CASE WHEN {self._cell(fact)} = {UNREADABLE} THEN {self.dialect.text(f' {self._fact(fact)}')} ELSE '' END"
            for fact in used
        ]
        for law in laws:
            if law.contradictory:
                names = ",".join(self._fact(fact) for fact in law.facts)
                broken = self._any([self._inside(law.facts, box) for box in law.contradictory])
                told.append(f"CASE WHEN {broken} THEN {self.dialect.text(f' contradiction:{names}')} ELSE '' END")
        return "NULLIF(ltrim(" + "\n      || ".join(told or ["''"]) + "), '')"


def _select(name: str, columns: list[str], source: str, *, last: bool = False) -> Iterator[str]:
    """One named step of the query."""
    yield f"{name} AS ("
    yield "  SELECT"
    yield ",\n".join(f"    {column}" for column in columns)
    yield f"  FROM {source}"
    yield ")" if last else "),"
