"""Faults planted in the shipped rules: each is found, at its line, and nothing else is."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from shlex import split

import pytest
from chances import one_in
from planted_faults import FAULTS, Fault
from process import ka1
from rule_files import SHIPPED, shipped_text

from ka1cli.audit.check import Report, check
from ka1cli.audit.finding import CODES, Finding, Level
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.decision.loading import load_rules
from ka1cli.decision.rules import Rules
from ka1cli.language.formulas import Answer
from ka1cli.language.load import load_text
from ka1cli.language.model import Fact
from ka1cli.render.author.findings import finding_entry

pytestmark = pytest.mark.thorough

BY_NAME = {fault.name: fault for fault in FAULTS}


@cache
def _shipped() -> str:
    return shipped_text()


@cache
def _shipped_facts() -> Mapping[str, Fact]:
    return load_rules(SHIPPED).rule_set.facts


def planted(fault: Fault) -> str:
    """The shipped rules with a fault in them."""
    text = _shipped()
    for before, after in fault.changes:
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in the rules"
        text = text.replace(before, after)
    return text


def _checked(text: str, *, every_call: bool) -> tuple[Report, Mapping[str, Fact]]:
    rule_set, document = load_text(text, "rules.yaml")
    report = check(Rules(rule_set, document.sha256), document, None if every_call else rule_set.calls[-1:])
    return report, rule_set.facts


def line_of(text: str, marker: str) -> int:
    """The line where a text begins that stands in the rules once."""
    assert text.count(marker) == 1, f"{marker!r} stands {text.count(marker)} times"
    return text.count("\n", 0, text.index(marker)) + 1 + (len(marker) - len(marker.lstrip("\n")))


def test_the_shipped_rules_are_clean() -> None:
    report, _ = _checked(_shipped(), every_call=True)
    assert [finding for finding in report.findings if finding.level is not Level.NOTE] == []
    assert report.unfinished == ()


def test_every_code_is_planted() -> None:
    elsewhere = {"K701", "K702", *(code for code, about in CODES.items() if about.level is Level.NOTE)}
    assert {code for fault in FAULTS for code, _ in fault.found} == set(CODES) - elsewhere
    assert len(FAULTS) >= 40
    assert len(BY_NAME) == len(FAULTS)


# What `ka1 check` has to show under the witness of a finding, by code.


class Replayed:
    """The decision that the command of a finding prints, and the same without the answers of the witness."""

    def __init__(self, finding: Finding, rules: Path, facts: Mapping[str, Fact]) -> None:
        shown = finding_entry(finding, (), facts, str(rules))
        self.finding, self.rules, self.facts, self.command = finding, rules, facts, shown.command or ""
        self.names = finding.about.split("/")
        self.code, self.text = _run([*split(self.command)[1:], "--format", "json"])
        self.decision = json.loads(self.text) if self.code in (0, 1, 3) else {}
        self.options = {option["id"]: option for option in self.decision.get("options", [])}

    def verdicts(self) -> set[str]:
        return {self.options[name]["verdict"] for name in self.finding.witness.options or self.options}

    def criterion(self, name: str) -> dict[str, object]:
        return next(entry for option in self.options.values() for entry in option["criteria"] if entry["id"] == name)

    def results(self) -> list[tuple[object, ...]]:
        return [(option["id"], option["verdict"], option["recommended_because"]) for option in self.options.values()]

    def with_answers(self, answers: Mapping[str, Answer]) -> "Replayed":
        """The same command with other answers."""
        witness = self.finding.witness._replace(profile=answers)
        return Replayed(self.finding._replace(witness=witness), self.rules, self.facts)


def _run(arguments: list[str]) -> tuple[int, str]:
    done = ka1(*arguments)
    return done.code, done.stdout or done.stderr


def _closed(seen: Replayed) -> None:
    assert seen.verdicts() == {"ineligible"}
    assert not seen.finding.witness.profile


def _open_to_all(seen: Replayed) -> None:
    assert seen.verdicts() == {"eligible"}
    assert [option["limits"] for option in seen.options.values()] == [[]]


def _not_recommended(seen: Replayed) -> None:
    assert not any(option["recommended"] for option in seen.options.values())


def _nothing_left(seen: Replayed) -> None:
    routes = [option for option in seen.options.values() if option["kind"] != "activity"]
    assert routes
    assert all(option["verdict"] == "ineligible" and not option["remedies"] for option in routes)


def _way_closed(seen: Replayed) -> None:
    criterion, way = seen.names
    assert seen.criterion(criterion)["state"] == "unmet"
    assert seen.options[way]["verdict"] == "ineligible"


def _never_met(seen: Replayed) -> None:
    assert seen.criterion(seen.finding.about)["state"] == "unmet"
    assert not seen.finding.witness.profile


def _always_met(seen: Replayed) -> None:
    criterion = seen.criterion(seen.finding.about)
    assert (criterion["state"], criterion["by_choice"]) == ("met", False)


def _implied(seen: Replayed) -> None:
    option = seen.options[seen.names[0]]
    assert {(entry["state"], entry["by_choice"]) for entry in option["criteria"]} == {("met", False)}


def _contradicting(seen: Replayed) -> None:
    _, *names = seen.names
    assert seen.verdicts() == {"ineligible"}
    assert {seen.criterion(name)["state"] for name in names[:-1]} == {"met"}
    assert seen.criterion(names[-1])["state"] == "unmet"


def _both_unmet(seen: Replayed) -> None:
    assert {seen.criterion(name)["state"] for name in seen.names} == {"unmet"}


def _as_without_the_part(seen: Replayed) -> None:
    """What is planted adds nothing: the shipped rules, which lack it, decide the same."""
    facts = _shipped_facts()
    witness = seen.finding.witness
    known = {name: answer for name, answer in witness.profile.items() if name in facts}
    command = finding_entry(seen.finding._replace(witness=witness._replace(profile=known)), (), facts, None).command
    code, text = _run([*split(command or "")[1:], "--format", "json"])
    assert code == seen.code
    assert known
    assert [_without_names(option) for option in json.loads(text)["options"]] == [
        _without_names(option) for option in seen.options.values()
    ]


def _without_names(option: dict[str, object]) -> list[object]:
    states = [(entry["id"], entry["state"], entry["reason"]) for entry in option["criteria"]]
    return [option["id"], option["verdict"], option["recommended_because"], states]


def _same_without(seen: Replayed) -> None:
    assert seen.results() == seen.with_answers({}).results()


def _never_told(seen: Replayed) -> None:
    told = {
        name
        for option in seen.options.values()
        for entry in option["criteria"]
        for name in [entry["id"], *entry["sources"]]
    }
    told |= {str(option["kind"]) for option in seen.options.values()}
    assert seen.finding.about not in told


def _alike(seen: Replayed) -> None:
    fact, *values = seen.names
    assert seen.finding.witness.profile == {fact: values[-1]}
    assert all(seen.results() == seen.with_answers({fact: value}).results() for value in values)


def _refused(seen: Replayed) -> None:
    assert seen.code == ExitCode.USAGE
    assert "contradict" in seen.text


def _figure(seen: Replayed) -> dict[str, object]:
    shown = [*seen.options.values(), *seen.decision.get("background", [])]
    return next(figure for entry in shown for figure in entry["figures"] if figure["id"] == seen.names[0])


def _not_known(seen: Replayed) -> None:
    assert _figure(seen)["value"] is None


def _value_of_before(seen: Replayed) -> None:
    assert _figure(seen)["value"] is not None


def _no_deadline(seen: Replayed) -> None:
    assert [option["deadlines"] for option in seen.options.values()] == [[]]


def _cited(seen: Replayed) -> None:
    source = seen.names[-1]
    assert f'"{source}"' in seen.text


def _nothing_to_see(seen: Replayed) -> None:
    assert seen.options


SHOWN: dict[str, Callable[[Replayed], None]] = {
    "K101": _closed,
    "K102": _open_to_all,
    "K103": _not_recommended,
    "K104": _nothing_left,
    "K105": _way_closed,
    "K111": lambda seen: _verdicts(seen, "eligible"),
    "K112": lambda seen: _verdicts(seen, "ineligible"),
    "K201": _never_met,
    "K202": _always_met,
    "K203": _implied,
    "K204": _contradicting,
    "K205": _both_unmet,
    "K206": _as_without_the_part,
    "K301": _same_without,
    "K302": _same_without,
    "K303": _never_told,
    "K304": _never_told,
    "K305": _never_told,
    "K306": _never_told,
    "K307": _never_told,
    "K308": _alike,
    "K401": _refused,
    "K402": _as_without_the_part,
    "K501": _not_known,
    "K502": _value_of_before,
    "K503": _no_deadline,
    "K601": _cited,
    "K602": _cited,
    "K901": _nothing_to_see,
}


def _verdicts(seen: Replayed, verdict: str) -> None:
    assert len(seen.options) == 2
    assert seen.verdicts() == {verdict}


@one_in(25, "name", BY_NAME)
def test_a_fault_is_found_where_it_stands_and_its_command_shows_it(name: str, tmp_path: Path) -> None:
    fault = BY_NAME[name]
    text = planted(fault)
    report, facts = _checked(text, every_call=fault.every_call)
    assert report.unfinished == ()
    findings = [finding for finding in report.findings if CODES[finding.code].level is not Level.NOTE]
    found = {(finding.code, finding.about): finding.place.line for finding in findings}
    assert found == {key: line_of(text, marker) for key, marker in fault.found.items()}
    rules = tmp_path / "rules.yaml"
    rules.write_text(text, encoding="utf-8")
    for finding in findings:
        SHOWN[finding.code](Replayed(finding, rules, facts))
