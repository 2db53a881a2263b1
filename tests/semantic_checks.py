"""What must hold of every decision, whatever the rules: each a check of one decided case against the definition."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from oracle import Oracle, Profile, number, smallest
from random_rules import facts_in

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import decide
from ka1cli.decision.model import Allowed, Change, CriterionFinding, Decision, OptionDecision
from ka1cli.decision.rules import Rules
from ka1cli.language.formulas import Answer, Range


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
        options = [name for name, option in self.rules.rule_set.options.items() if self.call in option.calls]
        return decide(self.rules, profile, call=self.call or None, options=options)

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


Check = Callable[[Case], None]

CHECKS: dict[str, Check] = {}
"""Every check by its name."""


def check(function: Check) -> Check:
    CHECKS[function.__name__] = function
    return function


def related(oracle: Oracle, criteria: tuple[str, ...]) -> list[list[str]]:
    """Criteria grouped so that groups share no facts, facts that implications connect included."""
    links = [{fact} | facts_in(entry.then) for fact, entry in oracle.meaning.implications]
    groups: list[tuple[set[str], list[str]]] = []
    for name in criteria:
        facts, members = facts_in(oracle.rules.criteria[name].when, oracle.rules), [name]
        for _ in links:
            facts = facts.union(*(link for link in links if link & facts))
        for group in [group for group in groups if group[0] & facts]:
            groups.remove(group)
            facts, members = facts | group[0], group[1] + members
        groups.append((facts, members))
    return [members for _, members in groups]


def blamed_with(case: Case, option: OptionDecision, finding: CriterionFinding) -> list[str]:
    """The criteria that only together are in the state of one of them."""
    group = next(group for group in related(case.oracle, option.option.criteria) if finding.criterion.id in group)
    return [
        other.criterion.id for other in option.findings if other.criterion.id in group and other.state is finding.state
    ]


@check
def verdicts(case: Case) -> None:
    for option in case.options:
        assert option.verdict == case.oracle.verdict(option.option, case.profile)


@check
def states_of_criteria(case: Case) -> None:
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


@check
def more_answers_never_flip_a_decided_verdict(case: Case) -> None:
    for fact, more in case.with_one_more():
        for old, new in zip(case.options, case.decide(more).options, strict=True):
            assert old.verdict is not Verdict.INELIGIBLE or new.verdict is Verdict.INELIGIBLE
            if not case.facts[fact].chosen:
                assert old.verdict in (Verdict.UNDETERMINED, new.verdict)


@check
def reasons_decide_and_no_fewer_do(case: Case) -> None:
    """The answers named with a criterion bring it to its state, whatever the other answers had been; fewer do not."""
    for option in case.options:
        for finding in option.findings:
            if finding.state is State.UNKNOWN:
                continue
            assert set(finding.facts) <= case.profile.keys()
            own = [finding.criterion.id]
            if case.oracle.state(own, case.profile) != finding.state:
                goals = [blamed_with(case, option, finding)]
            elif finding.state is State.MET:
                # It may also rest on what lets one choice meet it and others together.
                goals = [own, next(group for group in related(case.oracle, option.option.criteria) if own[0] in group)]
            else:
                goals = [own]
            assert any(suffice_and_no_fewer_do(case, finding, goal) for goal in goals)


def suffice_and_no_fewer_do(case: Case, finding: CriterionFinding, goal: list[str]) -> bool:
    def suffice(facts: Iterable[str]) -> bool:
        return case.oracle.state(goal, case.only(facts), case.profile.keys() - set(facts)) == finding.state

    fewer = combinations(case.profile, len(finding.facts) - 1) if finding.facts else ()
    return suffice(finding.facts) and not any(map(suffice, fewer))


@check
def reasons_alone_decide_the_verdict(case: Case) -> None:
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


@check
def missing_facts_settle_the_verdict_and_no_fewer_do(case: Case) -> None:
    decision = case.decide(case.profile)
    for option in decision.options:
        if option.verdict is Verdict.UNDETERMINED:
            assert frozenset(option.missing) in case.oracle.smallest_settling(option.option.criteria, case.profile)
        else:
            assert not option.missing
        for finding in option.findings:
            if finding.state is State.UNKNOWN:
                goal = [finding.criterion.id]
                if case.oracle.state(goal, case.profile) != "unknown":
                    goal = blamed_with(case, option, finding)
                assert frozenset(finding.facts) in case.oracle.smallest_settling(goal, case.profile)
    needed = [fact for option in decision.options for fact in option.missing]
    assert needed.count(decision.next_question) == max((needed.count(fact) for fact in needed), default=0)
    assert needed or decision.next_question is None


@check
def remedies_open_the_option_and_no_smaller_one_does(case: Case) -> None:
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
                assert_nearest(case, remedy.changes[0])
        if not option.remedies:
            assert_fixed(case, option)


def assert_allowed(case: Case, option: OptionDecision, profile: Profile, allowed: Allowed) -> None:
    """A choice is allowed exactly if the option stays possible with it."""
    for answer in case.oracle.meaning.values[allowed.fact]:
        answered = {**profile, allowed.fact: answer}
        possible = (
            not case.oracle.contradictory(answered) and case.oracle.state(option.option.criteria, answered) != "unmet"
        )
        numeric = not isinstance(answer, str) and any(inside(answer, bounds) for bounds in allowed.ranges)
        assert (numeric or answer in allowed.values) is possible
    for below, above in pairwise(allowed.ranges):
        assert below.max + 1 < above.min, "ranges that touch are one"


def assert_nearest(case: Case, change: Change) -> None:
    """Between the present number or day and the proposed one lies no other that is allowed."""
    if change.allowed.ranges:
        now, proposed = number(case.profile[change.allowed.fact]), number(change.to)
        for answer in case.oracle.meaning.both_sides(change.allowed.fact):
            if min(now, proposed) < number(answer) < max(now, proposed):
                assert not any(inside(answer, bounds) for bounds in change.allowed.ranges)


def inside(answer: Answer, bounds: Range) -> bool:
    low, high = bounds
    return (low is None or low <= number(answer)) and (high is None or number(answer) <= high)


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


@check
def limits_are_what_open_choices_have_to_keep_to(case: Case) -> None:
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


@check
def an_option_is_recommended_for_what_is_known(case: Case) -> None:
    for option in case.options:
        holding = [
            entry.because for entry in option.option.recommend if case.oracle.holds_for_sure(entry.when, case.profile)
        ]
        assert list(option.recommended_because) == ([] if option.verdict is Verdict.INELIGIBLE else holding)


@check
def a_criterion_met_by_choice_says_what_to_keep_to(case: Case) -> None:
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
