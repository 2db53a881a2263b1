"""Implications, criteria and options: the sections that conditions make up."""

from collections.abc import Mapping

from ka1cli.language.conditions import facts_of, references_of
from ka1cli.language.formulas import Condition, CriterionMet, OptionMet
from ka1cli.language.keys.fields import ACTIVITY as ACTIVITY_KEYS
from ka1cli.language.keys.fields import CRITERION, DEADLINE, IMPLICATION, RECOMMENDATION, ROUTE
from ka1cli.language.model import ACTIVITY, Calls, Criterion, Deadline, Fact, Implication, Option, Recommendation
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.sections.entries import circle_in, read_named, read_validity
from ka1cli.language.sections.sources import SourceReader
from ka1cli.language.spelling import fold_code
from ka1cli.language.yaml.document import MappingNode, Node
from ka1cli.language.yaml.reader import Reader
from ka1cli.language.yaml.record import Record


def read_implications(
    reader: Reader, conditions: ConditionReader, facts: dict[str, Fact], nodes: Mapping[str, Node]
) -> dict[str, Fact]:
    """The facts with what they imply."""
    for name, node in nodes.items():
        implications = []
        for item in reader.items(node, f"`implies` of fact `{name}`"):
            what = f"an implication of fact `{name}`"
            fields = reader.record(item, what, IMPLICATION)
            when = conditions.tests.test(name, fields["when"]) if "when" in fields else None
            then = conditions.condition(fields.get("then"), f"`then` of {what}")
            refuse_references(conditions, what)
            if name in facts_of(then):
                reader.problem("E205", fields["then"], f"{what} says something about `{name}` itself")
            if when is not None:
                implications.append(Implication(when, then, fields.read["because"]))
        facts[name] = facts[name]._replace(implies=tuple(implications))
    return facts


def refuse_references(conditions: ConditionReader, what: str) -> None:
    """What facts say about each other, and whom the rules are for, comes before all criteria and options."""
    for reference, node, _ in conditions.references:
        conditions.reader.problem("E205", node, f"{what} cannot name the {_kind(reference)} `{reference[0]}`")
    conditions.references.clear()


def read_criteria(
    reader: Reader, node: Node | None, conditions: ConditionReader, sources: SourceReader
) -> dict[str, Criterion]:
    criteria = {}
    for name, entry in read_named(reader, node, "criteria"):
        what = f"criterion `{name}`"
        fields = reader.record(entry, what, CRITERION)
        calls = read_validity(reader, fields, what)
        when = conditions.within(calls).condition(fields.get("when"), f"`when` of {what}")
        sources.sound(fields.read["sources"], fields.get("sources"), entry, what)
        criteria[name] = Criterion(id=name, when=when, calls=calls, **fields.read)
    return criteria


def check_criteria(
    conditions: ConditionReader, node: Node | None, criteria: Mapping[str, Criterion], options: Mapping[str, Option]
) -> None:
    """Check what needs all criteria and options: the names in conditions, and the facts on which each criterion rests."""
    sound = _check_references(conditions, criteria, options)
    for name, entry in read_named(conditions.reader, node, "criteria"):
        when = criteria[name].when
        facts = facts_of(when, criteria, options) if sound else facts_of(when)
        chosen = [fact for fact in facts if conditions.tests.answers[fact].fact.chosen]
        if chosen and criteria[name].limit is None:
            message = f"criterion `{name}` uses the chosen fact `{chosen[0]}` and needs `limit`"
            conditions.reader.problem("E409", entry, message, "say what to keep to while the choice is open")


def _kind(reference: CriterionMet | OptionMet) -> str:
    return "criterion" if isinstance(reference, CriterionMet) else "option"


def _check_references(
    conditions: ConditionReader, criteria: Mapping[str, Criterion], options: Mapping[str, Option]
) -> bool:
    """Whether all criteria and options that conditions name exist where they are named, and none names itself."""
    reader, before = conditions.reader, len(conditions.reader.problems)
    places: dict[CriterionMet | OptionMet, Node] = {}
    for reference, node, calls in conditions.references:
        known: Mapping[str, Criterion | Option] = criteria if isinstance(reference, CriterionMet) else options
        if not reference[0] or not reader.known(node, reference[0], known, _kind(reference)):
            continue
        places[reference] = node
        absent = next((call for call in calls if call and call not in known[reference[0]].calls), None)
        if absent is not None:
            reader.problem("E205", node, f"{_kind(reference)} `{reference[0]}` does not exist in call {absent}")
    if len(reader.problems) == before and places:
        names_of: dict[CriterionMet | OptionMet, list[CriterionMet | OptionMet]] = {
            CriterionMet(name): list(references_of(criterion.when)) for name, criterion in criteria.items()
        }
        names_of |= {OptionMet(name): [*map(CriterionMet, option.criteria)] for name, option in options.items()}
        circle = [reference for reference in circle_in(names_of) if reference in places]
        if circle:
            message = f"{_kind(circle[0])} `{circle[0][0]}` is made of itself"
            reader.problem("E302", places[circle[0]], message, "leave one of the names out")
    return len(reader.problems) == before


class OptionReader:
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
        return None if node is None else self.reader.text(node, what)
