"""Rule sets that took many branches, written with tables and figures for days: shorter, and the same verdicts."""

import pytest
from process import ROOT, ka1

from ka1cli.decision.decide import decide, load_rules
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


def test_a_placeholder_in_a_one_line_mapping_needs_quotes() -> None:
    text = (FOLDER / "household.yaml").read_text("utf-8")
    text = text.replace("summary: An aid., criteria: [born]", "summary: Born by {born-by}., criteria: [born]")
    assert problems(text) == [("E104", 'put the text into quotes: "... {name} ..."')]
