"""Rule sets written as rule files: the way back from what the loader reads, written without it."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ka1cli.decision.loading import load_rules
from ka1cli.decision.rules import Rules
from ka1cli.language.formulas import (
    Aged,
    AllOf,
    Answer,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    FigureBound,
    InFigure,
    Not,
    OneOf,
    OptionMet,
    Range,
    Sum,
    Table,
    Test,
)
from ka1cli.language.include import self_contained, with_included
from ka1cli.language.model import Audience, Calls, Criterion, Fact, FactType, Figure, Group, Option, RuleSet, Statement
from ka1cli.language.yaml.document import read_document

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "rules.yaml"
LIBRARY = ROOT / "tests" / "rules" / "library.yaml"
ENTANGLED = ROOT / "tests" / "rules" / "entangled.yaml"
ROOMS = ROOT / "tests" / "rules" / "rooms.yaml"
"""Every construct of the language."""
GRANTS = ROOT / "tests" / "rules" / "grants.yaml"


@cache
def loaded(file: Path) -> Rules:
    """The rules of a file. Nothing loads rules while tests are collected: a loader that is broken fails tests."""
    return load_rules(file)


@cache
def plain(file: Path) -> dict[str, Any]:
    """What stands in a rule file and in those that it includes, read without our loader: all scalars are texts."""
    data: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
    for name in data.get("include", ()):
        for section, entries in plain(file.parent / name).items():
            if isinstance(entries, dict):
                data[section] = entries | data.get(section, {})
    return data


def options_in(file: Path) -> list[str]:
    """The names of the routes and activities of a rule file."""
    return [*plain(file)["routes"], *plain(file).get("activities", ())]


def shipped_text() -> str:
    """The shipped rules as one file, with all that they include."""
    return self_contained(with_included(read_document(SHIPPED)))


def as_json(rules: RuleSet) -> str:
    """A rule set as a JSON text, which is YAML as well."""
    return json.dumps(as_data(rules), ensure_ascii=False, indent=1)


def as_yaml(rules: RuleSet) -> str:
    """A rule set as a YAML text."""
    return yaml.dump(as_data(rules), Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10_000)


class _Quoting(yaml.SafeDumper):
    """Leaves numbers plain and puts quotes around texts of digits, so that they stay texts."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"' if text.isdigit() else None)


_Quoting.add_representer(str, _text)
_Quoting.add_multi_representer(str, _text)


def as_data(rules: RuleSet) -> dict[str, object]:
    """A rule set as mappings, lists, texts and numbers, in the words of the rule language."""
    facts = rules.facts
    routes = {name: _option(option, facts) for name, option in rules.options.items() if not option.is_activity}
    activities = {name: _option(option, facts) for name, option in rules.options.items() if option.is_activity}
    return _without_empty(
        {
            "ka1": 1,
            "id": rules.id,
            "title": rules.title,
            "version": rules.version,
            "language": rules.language,
            "as_of": rules.as_of.isoformat(),
            "calls": list(rules.calls),
            "ask": rules.ask,
            "topic": rules.topic,
            "words": rules.words._asdict(),
            "for": rules.audience and _audience(rules.audience, facts),
            "sources": {
                name: _without_empty({**_fields(source, {"id"}), "topics": list(source.topics)})
                for name, source in rules.sources.items()
            },
            "groups": {name: _group(group) for name, group in rules.groups.items()},
            "panels": dict(rules.panels),
            "facts": {name: _fact(fact, facts) for name, fact in facts.items()},
            "figures": {name: _figure(figure) for name, figure in rules.figures.items()},
            "criteria": {name: _criterion(criterion, facts) for name, criterion in rules.criteria.items()},
            "kinds": dict(rules.kinds),
            "routes": routes,
            "activities": activities,
            "background": {
                name: _without_empty(
                    {
                        "title": entry.title,
                        "with": entry.shown_with,
                        "text": entry.text,
                        "items": _statements(entry.items, facts),
                        "figures": list(entry.figures),
                        "sources": list(entry.sources),
                    }
                )
                for name, entry in rules.background.items()
            },
            "partitions": {
                name: {"by": entry.by, "options": list(entry.options), "because": entry.because}
                for name, entry in rules.partitions.items()
            },
            "meant": [
                {"finding": entry.finding, "about": list(entry.about), "because": entry.because}
                for entry in rules.meant
            ],
        }
    )


