"""What a person is asked for advice: verdicts first, then what decides a recommendation; nothing that an answer implies."""

import random
from pathlib import Path

import pytest
from chances import examples
from rule_files import GRANTS, LIBRARY, SHIPPED, loaded

from bench.generated_rules import chain_of_facts
from ka1cli.cases.logic import State
from ka1cli.cases.walks import state_in
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.loading import parse_rules
from ka1cli.interview.adviser import Adviser
from ka1cli.interview.interview import Interview
from ka1cli.language.diagnostic import InvalidProfile

FILES = (SHIPPED, LIBRARY, GRANTS)
pytestmark = pytest.mark.sampled


def answered(rules: CallRules, adviser: Adviser, seed: int) -> list[tuple[Interview, str, int | None]]:
    """An interview with answers at random: each situation, its question, and how many were said to be left at most."""
    choose = random.Random(seed)
    interview, asked = Interview({}), []
    while (fact := adviser.next(interview)) is not None:
        asked.append((interview, fact, adviser.most_left(interview)))
        cells = rules.space.cells[rules.space.number[fact]]
        answers = [cells.example(cell) for cell in range(cells.size)] + [None]
        choose.shuffle(answers)
        for answer in answers:
            following = interview.answered(fact, answer)
            try:
                adviser.verdicts(following)
            except InvalidProfile:
                continue
            interview = following
            break
    return [*asked, (interview, "", 0)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_question_counts_and_the_bound_holds(file: Path):
    rules = loaded(file).at()
    for seed in range(examples(40)):
        adviser = Adviser(rules, lambda _: rules.routes)
        steps = answered(rules, adviser, seed)
        for place, (_, _, most) in enumerate(steps[:-1]):
            assert most is None or len(steps) - 1 - place <= most
        asked = [fact for _, fact, _ in steps[:-1]]
        assert len(asked) == len(set(asked))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_in_the_end_no_answer_can_change_a_recommendation(file: Path):
    """Every given fact that is left, whatever it were, leaves the recommended options as they are."""
    rules = loaded(file).at()
    for seed in range(examples(15)):
        adviser = Adviser(rules, lambda _: rules.routes)
        interview = answered(rules, adviser, seed)[-1][0]
        verdicts = adviser.verdicts(interview)

        def recommended(profile: Interview, verdicts: dict[str, str] = verdicts) -> set[str]:
            world = rules.world(profile.profile)
            return {
                name
                for name in rules.routes
                if verdicts[name] != "ineligible"
                and any(state_in(goal.diagram, world) is State.MET for goal in rules.space.options[name].recommend)
            }

        for fact in rules.rule_set.facts.values():
            if fact.chosen or fact.id in interview.answers or fact.id in interview.not_known:
                continue
            cells = rules.space.cells[rules.space.number[fact.id]]
            for cell in range(cells.size):
                more = interview.answered(fact.id, cells.example(cell))
                try:
                    rules.world(more.profile)
                except InvalidProfile:
                    continue
                if rules.space.open_world[rules.space.number[fact.id]] >> cell & 1:
                    assert recommended(more) == recommended(interview), (fact.id, interview.answers)


def test_a_recommendation_that_rests_on_many_facts_is_asked_about_at_once():
    text = chain_of_facts(40)
    when = text[text.index("{any: ") : text.index(", met: ")]
    text = text.replace(when, "{f0: yes}").replace("[c]}", f"[c], recommend: [{{when: {when}, because: B.}}]}}")
    adviser = Adviser(parse_rules(text).at(), lambda _: ("r",))
    interview = Interview({"f0": True})
    assert adviser.next(interview) == "f1"
    assert adviser.most_left(interview) == 39


def test_a_newcomer_is_asked_whether_it_is_one_before_its_grants_are_counted():
    rules = loaded(SHIPPED).at()
    adviser = Adviser(rules, lambda _: rules.routes)
    interview = Interview({"accredited": False, "country": "CY", "organisation_type": "vet-provider"})
    asked = []
    while (fact := adviser.next(interview)) is not None:
        asked.append(fact)
        answer = {"years_in_field": 5, "operational_capacity": True, "consortium_open": False, "first_time": True}[fact]
        interview = interview.answered(fact, answer)
    assert "first_time" in asked
    assert "short_term_grants" not in asked
