"""Criteria, options and background: the sections that conditions and sentences make up."""

from collections.abc import Mapping

from ka1cli.language.conditions import ConditionReader
from ka1cli.language.document import MappingNode, Node
from ka1cli.language.keys import ACTIVITY as ACTIVITY_KEYS
from ka1cli.language.keys import AUDIENCE, BACKGROUND, CRITERION, DEADLINE, IMPLICATION, RECOMMENDATION, ROUTE
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
from ka1cli.language.reader import Reader
from ka1cli.language.sections import SourceReader, read_named, read_validity
from ka1cli.language.spelling import fold_code


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
                because = reader.text(fields.get("because"), f"`because` of {what}")
                implications.append(Implication(when, then, because))
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
        calls = read_validity(reader, fields, what, conditions.calls)
        when = conditions.within(calls).condition(fields.get("when"), f"`when` of {what}")
        chosen = [fact for fact in facts_of(when) if facts[fact].chosen]
        if chosen and "limit" not in fields:
            message = f"{what} uses the chosen fact `{chosen[0]}` and needs `limit`"
            reader.problem("E409", entry, message, "say what to keep to while the choice is open")
        criteria[name] = Criterion(
            id=name,
            title=reader.text(fields.get("title"), f"title of {what}"),
            when=when,
            met=reader.text(fields.get("met"), f"`met` of {what}"),
            unmet=reader.text(fields.get("unmet"), f"`unmet` of {what}"),
            unknown=reader.text(fields.get("unknown"), f"`unknown` of {what}"),
            limit=reader.optional_text(fields.get("limit"), f"limit of {what}"),
            short=reader.optional_text(fields.get("short"), f"`short` of {what}"),
            way_on=(),
            sources=sources.sound(entry, fields, what),
            note=reader.optional_text(fields.get("note"), f"note of {what}"),
            calls=calls,
        )
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
        kinds: Mapping[str, str],
        calls: tuple[int, ...],
    ) -> None:
        self.reader, self.conditions, self.sources = reader, conditions, sources
        self.criteria, self.kinds, self.calls = criteria, kinds, calls
        self.options: dict[str, Option] = {}
        self._names: dict[str, str] = {}

    def read(self, node: Node | None, section: str) -> None:
        """Read `routes` or `activities` into `options`."""
        activities = section == "activities"
        for name, entry in read_named(self.reader, node, section):
            what = f"{'activity' if activities else 'route'} `{name}`"
            fields = self.reader.record(entry, what, ACTIVITY_KEYS if activities else ROUTE)
            option = self._option(name, what, fields, activities)
            for other in dict.fromkeys(fold_code(text) for text in (name, option.code or name, *option.aliases)):
                if self._names.setdefault(other, name) != name:
                    self.reader.problem("E302", entry, f"{what} and `{self._names[other]}` both answer to `{other}`")
            if name in self.options:
                self.reader.problem("E302", entry, f"`{name}` is both a route and an activity")
            self.options[name] = option

    def _option(self, name: str, what: str, fields: Mapping[str, Node], activity: bool) -> Option:
        reader = self.reader
        kind = ACTIVITY if activity else reader.text(fields.get("kind"), f"kind of {what}")
        if kind and not activity:
            reader.known(fields["kind"], kind, self.kinds, "kind")
        calls = read_validity(reader, fields, what, self.calls)
        conditions = self.conditions.within(calls)
        criteria = reader.references(fields.get("criteria"), f"`criteria` of {what}", self.criteria, "criterion")
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
            kind=kind,
            code=reader.optional_text(fields.get("code"), f"code of {what}"),
            aliases=reader.names(fields.get("aliases"), f"aliases of {what}"),
            title=reader.text(fields.get("title"), f"title of {what}"),
            summary=reader.text(fields.get("summary"), f"summary of {what}"),
            who=reader.optional_text(fields.get("who"), f"`who` of {what}"),
            criteria=criteria,
            recommend=self._recommend(fields.get("recommend"), what, conditions),
            figures=reader.references(fields.get("figures"), f"`figures` of {what}", self.conditions.figures, "figure"),
            **statements,
            deadlines=self._deadlines(fields.get("deadlines"), what, conditions),
            links=reader.names(fields.get("links"), f"links of {what}"),
            sources=self.sources.names(fields.get("sources"), what),
            calls=calls,
        )

    def _recommend(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Recommendation, ...]:
        found = []
        for item in self.reader.items(node, f"`recommend` of {what}"):
            fields = self.reader.record(item, f"a recommendation of {what}", RECOMMENDATION)
            when = conditions.condition(fields.get("when"), f"`when` of a recommendation of {what}")
            because = self.reader.text(fields.get("because"), f"`because` of a recommendation of {what}")
            found.append(Recommendation(when, because))
        return tuple(found)

    def _deadlines(self, node: Node | None, what: str, conditions: ConditionReader) -> tuple[Deadline, ...]:
        reader = self.reader
        found: dict[tuple[int, int], Deadline] = {}
        for item in reader.items(node, f"`deadlines` of {what}"):
            fields = reader.record(item, f"a deadline of {what}", DEADLINE)
            call = reader.known_year(fields.get("call"), f"call of a deadline of {what}", self.calls)
            if call in self.calls and call not in conditions.calls:
                reader.problem("E205", fields["call"], f"{what} does not exist in call {call}")
            number = reader.integer(fields.get("round"), f"round of a deadline of {what}")
            if (call, number) in found:
                reader.problem("E302", item, f"{what} has round {number} of call {call} twice")
            closes = fields.get("closes")
            if closes is None:
                sources = self.sources.names(fields.get("sources"), f"a deadline of {what}")
            else:
                sources = self.sources.sound(item, fields, f"a deadline of {what}")
            found[call, number] = Deadline(
                call=call,
                round=number,
                closes=reader.moment(closes, "`closes`") if closes is not None else None,
                starts_from=reader.optional_day(fields.get("starts_from"), "`starts_from`"),
                starts_to=reader.optional_day(fields.get("starts_to"), "`starts_to`"),
                sources=sources,
                note=reader.optional_text(fields.get("note"), "note of a deadline"),
                only_where=self._only_where(fields.get("only_where"), f"`only_where` of a deadline of {what}", call),
            )
        return tuple(found.values())

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
    found = {}
    for name, entry in read_named(reader, node, "background"):
        what = f"background `{name}`"
        fields = reader.record(entry, what, BACKGROUND)
        if "text" not in fields and "items" not in fields and isinstance(entry, MappingNode):
            reader.problem("E203", entry, f"{what} needs `text` or `items`")
        found[name] = Background(
            name,
            reader.text(fields.get("title"), f"title of {what}"),
            reader.choice(fields.get("with"), f"`with` of {what}", ("routes", "activities")),
            reader.optional_text(fields.get("text"), f"text of {what}"),
            sources.statements(fields.get("items"), f"items of {what}", conditions),
            reader.references(fields.get("figures"), f"`figures` of {what}", conditions.figures, "figure"),
            sources.names(fields.get("sources"), what),
        )
    return found
