"""Rule sets that are larger or more entangled than any that a person writes: decided, or refused on loading."""

from random import Random

import pytest
from chances import one_in

from bench.generated_rules import chain_of_facts, chain_of_implications, combinations, look_up_table, many_options
from ka1cli import decide
from ka1cli.cases.bound import FACTS
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.loading import parse_rules
from ka1cli.interview.interview import Interview, Interviewer
from ka1cli.language.diagnostic import InvalidRules

pytestmark = pytest.mark.thorough

RULE_SETS = {
    "look-up table": look_up_table(),
    "many options": many_options(),
    "24 facts combined at random": combinations(24, 40, seed=1),
    "a chain of 40 facts": chain_of_facts(40),
    "a chain of 200 implications": chain_of_implications(200),
}


@pytest.mark.parametrize("text", RULE_SETS.values(), ids=RULE_SETS.keys())
def test_is_decided_with_any_answers_open(text: str):
    rules = parse_rules(text)
    first = next(iter(rules.rule_set.facts.values()))
    for profile in ({}, {first.id: next(iter(first.values), "yes")}):
        assert decide(rules, profile).options


def test_a_table_of_limits_decides_by_the_row_that_fits():
    rules = parse_rules(look_up_table())
    household = {"region": "R00", "size": 2, "savings": 0, "rooms": 1, "tenant": "yes", "student": "no"}
    rich, poor = ({**household, "income": income, "net": 0} for income in (100_000, 0))
    verdicts = [decide(rules, profile, options=["subsidy"]).options[0].verdict for profile in (rich, poor)]
    assert verdicts == ["undetermined", "eligible"]
    (asked,) = decide(rules, rich, options=["subsidy"]).options
    assert asked.missing == ("old", "disabled", "other_aid")


CHAIN = chain_of_facts(FACTS + 1)
ANY = CHAIN[CHAIN.index("{any: ") : CHAIN.index(", met: ")]
REST = CHAIN[CHAIN.index("]}, met: ") : CHAIN.index("\nroutes:")]
TOO_LARGE = {
    "random combinations": (combinations(40, 60, seed=1), "`c`", 40, "  c: {title: About c"),
    "a long criterion": (CHAIN, "`c`", FACTS + 1, "  c: {title: About c"),
    "two criteria": (
        CHAIN.replace("f200: yes}, ", f"f200: yes}}{REST}\n  d: {{title: About d, when: {{any: [", 1)
        + "activities:\n  a: {title: Activity, summary: Text., criteria: [c, d]}\n",
        "`c` and `d`",
        FACTS + 1,
        "  a: {title: Activity",
    ),
    "a recommendation": (
        CHAIN.replace(ANY, "{f0: yes}", 1).replace("[c]}", f"[c], recommend: [{{when: {ANY}, because: B.}}]}}"),
        "`r`",
        FACTS + 1,
        "  r: {kind: k",
    ),
    "implications": (
        chain_of_implications(FACTS),
        " and ".join(f"`f{n}`" for n in range(FACTS)),
        FACTS + 1,
        "  f0: {asks: given",
    ),
}


@pytest.mark.parametrize(("text", "names", "facts", "place"), TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_is_refused_beyond_the_bound_with_its_place_and_facts(text: str, names: str, facts: int, place: str):
    with pytest.raises(InvalidRules) as caught:
        parse_rules(text)
    (problem,) = caught.value.diagnostics
    first = ", ".join(f"`f{n}`" for n in range(12))
    assert (problem.code, problem.message) == (
        "E411",
        f"{names}: {facts} facts are tested together in more ways than can be decided: {first} and {facts - 12} more",
    )
    assert problem.help.startswith("test ranges and groups in place of single combinations")
    assert problem.place.excerpt.startswith(place)


@one_in(5, "name", reversed(RULE_SETS))
def test_is_asked_about_until_everything_is_decided(name: str):
    rules = parse_rules(RULE_SETS[name]).at()
    interviewer = Interviewer(rules, lambda _: rules.routes)
    interview, rng = Interview({}), Random(1)
    left = interviewer.most_left(interview)
    while fact := interviewer.next(interview):
        cells = rules.space.cells[rules.space.number[fact]]
        answers = [cells.example(cell) for cell in range(cells.size)]
        interview = next(
            after
            for answer in rng.sample(answers, len(answers))
            if not rules.space.contradiction(rules.space.world((after := interview.answered(fact, answer)).profile))
        )
        before, left = left, interviewer.most_left(interview)
        assert None in (before, left) or left < before
    assert left == 0
    assert Verdict.UNDETERMINED not in interviewer.verdicts(interview).values()
