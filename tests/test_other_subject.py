"""A rule set of a quite different subject goes through every command; the program itself knows no subject."""

import json
import re
from pathlib import Path

import pytest
from process import LIBRARY, ROOT, ka1
from rule_files import ROOMS

from ka1cli import load_rules


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
@pytest.mark.parametrize(
    "command",
    [["check", "--pupil", "yes", "--all"], ["routes"], ["routes", "lc1"], ["activities"], ["activities", "piano-hour"]],
)
def test_shows_and_decides(command: list[str], format: str) -> None:
    done = ka1(*command, "--rules", LIBRARY, "--format", format)
    assert (done.code, done.stderr) == (0, "")
    told = json.loads(done.stdout)["rules"]["title"] if format == "json" else done.stdout
    assert "What the town library offers" in told


def test_its_facts_are_the_flags() -> None:
    help_text = ka1("check", "--help", "--rules", LIBRARY).stdout
    for shown in ("--district CODE", "--birthday DATE", "--card-type basic|full", "--still yes|no", "--books N"):
        assert shown in help_text
    assert "About the person:" in help_text
    assert "--accredited" not in help_text
    assert ka1("check", "--accredited", "no", "--rules", LIBRARY).code == 2


@pytest.mark.parametrize(
    ("answers", "route", "code"),
    [
        (["--district", "north1", "--pupil", "Y"], "card", 0),
        (["--district", "X9"], "card", 2),
        (["--district", "NO"], "card", 1),
        (["--district", "S2", "--age", "14"], "LC-1", 0),
        (["--district", "S2", "--age", "14", "--call", "2025"], "LC-1", 1),
        (["--district", "S2", "--age", "15"], "lc1", 3),
        (["--age", "5", "--pupil", "yes"], "card", 2),
        (["--birthday", "1999-12-31"], "archive", 1),
        (["--birthday", "2000-01-01"], "archive", 0),
        (["--still", "no"], "reading-room", 1),
        (["--still", "?"], "reading-room", 0),
        (["--instrument", "piano", "--district", "N2"], "piano-hour", 0),
    ],
)
def test_its_verdicts(answers: list[str], route: str, code: int) -> None:
    assert ka1("check", *answers, "--route", route, "--rules", LIBRARY).code == code


def test_the_program_knows_no_word_of_the_rules() -> None:
    """No fact, option, value, group or country of the shipped rules stands in the code."""
    rules = load_rules(ROOT / "rules.yaml").rule_set
    # One-word names such as `country` or `host` are ordinary English; the longer ones can only come from the rules.
    names = {*rules.facts, *rules.options, *rules.criteria, *rules.figures, *rules.groups}
    words = {name for name in names if len(re.split("[-_]", name)) > 1 or any(c.isdigit() for c in name)}
    words |= {option.code for option in rules.options.values() if option.code}
    words |= {label for fact in rules.facts.values() for label in fact.values.values() if label}
    words |= {"Erasmus+", "accredited", "EPALE", "eTwinning"}
    for path in sorted((ROOT / "ka1cli").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found = [word for word in words if word in text and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)]
        assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_a_rule_set_may_be_as_small_as_this(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        """
ka1: 1
id: small
title: Small
version: "1"
language: en
as_of: 2026-01-01
sources: {me: {title: Me, publisher: Me, confidence: official}}
panels: {p: Panel}
facts: {warm: {asks: given, type: yes-no, panel: p, title: warm, question: Is it warm?}}
criteria: {warm: {title: Warm, when: {warm: yes}, met: It is., unmet: It is not., unknown: Is it?, sources: [me]}}
kinds: {do: Do}
routes: {swim: {kind: do, title: Swim, summary: In the sea., criteria: [warm]}}
""",
        encoding="utf-8",
    )
    assert ka1("check", "--warm", "yes", "--route", "swim", "--rules", rules).code == 0
    assert json.loads(ka1("check", "--format", "json", "--rules", rules).stdout)["rules"]["call"] is None
    assert ka1("routes", "--rules", rules).code == 0
    assert ka1("activities", "--rules", rules).code == 2
    assert ka1("check", "--call", "2026", "--rules", rules).code == 2


@pytest.mark.parametrize(
    "command",
    [
        *("check --help", "batch --help", "ask --help", "template --help", "routes", "check", "check --home N --all"),
        *("rules show", "rules check -v", "rules sql", "rules graph"),
    ],
)
def test_no_word_of_the_shipped_subject_is_said_on_another(command: str) -> None:
    done = ka1(*command.split(), "--rules", ROOMS)
    assert done.stdout
    words = re.findall(r"(?i)erasmus|organisation|agency|accredit|KA1\d\d", done.stdout + done.stderr)
    assert words == []
