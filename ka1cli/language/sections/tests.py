"""Tests on one fact, from YAML to values, each checked against its fact."""

from collections.abc import Mapping
from copy import copy
from datetime import date

from ka1cli.language.answers import AnswerReader, Unreadable, number_of, number_text, shorten
from ka1cli.language.answers.numbers import read_number
from ka1cli.language.formulas import (
    Accepts,
    Aged,
    AllOf,
    Answer,
    Compared,
    Condition,
    FigureBound,
    InFigure,
    OneOf,
    Range,
    Relation,
    Test,
    Within,
)
from ka1cli.language.keys.fields import FIGURE_BOUND, OTHER_FACT, TEST
from ka1cli.language.model import Calls, Fact, FactType, Figure, Group
from ka1cli.language.resolve import (
    ALWAYS,
    COMPARABLE,
    Accepted,
    comparable,
    group_values,
    is_numeric,
    last_number,
    value_at,
)
from ka1cli.language.within_call import figures_on, last_days
from ka1cli.language.yaml.document import MappingNode, Node, ScalarNode, SequenceNode
from ka1cli.language.yaml.reader import Reader, is_blank
from ka1cli.language.yaml.record import Record

_COMPARING = (Relation.EQUALS, Relation.DIFFERS)


class TestReader:
    """Reads what a condition asks of one fact."""

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
        self.groups, self.figures = groups, figures
        self.accepted = tuple(
            Accepted(groups, figures_on(figures, call, day), call)
            for call in calls or (ALWAYS,)
            for day in last_days(figures, call)
        )
        """What tests compare with in each part of each call."""

    def within(self, calls: Calls) -> "TestReader":
        """Reads tests that matter in some calls only."""
        narrower = copy(self)
        narrower.accepted = tuple(accepted for accepted in self.accepted if accepted.call in calls)
        return narrower

    @property
    def calls(self) -> tuple[int, ...]:
        """The calls in which the tests matter."""
        return tuple(dict.fromkeys(accepted.call for accepted in self.accepted))

    def on(self, fact: Fact) -> "TestReader":
        """Reads tests on another fact."""
        other = copy(self)
        other.answers = {fact.id: AnswerReader(fact)}
        return other

    def condition(self, name: str, node: Node) -> Condition | None:
        """What is asked of one fact, other facts to compare with included; nothing where it cannot be read."""
        if not isinstance(node, MappingNode) or name in self.reader.unsound:
            return self.test(name, node)
        comparing = [pair for pair in node.value if _names_a_fact(*pair)]
        if not comparing:
            return self.test(name, node)
        parts: list[Condition | None] = [self._compared(name, key, value) for key, value in comparing]
        if left := [pair for pair in node.value if pair not in comparing]:
            parts.append(self.test(name, MappingNode(node.tag, left, node.start_mark, node.end_mark)))
        read = tuple(part for part in parts if part is not None)
        if len(read) < len(parts):
            return None
        return read[0] if len(read) == 1 else AllOf(read)

    def _compared(self, name: str, key: Node, node: Node) -> Compared | None:
        """A comparison with another fact: both have to be of one kind, with answers in common."""
        before = len(self.reader.problems)
        what = f"`{key.value}` of the test on `{name}`"
        if key.value in _COMPARING:
            other, place = self.reader.text(node, what), node
        else:
            fields = self.reader.record(node, what, OTHER_FACT)
            other, place = fields.read["fact"], fields.get("fact", node)
        if not other or not self.reader.known(place, other, self.answers, "fact"):
            return None
        fact, second = self.answers[name].fact, self.answers[other].fact
        if name == other:
            self.reader.problem("E404", place, f"`{name}` is compared with itself")
        elif fact.type is not second.type and {fact.type, second.type} != {FactType.CHOICE, FactType.CODE}:
            self.reader.problem("E205", place, f"`{name}` is a {fact.type} and `{other}` a {second.type}")
        elif fact.decimals != second.decimals:
            self.reader.problem("E205", place, f"`{name}` and `{other}` differ in `decimals`", "give both the same")
        elif key.value not in _COMPARING and not is_numeric(fact):
            self.reader.problem("E205", place, f"a {fact.type} has no order: `{name}` cannot be bounded by `{other}`")
        else:
            shared = comparable(fact, second)
            if not 0 < shared <= COMPARABLE:
                few = "no answers" if not shared else f"{shared:,} answers"
                help = f"at most {COMPARABLE} are compared one by one: give `min` and `max` to both, or count in larger units"
                message = f"`{name}` and `{other}` have {few} in common and cannot be compared"
                self.reader.problem("E205", place, message, help if shared else None)
        return Compared(name, Relation(key.value), other) if len(self.reader.problems) == before else None

    def test(self, name: str, node: Node, *, always: bool = False) -> Test | None:
        """The test on one fact, or nothing where it cannot be read. It may always hold where that is said."""
        if name in self.reader.unsound:
            return None
        before = len(self.reader.problems)
        accepts = self._accepts(self.answers[name].fact, node)
        if len(self.reader.problems) > before:
            return None
        self._decides_something(self.answers[name].fact, Test(name, accepts), node, always)
        return Test(name, accepts) if len(self.reader.problems) == before else None

    def _accepts(self, fact: Fact, node: Node) -> Accepts:
        if isinstance(node, ScalarNode):
            return OneOf(self._values(fact.id, [node]))
        what = f"the test on `{fact.id}`"
        if isinstance(node, SequenceNode):
            return OneOf(self._values(fact.id, self.reader.items(node, what)))
        if isinstance(node, MappingNode) and [key.value for key, _ in node.value] == ["not"]:
            self.reader.problem("E202", node, f"`not` stands before the fact: `not: {{{fact.id}: ...}}`")
            return OneOf(())
        fields = self.reader.record(node, what, TEST)
        for key in fields:
            fitting = ("group",) if not is_numeric(fact) else ("min", "max", "figure", "age_on")
            if key not in fitting or (key == "age_on" and fact.type is not FactType.DATE):
                self.reader.problem("E202", fields[key], f"`{fact.id}` is a {fact.type}, whose test has no `{key}`")
                return OneOf(())
        if not is_numeric(fact):
            if "group" not in fields:
                self.reader.problem("E203", node, f"{what} needs `group`")
            elif fields.read["group"]:
                self._group_fits(fact, fields.read["group"], fields["group"])
            return OneOf((), (fields.read["group"] or "",))
        if "age_on" in fields:
            return self._aged(fact, fields, what)
        return self._bounds(fact, node, fields, what)

    def _aged(self, fact: Fact, fields: Record, what: str) -> Aged:
        place = fields["age_on"]
        if isinstance(place, MappingNode):
            on = self._bound(fact, place, "age_on")
        else:
            on = self.reader.day(place, f"`age_on` of {what}").toordinal()
        low, high = (
            self.reader.integer(fields[end], f"`{end}` of {what}") if end in fields else None for end in ("min", "max")
        )
        if "figure" in fields or (low is None and high is None):
            self.reader.problem("E405", fields["age_on"], f"{what} needs `min` or `max`, the age in years")
        elif (low or 0) < 0 or (high is not None and high < (low or 0)):
            self.reader.problem("E403", fields["age_on"], f"{what}: nobody is so old")
        return Aged(on if on is not None else 1, low, high)

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

    def _bounds(self, fact: Fact, node: Node, fields: Record, what: str) -> Within | InFigure:
        if "figure" in fields:
            if len(fields) > 1:
                self.reader.problem("E205", node, f"{what} has a figure and bounds", "keep one of them")
            figure = fields.read["figure"]
            if figure and fact.type is FactType.DATE:
                help = "put each of the two days into a figure: `{min: {figure: ...}, max: {figure: ...}}`"
                self.reader.problem("E205", fields["figure"], f"no figure holds bounds of days for `{fact.id}`", help)
            elif figure:
                self._has_value(fact, self.figures[figure], Range, "bounds", fields["figure"])
            return InFigure(figure)
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
            fields = self.reader.record(node, f"`{end}`", FIGURE_BOUND)
            name = fields.read["figure"]
            if name:
                kind, wanted = (date, "a day") if fact.type is FactType.DATE else (int, "a number")
                self._has_value(fact, self.figures[name], kind, wanted, fields["figure"], end)
            return FigureBound(name) if name else None
        if not isinstance(node, ScalarNode):
            self.reader.expected(node, "a number or a figure", f"`{end}`")
            return None
        text = self.reader.text(node, f"`{end}`")
        answer = self.answers[fact.id].read(text)
        if isinstance(answer, Unreadable) or answer is None:
            number = read_number(text.lstrip("+-"), None, fact.decimals)
            code = "E205" if number is None else "E402"
            help_line = answer.help if isinstance(answer, Unreadable) else None
            message = f"`{shorten(text)}` cannot be a bound of `{fact.id}`"
            self.reader.problem(code, node, message, help_line)
            return None
        return number_of(answer, fact)

    def _has_value(self, fact: Fact, figure: Figure, kind: type, wanted: str, node: Node, end: str = "") -> None:
        if figure.decimals > fact.decimals:
            message = f"figure `{figure.id}` has {figure.decimals} decimals, and `{fact.id}` {fact.decimals or 'none'}"
            self.reader.problem("E205", node, message, f"give `{fact.id}` as many `decimals`")
        for accepted in self.accepted:
            value = value_at(accepted.figures[figure.id].by_call, accepted.call)
            if value is None:
                message = f"figure `{figure.id}` has no value in call {accepted.call}, so nothing can be judged by it"
                self.reader.problem("E406", node, message)
            elif not isinstance(value, kind):
                help = f"write `{{figure: {figure.id}}}` without `{end}`" if end and isinstance(value, Range) else None
                self.reader.problem("E205", node, f"figure `{figure.id}` should hold {wanted} to be used here", help)
                return

    def _group_fits(self, fact: Fact, group: str, node: Node) -> None:
        for call in self.calls:
            for value in group_values(self.groups, group, call):
                if value not in fact.values:
                    message = f"`{value}` of group `{group}` is not a value of `{fact.id}`"
                    self.reader.problem("E401", node, message)
                    return

    def _decides_something(self, fact: Fact, test: Test, node: Node, always: bool) -> None:
        faults = (_fault(fact, test.accepts, accepted, always) for accepted in self.accepted)
        fault = next(filter(None, faults), None)
        if fault is not None:
            self.reader.problem(fault[0], node, fault[1])


