"""The first screen of `ka1 check`: the whole answer, in at most forty lines, for whoever asks.

`SCREENS=2000 pytest tests/test_first_screen.py` tries more profiles.
"""

import os
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from chances import examples
from process import LIBRARY
from rule_files import SHIPPED, loaded

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.loading import load_rules
from ka1cli.decision.model import Decision
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import InvalidProfile
from ka1cli.language.model import Fact, FactType
from ka1cli.render.layouts.fitting import fitted
from ka1cli.render.layouts.plain import page_lines, page_text
from ka1cli.render.pages.decision import Scope, decision_page
from ka1cli.render.pages.page import NextCommands, Page
from ka1cli.render.text.lines import width_of

DAYS = (date(2021, 3, 1), date(2025, 6, 1), date(2026, 1, 15), date(2026, 11, 27), date(2030, 1, 1))
HOW_MANY = int(os.environ.get("SCREENS", examples(150)))
pytestmark = pytest.mark.sampled
VERDICTS = [str(verdict) for verdict in Verdict]


def any_answer(fact: Fact, chance: random.Random) -> Any:
    if fact.answers:
        return chance.choice(fact.answers)
    low, high = fact.min, min(fact.max or fact.min + 40, fact.min + 40_000)
    number = chance.choice([low, low + 1, low + 2, chance.randint(low, high)])
    return date.fromordinal(max(number, 1)) if fact.type is FactType.DATE else number


def screens(rules: Rules, seed: int, how_many: int) -> Iterator[tuple[Decision, Page]]:
    """Decisions on random profiles, from empty to complete, with their screens."""
    chance = random.Random(seed)
    while how_many:
        share = chance.random()
        answers = {
            name: any_answer(fact, chance) for name, fact in rules.rule_set.facts.items() if chance.random() < share
        }
        at = rules.on(day := chance.choice(DAYS))
        try:
            profile = rules.profiles.from_values(answers)
            options = at.options_for(profile, activities=chance.random() < 0.3)
            decision = at.decide(profile, day, options)
        except InvalidProfile:  # answers that exclude each other
            continue
        how_many -= 1
        asking = "ka1 ask" if chance.random() < 0.5 else ""
        yield decision, fitted(decision_page(decision, at, Scope.SCREEN, NextCommands("ka1 check", asking), full=False))


def text(page: Page, width: int) -> list[str]:
    return ["".join(piece.text for piece in line).rstrip() for line in page_lines(page, width)]


