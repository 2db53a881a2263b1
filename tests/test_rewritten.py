"""Rule sets that took many branches, written with tables and figures for days: shorter, and the same verdicts."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from process import ROOT, ka1

from ka1cli.decision.decide import decide
from ka1cli.decision.loading import load_rules
from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.load import load_text

FOLDER = ROOT / "tests" / "rules" / "rewritten"


@pytest.mark.parametrize(("name", "lines"), [("limits", (327, 109)), ("household", (55, 50))])
def test_the_verdicts_are_the_same_for_every_profile(name: str, lines: tuple[int, int]) -> None:
    old, new = FOLDER / f"{name}-old.yaml", FOLDER / f"{name}.yaml"
    assert tuple(path.read_text("utf-8").count("\n") for path in (old, new)) == lines
    told = ka1("rules", "diff", old, new).stdout
    assert "option" not in told.replace("options", "")
    assert "no difference" in told or "no figure limit-1 any more" in told


@pytest.mark.parametrize(
    ("half", "on"),
    [
        ("first", date(2025, 1, 1)),
        ("first", date(2025, 6, 30)),
        ("second", date(2025, 7, 1)),
        ("second", date(2027, 1, 1)),
    ],
)
def test_a_figure_that_changes_within_a_call_decides_as_two_files_did(half: str, on: date) -> None:
    old, new = (load_rules(FOLDER / f"mid-year{name}.yaml") for name in (f"-{half}-half", ""))
    incomes = [limit + more for limit in (33562, 34262, 44533, 45433, 55500, 56600) for more in (0, 1)]
    for size, income, snap in product((1, 2, 3, 4), incomes, ("yes", "no")):
        profile = {"size": size, "income": income, "snap": snap, "age": 70}
        verdicts = [
            decide(rules, profile, call=2025, on=on, options=["aid"]).options[0].verdict for rules in (old, new)
        ]
        assert verdicts[0] == verdicts[1], profile
    before, after = (decide(new, {"size": 1}, call=call, on=date(2025, 6, 1), options=["aid"]) for call in (2025, 2026))
    assert before.rules.on == after.rules.on  # call 2026 begins with what 2025 ends with
    for call, verdict in ((2025, "ineligible"), (2026, "eligible")):
        profile = {"size": 1, "income": 34000, "snap": "no", "age": 70}
        assert decide(new, profile, call=call, on=date(2025, 6, 1), options=["aid"]).options[0].verdict == verdict


def test_the_lines_of_a_figure_that_changes_within_a_call() -> None:
    files = [FOLDER / f"mid-year{name}.yaml" for name in ("-first-half", "-second-half", "")]
    assert [file.read_text("utf-8").count("\n") for file in files] == [55, 55, 53]


def test_what_changes_within_a_call_is_shown_compared_and_screened(tmp_path: Path) -> None:
    file, changed = FOLDER / "mid-year.yaml", tmp_path / "changed.yaml"
    assert "2025, before 1 July 2025: 33562 dollars" in ka1("rules", "show", file).stdout
    changed.write_text(file.read_text("utf-8").replace("2025: 33562", "2025: 33000"), "utf-8")
    told = ka1("rules", "diff", file, changed).stdout
    assert "aid is no longer eligible (on 2025-06-30)\n    where size 1 and income 33001 to 33562 and snap no" in told
    assert "--call 2025 --on 2025-06-30" in told
    assert "(on 2025-12-31)" not in told
    assert "33562 dollars until 2025-06-30, then 34262 dollars ->" in told
    table = tmp_path / "table.csv"
    table.write_text("size,income,age\n1,34000,70\n")
    for on, verdict in (("2025-06-30", "undetermined"), ("2025-07-01", "eligible")):
        assert f",{verdict}," in ka1("batch", table, "--rules", file, "--call", "2025", "--on", on).stdout


def test_each_part_of_a_call_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    text = (FOLDER / "mid-year.yaml").read_text("utf-8")
    text = text.replace(
        "when: {born: {max: 1960-12-31}}", "when: {all: [{age: {min: {figure: least}}}, {age: {max: 70}}]}"
    )
    figure = "  least: {title: Least age, by_call: {2025: 80, 2025-07-01: 60}, sources: [law]}\n"
    file.write_text(text.replace("figures:\n", "figures:\n" + figure))
    told = ka1("rules", "check", file, "--format", "json").stdout
    assert "nobody can ever have `aid-born`" in told
    assert "--call 2025 --on 2025-06-30" in told


@pytest.mark.parametrize(
    ("by_call", "code", "message"),
    [
        ("{2025-07-01: 34262}", "E205", "says what holds before 2025-07-01"),
        ("{2025: 33562, 2024-07-01: 34262}", "E301", "a day in 2024, which `calls` does not list"),
        ("{2025: 33562, 2025-07-32: 34262}", "E205", "should be a date"),
        ("{2025: 33562, 2025-07-01: 1, 2025-07-01: 2}", "E107", "stands twice"),
        ("{2025: ~, 2025-07-01: 34262}", "E406", "has no value in call 2025"),
    ],
)
def test_slips_with_days_of_a_figure_are_refused(by_call: str, code: str, message: str) -> None:
    text = (FOLDER / "mid-year.yaml").read_text("utf-8").replace("{2025: 33562, 2025-07-01: 34262}", by_call)
    with pytest.raises(InvalidRules) as caught:
        load_text(text)
    assert any(problem.code == code and message in problem.message for problem in caught.value.diagnostics)


def test_a_part_of_a_year_is_no_call() -> None:
    text = (FOLDER / "mid-year.yaml").read_text("utf-8").replace("calls: [2025,", "calls: [2025, 2025-07,")
    assert "a figure that changes within a call says from which day" in str(problems(text)[0][1])


def test_a_day_in_a_figure_is_a_bound() -> None:
    rules = load_rules(FOLDER / "date-figure.yaml")
    for born, verdict in (("1960-12-31", "eligible"), ("1961-01-01", "ineligible")):
        assert decide(rules, {"born": born}, options=["aid-born"]).options[0].verdict == verdict


def problems(text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidRules) as caught:
        load_text(text)
    return [(problem.code, problem.help) for problem in caught.value.diagnostics]


def test_a_type_that_there_is_not_is_said_once() -> None:
    text = (FOLDER / "household.yaml").read_text("utf-8")
    text = text.replace("snap: {asks: given, type: yes-no,", "snap: {asks: given, type: several, values: [a, b],")
    assert [code for code, _ in problems(text)] == ["E205"]


def test_a_fact_with_several_answers_is_refused_once_with_what_there_is_instead() -> None:
    text = (FOLDER / "household.yaml").read_text("utf-8")
    text = text.replace(
        "snap: {asks: given, type: yes-no,", "snap: {asks: given, type: choice, values: [a, b], many: true,"
    )
    help = "ask a yes-no fact for each of them, and count them with `any` or `at_least`"
    assert problems(text) == [("E202", help)]


def test_a_placeholder_in_a_one_line_mapping_needs_quotes() -> None:
    text = (FOLDER / "household.yaml").read_text("utf-8")
    text = text.replace("summary: An aid., criteria: [born]", "summary: Born by {born-by}., criteria: [born]")
    assert problems(text) == [("E104", 'put the text into quotes: "... {name} ..."')]
