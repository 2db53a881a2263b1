"""Criteria, options and background: the sections that conditions and sentences make up."""

from collections.abc import Mapping

from ka1cli.language.fields import ACTIVITY as ACTIVITY_KEYS
from ka1cli.language.fields import AUDIENCE, BACKGROUND, CRITERION, DEADLINE, IMPLICATION, RECOMMENDATION, ROUTE
from ka1cli.language.model import (
    ACTIVITY,
    Audience,
    Background,
    Calls,
    Condition,
    Criterion,
    Deadline,
    Fact,
    Implication,
    Not,
    Option,
    Recommendation,
    Test,
)
from ka1cli.language.sections.common import SourceReader, read_named, read_validity
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.spelling import fold_code
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader
from ka1cli.language.yaml.record import Record


def facts_of(condition: Condition) -> dict[str, None]:
    """The facts that a condition tests, in the order of their first test."""
    match condition:
        case Test():
            return {condition.fact: None}
        case Not():
            return facts_of(condition.part)
    return {fact: None for part in condition.parts for fact in facts_of(part)}


def read_implications(
    reader: Reader, conditions: ConditionReader, facts: dict[str, Fact], nodes: Mapping[str, Node]
) -> dict[str, Fact]:
    """The facts with what they imply."""
    for name, node in nodes.items():
        implications = []
        for item in reader.items(node, f"`implies` of fact `{name}`"):
            what = f"an implication of fact `{name}`"
            fields = reader.record(item, what, IMPLICATION)
            when = conditions.test(name, fields["when"]) if "when" in fields else None
            then = conditions.condition(fields.get("then"), f"`then` of {what}")
            if name in facts_of(then):
                reader.problem("E205", fields["then"], f"{what} says something about `{name}` itself")
            if when is not None:
                implications.append(Implication(when, then, fields.read["because"]))
        facts[name] = facts[name]._replace(implies=tuple(implications))
    return facts


def read_criteria(
    reader: Reader,
    node: Node | None,
    conditions: ConditionReader,
    sources: SourceReader,
    facts: Mapping[str, Fact],
) -> tuple[dict[str, Criterion], dict[str, Node]]:
    """The criteria without their `way_on`, and the nodes of it: they name options, which are read later."""
    criteria, ways = {}, {}
    for name, entry in read_named(reader, node, "criteria"):
        what = f"criterion `{name}`"
        fields = reader.record(entry, what, CRITERION)
        calls = read_validity(reader, fields, what)
        when = conditions.within(calls).condition(fields.get("when"), f"`when` of {what}")
        chosen = [fact for fact in facts_of(when) if facts[fact].chosen]
        if chosen and "limit" not in fields:
            message = f"{what} uses the chosen fact `{chosen[0]}` and needs `limit`"
            reader.problem("E409", entry, message, "say what to keep to while the choice is open")
        sources.sound(fields.read["sources"], fields.get("sources"), entry, what)
        criteria[name] = Criterion(id=name, when=when, way_on=(), calls=calls, **fields.read)
        if "way_on" in fields:
            ways[name] = fields["way_on"]
    return criteria, ways


def read_ways_on(
    reader: Reader, criteria: Mapping[str, Criterion], nodes: Mapping[str, Node], options: Mapping[str, Option]
) -> dict[str, Criterion]:
    """The criteria with the options to look at when they are unmet."""
    complete = dict(criteria)
    for name, node in nodes.items():
        way_on = reader.references(node, f"`way_on` of criterion `{name}`", options, "option")
        complete[name] = complete[name]._replace(way_on=way_on)
    return complete


