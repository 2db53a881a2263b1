"""The comparison against brute force, on random rule sets and changes to them."""

import datetime as dt
from functools import reduce
from operator import and_, or_

from chances import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import Oracle, written_out
from random_rules import calls_of, rule_sets, rules_of

from ka1cli.audit.compare.comparison import compare
from ka1cli.audit.compare.diff import DecisionChange, Where, decision_changes
from ka1cli.cases.case_space import CaseSpace
from ka1cli.language.formulas import AllOf, AnyOf, Condition, Not
from ka1cli.language.model import RuleSet


@st.composite
def changed(draw: st.DrawFn) -> tuple[RuleSet, RuleSet, int]:
    """A rule set, the same with something changed, and one of its calls."""
    before = draw(rule_sets())
    after = before
    for _ in range(draw(st.integers(1, 3))):
        after = draw(st.sampled_from(CHANGES))(draw, after)
    call = draw(st.sampled_from(calls_of(before)))
    bare = after._replace(criteria={}, options={})
    assume(Oracle(bare, call).completions)
    return before, after, call


def _other_condition(draw: st.DrawFn, rules: RuleSet) -> RuleSet:
    name, other = (draw(st.sampled_from(list(rules.criteria))) for _ in range(2))
    own, others = (written_out(rules.criteria[one].when, rules) for one in (name, other))
    conditions = [others, Not(own), AllOf((own, others)), AnyOf((own, others))]
    criterion = rules.criteria[name]._replace(when=draw(st.sampled_from(conditions)))
    return rules._replace(criteria={**rules.criteria, name: criterion})


def _other_criteria(draw: st.DrawFn, rules: RuleSet) -> RuleSet:
    name = draw(st.sampled_from(list(rules.options)))
    criteria = draw(st.lists(st.sampled_from(list(rules.criteria)), min_size=1, max_size=4, unique=True))
    return _with_option(rules, name, criteria=tuple(criteria))


def _other_recommendation(draw: st.DrawFn, rules: RuleSet) -> RuleSet:
    name, other = (draw(st.sampled_from(list(rules.options))) for _ in range(2))
    return _with_option(rules, name, recommend=rules.options[other].recommend)


def _with_option(rules: RuleSet, name: str, **fields: object) -> RuleSet:
    return rules._replace(options={**rules.options, name: rules.options[name]._replace(**fields)})


def _fewer_implications(draw: st.DrawFn, rules: RuleSet) -> RuleSet:
    name = draw(st.sampled_from(list(rules.facts)))
    fact = rules.facts[name]
    return rules._replace(facts={**rules.facts, name: fact._replace(implies=fact.implies[1:])})


CHANGES = (_other_condition, _other_condition, _other_criteria, _other_recommendation, _fewer_implications)


def _together(before: RuleSet, after: RuleSet) -> RuleSet:
    """A rule set with the tests of both, and no implications: its values tell apart whatever either can tell apart."""
    conditions = [
        written_out(condition, rules)
        for rules in (before, after)
        for condition in (
            *(criterion.when for criterion in rules.criteria.values()),
            *(entry.when for option in rules.options.values() for entry in option.recommend),
            *(part for fact in rules.facts.values() for entry in fact.implies for part in (entry.when, entry.then)),
        )
    ]
    pattern = next(iter(before.criteria.values()))
    criteria = {f"t{i}": pattern._replace(id=f"t{i}", when=when) for i, when in enumerate(conditions)}
    facts = {name: fact._replace(implies=()) for name, fact in before.facts.items()}
    return before._replace(criteria=criteria, options={}, facts=facts)


class Both:
    """All profiles, and what either rule set makes of them. Sets of profiles are bit masks."""

    def __init__(self, before: RuleSet, after: RuleSet, call: int) -> None:
        self.rules = (before, after)
        self.oracle = Oracle(_together(before, after), call)
        self.all = self.oracle.all
        self.lawful = [
            reduce(
                and_,
                (
                    self.oracle.where(AnyOf((Not(entry.when), entry.then)))
                    for fact in rules.facts.values()
                    for entry in fact.implies
                ),
                self.all,
            )
            for rules in self.rules
        ]

    def goal(self, side: int, option: str) -> int:
        rules = self.rules[side]
        names = rules.options[option].criteria
        return reduce(and_, (self.where(rules, rules.criteria[name].when) for name in names), self.all)

    def where(self, rules: RuleSet, condition: Condition) -> int:
        return self.oracle.where(written_out(condition, rules))

    def recommended(self, side: int, option: str) -> int:
        entries = self.rules[side].options[option].recommend
        return reduce(or_, (self.where(self.rules[side], entry.when) for entry in entries), 0)

    def inside(self, condition: Where) -> int:
        return sum(
            1 << i
            for i, answers in enumerate(self.oracle.completions)
            if all(chosen >> cells.cell_of(answers[cells.fact.id]) & 1 for cells, chosen in condition.box)
        )

    def otherwise(self, change: DecisionChange) -> int:
        after = self.rules[1]
        return reduce(and_, (self.where(after, after.criteria[name].when) for name in change.otherwise), self.all)


def _wanted(both: Both) -> dict[tuple[object, ...], int]:
    """For each kind of change, the profiles that have it."""
    then, now = both.lawful
    wanted = {(None, "contradictory", True): then & ~now, (None, "contradictory", False): now & ~then}
    lawful = then & now
    for name in both.rules[0].options:
        goals = [both.goal(side, name) & lawful for side in (0, 1)]
        wanted[name, "eligible", True] = goals[1] & ~goals[0]
        wanted[name, "eligible", False] = goals[0] & ~goals[1]
        recommended = [both.recommended(side, name) for side in (0, 1)]
        wanted[name, "recommended", True] = goals[0] & goals[1] & recommended[1] & ~recommended[0]
        wanted[name, "recommended", False] = goals[0] & goals[1] & recommended[0] & ~recommended[1]
    return {key: profiles for key, profiles in wanted.items() if profiles}


@settings(max_examples=examples(60))
@given(changed())
def test_changes_are_those_of_brute_force(example: tuple[RuleSet, RuleSet, int]) -> None:
    before, after, call = example
    both = Both(before, after, call)
    changes, gave_up = decision_changes(CaseSpace(before, call), CaseSpace(after, call))
    assert gave_up == ()
    wanted = _wanted(both)
    # What nobody can have under either is compared by its criteria, so that a change of them is told all the same.
    possible = {name for name in before.options if any(both.goal(side, name) & both.lawful[side] for side in (0, 1))}
    changes = tuple(change for change in changes if change.option is None or change.option in possible)
    assert {(change.option, change.what, change.gained) for change in changes} == set(wanted)
    for change in changes:
        assert change.complete
        domain = both.all if change.option is None else both.lawful[0] & both.lawful[1]
        boxes = [both.inside(condition) & both.otherwise(change) & domain for condition in change.conditions]
        profiles = wanted[change.option, change.what, change.gained]
        assert reduce(or_, boxes) == profiles
        for i in range(len(boxes)):
            assert reduce(or_, (*boxes[:i], *boxes[i + 1 :]), 0) != profiles, "a condition that can be left out"
        for condition in change.conditions:
            for fact_answers in (condition.before, condition.after):
                assert both.oracle.completing(fact_answers) & profiles == both.oracle.completing(fact_answers) & domain


@settings(max_examples=examples(40))
@given(rule_sets())
def test_a_rule_set_does_not_differ_from_itself(rules: RuleSet) -> None:
    assert compare(rules_of(rules), rules_of(rules._replace(as_of=dt.date(2020, 1, 1)))).same