def _names_a_fact(key: Node, value: Node) -> bool:
    inside = [inner.value for inner, _ in value.value] if isinstance(value, MappingNode) else []
    return key.value in _COMPARING or (key.value in ("min", "max") and inside == ["fact"])


def _fault(fact: Fact, accepts: Accepts, accepted: Accepted, always: bool) -> tuple[str, str] | None:
    """A test that never holds in some call is a mistake; so is one that always does, and a bound outside the range."""
    first, last = fact.min, last_number(fact)
    if isinstance(accepts, OneOf):
        values = accepted.values(accepts)
        if not values:
            return "E404", f"this test on `{fact.id}` never holds"
        holds = len(values) == (last - first + 1 if is_numeric(fact) else len(fact.answers))
    else:
        bounds = accepted.bounds(accepts, fact)
        if bounds is None:
            return None
        low = first if bounds.min is None else bounds.min
        high = last if bounds.max is None else bounds.max
        if isinstance(accepts, Aged):  # ages reach beyond the range of a fact; its birthdays do not
            low, high = (min(max(end, first), last) for end in (low, high))
        if low < first or high > last or high < first or low > last:
            return "E402", f"this test goes beyond the range of `{fact.id}`"
        if low > high:
            ends = [number_text(end, fact.decimals) for end in (low, high)]
            return "E403", f"min {ends[0]} is above max {ends[1]}"
        holds = (low, high) == (first, last)
    return ("E404", f"this test on `{fact.id}` always holds") if holds and not always else None
