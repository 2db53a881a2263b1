"""Every verdict and every explanation against the definition: on random rule sets, on pieces of the rule files, and on
all cases of a file in which criteria are entangled on purpose.
"""

from itertools import product
from random import Random

import pytest
from chances import one_in
from hypothesis import given
from hypothesis import strategies as st
from oracle import Oracle, Profile
from random_rules import calls_of, piece, pieces, profiles, rule_sets, rules_of
from rule_files import ENTANGLED, LIBRARY, SHIPPED, loaded, options_in
from semantic_checks import CHECKS, Case, Check

from ka1cli.decision.decide import decide
from ka1cli.language.diagnostic import InvalidProfile
from ka1cli.language.model import RuleSet

PROFILES = 10
RULE_SETS = {
    "random": rule_sets(),
    "shipped": st.deferred(lambda: pieces(loaded(SHIPPED).rule_set)),
    "library": st.deferred(lambda: pieces(loaded(LIBRARY).rule_set)),
}

each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
each_rule_set = one_in(3, "source", RULE_SETS)


@st.composite
def situations(draw: st.DrawFn, rule_sets: st.SearchStrategy[RuleSet]) -> tuple[RuleSet, int, list[Profile]]:
    """A rule set, one of its calls, and some profiles."""
    rules = draw(rule_sets)
    call = draw(st.sampled_from(calls_of(rules)))
    return rules, call, [draw(profiles(rules, call)) for _ in range(PROFILES)]


@each_check
@each_rule_set
@given(st.data())
def test_of_many_rules(check: Check, source: str, data: st.DataObject):
    rules, call, some = data.draw(situations(RULE_SETS[source]))
    oracle, at_work = Oracle(rules, call), rules_of(rules)
    for profile in some:
        if not oracle.contradictory(profile):
            check(Case(at_work, call, oracle, profile))


@each_check
@one_in(4, "option", options_in(ENTANGLED))
def test_of_every_case_of_entangled_rules(check: Check, option: str):
    entangled = loaded(ENTANGLED).rule_set
    rules = piece(entangled, entangled.options[option], entangled.options[option].criteria)
    oracle, at_work = Oracle(rules, 0), rules_of(rules)
    for answers in product(*((None, *values) for values in oracle.meaning.values.values())):
        profile = {fact: answer for fact, answer in zip(rules.facts, answers, strict=True) if answer is not None}
        if not oracle.contradictory(profile):
            check(Case(at_work, 0, oracle, profile))


@each_rule_set
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(source: str, data: st.DataObject, random: Random):
    rules, call, some = data.draw(situations(RULE_SETS[source]))
    for profile in some:
        shuffled = list(profile.items())
        random.shuffle(shuffled)
        results = []
        for answers in (profile, dict(shuffled)):
            try:
                results.append(repr(decide(rules_of(rules), answers, call=call or None)))
            except InvalidProfile as error:
                results.append(repr(error.diagnostics))
        assert results[0] == results[1]


@given(st.data())
def test_the_next_question_is_needed_for_most_open_verdicts(data: st.DataObject):
    shipped = loaded(SHIPPED)
    facts = list(shipped.rule_set.facts)
    for profile in data.draw(st.lists(profiles(shipped.rule_set, 2026), min_size=PROFILES, max_size=PROFILES)):
        try:
            decision = decide(shipped, profile, call=2026, options=shipped.rule_set.options)
        except InvalidProfile:
            continue
        needed = [fact for option in decision.options for fact in option.missing]
        most = max(map(needed.count, needed), default=0)
        first = next((fact for fact in facts if needed and needed.count(fact) == most), None)
        assert decision.next_question == first


@given(situations(rule_sets(implications=True)))
def test_contradictions_are_found_and_named_exactly(situation: tuple[RuleSet, int, list[Profile]]):
    """A profile is contradictory exactly if nothing completes it, and no smaller set of its answers is named."""
    rules, call, some = situation
    oracle = Oracle(rules, call)
    call_rules = rules_of(rules).at(call or None)
    for profile in some:
        try:
            call_rules.world(profile)
        except InvalidProfile as error:
            assert oracle.contradictory(profile)
            named, because = call_rules.contradiction(profile)
            assert named.items() <= profile.items()
            assert oracle.contradictory(named)
            assert list(named) == [fact for fact in rules.facts if fact in named]
            assert call_rules.contradiction(dict(reversed(profile.items()))).answers == named
            assert not any(oracle.contradictory({k: v for k, v in named.items() if k != fact}) for fact in named)
            (problem,) = error.diagnostics
            assert (problem.code, problem.help) == ("P503", because)
            assert all(f"`{fact}`" in problem.message for fact in named)
        else:
            assert not oracle.contradictory(profile)
