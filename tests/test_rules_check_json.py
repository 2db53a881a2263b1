"""The JSON of the bench follows its published schemas, in which nothing that is written is left out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from process import LIBRARY, ROOT, ka1
from rule_files import SHIPPED

pytestmark = pytest.mark.thorough

TABLE = "id,district,books\na,N1,6\n"
CASES = "cases: [{name: x, profile: {pupil: yes}, expect: {card: eligible}}]"
LIBRARY_BROKEN = "ka1: 1\nid: 1x\n"

RESULTS = [
    ("findings", ["check", str(LIBRARY)]),
    ("findings", ["check", str(SHIPPED)]),
    ("findings", ["check", "broken.yaml"]),
    ("findings", ["check", "nowhere.yaml"]),
    ("tests", ["test", "cases.yaml", "--rules", str(LIBRARY)]),
    ("tests", ["test", "cases.yaml", "--rules", str(LIBRARY), "--coverage"]),
    ("tests", ["test", str(ROOT / "tests" / "cases"), "--coverage"]),
    ("diff", ["diff", str(LIBRARY), "--call", "2025", "--call", "2026", "--on-table", "people.csv", "--id", "id"]),
    ("diff", ["diff", str(LIBRARY), str(SHIPPED)]),
    ("diff", ["diff", "--call", "2023", "--call", "2024"]),
    ("diff", ["diff", str(LIBRARY), str(LIBRARY)]),
]


def _strict(schema: object) -> object:
    """The schema with every object closed: a field that it does not name is an error."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _strict(part) for key, part in schema.items()}
    return {"additionalProperties": False, **closed} if "properties" in schema else closed


def _open_objects(schema: object) -> Iterator[object]:
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("additionalProperties") is False:
            yield schema
        for part in schema.values():
            yield from _open_objects(part)


@pytest.mark.parametrize(("name", "arguments"), RESULTS, ids=[" ".join(arguments)[-60:] for _, arguments in RESULTS])
def test_results_follow_their_schema(
    name: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file, text in (("people.csv", TABLE), ("cases.yaml", CASES), ("broken.yaml", LIBRARY_BROKEN)):
        Path(file).write_text(text, encoding="utf-8")
    result = json.loads(ka1("rules", *arguments, "--format", "json").stdout)
    schema = json.loads((ROOT / "ka1cli" / "render" / "json" / f"{name}-1.schema.json").read_text(encoding="utf-8"))
    assert list(_open_objects(schema)) == []  # fields may be added within a version
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(_strict(schema)).validate(result)
