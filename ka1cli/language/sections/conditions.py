"""Conditions: from YAML to a tree of tests, tables, sums and comparisons."""

from collections.abc import Callable, Collection

from ka1cli.language.formulas import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionMet,
    InFigure,
    Not,
    OptionMet,
    Sum,
    Within,
)
from ka1cli.language.keys.fields import CONDITION, SUM
from ka1cli.language.model import Calls, FactType
from ka1cli.language.resolve import SUM_ID, SUMMED, steps_of_sum, sum_of, work_of_sum
from ka1cli.language.sections.tables import read_look_up_table
from ka1cli.language.sections.tests import TestReader
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader

Reference = tuple[CriterionMet | OptionMet, Node, tuple[int, ...]]
"""A criterion or option that a condition names, where, and the calls in which the condition counts."""


class ConditionReader:
    def __init__(self, reader: Reader, tests: TestReader) -> None:
        self.reader, self.tests = reader, tests
        self.references: list[Reference] = []
        """What conditions name that is read later."""
        self._read: dict[str, Callable[[Node], Condition]] = {
            "all": lambda node: AllOf(self._parts(node, "`all`")),
            "any": lambda node: AnyOf(self._parts(node, "`any`")),
            "not": lambda node: Not(self.condition(node, "`not`")),
            "at_least": self._at_least,
            "table": lambda node: read_look_up_table(self.tests, node),
            "sum": self._sum,
            "criterion": lambda node: self._reference(CriterionMet(self.reader.text(node, "`criterion`")), node),
            "option": lambda node: self._reference(OptionMet(self.reader.text(node, "`option`")), node),
        }

    @property
    def calls(self) -> tuple[int, ...]:
        return self.tests.calls

    def within(self, calls: Calls) -> "ConditionReader":
        """Reads conditions that matter in some calls only."""
        narrower = ConditionReader(self.reader, self.tests.within(calls))
        narrower.references = self.references
        return narrower

    def condition(self, node: Node | None, what: str, beside: Collection[str] = ()) -> Condition:
        """The condition a mapping stands for; an empty `AllOf` where it cannot be read.

        Keys `beside` the condition are left to the caller.
        """
        if node is None:
            return AllOf(())
        parts: list[Condition] = []
        pairs = [pair for pair in self.reader.pairs(node, what) if pair[0] not in beside]
        if isinstance(node, MappingNode) and not pairs:
            self.reader.problem("E405", node, f"{what} tests nothing", "name a fact and its test")
        for name, key, value in pairs:
            if name in self._read:
                parts.append(self._read[name](value))
            elif self.reader.known(key, name, (*self.tests.answers, *CONDITION.all), "fact"):
                part = self.tests.condition(name, value)
                if part is not None:
                    parts.append(part)
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _parts(self, node: Node, what: str) -> tuple[Condition, ...]:
        return tuple(self.condition(item, f"an entry of {what}") for item in self.reader.items(node, what))

    def _at_least(self, node: Node) -> Condition:
        pairs = self.reader.pairs(node, "`at_least`")
        if len(pairs) != 1:
            if isinstance(node, MappingNode):
                self.reader.problem(
                    "E205", node, "`at_least` needs one number", "write `at_least: {2: [{...}, {...}]}`"
                )
            return AllOf(())
        _, key, value = pairs[0]
        count = self.reader.integer(key, "the number of `at_least`")
        parts = self._parts(value, "`at_least`")
        if parts and not 0 < count <= len(parts):
            self.reader.problem("E205", key, f"{count} of {len(parts)} conditions cannot be asked for")
        return AtLeast(count, parts)

    def _sum(self, node: Node) -> Condition:
        """The sum of some numbers. Every single value counts, so that only small sums are exact; others are refused."""
        before = len(self.reader.problems)
        fields = self.reader.record(node, "`sum`", SUM)
        facts = [self.tests.answers[name].fact for name in fields.read["of"]]
        for fact in facts:
            if fact.type is not FactType.NUMBER:
                self.reader.problem("E205", fields["of"], f"`{fact.id}` is a {fact.type} and cannot be summed up")
        if len({fact.decimals for fact in facts}) > 1:
            self.reader.problem("E205", fields["of"], "the numbers of `sum` differ in `decimals`", "give all the same")
        if len(facts) == 1:
            self.reader.problem("E205", fields["of"], "`sum` names one fact", "test the fact itself")
        if len(self.reader.problems) > before or not facts or not isinstance(node, MappingNode):
            return AllOf(())
        bounds = [pair for pair in node.value if pair[0].value != "of"]
        test = self.tests.on(sum_of(facts)).test(SUM_ID, MappingNode(node.tag, bounds, node.start_mark, node.end_mark))
        if test is None or not isinstance(test.accepts, (Within, InFigure)):
            return AllOf(())
        for accepted in self.tests.accepted:
            span = accepted.bounds(test.accepts, facts[0])
            steps = steps_of_sum(facts, span) if span is not None else 0
            if work_of_sum(facts, steps) > SUMMED:
                names = ", ".join(f"`{fact.id}`" for fact in facts)
                message = f"the sum of {names} has {steps:,} steps up to its bound, too many to look at one by one"
                self.reader.problem("E411", node, message, "ask for the sum itself, or count in larger units")
                break
        return Sum(tuple(fact.id for fact in facts), test.accepts)

    def _reference(self, reference: CriterionMet | OptionMet, node: Node) -> Condition:
        self.references.append((reference, node, self.calls))
        return reference
