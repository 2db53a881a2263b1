"""The JSON Schema of rule files, for editors: made from the keys that the loader reads, with a word on each.

A schema sees the shape of a file, not its names: whatever it refuses, the loader refuses too, and the loader refuses
more. Scalars may be written as text wherever YAML would make a number or a truth value of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ka1cli.language import keys
from ka1cli.language.conditions import COMBINERS
from ka1cli.language.keys import Keys
from ka1cli.language.model import Confidence, FactType, RuleSet

Fragment = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = "^[A-Za-z][A-Za-z0-9_.-]{0,63}$"
_TEXT: Fragment = {"type": ["string", "number", "boolean"]}
_INTEGER: Fragment = {"type": ["integer", "string"], "pattern": "^[+-]?[0-9]{1,15}$"}
_YEAR: Fragment = {"type": ["integer", "string"], "pattern": "^[0-9]{4}$", "minimum": 1000, "maximum": 9999}
_DAY: Fragment = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MOMENT: Fragment = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})$"}


def rules_schema(rules: RuleSet | None = None) -> Fragment:
    """The schema. With a rule set, editors also offer the names that stand in it."""
    return {
        "$schema": DIALECT,
        "title": "A rule file of ka1",
        **_record(keys.RULE_FILE, _sections()),
        "$defs": _definitions(_Names(rules)),
    }


class _Names:
    """References to what a file declares: any name, and for completion those that are known."""

    def __init__(self, rules: RuleSet | None) -> None:
        self.rules = rules

    def one(self, section: str) -> Fragment:
        known = list(getattr(self.rules, section)) if self.rules is not None else []
        return {"anyOf": [{"enum": known}, _TEXT]} if known else dict(_TEXT)

    def list(self, section: str, about: str) -> Fragment:
        return _list(self.one(section), about)


def _record(known: Keys, fields: Mapping[str, Fragment], **more: Any) -> Fragment:
    """A mapping with the given keys, each of which must have its fragment; optional ones may be empty."""
    if set(fields) != set(known.all):
        raise KeyError(sorted(set(fields) ^ set(known.all)))
    properties = {key: fields[key] if key in known.required else _or_nothing(fields[key]) for key in known.all}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": list(known.required)} if known.required else {}),
        **more,
    }


def _or_nothing(fragment: Fragment) -> Fragment:
    about = {key: fragment[key] for key in ("description",) if key in fragment}
    return {**about, "anyOf": [{key: part for key, part in fragment.items() if key not in about}, {"type": "null"}]}


def _said(fragment: Fragment, about: str) -> Fragment:
    return {**fragment, "description": about}


def _list(entry: Fragment, about: str) -> Fragment:
    return {"type": "array", "items": entry, "minItems": 1, "description": about}


def _named(entry: Fragment, about: str, **more: Any) -> Fragment:
    return {
        "type": "object",
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": entry,
        "description": about,
        **more,
    }


def _ref(name: str) -> Fragment:
    return {"$ref": f"#/$defs/{name}"}


def _enum(values: Iterable[str], about: str) -> Fragment:
    return {"enum": [str(value) for value in values], "description": about}


def _by_call(entry: Fragment, about: str) -> Fragment:
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[0-9]{4}$"},
        "additionalProperties": entry,
        "minProperties": 1,
        "description": about,
    }


def _values(about: str) -> Fragment:
    return {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                "minProperties": 1,
            },
            {"type": "array", "items": _TEXT, "minItems": 1},
        ],
        "description": about,
    }


def _sections() -> dict[str, Fragment]:
    return {
        "ka1": {"enum": [1, "1"], "description": "Version of the rule language."},
        "id": _said({**_TEXT, "pattern": _NAME}, "Name of the rule set; it appears in every JSON result."),
        "title": _said(_TEXT, "What the rules are about."),
        "version": _said(_TEXT, "Version of this file."),
        "language": _said(_TEXT, "Language of the sentences, such as en."),
        "as_of": _said(_DAY, "The day on which somebody last checked the content."),
        "calls": _list(_YEAR, "The years that the file knows, oldest first; the last one is the default."),
        "ask": _said(_TEXT, "Whom to ask where the file does not know."),
        "for": _said(_ref("audience"), "For whom the rules are, unless somebody answers otherwise."),
        "sources": _named(_ref("source"), "What the rules rest on."),
        "groups": _named(_ref("group"), "Named sets of values, such as countries."),
        "panels": _named(_TEXT, "Headings under which the facts are asked, in this order."),
        "facts": _named(_ref("fact"), "What is asked."),
        "figures": _named(_ref("figure"), "Numbers that change from call to call or stand in several sentences."),
        "criteria": _named(_ref("criterion"), "Named conditions, each with a sentence for every state."),
        "kinds": _named(_TEXT, "What one does in a route: apply, join, ..."),
        "routes": _named(_ref("route"), "What can be done.", minProperties=1),
        "activities": _named(_ref("activity"), "What can be done within a route."),
        "background": _named(_ref("background"), "What a reader wants to know and no criterion decides."),
        "partitions": _named(_ref("partition"), "Options that divide the range of a fact among them."),
        "meant": _list(_ref("meant"), "Findings of `ka1 rules check` that are no mistake."),
    }


def _definitions(names: _Names) -> dict[str, Fragment]:
    sources = names.list("sources", "The sources that say so, best first.")
    note = _said(_TEXT, "A remark that is shown with it.")
    statements = _list({"anyOf": [_TEXT, _ref("statement")]}, "Sentences, each alone or with its sources.")
    option = _option_fields(names, sources, statements)
    return {
        "source": _record(
            keys.SOURCE,
            {
                "title": _said(_TEXT, "Title of the page or document."),
                "publisher": _said(_TEXT, "Who publishes it."),
                "confidence": _enum(Confidence, "How sound it is. Nothing decides on memory alone."),
                "year": _said(_TEXT, "Year or edition, as text."),
                "section": _said(_TEXT, "Where in it."),
                "link": _said(_TEXT, "Address on the web."),
            },
        ),
        "statement": _record(
            keys.STATEMENT,
            {
                "text": _said(_TEXT, "The sentence."),
                "when": _said(_ref("condition"), "Whom it concerns; nobody else sees it."),
                "sources": sources,
                "note": note,
            },
        ),
        "audience": {
            "type": "object",
            "properties": {
                "because": _said(_TEXT, "Said to those for whom the rules are not."),
                "way_on": _or_nothing({**statements, "description": "What they can do instead."}),
            },
            "additionalProperties": True,
            "required": list(keys.AUDIENCE.required),
            "minProperties": 2,
        },
        "group": _record(
            keys.GROUP,
            {
                "title": _said(_TEXT, "What the group is called in sentences: the EU Member States."),
                "values": _values("Its values: a list, or a mapping to their names."),
                "by_call": _by_call(_list(_TEXT, "The values from this call on."), "Values from a call on."),
                "of": names.list("groups", "Groups that it unites."),
                "sources": sources,
            },
            oneOf=[
                {"required": [key], "properties": {key: {"not": {"type": "null"}}}}
                for key in ("values", "by_call", "of")
            ],
        ),
        "fact": _record(keys.FACT, _fact_fields(names), allOf=_fitting_the_type()),
        "implication": _record(
            keys.IMPLICATION,
            {
                "when": _said(_ref("test"), "A test on this fact."),
                "then": _said(_ref("condition"), "What then holds for other facts."),
                "because": _said(_TEXT, "Why; shown to whoever contradicts it."),
            },
        ),
        "figure": _record(
            keys.FIGURE,
            {
                "title": _said(_TEXT, "What it is."),
                "unit": _said(_TEXT, "Unit, in the plural."),
                "value": _said(_ref("value"), "The value in every call; nothing: not known."),
                "by_call": _by_call({"anyOf": [_ref("value"), {"type": "null"}]}, "The value from a call on."),
                "confirmed": _list(_YEAR, "The calls for which a source states it."),
                "sources": {"anyOf": [sources, _by_call(sources, "The sources from a call on.")]},
                "note": note,
            },
            oneOf=[
                {"required": ["value"]},
                {"required": ["by_call"], "properties": {"by_call": {"not": {"type": "null"}}}},
            ],
        ),
        "value": {
            "anyOf": [
                _TEXT,
                _record(
                    keys.RANGE,
                    {"min": _said(_INTEGER, "Least value."), "max": _said(_INTEGER, "Greatest value.")},
                    minProperties=1,
                ),
            ]
        },
        "condition": _condition(names),
        "test": _test(names),
        "criterion": _record(
            keys.CRITERION,
            {
                "title": _said(_TEXT, "What is required, in a few words."),
                "when": _said(_ref("condition"), "When it is met."),
                "met": _said(_TEXT, "Said when it is met."),
                "unmet": _said(_TEXT, "Said when it is not."),
                "unknown": _said(_TEXT, "Said while answers are missing."),
                "limit": _said(_TEXT, "What to keep to while a choice is open; needed where a chosen fact is used."),
                "short": _said(_TEXT, "What is wrong where it is unmet, in two or three words; the title if left out."),
                "way_on": names.list("options", "Options to look at when it is unmet."),
                "sources": sources,
                "note": note,
                **_validity(),
            },
        ),
        "route": _record(
            keys.ROUTE, {"kind": _said(names.one("kinds"), "What one does there, from `kinds`."), **option}
        ),
        "activity": _record(keys.ACTIVITY, option),
        "recommendation": _record(
            keys.RECOMMENDATION,
            {
                "when": _said(_ref("condition"), "When the option is recommended, unless it is closed."),
                "because": _said(_TEXT, "Why."),
            },
        ),
        "deadline": _record(
            keys.DEADLINE,
            {
                "call": _said(_YEAR, "The call."),
                "round": _said(_INTEGER, "The round of the call."),
                "closes": _said(_MOMENT, "Closing time with its offset from UTC; nothing: not known."),
                "only_where": {
                    "anyOf": [_TEXT, _ref("condition")],
                    "description": "Who has the round, where not everybody does: a condition, or words.",
                },
                "starts_from": _said(_DAY, "First day on which a project may start."),
                "starts_to": _said(_DAY, "Last day on which a project may start."),
                "sources": sources,
                "note": note,
            },
        ),
        "background": _record(
            keys.BACKGROUND,
            {
                "title": _said(_TEXT, "Heading."),
                "with": _enum(("routes", "activities"), "Where it is shown."),
                "text": _said(_TEXT, "A paragraph."),
                "items": statements,
                "figures": names.list("figures", "Figures that are shown with it."),
                "sources": sources,
            },
            anyOf=[{"required": ["text"]}, {"required": ["items"]}],
        ),
        "partition": _record(
            keys.PARTITION,
            {
                "by": _said(names.one("facts"), "The number or date that is divided."),
                "options": names.list("options", "The options that divide it."),
                "because": _said(_TEXT, "Why they are meant to."),
            },
        ),
        "meant": _record(
            keys.MEANT,
            {
                "finding": _said({"type": "string", "pattern": "^K[0-9]{3}$"}, "Code of the finding."),
                "about": _list(_TEXT, "What it is about, as the report says it."),
                "because": _said(_TEXT, "Why it is no mistake."),
            },
        ),
    }


def _validity() -> dict[str, Fragment]:
    return {
        "from": _said(_YEAR, "The first call in which it exists."),
        "until": _said(_YEAR, "The last call in which it exists."),
    }


def _fact_fields(names: _Names) -> dict[str, Fragment]:
    end: Fragment = {"type": ["integer", "string"], "pattern": "^([+]?[0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2})$"}
    of_group = _record(keys.GROUP_TEST, {"group": names.one("groups")})
    return {
        "asks": _enum(("given", "chosen"), "given: who they are. chosen: what they plan and may still change."),
        "type": _enum(FactType, "How it is answered."),
        "panel": _said(names.one("panels"), "The heading under which it is asked, from `panels`."),
        "title": _said(_TEXT, "A short noun, used inside sentences."),
        "question": _said(_TEXT, "The question."),
        "values": {"anyOf": [of_group, _values("")], "description": "What can be answered to a choice or code."},
        "also": _values("More answers than yes and no, each with what it means."),
        "aliases": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "Further spellings, each with the value it stands for.",
        },
        "min": _said(end, "The least answer to a number or date."),
        "max": _said(end, "The greatest answer to a number or date."),
        "unit": _said(_TEXT, "Unit of a number, in the plural."),
        "headings": _list(_TEXT, "Further names that a column with its answers may have, besides id and title."),
        "help": _said(_TEXT, "More about the question."),
        "implies": _list(_ref("implication"), "What an answer says about other facts."),
    }


def _fitting_the_type() -> list[Fragment]:
    """Which keys go with which type of a fact."""
    fitting: dict[FactType, tuple[str, ...]] = {
        FactType.YES_NO: ("also", "aliases"),
        FactType.CHOICE: ("values", "aliases"),
        FactType.CODE: ("values", "aliases"),
        FactType.NUMBER: ("min", "max", "unit"),
        FactType.DATE: ("min", "max"),
    }
    return [
        {
            "if": {"properties": {"type": {"const": str(kind)}}, "required": ["type"]},
            "then": {
                "properties": {
                    **{
                        key: {"type": "null"}
                        for key in ("values", "also", "aliases", "min", "max", "unit")
                        if key not in allowed
                    },
                    **({"values": {"not": {"type": "null"}}} if "values" in allowed else {}),
                },
                **({"required": ["values"]} if "values" in allowed else {}),
            },
        }
        for kind, allowed in fitting.items()
    ]


def _option_fields(names: _Names, sources: Fragment, statements: Fragment) -> dict[str, Fragment]:
    return {
        "code": _said(_TEXT, "An official code."),
        "aliases": _list(_TEXT, "More names under which it is found."),
        "title": _said(_TEXT, "What it is called."),
        "summary": _said(_TEXT, "What it is, in a sentence."),
        "who": _said(_TEXT, "Who it is for."),
        "criteria": names.list("criteria", "What is required: all of these."),
        "recommend": _list(_ref("recommendation"), "When it is recommended, and why. Never a verdict."),
        "figures": names.list("figures", "Figures that are shown with it."),
        "manual_checks": {**statements, "description": "What no form can decide."},
        "next_steps": {**statements, "description": "What to do next."},
        "deadlines": _list(_ref("deadline"), "Closing dates by call and round."),
        "notes": {**statements, "description": "What is good to know."},
        "links": _list(_TEXT, "Addresses on the web."),
        "sources": sources,
        **_validity(),
    }


def _condition(names: _Names) -> Fragment:
    parts = _list(_ref("condition"), "")
    combiners = {
        "all": _said(parts, "All of these hold."),
        "any": _said(parts, "At least one of these holds."),
        "not": _said(_ref("condition"), "This does not hold."),
    }
    assert set(combiners) == set(COMBINERS)
    facts = names.rules.facts if names.rules is not None else {}
    tests = {fact.id: _said(_ref("test"), fact.question) for fact in facts.values()}
    return {
        "type": "object",
        "properties": combiners | tests,
        "additionalProperties": _ref("test"),
        "minProperties": 1,
        "description": "Tests on facts, which must all hold.",
    }


def _test(names: _Names) -> Fragment:
    figure = _record(keys.FIGURE_BOUND, {"figure": names.one("figures")})
    bound = {"anyOf": [{"type": ["integer", "string"]}, figure]}
    return {
        "anyOf": [
            _said(_TEXT, "One value."),
            _list(_TEXT, "One of these values."),
            _record(keys.GROUP_TEST, {"group": _said(names.one("groups"), "One of the values of a group.")}),
            _record(
                keys.BOUNDS_TEST,
                {
                    "min": _said(bound, "Least value, or the figure that holds it."),
                    "max": _said(bound, "Greatest value, or the figure that holds it."),
                    "figure": _said(names.one("figures"), "The figure that holds the bounds."),
                },
                minProperties=1,
            ),
        ]
    }