class OptionReader:
    """Reads routes and activities."""

    def __init__(
        self,
        reader: Reader,
        conditions: ConditionReader,
        sources: SourceReader,
        criteria: Mapping[str, Criterion],
    ) -> None:
        self.reader, self.conditions, self.sources, self.criteria = reader, conditions, sources, criteria
        self.options: dict[str, Option] = {}
        self._names: dict[str, str] = {}

    def read(self, node: Node | None, section: str) -> None:
        """Read `routes` or `activities` into `options`."""
        activities = section == "activities"
        for name, entry in read_named(self.reader, node, section):
            what = f"{'activity' if activities else 'route'} `{name}`"
            fields = self.reader.record(entry, what, ACTIVITY_KEYS if activities else ROUTE)
            option = self._option(name, what, fields)
            for other in dict.fromkeys(fold_code(text) for text in (name, option.code or name, *option.aliases)):
                if self._names.setdefault(other, name) != name:
                    self.reader.problem("E302", entry, f"{what} and `{self._names[other]}` both answer to `{other}`")
            if name in self.options:
                self.reader.problem("E302", entry, f"`{name}` is both a route and an activity")
            self.options[name] = option

    def _option(self, name: str, what: str, fields: Record) -> Option:
        reader = self.reader
        calls = read_validity(reader, fields, what)
        conditions = self.conditions.within(calls)
        criteria = fields.read["criteria"]
        for call in conditions.calls:
            if criteria and not any(call in self.criteria[criterion].calls for criterion in criteria):
                reader.problem("E405", fields["criteria"], f"{what} has no criterion in call {call}")
                break
        statements = {
            key: self.sources.statements(fields.get(key), f"`{key}` of {what}", conditions)
            for key in ("manual_checks", "next_steps", "notes")
        }
        return Option(
            id=name,
            recommend=self._recommend(fields.get("recommend"), what, conditions),
            deadlines=self._deadlines(fields.get("deadlines"), what, conditions),
            calls=calls,
            **{"kind": ACTIVITY, **fields.read, **statements},
        )

    def _recommend(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Recommendation, ...]:
        recommendations = []
        for item in self.reader.items(node, f"`recommend` of {what}"):
            fields = self.reader.record(item, f"a recommendation of {what}", RECOMMENDATION)
            when = conditions.condition(fields.get("when"), f"`when` of a recommendation of {what}")
            recommendations.append(Recommendation(when, **fields.read))
        return tuple(recommendations)

    def _deadlines(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Deadline, ...]:
        reader = self.reader
        deadlines: dict[tuple[int, int], Deadline] = {}
        for item in reader.items(node, f"`deadlines` of {what}"):
            whose = f"a deadline of {what}"
            fields = reader.record(item, whose, DEADLINE)
            call, number = fields.read["call"], fields.read["round"]
            if call in reader.calls and call not in conditions.calls:
                reader.problem("E205", fields["call"], f"{what} does not exist in call {call}")
            if (call, number) in deadlines:
                reader.problem("E302", item, f"{what} has round {number} of call {call} twice")
            if "closes" in fields:
                self.sources.sound(fields.read["sources"], fields.get("sources"), item, whose)
            only_where = self._only_where(fields.get("only_where"), f"`only_where` of {whose}", call)
            deadlines[call, number] = Deadline(only_where=only_where, **fields.read)
        return tuple(deadlines.values())

    def _only_where(self, node: Node | None, what: str, call: int) -> Condition | str | None:
        if isinstance(node, MappingNode):
            return self.conditions.within(Calls(call, call)).condition(node, what)
        return self.reader.optional_text(node, what)


def read_audience(
    reader: Reader, node: Node | None, conditions: ConditionReader, sources: SourceReader
) -> Audience | None:
    """For whom the rules are. Its condition tests one given fact and lets some answers pass."""
    if node is None:
        return None
    fields = {name: value for name, _, value in reader.pairs(node, "`for`") if name in AUDIENCE.all}
    if "because" not in fields:
        reader.problem("E203", node, "`for` needs `because`")
    when = conditions.condition(node, "`for`", beside=AUDIENCE.all)
    because = reader.text(fields.get("because"), "`because` of `for`")
    way_on = sources.statements(fields.get("way_on"), "`way_on` of `for`", conditions)
    names = tuple(facts_of(when))
    if not names:
        return None
    fact = conditions.answers[names[0]].fact
    if len(names) > 1 or fact.chosen:
        reader.problem("E205", node, "`for` should test one fact that is given")
    return Audience(when, fact.id, because, way_on)


def read_background(
    reader: Reader, node: Node | None, sources: SourceReader, conditions: ConditionReader
) -> dict[str, Background]:
    background = {}
    for name, entry in read_named(reader, node, "background"):
        what = f"background `{name}`"
        fields = reader.record(entry, what, BACKGROUND)
        if "text" not in fields and "items" not in fields and isinstance(entry, MappingNode):
            reader.problem("E203", entry, f"{what} needs `text` or `items`")
        items = sources.statements(fields.get("items"), f"items of {what}", conditions)
        background[name] = Background(id=name, shown_with=fields.read.pop("with"), items=items, **fields.read)
    return background
