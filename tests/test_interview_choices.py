"""Which questions count where implications, choices that stay open and facts that nobody knows come together."""

import pytest
from interview_oracle import Brute

from bench.generated_rules import chain_of_facts
from ka1cli.decision.loading import parse_rules
from ka1cli.decision.rules import Rules
from ka1cli.interview.interview import Interview, Interviewer

GIVEN, CHOSEN = (f"asks: {asks}, type: yes-no, panel: p, title: T, question: Q?" for asks in ("given", "chosen"))
LETTER = GIVEN.replace("yes-no", "choice, values: [A, B, C]")
IMPLIES = ", implies: [{{when: {}, then: {{{}}}, because: Because.}}]"

CASES = {
    "a fact below one that nobody knows": (
        {"member": GIVEN, "trained": GIVEN},
        "{member: yes, trained: yes}",
        {"member"},
        {"trained"},
    ),
    "a plan that fits whatever nobody knows, as long as it is open": (
        {"member": GIVEN, "abroad": CHOSEN},
        "{any: [{member: yes, abroad: yes}, {member: no, abroad: no}]}",
        {"member"},
        {"abroad"},
    ),
    "a plan of which nobody will ever know whether it fits": (
        {"trained": GIVEN, "member": GIVEN, "abroad": CHOSEN},
        "{trained: yes, any: [{member: yes, abroad: yes}, {member: no, abroad: no}]}",
        {"trained", "member"},
        set(),
    ),
    "a fact that leaves open what it bears on": (
        {"first": GIVEN + IMPLIES.format("yes", "letter: [A, B]"), "letter": LETTER},
        "{letter: A}",
        set(),
        {"letter"},
    ),
    "a fact that counts only after the one before it": (
        {"old": LETTER + IMPLIES.format("C", "new: C"), "new": LETTER},
        "{any: [{old: A, new: A}, {old: B, new: B}, {old: C, new: C}]}",
        set(),
        {"old", "new"},
    ),
    "a choice that says what nobody knows, beside a fact to be asked after it": (
        {"abroad": CHOSEN + IMPLIES.format("yes", "trained: yes"), "member": GIVEN, "trained": GIVEN},
        "{member: yes, trained: yes}",
        {"trained"},
        {"abroad", "member"},
    ),
}
"""Facts, the condition of the only route, the facts that nobody knows, and those that are to be asked about."""


def rules_of(facts: dict[str, str], *conditions: str) -> Rules:
    """Rules with a route for each condition."""
    head, _, _ = chain_of_facts(2).partition("facts:")
    said = "met: M., unmet: U., unknown: N., limit: L., sources: [s]"
    lines = [f"{head}facts:", *(f"  {name}: {{{fact}}}" for name, fact in facts.items()), "criteria:"]
    lines += [f"  c{number}: {{title: T, when: {when}, {said}}}" for number, when in enumerate(conditions)]
    routes = (
        f"r{number}: {{kind: k, title: R, summary: S., criteria: [c{number}]}}" for number in range(len(conditions))
    )
    return parse_rules("\n".join([*lines, f"routes: {{{', '.join(routes)}}}"]))


@pytest.mark.parametrize(("facts", "when", "not_known", "asked"), CASES.values(), ids=CASES)
def test_what_is_to_be_asked(facts: dict[str, str], when: str, not_known: set[str], asked: set[str]):
    rules = rules_of(facts, when).at()
    interview = Interview({}, frozenset(not_known), (), about_plan=True)
    interviewer = Interviewer(rules, lambda _: rules.routes)
    assert {fact for fact in facts if fact not in not_known and interviewer.concerned(interview, fact)} == asked
    assert Brute(rules, rules.routes).changing(frozenset(), frozenset(facts) - not_known) == asked
    assert (interviewer.next(interview) is not None) == bool(asked)


def test_a_question_that_may_spare_another_comes_first():
    """Whether one is trained counts for the first route, and the letter does not; but A and B go only to the trained."""
    facts = {"letter": LETTER + IMPLIES.format("[A, B]", "trained: yes"), "trained": GIVEN, "member": GIVEN}
    rules = rules_of(facts, "{trained: yes, member: yes}", "{letter: A}").at()
    interviewer = Interviewer(rules, lambda _: rules.routes)
    interview = Interview({}, frozenset({"member"}))
    assert interviewer.concerned(interview, "letter") == ("r1",)
    assert interviewer.next(interview) == "letter"
    assert interviewer.next(interview.answered("letter", "A")) is None
    assert interviewer.next(interview.answered("letter", "C")) == "trained"
