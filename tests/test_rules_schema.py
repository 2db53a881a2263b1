"""The JSON Schema of rule files: it accepts what loads, and what it refuses does not load either."""

import copy
import json
from collections.abc import Iterator

import pytest
from chances import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from process import LIBRARY, ka1
from random_rules import rule_sets
from rule_files import SHIPPED, as_data
from yaml_data import data_of

from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.keys import fields as keys
from ka1cli.language.keys.schema import rules_schema
from ka1cli.language.load import load_text
from ka1cli.language.yaml.record import Fields

pytestmark = pytest.mark.thorough

SCHEMA = rules_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
RULES = data_of(LIBRARY)
Path = tuple[str | int, ...]


def codes_of(data: object) -> set[str]:
    """The codes of all problems with which a rule file does not load."""
    try:
        load_text(json.dumps(data, ensure_ascii=False))
    except InvalidRules as error:
        return {problem.code for problem in error.diagnostics}
    return set()


def at(data: object, path: Path) -> object:
    for step in path:
        data = data[step]
    return data


def changed(path: Path, value: object) -> object:
    """The library with something else at a path."""
    data = copy.deepcopy(RULES)
    at(data, path[:-1])[path[-1]] = value
    return data


def without(path: Path) -> object:
    data = copy.deepcopy(RULES)
    del at(data, path[:-1])[path[-1]]
    return data


