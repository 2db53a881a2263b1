"""The interview about random rule sets, compared with brute force."""

import random

from chances import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from interview_oracle import Answers, Brute
from random_rules import calls_of, profiles, rule_sets, rules_of

from ka1cli.cases.cells import bits
from ka1cli.cases.logic import narrowed
from ka1cli.cases.outlook import Facts
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.interview.interview import Interview, Interviewer
from ka1cli.interview.order import Order
from ka1cli.interview.unsettled import Unsettled

sixty = settings(max_examples=examples(60))


@st.composite
def situations(draw: st.DrawFn, most_open: int = 4) -> tuple[CallRules, Interview]:
    """Some rules and an interview in the middle: some answers, some facts that are not known, the rest still open."""
    rule_set = draw(rule_sets())
    call = draw(st.sampled_from(calls_of(rule_set)))
    rules = rules_of(rule_set).at(call or None)
    answers = draw(profiles(rule_set, call))
    still_open = draw(st.permutations(sorted(rule_set.facts)))[: draw(st.integers(min(2, most_open), most_open))]
    kept = {fact: answer for fact, answer in answers.items() if fact not in still_open}
    assume(rules.space.contradiction(rules.space.world(kept)) is None)
    not_known = frozenset(fact for fact in rule_set.facts if fact not in still_open and fact not in kept)
    interview = Interview(kept, not_known, (), draw(st.booleans()))
    # Where everything is decided from the start there is little to compare.
    assume(draw(st.integers(0, 4)) == 0 or Verdict.UNDETERMINED in verdicts(rules, interview))
    return rules, interview


def verdicts(rules: CallRules, interview: Interview) -> set[Verdict]:
    world = rules.world(interview.profile)
    return {rules.explain(option, world).verdict for option in rules.rule_set.options}


def askable(rules: CallRules, interview: Interview) -> frozenset[str]:
    return frozenset(
        fact.id
        for fact in rules.rule_set.facts.values()
        if fact.id not in interview.answers
        and fact.id not in interview.not_known
        and (interview.about_plan or not fact.chosen)
    )


def mask(rules: CallRules, facts: frozenset[str]) -> Facts:
    return sum(1 << rules.space.number[fact] for fact in facts)


def said(interview: Interview) -> Answers:
    return frozenset(interview.answers.items())


@sixty
@given(situations())
def test_a_question_is_asked_exactly_if_an_answer_can_change_a_verdict(situation: tuple[CallRules, Interview]):
    rules, interview = situation
    options = tuple(rules.rule_set.options)
    interviewer = Interviewer(rules, lambda _: options)
    open_facts = askable(rules, interview)
    concerned = {fact: interviewer.concerned(interview, fact) for fact in open_facts}
    for option in options:
        changing = Brute(rules, (option,)).changing(said(interview), open_facts)
        assert {fact for fact, named in concerned.items() if option in named} == changing
    following = interviewer.next(interview)
    assert (following is None) == (not any(concerned.values()))
    assert following is None or concerned[following]


@sixty
@given(situations(most_open=3))
def test_the_order_needs_the_fewest_questions(situation: tuple[CallRules, Interview]):
    rules, interview = situation
    options = tuple(rules.rule_set.options)
    brute, unsettled = Brute(rules, options), Unsettled(rules.space, options)
    rests = unsettled.rests(rules.world(interview.profile), mask(rules, askable(rules, interview)))
    fewest = brute.fewest(said(interview), askable(rules, interview))
    best, ahead = (Order(unsettled, exact=exact) for exact in (10**9, 0))
    assert abs(sum(map(best.expected, rests)) - fewest) < 1e-6
    assert sum(map(ahead.expected, rests)) > fewest - 1e-6


@sixty
@given(situations())
def test_what_is_left_at_most_is_exact(situation: tuple[CallRules, Interview]):
    """Followed to the end with every answer, *I don't know* included, the interview asks so many questions at most."""
    rules, interview = situation
    options = tuple(rules.rule_set.options)
    brute, interviewer = Brute(rules, options), Interviewer(rules, lambda _: options)

    def longest(interview: Interview) -> int:
        fact = interviewer.next(interview)
        if fact is None:
            return 0
        ways = [None, *(dict(more)[fact] for more in brute.answers_to(fact, said(interview)))]
        left = 1 + max(longest(interview.answered(fact, answer)) for answer in ways)
        assert left == interviewer.most_left(interview)
        return left

    longest(interview)


@sixty
@given(situations(), st.randoms(use_true_random=False))
def test_what_remains_of_a_rest_is_what_remains_of_the_whole(
    situation: tuple[CallRules, Interview], random: random.Random
):
    """Looking ahead from a rest sees what a fresh look at everything would see."""
    rules, interview = situation
    unsettled = Unsettled(rules.space, rules.rule_set.options)
    world, open_facts = rules.world(interview.profile), mask(rules, askable(rules, interview))
    rests = set(unsettled.rests(world, open_facts))
    while rests:
        rest = random.choice(sorted(rests))
        fact = random.choice(list(bits(rest.worth_asking)))
        cells = random.choice([None, *(cells for cells, _ in unsettled.answers(rest, fact))])
        rests = rests - {rest} | set(unsettled.after(rest, fact, cells))
        world = world if cells is None else narrowed(world, fact, next(bits(cells)))
        open_facts &= ~(1 << fact)
        assert rests == set(unsettled.rests(world, open_facts))
