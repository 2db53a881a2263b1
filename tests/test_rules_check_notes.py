"""Notes of `ka1 rules check`: good to know, with their place, and never an exit code of their own."""

import json

import pytest
from process import ka1
from rule_files import GRANTS, ROOMS

from ka1cli.audit.check import check
from ka1cli.audit.finding import Finding
from ka1cli.cli.options.every_command import moment
from ka1cli.decision.rules import Rules
from ka1cli.language.load import load_text

TEXT = GRANTS.read_text("utf-8")


def findings(text: str, on: str = "2026-02-01") -> tuple[Finding, ...]:
    """What is found in a rule file as seen on a day."""
    rule_set, document = load_text(text, "rules.yaml")
    return check(Rules(rule_set, document.sha256), document, at=moment(on)).findings


def notes(text: str, on: str = "2026-02-01") -> dict[tuple[str, str], int]:
    """The notes about a rule file, each with its line."""
    return {(entry.code, entry.about): entry.place.line for entry in findings(text, on) if entry.level == "note"}


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(("on", "over"), [("2026-12-31", False), ("2027-12-31", False), ("2028-01-01", True)], ids=str)
def test_a_newest_call_whose_rounds_have_all_passed(on: str, over: bool):
    assert (("K504", "2027") in notes(TEXT, on)) is over


DEADLINE = "      - {call: 2025, round: 1, closes: 2025-03-01T12:00+01:00, sources: [byelaw]}\n"


@pytest.mark.parametrize(
    ("note", "later"),
    [
        ("Moved to 8 March 2025.", True),
        ("Moved to 8 March.", True),
        ("Now 2025-03-08.", True),
        ("Grants may be used until 31 December 2025.", False),
        ("First announced for 15 February 2025.", False),
        ("Nothing about days.", False),
        ("The 31 June does not exist.", False),
        ("Projects start on 1 May 2025.", False),
    ],
)
def test_a_note_that_names_a_later_day(note: str, later: bool):
    starts = ", starts_from: 2025-05-01" if "start on" in note else ""
    text = TEXT.replace(DEADLINE, DEADLINE.replace(", sources", f'{starts}, note: "{note}", sources'))
    assert text != TEXT
    found = notes(text)
    assert (("K505", "grant/2025/1") in found) is later
    if later:
        assert found["K505", "grant/2025/1"] == line_of(text, "call: 2025")


def test_a_table_without_a_row_for_some_answers():
    rooms = ROOMS.read_text("utf-8")
    row = "          - [{group: near}, {min: 2}, 3600]\n"
    assert rooms.count(row) == 1
    assert not {about for code, about in notes(rooms) if code == "K207"}
    assert notes(rooms.replace(row, ""))["K207", "low-income"] == line_of(rooms, "      table:") - 1
    (gap,) = [entry.message for entry in findings(rooms.replace(row, "")) if entry.code == "K207"]
    assert gap == "the table of `low-income` has no row for home in the towns nearby and siblings 2 and more"
    narrower = rooms.replace(row, "").replace("[E, W], {max: 1}", "W, {max: 1}")
    (gaps,) = [entry.message for entry in findings(narrower) if entry.code == "K207"]
    assert gaps.endswith("(one of 2 such combinations)")


def test_an_official_source_without_an_address():
    assert notes(TEXT)["K603", "byelaw"] == line_of(TEXT, "byelaw: {")
    for other in ("confidence: secondary}", "confidence: official, link: https://example.org/byelaw}"):
        assert ("K603", "byelaw") not in notes(TEXT.replace("confidence: official}", other))


def test_notes_alone_leave_the_exit_code_alone(tmp_path):
    path = tmp_path / "quiet.yaml"
    path.write_text(
        TEXT.replace("confidence: official}", 'year: "2024", confidence: official}').replace(
            "confirmed: [2025, 2026]", "confirmed: [2025, 2026, 2027]"
        )
        + "meant: [{finding: K104, about: [routes], because: Not for everybody.}, "
        "{finding: K308, about: [asker/club/school], because: Asked for statistics.}]\n",
        "utf-8",
    )
    done = ka1("rules", "check", path, "--on", "2028-01-01", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert {entry["level"] for entry in found} == {"note"}, found
    assert {entry["code"] for entry in found} == {"K504", "K603"}
    assert done.code == 0
    assert "::notice " in ka1("rules", "check", path, "--on", "2028-01-01", "--format", "github").stdout


def test_criteria_and_options_of_other_calls_count_as_used():
    assert not [code for code, _ in notes(TEXT) if code.startswith("K3")]
    rule_set, document = load_text(TEXT)
    found = {entry.code for entry in check(Rules(rule_set, document.sha256), document).findings}
    assert not found & {"K301", "K303", "K304", "K306", "K307"}