def paths(data: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from paths(value, (*path, key))


def test_it_is_a_schema_and_accepts_the_shipped_rules() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(VALIDATOR.iter_errors(data_of(SHIPPED))) == []
    assert list(VALIDATOR.iter_errors(RULES)) == []


@settings(max_examples=examples(40))
@given(rule_sets())
def test_it_accepts_whatever_loads(rules: object) -> None:
    assert list(VALIDATOR.iter_errors(as_data(rules))) == []


# One mapping of the library for each kind of mapping.
RECORDS: dict[str, tuple[Fields, Path]] = {
    "rule file": (keys.RULE_FILE, ()),
    "source": (keys.SOURCE, ("sources", "byelaw")),
    "statement": (keys.STATEMENT, ("routes", "card", "manual_checks", 0)),
    "group": (keys.GROUP, ("groups", "town")),
    "fact": (keys.FACT, ("facts", "age")),
    "implication": (keys.IMPLICATION, ("facts", "age", "implies", 0)),
    "figure": (keys.FIGURE, ("figures", "loan-limit")),
    "range": (keys.RANGE, ("figures", "child-age", "value")),
    "test of a fact": (keys.TEST, ("criteria", "born-this-century", "when", "birthday")),
    "figure bound": (keys.FIGURE_BOUND, ("criteria", "not-too-many", "when", "books", "max")),
    "criterion": (keys.CRITERION, ("criteria", "quiet")),
    "route": (keys.ROUTE, ("routes", "card")),
    "activity": (keys.ACTIVITY, ("activities", "piano-hour")),
    "recommendation": (keys.RECOMMENDATION, ("routes", "card", "recommend", 0)),
    "deadline": (keys.DEADLINE, ("routes", "card", "deadlines", 0)),
    "background": (keys.BACKGROUND, ("background", "why")),
}


def test_every_kind_of_mapping_is_tried() -> None:
    tried = {table.about for table, _ in RECORDS.values()}
    assert {table.about for table in keys.EVERY} - tried == {
        *(
            "partition",
            "intended finding",
            "audience",
            "words",
            "condition",
            "group test",
            "other fact",
            "table",
            "sum",
        ),
    }


@pytest.mark.parametrize("name", RECORDS)
def test_schema_and_loader_know_the_same_keys(name: str) -> None:
    known, path = RECORDS[name]
    unknown = changed((*path, "surprise"), "x")
    assert not VALIDATOR.is_valid(unknown)
    assert codes_of(unknown) & {"E202", "E301"}
    for key in known.all:
        present = key in at(RULES, path)
        emptied = changed((*path, key), None)
        if key in known.required:
            for lacking in (without((*path, key)), emptied):
                assert not VALIDATOR.is_valid(lacking), key
                assert "E203" in codes_of(lacking), key
        elif not present:
            assert VALIDATOR.is_valid(emptied) or codes_of(emptied), key
            assert "E202" not in codes_of(emptied) - ({"E202"} if name in ("group test", "figure bound") else set()), (
                key
            )


REFUSED = [
    ("a text for a mapping", ("sources",), "byelaw", "E201"),
    ("a mapping for a text", ("title",), {"a": "b"}, "E201"),
    ("a list for a mapping", ("facts", "age"), ["number"], "E201"),
    ("a text for a list", ("routes", "card", "criteria"), "lives-here", "E201"),
    ("a misspelt key", ("facts", "age", "titel"), "age", "E202"),
    ("a key of another type of fact", ("facts", "pupil", "unit"), "years", "E202"),
    ("a choice without values", ("facts", "card_type", "values"), None, "E203"),
    ("a name with a blank", ("criteria", "too many"), RULES["criteria"]["quiet"], "E204"),
    ("another version of the language", ("ka1",), 2, "E205"),
    ("a type that there is not", ("facts", "age", "type"), "integer", "E205"),
    ("neither given nor chosen", ("facts", "age", "asks"), "perhaps", "E205"),
    ("a confidence that there is not", ("sources", "leaflet", "confidence"), "sure", "E205"),
    ("a day that is none", ("as_of",), "May 2026", "E205"),
    ("a closing time without an offset", ("routes", "card", "deadlines", 0, "closes"), "2026-03-01T12:00", "E205"),
    ("a call that is no year", ("calls",), [25, 26], "E205"),
    ("a group of two kinds", ("groups", "town", "of"), ["suburbs"], "E205"),
    ("a figure with two values", ("figures", "child-age", "by_call"), {"2025": 1}, "E205"),
    ("background with something else", ("background", "why", "with"), "figures", "E205"),
    ("an empty list", ("routes", "card", "criteria"), [], "E206"),
    ("no route", ("routes",), {}, "E206"),
    ("a range without an end", ("figures", "child-age", "value"), {}, "E206"),
    ("a condition without a test", ("criteria", "quiet", "when"), {}, "E405"),
    ("bounds without a bound", ("criteria", "born-this-century", "when", "birthday"), {}, "E405"),
    ("a test of nothing", ("criteria", "quiet", "when"), {"still": None}, "E201"),
    ("background without words", ("background", "why"), {"title": "Why", "with": "routes"}, "E203"),
    ("a finding without a code", ("meant",), [{"finding": "unused", "about": ["x"], "because": "y"}], "E205"),
]


@pytest.mark.parametrize(("path", "value", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_faults_of_shape_are_refused_by_both(path: Path, value: object, code: str) -> None:
    data = changed(path, value)
    assert not VALIDATOR.is_valid(data)
    assert code in codes_of(data)


EVERY_PATH = [path for path in paths(RULES) if path]
ODDITIES = [None, "", "x", "-1", 3, -3, 2.5, True, [], ["x"], {}, {"x": "y"}, [[]], "2026-01-01", "yes"]


@settings(max_examples=examples(150))
@given(st.sampled_from(EVERY_PATH), st.sampled_from(ODDITIES))
def test_what_the_schema_refuses_does_not_load(path: Path, value: object) -> None:
    data = changed(path, value)
    if not VALIDATOR.is_valid(data):
        assert codes_of(data), f"{path} may be {value!r}"


def _fragments(schema: object) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from _fragments(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _fragments(part)


def test_every_key_is_described() -> None:
    told = {(key, bool(fragment.get("description"))) for key, fragment in _fragments(SCHEMA)}
    missing = {key for key, described in told if not described} - {key for key, described in told if described}
    assert missing == set()


def test_the_command_prints_it() -> None:
    assert json.loads(ka1("rules", "schema").stdout) == SCHEMA