def _without_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None and value not in ([], {})}


def _fields(record: object, left_out: set[str]) -> dict[str, object]:
    return _without_empty({key: value for key, value in record._asdict().items() if key not in left_out})


def _group(group: Group) -> dict[str, object]:
    fields: dict[str, object] = {"title": group.title, "sources": list(group.sources), "of": list(group.of)}
    if set(group.by_call) == {0}:
        values = group.by_call[0]
        fields["values"] = {value: group.labels.get(value) for value in values} if group.labels else list(values)
    else:
        fields["by_call"] = {str(call): list(values) for call, values in group.by_call.items()}
    return _without_empty(fields)


def _fact(fact: Fact, facts: Mapping[str, Fact]) -> dict[str, object]:
    fields: dict[str, object] = {
        "asks": "chosen" if fact.chosen else "given",
        "type": str(fact.type),
        "aliases": dict(fact.aliases),
        "unit": fact.unit,
        "decimals": fact.decimals or None,
        "headings": list(fact.headings),
        "panel": fact.panel,
        "title": fact.title,
        "question": fact.question,
        "help": fact.help,
        "implies": [
            {"when": _accepts(entry.when, facts), "then": condition(entry.then, facts), "because": entry.because}
            for entry in fact.implies
        ],
    }
    if fact.values_group:
        fields["values"] = {"group": fact.values_group}
    elif fact.type is FactType.YES_NO:
        fields["also"] = dict(fact.values)
    elif fact.type is FactType.COUNTRY:
        pass  # all countries, without a list
    elif fact.values:
        labelled = any(fact.values.values())
        fields["values"] = (
            {value: label or None for value, label in fact.values.items()} if labelled else list(fact.values)
        )
    if fact.type in (FactType.NUMBER, FactType.DATE):
        fields["min"] = _end(fact, fact.min)
        fields["max"] = None if fact.max is None else _end(fact, fact.max)
    return _without_empty(fields)


def _end(fact: Fact, end: int) -> object:
    return date.fromordinal(end).isoformat() if fact.type is FactType.DATE else _number(end, fact.decimals)


def _number(number: int, decimals: int) -> int | float:
    return number / 10**decimals if decimals else number


def _figure(figure: Figure) -> dict[str, object]:
    fields = _fields(figure, {"id", "by_call", "sources", "sources_by_call", "decimals"})
    fields["confirmed"] = list(figure.confirmed)
    if set(figure.by_call) == {0}:
        fields["value"] = _figure_value(figure.by_call[0], figure.decimals)
    else:
        fields["by_call"] = {str(call): _figure_value(value, figure.decimals) for call, value in figure.by_call.items()}
    if set(figure.sources_by_call) == {0}:
        fields["sources"] = list(figure.sources)
    else:
        fields["sources"] = {str(call): list(names) for call, names in figure.sources_by_call.items()}
    return {key: value for key, value in fields.items() if key == "value" or value not in (None, [])}


def _figure_value(value: object, decimals: int) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Range):
        return {end: _number(number, decimals) for end, number in value._asdict().items() if number is not None}
    return _number(value, decimals) if isinstance(value, int) else value


def _criterion(criterion: Criterion, facts: Mapping[str, Fact]) -> dict[str, object]:
    fields = _fields(criterion, {"id", "when", "way_on", "sources", "calls"}) | _validity(criterion.calls)
    fields |= {"when": condition(criterion.when, facts), "way_on": list(criterion.way_on)}
    return _without_empty(fields | {"sources": list(criterion.sources)})


def _validity(calls: Calls) -> dict[str, object]:
    return {"from": calls.first, "until": calls.last}


def _audience(audience: Audience, facts: Mapping[str, Fact]) -> dict[str, object]:
    way_on = _statements(audience.way_on, facts)
    return _without_empty({**condition(audience.when, facts), "because": audience.because, "way_on": way_on})


