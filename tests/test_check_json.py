"""`ka1 check --format json`: the contract, on the shipped rules."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from process import LIBRARY, ROOT, ka1

SCHEMAS = ROOT / "ka1cli" / "render" / "json"
NEWCOMER = ("--accredited", "no", "--first-time", "yes")


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def document(*arguments: str | Path, command: str = "check") -> dict[str, Any]:
    """A JSON document, checked against its schema, with every field declared there."""
    done = ka1(command, *arguments, "--format", "json")
    assert done.stderr == ""
    found = json.loads(done.stdout)
    declared = schema("decision-1" if command == "check" else "options-1")
    jsonschema.Draft202012Validator(closed(declared), format_checker=jsonschema.FormatChecker()).validate(found)
    return found


def closed(declared: Any) -> Any:
    """The schema with nothing allowed beyond what it declares: what we write has to be documented."""
    if isinstance(declared, list):
        return [closed(part) for part in declared]
    if not isinstance(declared, dict):
        return declared
    inner = {key: closed(value) for key, value in declared.items()}
    if "properties" in inner and isinstance(inner.get("required"), list):
        inner.setdefault("additionalProperties", False)
    return inner


def option(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in found["options"] if entry["id"] == name)


def limits(entry: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {limit["fact"]: (limit["min"], limit["max"]) for limit in entry["limits"] if "min" in limit}


def test_the_schemas_are_schemas() -> None:
    for name in ("decision-1", "options-1"):
        jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_newcomer() -> None:
    found = document(*NEWCOMER, "--on", "2026-11-24")
    assert found["schema"] == "ka1.decision/1"
    assert found["rules"]["id"] == "erasmus-ka1-vet"
    assert (found["rules"]["call"], found["rules"]["on"]) == (2027, "2026-11-24")
    assert found["profile"] == {"accredited": False, "first_time": True}
    assert found["matches"] == ["host"]
    assert found["open"] == ["ka122", "ka120", "join", "epale", "etwinning"]
    assert found["recommended"] == ["ka122", "host"]

    ka122 = option(found, "ka122")
    assert (ka122["code"], ka122["kind"], ka122["verdict"]) == ("KA122-VET", "apply", "undetermined")
    assert ka122["recommended"] is True
    assert ka122["recommended_because"]
    assert ka122["missing"] == ["country", "organisation_type"]
    assert limits(ka122)["project_months"] == (6, 18)
    assert limits(ka122)["participants"][1] == 30
    assert {limit["fact"]: limit.get("unit") for limit in ka122["limits"]}["project_months"] == "months"
    assert ka122["deadlines"][0]["closes"] is None
    assert [entry["state"] for entry in ka122["deadlines"]] == ["unknown", "unknown"]

    ka121 = option(found, "ka121")
    assert ka121["verdict"] == "ineligible"
    assert ka121["ways_on"] == ["ka120"]
    assert ka121["cannot_change"] == ["accredited"]
    unmet = [entry for entry in ka121["criteria"] if entry["state"] == "unmet"]
    assert [entry["facts"] for entry in unmet] == [["accredited"]]
    assert all(entry["reason"] and entry["source"]["confidence"] == "official" for entry in unmet)


def test_what_was_missing_settles_it() -> None:
    found = document(*NEWCOMER, "--country", "CY", "--organisation-type", "vet-provider")
    ka122 = option(found, "ka122")
    assert (ka122["verdict"], ka122["missing"]) == ("eligible", [])
    assert "ka122" in found["matches"]


def test_a_broken_limit_has_a_remedy() -> None:
    found = document("--project-months", "20", "--participants", "31", "--accredited", "no")
    (remedy,) = option(found, "ka122")["remedies"]
    assert [(change["fact"], change["from"], change["to"]) for change in remedy["changes"]] == [
        ("project_months", 20, 18),
        ("participants", 31, 30),
    ]
    assert remedy["verdict"] == "undetermined"
    assert remedy["changes"][0]["allowed"] == {"fact": "project_months", "min": 6, "max": 18, "unit": "months"}


def test_the_next_question_settles_most() -> None:
    found = document(*NEWCOMER)
    asked = found["next_question"]["fact"]
    needed = [fact for entry in found["options"] for fact in entry["missing"]]
    assert needed.count(asked) == max(map(needed.count, needed))
    assert found["next_question"]["question"].endswith("?")
    assert document("--partner-abroad", "yes", "--route", "host")["next_question"] is None


@pytest.mark.parametrize("name", ["ka122", "KA122", "ka122-vet", "KA122-VET", "ΚΑ122", "ΚΑ122-VET", " Ka122 ", "КА122"])
def test_routes_answer_to_ids_and_codes_in_any_writing(name: str) -> None:
    assert [entry["id"] for entry in document("--route", name)["options"]] == ["ka122"]


@pytest.mark.parametrize("arguments", [["-v"], ["-q"], ["-vv"], ["--color", "always"]])
def test_the_shape_does_not_depend_on_anything_else(arguments: list[str]) -> None:
    plain = document(*NEWCOMER, "--on", "2026-11-24")
    assert document(*NEWCOMER, "--on", "2026-11-24", *arguments) == plain


def test_activities_come_with_their_facts_or_all() -> None:
    routes = [entry["id"] for entry in document()["options"]]
    with_all = [entry for entry in document("--all")["options"] if entry["kind"] == "activity"]
    asked = [entry for entry in document("--activity-days", "90")["options"] if entry["kind"] == "activity"]
    assert len(routes) == 7
    assert len(with_all) == len(asked) == 9
    assert option(document("--activity-days", "90", "--participant", "learner"), "erasmuspro")["verdict"] == "eligible"


def test_another_call_has_its_own_deadlines() -> None:
    found = document("--call", "2025", "--on", "2025-01-15", "--route", "ka122")
    assert found["rules"]["call"] == 2025
    assert [entry["call"] for entry in option(found, "ka122")["deadlines"]] == [2025, 2025]
    assert [entry["state"] for entry in option(found, "ka122")["deadlines"]] == ["open", "unknown"]


def test_the_hash_is_that_of_the_rule_file(tmp_path: Path) -> None:
    changed = tmp_path / "rules.yaml"
    changed.write_text(LIBRARY.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    hashes = {document("--rules", path)["rules"]["sha256"] for path in (LIBRARY, changed)}
    assert len(hashes) == 2


@pytest.mark.parametrize(("command", "count"), [("routes", 7), ("activities", 9)])
def test_options_as_json(command: str, count: int) -> None:
    found = document(command=command)
    assert len(found["options"]) == count
    assert len(document(found["options"][0]["id"], command=command)["options"]) == 1
