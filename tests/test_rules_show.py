"""`ka1 rules show`: everything that stands in a rule file stands on its page."""

import re
from pathlib import Path

import pytest
from process import LIBRARY, ka1
from rule_files import SHIPPED

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.decision.loading import load_rules
from ka1cli.language.formulas import AllOf, AnyOf, Not, OneOf, Within
from ka1cli.language.formulas import Test as FactTest
from ka1cli.render.text.conditions import condition_text


def _shown(*arguments: str) -> str:
    done = ka1("rules", "show", *arguments)
    assert done.code == ExitCode.OK
    return done.stdout


@pytest.mark.parametrize("path", [SHIPPED, LIBRARY], ids=["shipped", "library"])
def test_every_entry_of_the_file_is_on_the_page(path: Path) -> None:
    rules = load_rules(path)
    page = _shown(str(path))
    found = rules.at().rule_set
    for name in (*found.options, *found.criteria, *found.facts, *found.figures, *found.groups, *found.background):
        assert f"[{name}]" in page
    for criterion in found.criteria.values():
        assert criterion.met in page
        assert criterion.unmet in page
    for fact in found.facts.values():
        assert fact.question in page
    told = {source for criterion in found.criteria.values() for source in criterion.sources}
    assert all(found.sources[source].title in page for source in told)
    assert rules.sha256 in page


def test_figures_are_shown_for_every_call_and_filled_in_for_one() -> None:
    of_2025, of_2026 = (_shown(str(LIBRARY), "--call", call) for call in ("2025", "2026"))
    for page in (of_2025, of_2026):
        assert "  VALUE\n    - 2025: 5 books\n    - 2026: 8 books\n" in page
        assert "    - 2025: 10 cents\n    - 2026: not known here\n" in page
    assert "Met if: books: at most 5 books (figure loan-limit)\n" in of_2025
    assert "Unmet: You can take 8 books at most.\n" in of_2026
    assert "Round 1" not in of_2025


def test_what_holds_within_a_call_stands_in_the_order_of_days(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    changing = LIBRARY.read_text("utf-8").replace(
        "by_call: {2025: 5, 2026: 8}", "by_call: {2025: 5, 2026: 8, 2026-07-01: 9}"
    )
    file.write_text(changing, "utf-8")
    values = ["2025: 5 books", "2026, before 1 July 2026: 8 books", "2026: 9 books"]
    assert "  VALUE\n" + "".join(f"    - {value}\n" for value in values) in _shown(str(file))


def test_other_formats_show_the_same_page() -> None:
    text, markdown, html = (_shown(str(LIBRARY), "--format", format) for format in ("text", "markdown", "html"))
    assert markdown.startswith("# What the town library offers\n")
    assert "### Lives in the area" in markdown
    assert html.startswith("<!DOCTYPE html>")
    assert all(re.search(rf"\b{word}\b", page) for word in ("lives-here", "loan-limit") for page in (text, html))


def test_conditions_in_words() -> None:
    rules = load_rules(LIBRARY).rule_set
    pupil, full = FactTest("pupil", OneOf((True,))), FactTest("card_type", OneOf(("full",)))
    near = FactTest("district", OneOf(("N1", "S1"), ("town",)))
    young, big = FactTest("age", Within(None, 9)), FactTest("books", Within(3, None))
    cases = {
        AllOf((pupil, full)): "pupil: yes, and card: full",
        AnyOf((AllOf((pupil, full)), near)): "(pupil: yes, and card: full), or district: N1, S1 or in the town",
        Not(AnyOf((young, big))): "not (age: at most 9 years, or books: at least 3 books)",
        FactTest("books", Within(2, 2)): "books: 2 books",
    }
    for condition, words in cases.items():
        assert condition_text(condition, rules, 2026) == words


def test_through_processes() -> None:
    assert ka1("rules", "show").stdout.startswith("Erasmus+ Key Action 1")
    assert ka1("rules", "show", "nowhere.yaml").code == ExitCode.INVALID_INPUT
    assert ka1("rules", "show", "--call", "1999").code == ExitCode.USAGE
    assert ka1("rules", "show", "--format", "xml").code == ExitCode.USAGE
