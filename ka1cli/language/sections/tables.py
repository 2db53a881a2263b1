"""Look-up tables: the columns of facts, and the column that bounds another fact."""

from collections.abc import Sequence

from ka1cli.language.formulas import AllOf, Condition, LookUpRow, OneOf, Table, Test
from ka1cli.language.keys.fields import TABLE
from ka1cli.language.model import Fact
from ka1cli.language.resolve import Accepted, is_numeric
from ka1cli.language.sections.tests import TestReader
from ka1cli.language.yaml.document import UNTAGGED, MappingNode, Node, ScalarNode, SequenceNode
from ka1cli.language.yaml.reader import is_null

_ENDS = ("min", "max", "value")


def read_look_up_table(tests: TestReader, node: Node) -> Condition:
    """The table that a mapping stands for; an empty `AllOf` where it cannot be read."""
    reader = tests.reader
    before = len(reader.problems)
    fields = reader.record(node, "`table`", TABLE)
    ends = [end for end in _ENDS if end in fields]
    if len(ends) != 1:
        if isinstance(node, MappingNode):
            reader.problem("E205", node, "`table` needs exactly one of `min`, `max`, `value`")
        return AllOf(())
    by, fact, end = fields.read["by"], fields.read[ends[0]], ends[0]
    if fact in by:
        reader.problem("E302", fields[end], f"`{fact}` stands in `by` as well")
    if end != "value" and fact and not is_numeric(tests.answers[fact].fact):
        kind = tests.answers[fact].fact.type
        reader.problem("E205", fields[end], f"`{fact}` is a {kind} and has no `{end}`", "name it under `value`")
    if len(reader.problems) > before or not by:
        return AllOf(())
    nodes = reader.items(fields.get("rows"), "`rows` of `table`")
    rows = [_row(tests, by, fact, end, row) for row in nodes]
    if len(reader.problems) > before:
        return AllOf(())
    _refuse_overlaps(tests, by, nodes, rows)
    return Table(by, fact, end, tuple(rows))


def _row(tests: TestReader, by: Sequence[str], fact: str, end: str, node: Node) -> LookUpRow:
    """One row. An empty cell stands for any answer, an empty last one for no limit."""
    reader = tests.reader
    cells = reader.items(node, "a row of `table`")
    if isinstance(node, SequenceNode) and len(cells) != len(by) + 1:
        columns = ", ".join(f"`{name}`" for name in (*by, fact))
        message = f"this row has {len(cells)} cells, and the table {len(by) + 1} columns: {columns}"
        reader.problem("E205", node, message)
    if len(cells) != len(by) + 1:
        return LookUpRow((), None)
    when = [tests.test(name, cell, always=True) for name, cell in zip(by, cells, strict=False) if not is_null(cell)]
    last, then = cells[-1], None
    if not is_null(last):
        bound = last if end == "value" else _bound(end, last)
        then = tests.test(fact, bound, always=True)
    return LookUpRow(tuple(test for test in when if test is not None), then)


def _bound(end: str, cell: Node) -> MappingNode:
    key = ScalarNode(UNTAGGED, end, cell.start_mark, cell.end_mark)
    return MappingNode(UNTAGGED, [(key, cell)], cell.start_mark, cell.end_mark)


def _refuse_overlaps(tests: TestReader, by: Sequence[str], nodes: Sequence[Node], rows: Sequence[LookUpRow]) -> None:
    """No two rows may apply to the same answers: nobody would see which of them counts."""
    for accepted in tests.accepted:
        alike = [(1 << len(rows)) - 1] * len(rows)
        for name in by:
            cells = [next((test for test in row.when if test.fact == name), None) for row in rows]
            bearing: dict[Test | None, int] = {}
            for number, test in enumerate(cells):
                bearing[test] = bearing.get(test, 0) | 1 << number
            meeting = {
                test: sum(
                    rows_of
                    for other, rows_of in bearing.items()
                    if _meet(test, other, accepted, tests.answers[name].fact)
                )
                for test in bearing
            }
            alike = [rows_of & meeting[test] for rows_of, test in zip(alike, cells, strict=True)]
        for number, others in enumerate(alike):
            earlier = others & ((1 << number) - 1)
            if earlier:
                first = tests.reader.document.place(nodes[(earlier & -earlier).bit_length() - 1]).line
                message = f"this row applies to answers to which the row on line {first} applies as well"
                tests.reader.problem("E302", nodes[number], message, "let each answer fall into one row only")
                return


def _meet(test: Test | None, other: Test | None, accepted: Accepted, fact: Fact) -> bool:
    """Whether some answer passes two tests on a fact."""
    if test is None or other is None or test == other:
        return True
    first, second = test.accepts, other.accepts
    if isinstance(first, OneOf) and isinstance(second, OneOf):
        return not accepted.values(first).isdisjoint(accepted.values(second))
    return any(
        (a.max is None or b.min is None or b.min <= a.max) and (b.max is None or a.min is None or a.min <= b.max)
        for a in accepted.ranges(first, fact)
        for b in accepted.ranges(second, fact)
    )
