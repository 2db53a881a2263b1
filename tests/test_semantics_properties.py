"""Random rule sets, and pieces of the rule files: every verdict and every explanation against the definition, tried by brute force."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import Oracle, Profile, smallest
from random_rules import calls_of, facts_in, pieces, profiles, rule_sets, rules_of
from rule_files import LIBRARY, SHIPPED

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import Rules, decide
from ka1cli.decision.model import Allowed, Decision, OptionDecision
from ka1cli.language.diagnostic import InvalidProfile
from ka1cli.language.load import load_document
from ka1cli.language.model import RuleSet

PROFILES = 10


class Case(NamedTuple):
    """One profile under one rule set in one call, decided by both."""

    rules: Rules
    call: int
    oracle: Oracle
    profile: Profile

    @property
    def facts(self) -> dict[str, object]:
        return dict(self.rules.rule_set.facts)

    def decide(self, profile: Profile) -> Decision:
        return decide(self.rules, profile, call=self.call or None, options=self.rules.rule_set.options)

    @property
    def options(self) -> tuple[OptionDecision, ...]:
        return self.decide(self.profile).options

    def without(self, facts: Iterable[str]) -> Profile:
        return {fact: answer for fact, answer in self.profile.items() if fact not in facts}

    def only(self, facts: Iterable[str]) -> Profile:
        return {fact: self.profile[fact] for fact in facts}

    def with_one_more(self) -> Iterator[tuple[str, Profile]]:
        """Every lawful profile with one more answer."""
        for fact in self.facts.keys() - self.profile.keys():
            for answer in self.oracle.meaning.values[fact]:
                more = {**self.profile, fact: answer}
                if not self.oracle.contradictory(more):
                    yield fact, more


@st.composite
def situations(draw: st.DrawFn, rule_sets: st.SearchStrategy[RuleSet]) -> tuple[RuleSet, int, list[Profile]]:
    """A rule set, one of its calls, and some profiles."""
    rules = draw(rule_sets)
    call = draw(st.sampled_from(calls_of(rules)))
    return rules, call, [draw(profiles(rules, call)) for _ in range(PROFILES)]


RULE_SETS = {
    "random": rule_sets(),
    "shipped": pieces(load_document(SHIPPED)[0]),
    "library": pieces(load_document(LIBRARY)[0]),
}
each_rule_set = pytest.mark.parametrize("source", RULE_SETS)


def of_every_rule_set(check: Callable[[Case], None]) -> Callable[[], None]:
    """A test that checks every lawful profile of many situations."""

    @each_rule_set
    @given(st.data())
    def test(source: str, data: st.DataObject) -> None:
        rules, call, some = data.draw(situations(RULE_SETS[source]))
        oracle, loaded = Oracle(rules, call), rules_of(rules)
        for profile in some:
            if not oracle.contradictory(profile):
                check(Case(loaded, call, oracle, profile))

    test.__doc__ = check.__doc__
    return test


def related(oracle: Oracle, criteria: tuple[str, ...]) -> list[list[str]]:
    """Criteria grouped so that groups share no facts, facts that implications connect included."""
    links = [{fact} | facts_in(entry.then) for fact, entry in oracle.meaning.implications]
    groups: list[tuple[set[str], list[str]]] = []
    for name in criteria:
        facts, members = facts_in(oracle.rules.criteria[name].when), [name]
        for _ in links:
            facts = facts.union(*(link for link in links if link & facts))
        for group in [group for group in groups if group[0] & facts]:
            groups.remove(group)
            facts, members = facts | group[0], group[1] + members
        groups.append((facts, members))
    return [members for _, members in groups]


@of_every_rule_set
def test_verdicts(case: Case):
    for option in case.options:
        assert option.verdict == case.oracle.verdict(option.option, case.profile)


@of_every_rule_set
def test_states_of_criteria(case: Case):
    """A criterion has its own state, but where criteria fail only together, the fewest that do are to blame."""
    for option in case.options:
        shown = {finding.criterion.id: str(finding.state) for finding in option.findings}
        assert tuple(shown) == option.option.criteria
        for group in related(case.oracle, option.option.criteria):
            together = case.oracle.state(group, case.profile)
            own = {name: case.oracle.state([name], case.profile) for name in group}
            if together in own.values():
                assert {name: shown[name] for name in group} == own
                continue
            blamed = {name for name in group if shown[name] != own[name]}
            sets = smallest(group, lambda some: case.oracle.state(some, case.profile) == together)  # noqa: B023
            assert blamed in sets
            assert all(shown[name] == together for name in blamed)


@of_every_rule_set
def test_more_answers_never_flip_a_decided_verdict(case: Case):
    for fact, more in case.with_one_more():
        for old, new in zip(case.options, case.decide(more).options, strict=True):
            assert old.verdict is not Verdict.INELIGIBLE or new.verdict is Verdict.INELIGIBLE
            if not case.facts[fact].chosen:
                assert old.verdict in (Verdict.UNDETERMINED, new.verdict)


@of_every_rule_set
def test_reasons_decide_and_no_fewer_do(case: Case):
    """The answers named with a criterion bring it to its state, whatever the other answers had been; fewer do not."""
    for option in case.options:
        for finding in option.findings:
            if finding.state is State.UNKNOWN:
                continue
            goal = [finding.criterion.id]
            if case.oracle.state(goal, case.profile) != finding.state:
                goal = next(group for group in related(case.oracle, option.option.criteria) if goal[0] in group)

            def suffice(facts: Iterable[str], goal: list[str] = goal, state: str = finding.state) -> bool:
                dropped = case.profile.keys() - set(facts)
                return case.oracle.state(goal, case.only(facts), dropped) == state

            assert set(finding.facts) <= case.profile.keys()
            assert suffice(finding.facts)
            for fewer in combinations(case.profile, len(finding.facts) - 1) if finding.facts else ():
                assert not suffice(fewer)


@of_every_rule_set
def test_reasons_alone_decide_the_verdict(case: Case):
    for option in case.options:
        if option.verdict is Verdict.INELIGIBLE:
            reasons = [finding.facts for finding in option.findings if finding.state is State.UNMET]
        elif option.verdict is Verdict.ELIGIBLE:
            reasons = [tuple({fact: None for finding in option.findings for fact in finding.facts})]
        else:
            continue
        for facts in reasons:
            alone = case.decide(case.only(facts)).options
            assert next(other for other in alone if other.option == option.option).verdict is option.verdict


@of_every_rule_set
def test_missing_facts_settle_the_verdict_and_no_fewer_do(case: Case):
    decision = case.decide(case.profile)
    for option in decision.options:
        if option.verdict is Verdict.UNDETERMINED:
            assert frozenset(option.missing) in case.oracle.smallest_settling(option.option.criteria, case.profile)
        else:
            assert not option.missing
        for finding in option.findings:
            own = [finding.criterion.id]
            if finding.state is State.UNKNOWN and case.oracle.state(own, case.profile) == "unknown":
                assert frozenset(finding.facts) in case.oracle.smallest_settling(own, case.profile)
    needed = [fact for option in decision.options for fact in option.missing]
    assert needed.count(decision.next_question) == max((needed.count(fact) for fact in needed), default=0)
    assert needed or decision.next_question is None


@of_every_rule_set
def test_remedies_open_the_option_and_no_smaller_one_does(case: Case):
    planned = [fact for fact in case.profile if case.facts[fact].chosen]
    for option in case.options:
        if option.verdict is not Verdict.INELIGIBLE:
            assert (option.remedies, option.fixed) == ((), ())
            continue

        def opens(facts: Iterable[str], criteria: tuple[str, ...] = option.option.criteria) -> bool:
            return case.oracle.state(criteria, case.without(facts)) != "unmet"

        offered = [frozenset(change.allowed.fact for change in remedy.changes) for remedy in option.remedies]
        assert sorted(map(sorted, offered)) == sorted(map(sorted, smallest(planned, opens)))
        for remedy in option.remedies:
            changed = {**case.profile, **{change.allowed.fact: change.to for change in remedy.changes}}
            after = next(found for found in case.decide(changed).options if found.option == option.option)
            assert after.verdict is remedy.verdict
            assert after.verdict is not Verdict.INELIGIBLE
            if len(remedy.changes) == 1:
                assert_allowed(case, option, changed, remedy.changes[0].allowed)
        if not option.remedies:
            assert_fixed(case, option)


def assert_allowed(case: Case, option: OptionDecision, profile: Profile, allowed: Allowed) -> None:
    """A choice is allowed exactly if the option stays possible with it."""
    for answer in case.oracle.meaning.values[allowed.fact]:
        answered = {**profile, allowed.fact: answer}
        possible = (
            not case.oracle.contradictory(answered) and case.oracle.state(option.option.criteria, answered) != "unmet"
        )
        place = answer.toordinal() if hasattr(answer, "toordinal") else answer
        inside = any((low is None or low <= place) and (high is None or place <= high) for low, high in allowed.ranges)
        assert (inside or answer in allowed.values) is possible


def assert_fixed(case: Case, option: OptionDecision) -> None:
    """Named are the fewest given answers, of each group of criteria that no plan opens, that keep it closed."""
    given_facts = [fact for fact in case.profile if not case.facts[fact].chosen]
    unexplained = set(option.fixed)
    for group in related(case.oracle, option.option.criteria):

        def closed(facts: Iterable[str], group: list[str] = group) -> bool:
            return case.oracle.state(group, case.only(facts)) == "unmet"

        if closed(given_facts):
            named = next(facts for facts in smallest(given_facts, closed) if facts <= set(option.fixed))
            unexplained -= named
    assert not unexplained


@of_every_rule_set
def test_limits_are_what_open_choices_have_to_keep_to(case: Case):
    for option in case.options:
        if option.verdict is Verdict.INELIGIBLE:
            assert not option.limits
            continue
        limited = {allowed.fact: allowed for allowed in option.limits}
        for fact in case.facts.keys() - case.profile.keys():
            if fact in limited:
                assert case.facts[fact].chosen
                assert_allowed(case, option, case.profile, limited[fact])
        for fact, more in case.with_one_more():
            if case.facts[fact].chosen and fact not in limited:
                assert case.oracle.state(option.option.criteria, more) != "unmet"


@of_every_rule_set
def test_an_option_is_recommended_for_what_is_known(case: Case):
    for option in case.options:
        holding = [
            entry.because for entry in option.option.recommend if case.oracle.holds_for_sure(entry.when, case.profile)
        ]
        assert list(option.recommended_because) == ([] if option.verdict is Verdict.INELIGIBLE else holding)


@of_every_rule_set
def test_a_criterion_met_by_choice_says_what_to_keep_to(case: Case):
    for option in case.options:
        for finding in option.findings:
            criterion = finding.criterion
            sure = case.oracle.holds_for_sure(criterion.when, case.profile)
            expected = {
                State.MET: criterion.met if sure else criterion.limit,
                State.UNMET: criterion.unmet,
                State.UNKNOWN: criterion.unknown,
            }
            assert finding.reason == expected[finding.state]
            assert finding.by_choice is (finding.state is State.MET and not sure)


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
            assert not any(oracle.contradictory({k: v for k, v in named.items() if k != fact}) for fact in named)
            (problem,) = error.diagnostics
            assert (problem.code, problem.help) == ("P503", because)
            assert all(f"`{fact}`" in problem.message for fact in named)
        else:
            assert not oracle.contradictory(profile)