@pytest.mark.parametrize(
    ("file", "how_many"), [(SHIPPED, HOW_MANY), (LIBRARY, HOW_MANY // 3)], ids=["shipped", "library"]
)
def test_every_answer_fits_one_screen_and_leaves_nothing_out(file: Path, how_many: int) -> None:
    rules = loaded(file)
    for decision, page in screens(rules, 11, how_many):
        lines = {width: text(page, width) for width in (40, 60, 80, 120, 200)}
        for width, shown in lines.items():
            assert max(map(width_of, shown)) <= width, (decision.profile, width)
        assert len(lines[80]) <= 40, decision.profile
        whole = page_text(page)
        assert page.screen is not None
        if decision.closed_to:
            assert rules.rule_set.audience.because in whole
            continue
        rows = {row.id for row in page.screen.rows}
        out = [option for option in decision.options if option.option.id not in rows]
        assert all(option.option.is_activity for option in out)
        told = re.search("^    left out: (.*); -v lists them$", whole, re.MULTILINE)
        assert len(out) == (sum(map(int, re.findall("[0-9]+", told[1]))) if told else 0)
        for option in decision.options:
            if option in out:
                continue
            name = f"{option.option.code} {option.option.title}" if option.option.code else option.option.title
            (row,) = (
                line for line in whole.splitlines() if name in line and str(option.verdict) in line.split(name)[1]
            )
            assert ("★" in row) == option.recommended
        missing = {name for option in decision.options for name in option.missing}
        for name, fact in rules.rule_set.facts.items():
            shown = [line for line in whole.splitlines() if line[:5].strip().isdigit() and f" {fact.flag} " in line]
            assert len(shown) == (name in missing), (decision.profile, name)


def test_what_is_not_eligible_or_has_no_round_is_never_advised_as_if_it_had() -> None:
    for decision, page in screens(loaded(SHIPPED), 12, HOW_MANY):
        assert page.screen is not None
        for line in page.screen.start:
            for option in decision.options:
                if option.option.code and line.about.startswith(option.option.code):
                    if option.verdict is Verdict.UNDETERMINED:
                        assert "whether you are eligible" in line.text
                    if option.verdict is Verdict.INELIGIBLE:
                        assert option.remedies
                        assert "Change “" in line.text


def test_the_same_words_in_every_width() -> None:
    for _, page in screens(loaded(SHIPPED), 13, 20):
        words = {width: sorted(" ".join(text(page, width)).split()) for width in (72, 80, 120, 200)}
        assert words[72] == words[80] == words[120] == words[200]


def test_what_choices_have_to_keep_to_together_is_said_about_them_together(tmp_path: Path) -> None:
    """Two numbers of at most 300 nights may not both be 300."""
    file = tmp_path / "rooms.yaml"
    text = (Path(__file__).parent / "rules" / "rooms.yaml").read_text(encoding="utf-8")
    text = text.replace("nights_before: {asks: given", "nights_before: {asks: chosen")
    recommended = "recommend: [{when: {home: N}, because: It is near.}], sources: [rules]}\n  late:"
    file.write_text(text.replace("sources: [rules]}\n  late:", recommended), encoding="utf-8")
    rules = load_rules(file)
    answers = {"home": "N", "born": date(2005, 1, 1), "campus": "E", "arrives": date(2026, 9, 1)}
    decision = rules.at(2026).decide(rules.profiles.from_values(answers), date(2026, 5, 2), ["plain"])
    page = fitted(decision_page(decision, rules.at(2026), Scope.SCREEN, NextCommands("ka1 check"), full=False))
    assert "KEEP TO  Keep to 300 nights in all (Room)\n" in page_text(page)


def test_what_decides_a_closed_option_is_what_no_other_plan_can_change() -> None:
    """Also where a plan breaks a criterion that stands before."""
    rules = loaded(SHIPPED)
    turned = rules.rule_set.options["ka122"]
    options = {**rules.rule_set.options, "ka122": turned._replace(criteria=turned.criteria[::-1])}
    profile = {"accredited": True, "project_months": 20, "country": "DE"}
    at = Rules(rules.rule_set._replace(options=options), rules.sha256).at()
    decision = at.decide(profile, date(2026, 1, 15), ["ka122"])
    page = decision_page(decision, at, Scope.SCREEN, NextCommands("ka1 check", ""), full=False)
    assert page.screen is not None
    assert [row.decided for row in page.screen.rows] == ["accredited"]


def test_of_many_answers_that_fit_none_is_picked_as_if_it_were_advised() -> None:
    """The nearest answer is one of numbers; another country is not nearer than the rest."""
    rules = loaded(SHIPPED)
    at = rules.at()
    decision = at.decide({"destination": "ME", "first_time": True}, date(2026, 11, 27), ["ka122"])
    pages = [decision_page(decision, at, scope, NextCommands("ka1 check", ""), full=False) for scope in Scope]
    whole = "\n".join(map(page_text, pages))
    assert "from Montenegro to one of 33 that fit" in whole
    assert "another destination" in whole
    assert not re.search(r"\bAT\b|Austria", whole)


@pytest.mark.parametrize(("on", "heading"), [(date(2026, 1, 15), "★ START HERE"), (date(2028, 3, 15), "START HERE")])
def test_the_star_stands_over_what_is_recommended_only(on: date, heading: str) -> None:
    """A recommended route that is over is not what one starts with."""
    at = loaded(SHIPPED).on(on)
    known = {"country": "DE", "organisation_type": "vet-provider", "accredited": False, "first_time": True}
    decision = at.decide(known, on, ["ka122", "epale"])
    page = decision_page(decision, at, Scope.SCREEN, NextCommands("ka1 check", ""), full=False)
    assert heading in text(page, 80)