def condition(when: Condition, facts: Mapping[str, Fact]) -> dict[str, object]:
    """A condition as a mapping."""
    match when:
        case Test(fact):
            return {fact: _accepts(when, facts)}
        case Not(part):
            return {"not": condition(part, facts)}
        case AllOf(parts):
            return {"all": [condition(part, facts) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition(part, facts) for part in parts]}
        case AtLeast(number, parts):
            return {"at_least": {str(number): [condition(part, facts) for part in parts]}}
        case CriterionMet(name):
            return {"criterion": name}
        case OptionMet(name):
            return {"option": name}
        case Compared(fact, relation, other):
            return {fact: {relation: {"fact": other} if relation in ("min", "max") else other}}
        case Sum(of, accepts):
            return {"sum": {"of": list(of), **_accepts(Test(of[0], accepts), facts)}}
        case Table(by, fact, end, rows):
            written = [
                [
                    *(next((_accepts(test, facts) for test in row.when if test.fact == name), None) for name in by),
                    _last_cell(row.then, end, facts),
                ]
                for row in rows
            ]
            return {"table": {"by": list(by), end: fact, "rows": written}}
    raise AssertionError(when)


def _last_cell(test: Test | None, end: str, facts: Mapping[str, Fact]) -> object:
    if test is None:
        return None
    written = _accepts(test, facts)
    return written if end == "value" else written[end]


def _accepts(test: Test, facts: Mapping[str, Fact]) -> object:
    match test.accepts:
        case OneOf(values, ()):
            written = [_answer(value) for value in values]
            return written[0] if len(written) == 1 else written
        case OneOf((), (group,)):
            return {"group": group}
        case InFigure(figure):
            return {"figure": figure}
        case Aged(on, low, high):
            return _without_empty({"age_on": _bound(facts[test.fact], on), "min": low, "max": high})
        case (low, high):
            fact = facts[test.fact]
            return _without_empty({"min": _bound(fact, low), "max": _bound(fact, high)})
    raise AssertionError(test)


def _bound(fact: Fact, bound: int | FigureBound | None) -> object:
    if bound is None:
        return None
    return {"figure": bound.figure} if isinstance(bound, FigureBound) else _end(fact, bound)


def _answer(answer: Answer) -> object:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Decimal):
        return float(answer)
    return answer.isoformat() if isinstance(answer, date) else answer


def _option(option: Option, facts: Mapping[str, Fact]) -> dict[str, object]:
    plain = {"code", "kind", "title", "summary", "who"}
    fields = _fields(option, set(option._fields) - (plain - {"kind"} if option.is_activity else plain))
    for key in ("aliases", "criteria", "figures", "links", "sources"):
        fields[key] = list(getattr(option, key))
    for key in ("manual_checks", "next_steps", "notes"):
        fields[key] = _statements(getattr(option, key), facts)
    fields["recommend"] = [
        {"when": condition(entry.when, facts), "because": entry.because} for entry in option.recommend
    ]
    fields["deadlines"] = [
        _without_empty(
            {
                "call": entry.call,
                "round": entry.round,
                "closes": entry.closes and entry.closes.isoformat(),
                "starts_from": entry.starts_from and entry.starts_from.isoformat(),
                "starts_to": entry.starts_to and entry.starts_to.isoformat(),
                "sources": list(entry.sources),
                "note": entry.note,
                "only_where": condition(entry.only_where, facts)
                if isinstance(entry.only_where, tuple)
                else entry.only_where,
            }
        )
        for entry in option.deadlines
    ]
    return _without_empty(fields | _validity(option.calls))


def _statements(statements: tuple[Statement, ...], facts: Mapping[str, Fact]) -> list[object]:
    return [
        entry.text
        if entry == Statement(entry.text)
        else _without_empty(
            {
                "text": entry.text,
                "when": entry.when and condition(entry.when, facts),
                "sources": list(entry.sources),
                "note": entry.note,
            }
        )
        for entry in statements
    ]
