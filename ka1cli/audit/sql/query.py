"""One self-contained query: the verdict of every option for every row of a table."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.sql.dialects import DIALECTS, Dialect, comment
from ka1cli.audit.sql.nodes import node_columns
from ka1cli.audit.sql.reading import UNREADABLE, cell_expression, value_expression
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules

ERRORS = "errors"
"""The column that names what cannot be read in a row, and what contradicts what."""

LONGEST = 40
"""Names of facts that are longer do not stand in names of columns."""


def verdict_query(
    at_call: CallRules,
    dialect_name: str,
    table: str,
    options: Collection[str],
    facts: Collection[str],
    carried: Iterable[str] = (),
) -> str:
    """The query. `facts` are those for which the table has a column, `carried` further columns of the result.

    A cell that cannot be read counts as not answered, and answers that contradict each other leave the verdicts that
    rest on them empty; the column `errors` names both.
    """
    return _Query(at_call, DIALECTS[dialect_name], table, facts).text(tuple(options), tuple(carried), dialect_name)


class _Query:
    def __init__(self, at_call: CallRules, dialect: Dialect, table: str, facts: Collection[str]) -> None:
        self.at_call, self.dialect, self.table = at_call, dialect, table
        self.space: CaseSpace = at_call.space
        self.answerable = frozenset(self.space.number[name] for name in facts)

    def text(self, options: tuple[str, ...], carried: tuple[str, ...], dialect_name: str) -> str:
        quoted, dialect, cells = self.dialect.name, self.dialect, self.space.cells
        parts = {name: [part.question for part in self.space.options[name].parts] for name in options}
        bonds = [bond for bond in self.space.bonds if not self.answerable.isdisjoint(bond.facts)]
        asked = {fact for questions in parts.values() for question in questions for fact in question.facts}
        used = sorted(self.answerable.intersection(asked.union(*(bond.facts for bond in bonds))))
        roots = [question.diagram for questions in parts.values() for question in questions]
        roots += [bond.diagram for bond in bonds]
        nodes = node_columns(self.space, roots, self.answerable, self._cell)
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
        verdicts = [
            f"{_verdict([nodes.value(question.diagram) for question in parts[name]])} AS {quoted(name)}"
            for name in options
        ]
        broken = {nodes.value(bond.diagram): bond.facts for bond in bonds}
        errors = f"{self._errors(used, broken)} AS {quoted(ERRORS)}"
        table = ".".join(quoted(part) for part in self.table.split("."))
        source = f"{table} AS t CROSS JOIN blanks AS b"
        steps = [
            f"blanks AS (SELECT {dialect.blanks()} AS blanks)",
            self._step("texts", [*(f"t.{name}" for name in along), *texts], source),
            self._step("answers", [*along, *map(self._text, used), *values], "texts"),
            self._step("nodes_0", [*along, *numbers], "answers"),
        ]
        for number, columns in enumerate(nodes.steps, 1):
            steps.append(self._step(f"nodes_{number}", ["*", *columns], f"nodes_{number - 1}"))
        return "\n".join(
            [
                *self._heading(dialect_name, used),
                "WITH",
                ",\n".join(steps),
                "SELECT",
                ",\n".join(f"  {column}" for column in (*along, *verdicts, errors)),
                f"FROM nodes_{len(nodes.steps)}",
                "",
            ]
        )

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
        rule_set = self.at_call.rule_set
        yield comment(f"{rule_set.title}: verdicts as {dialect_name} SQL")
        call = f", call {self.at_call.call}" if self.at_call.call else ""
        yield comment(f"Rules {rule_set.id}, version {rule_set.version}{call}, sha256 {self.at_call.sha256}")
        yield comment(f"The numbers of cells ({UNREADABLE}: cannot be read, NULL: not answered):")
        for fact in used:
            cells = self.space.cells[fact]
            texts = (
                f"{cell} = {cells_text(cells, 1 << cell, rule_set, self.at_call.call)}" for cell in range(cells.size)
            )
            yield comment(f"  {self._fact(fact)}: {', '.join(texts)}")
        yield comment("A column ka1_node_... says what can still be reached: 1 unmet, 2 met, 3 both, 0 nothing.")

    def _errors(self, used: list[int], broken: Mapping[str, Collection[int]]) -> str:
        errors = [
            f"CASE WHEN {self._cell(fact)} = {UNREADABLE} THEN {self.dialect.text(f' {self._fact(fact)}')} ELSE '' END"
            for fact in used
        ]
        for value, facts in broken.items():
            names = ",".join(self._fact(fact) for fact in used if fact in facts)
            errors.append(f"CASE WHEN {value} = 1 THEN {self.dialect.text(f' contradiction:{names}')} ELSE '' END")
        return "NULLIF(ltrim(" + "\n      || ".join(errors or ["''"]) + "), '')"

    def _step(self, name: str, columns: Iterable[str], source: str) -> str:
        listed = ",\n".join(f"    {column}" for column in columns)
        return f"{name} {self.dialect.step} (\n  SELECT\n{listed}\n  FROM {source}\n)"


def _verdict(values: list[str]) -> str:
    lines = [
        f"WHEN {' OR '.join(f'{value} = 0' for value in values)} THEN NULL",
        f"WHEN {' OR '.join(f'{value} = 1' for value in values)} THEN '{Verdict.INELIGIBLE}'",
        f"WHEN {' AND '.join(f'{value} = 2' for value in values)} THEN '{Verdict.ELIGIBLE}'",
    ]
    return "\n      ".join(["CASE", *lines, f"ELSE '{Verdict.UNDETERMINED}' END"])
