"""Rule files of several parts, and words of the subject."""

import os
from pathlib import Path

import pytest
from process import ka1

from ka1cli.decision.decide import decide
from ka1cli.decision.loading import load_rules, parse_rules
from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.include import MAX_FILES, self_contained
from ka1cli.language.load import load_document

SHARED = """\
# What all share.
ask: the desk
sources: {act: {title: Act, publisher: State, confidence: official}}
panels:
    person: About you
facts:
    old:  # years do not matter
        {asks: given, type: yes-no, panel: person, title: old, question: "Are you old?"}
meant:
- {finding: K104, about: [routes], because: Not everybody gets it.}
"""
OWN = """\
ka1: 1
id: aid
title: Aid
version: "1"
language: en
as_of: 2026-01-01
include: [parts/shared.yaml]
words: {option: offer, applicant: household}
facts: {poor: {asks: given, type: yes-no, panel: person, title: poor, question: "Are you poor, too?"},
  tall: {asks: given, type: yes-no, panel: person, title: tall, question: Are you tall?}}
criteria:
  fits: {title: Fits, when: {old: yes, poor: yes, tall: no}, met: M., unmet: U., unknown: D., sources: [act]}
kinds: {get: Get}
routes:
  aid: {kind: get, title: Aid, summary: Help., criteria: [fits]}
meant:
  - {finding: K101, about: [nothing], because: Still.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "shared.yaml").write_text(SHARED, "utf-8")
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    return tmp_path


def problems(path: Path) -> list[tuple[str, str, int, int]]:
    with pytest.raises(InvalidRules) as caught:
        load_rules(path)
    return [(problem.code, Path(problem.place.file).name, *problem.place[1:3]) for problem in caught.value.diagnostics]


def test_sections_are_joined_what_was_included_first(folder: Path) -> None:
    rules = load_rules(folder / "own.yaml")
    decision = decide(rules, {"old": "yes", "poor": "yes", "tall": "no"})
    assert [option.verdict for option in decision.options] == ["eligible"]
    assert list(rules.rule_set.facts) == ["old", "poor", "tall"]
    assert [entry.finding for entry in rules.rule_set.meant] == ["K104", "K101"]
    assert rules.rule_set.ask == "the desk"


def test_an_export_stands_for_itself(folder: Path) -> None:
    rules, document = load_document(folder / "own.yaml")
    text = self_contained(document)
    assert repr(parse_rules(text).rule_set) == repr(rules)
    assert "# years do not matter" in text
    assert ka1("rules", "export", folder / "own.yaml").stdout == text


def test_the_hash_tells_what_is_included(folder: Path) -> None:
    before = load_rules(folder / "own.yaml").sha256
    shared = folder / "parts" / "shared.yaml"
    shared.write_text(shared.read_text("utf-8").replace("Are you old?", "Old?"), "utf-8")
    assert load_rules(folder / "own.yaml").sha256 != before


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: old", "titel: old", [("E202", "shared.yaml", 8, 52)]),
        ("    old:", "    poor:", [("E107", "own.yaml", 9, 9), ("E301", "own.yaml", 12, 30)]),
        ("ask: the desk", "ask: the desk\ntitle: Other", [("E107", "own.yaml", 3, 1)]),
        ("ask: the desk", "include: [own.yaml]\nask: the desk", [("E101", "shared.yaml", 2, 11)]),
        ("ask: the desk", "ask: [", [("E104", "shared.yaml", 4, 1)]),
        (SHARED, "- a list", [("E201", "own.yaml", 7, 11)]),
    ],
)
def test_a_problem_is_reported_where_it_stands(folder: Path, old: str, new: str, expected: list[object]) -> None:
    assert SHARED.count(old) == 1
    (folder / "parts" / "shared.yaml").write_text(SHARED.replace(old, new), "utf-8")
    found = problems(folder / "own.yaml")
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    "name", ["/etc/hosts", "../own.yaml", "parts/../own.yaml", "parts/none.yaml", "..\\\\own.yaml"]
)
def test_only_files_that_are_there_in_the_folder_or_below(folder: Path, name: str) -> None:
    (folder / "own.yaml").write_text(OWN.replace("parts/shared.yaml", f'"{name}"'), "utf-8")
    assert problems(folder / "own.yaml")[0][0] in ("E205", "E101")


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "parts" / "shared.yaml").unlink()
    os.mkfifo(folder / "parts" / "shared.yaml")
    assert problems(folder / "own.yaml")[0][0] == "E101"


def test_files_may_include_each_other_and_are_bounded(folder: Path) -> None:
    shared = folder / "parts" / "shared.yaml"
    shared.write_text("include: [shared.yaml, more.yaml]\n" + SHARED, "utf-8")
    (folder / "parts" / "more.yaml").write_text("include: [shared.yaml]\npanels: {other: Other}\n", "utf-8")
    assert list(load_rules(folder / "own.yaml").rule_set.panels) == ["person", "other"]
    many = [f"{number}.yaml" for number in range(MAX_FILES)]
    for name in many:
        (folder / name).write_text("panels: {}", "utf-8")
    (folder / "own.yaml").write_text(OWN.replace("parts/shared.yaml", ", ".join(many)), "utf-8")
    assert problems(folder / "own.yaml")[0][0] == "E103"


def test_words_of_the_subject(folder: Path) -> None:
    words = load_rules(folder / "own.yaml").rule_set.words
    assert (words.option, words.options, words.applicants, words.period, words.periods) == (
        *("offer", "offers", "households"),
        *("call", "calls"),
    )
    text = (folder / "own.yaml").read_text("utf-8").replace("as_of:", "calls: [2026]\nas_of:")
    (folder / "own.yaml").write_text(text.replace("words: {", "words: {period: year, "), "utf-8")
    shown = ka1("rules", "show", folder / "own.yaml").stdout
    assert "2026, of the years 2026" in shown
    done = ka1("rules", "sql", folder / "own.yaml")
    assert 'FROM "households"' in done.stdout or "FROM households" in done.stdout
