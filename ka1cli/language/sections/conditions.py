"""Conditions: from YAML to a tree of tests, each checked against its fact."""

from collections.abc import Collection, Mapping
from copy import copy

from ka1cli.language.answers import AnswerReader, Unreadable, shorten
from ka1cli.language.fields import BOUNDS_TEST, FIGURE_BOUND, GROUP_TEST
from ka1cli.language.model import (
    AllOf,
    Answer,
    AnyOf,
    Calls,
    Condition,
    Fact,
    FactType,
    Figure,
    FigureBound,
    Group,
    InFigure,
    Not,
    OneOf,
    Range,
    Test,
    Within,
)
from ka1cli.language.resolve import Accepted, at_call, group_values, is_numeric, last_number, number_of
from ka1cli.language.yaml.document import MappingNode, Node, ScalarNode, SequenceNode
from ka1cli.language.yaml.reader import Reader, is_blank

COMBINERS = ("all", "any", "not")


class ConditionReader:
    """Reads the conditions of one rule set."""

    def __init__(
        self,
        reader: Reader,
        facts: Mapping[str, Fact],
        groups: Mapping[str, Group],
        figures: Mapping[str, Figure],
        calls: tuple[int, ...],
    ) -> None:
        self.reader = reader
        self.answers = {name: AnswerReader(fact) for name, fact in facts.items()}
        self.groups, self.figures, self.calls = groups, figures, calls or (0,)

    def within(self, calls: Calls) -> "ConditionReader":
        """Reads conditions that matter in some calls only."""
        narrower = copy(self)
        narrower.calls = tuple(call for call in self.calls if call in calls)
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
            if name == "not":
                parts.append(Not(self.condition(value, "`not`")))
            elif name in COMBINERS:
                inner = [
                    self.condition(item, f"an entry of `{name}`") for item in self.reader.items(value, f"`{name}`")
                ]
                parts.append(AllOf(tuple(inner)) if name == "all" else AnyOf(tuple(inner)))
            elif name not in self.answers:
                known = (*self.answers, *COMBINERS)
                self.reader.known(key, name, known, "fact")
            else:
                test = self.test(name, value)
                if test is not None:
                    parts.append(test)
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def test(self, name: str, node: Node) -> Test | None:
        """The test on one fact, or nothing where it cannot be read."""
        fact = self.answers[name].fact
        before = len(self.reader.problems)
        accepts: OneOf | Within | InFigure
        if isinstance(node, ScalarNode):
            accepts = OneOf(self._values(name, [node]))
        elif isinstance(node, SequenceNode):
            items = self.reader.items(node, f"the test on `{name}`")
            accepts = OneOf(self._values(name, items))
        elif is_numeric(fact):
            accepts = self._bounds(fact, node)
        else:
            fields = self.reader.record(node, f"the test on `{name}`", GROUP_TEST)
            group = self.reader.text(fields.get("group"), "`group`")
            if group and self.reader.known(fields["group"], group, self.groups, "group"):
                self._group_fits(fact, group, fields["group"])
            accepts = OneOf((), (group,))
        if len(self.reader.problems) > before:
            return None
        test = Test(name, accepts)
        self._decides_something(fact, test, node)
        return test if len(self.reader.problems) == before else None

    def _values(self, name: str, nodes: list[Node]) -> tuple[Answer, ...]:
        values: dict[Answer, None] = {}
        for node in nodes:
            answer = self._value(name, node)
            if answer in values:
                self.reader.problem("E302", node, f"`{node.value}` stands twice in the test on `{name}`")
            elif answer is not None:
                values[answer] = None
        return tuple(values)

    def _value(self, name: str, node: Node) -> Answer | None:
        if not isinstance(node, ScalarNode) or is_blank(node):
            self.reader.expected(node, "a value", f"the test on `{name}`")
            return None
        self.reader.untagged(node)
        text = node.value.strip()
        answer = self.answers[name].read(text)
        if isinstance(answer, Unreadable):
            self.reader.problem("E401", node, answer.message, answer.help)
            return None
        if answer is None:
            self.reader.problem("E401", node, f"`{text}` means *not answered* and is not a value of `{name}`")
        return answer

    def _bounds(self, fact: Fact, node: Node) -> Within | InFigure:
        what = f"the test on `{fact.id}`"
        fields = self.reader.record(node, what, BOUNDS_TEST)
        if "figure" in fields:
            self._counts(fact, fields["figure"])
            if len(fields) > 1:
                self.reader.problem("E205", node, f"{what} has a figure and bounds", "keep one of them")
            figure = self._figure(fields["figure"])
            if figure is not None:
                self._has_value(figure, Range, "bounds", fields["figure"])
            return InFigure(figure.id if figure else "")
        if not fields:
            self.reader.problem("E405", node, f"{what} has no bound", "give min, max or both")
        low, high = (self._bound(fact, fields.get(end), end) for end in ("min", "max"))
        if isinstance(low, int) and isinstance(high, int) and low > high:
            message = f"min {fields['min'].value} is above max {fields['max'].value}"
            self.reader.problem("E403", fields["min"], message)
        return Within(low, high)

    def _bound(self, fact: Fact, node: Node | None, end: str) -> int | FigureBound | None:
        if node is None:
            return None
        if isinstance(node, MappingNode):
            self._counts(fact, node)
            fields = self.reader.record(node, f"`{end}`", FIGURE_BOUND)
            figure = self._figure(fields["figure"]) if "figure" in fields else None
            if figure is not None:
                self._has_value(figure, int, "a number", fields["figure"])
            return FigureBound(figure.id) if figure else None
        if not isinstance(node, ScalarNode):
            self.reader.expected(node, "a number or a figure", f"`{end}`")
            return None
        text = self.reader.text(node, f"`{end}`")
        answer = self.answers[fact.id].read(text)
        if isinstance(answer, Unreadable) or answer is None:
            code = "E402" if text.lstrip("+-").isdigit() else "E205"
            help_line = answer.help if isinstance(answer, Unreadable) else None
            message = f"`{shorten(text)}` cannot be a bound of `{fact.id}`"
            self.reader.problem(code, node, message, help_line)
            return None
        return number_of(answer)

    def _counts(self, fact: Fact, node: Node) -> None:
        if fact.type is FactType.DATE:
            message = f"a figure holds numbers and cannot bound the date `{fact.id}`"
            self.reader.problem("E205", node, message, "write the date here")

    def _figure(self, node: Node) -> Figure | None:
        name = self.reader.text(node, "`figure`")
        if not name or not self.reader.known(node, name, self.figures, "figure"):
            return None
        return self.figures[name]

    def _has_value(self, figure: Figure, kind: type, wanted: str, node: Node) -> None:
        for call in self.calls:
            value = at_call(figure.by_call, call)
            if value is None:
                message = f"figure `{figure.id}` has no value in call {call}, so nothing can be judged by it"
                self.reader.problem("E406", node, message)
            elif not isinstance(value, kind):
                self.reader.problem("E205", node, f"figure `{figure.id}` should hold {wanted} to be used here")
                return

    def _group_fits(self, fact: Fact, group: str, node: Node) -> None:
        for call in self.calls:
            for value in group_values(self.groups, group, call):
                if value not in fact.values:
                    message = f"`{value}` of group `{group}` is not a value of `{fact.id}`"
                    self.reader.problem("E401", node, message)
                    return

    def _decides_something(self, fact: Fact, test: Test, node: Node) -> None:
        """A test that always or never holds in some call is a mistake; so is a bound outside the range."""
        for call in self.calls:
            resolved = Accepted(self.groups, self.figures, call)
            if not isinstance(test.accepts, OneOf):
                bounds = resolved.bounds(test.accepts)
                found = _problem_of_bounds(fact, bounds) if bounds is not None else None
            else:
                found = _problem_of_values(fact, resolved.values(test.accepts))
            if found is not None:
                self.reader.problem(found[0], node, found[1])
                return


def _problem_of_bounds(fact: Fact, bounds: Range) -> tuple[str, str] | None:
    first, last = fact.min, last_number(fact)
    low = first if bounds.min is None else bounds.min
    high = last if bounds.max is None else bounds.max
    if low < first or high > last or high < first or low > last:
        return "E402", f"this test goes beyond the range of `{fact.id}`"
    if low > high:
        return "E403", f"min {low} is above max {high}"
    return ("E404", f"this test on `{fact.id}` always holds") if (low, high) == (first, last) else None


def _problem_of_values(fact: Fact, accepted: frozenset[Answer]) -> tuple[str, str] | None:
    if is_numeric(fact):
        possible = last_number(fact) - fact.min + 1
    else:
        possible = len(fact.answers)
    if not accepted:
        return "E404", f"this test on `{fact.id}` never holds"
    return ("E404", f"this test on `{fact.id}` always holds") if len(accepted) == possible else None
