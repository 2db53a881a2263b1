"""Figures that change within a call: each part of the call is decided, checked and compared as a call of its own would be."""

from datetime import date

from chances import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_rules import profiles, rule_sets, rules_of
from rule_files import as_yaml
from test_rules_check_random import NOWHERE

from ka1cli.audit.check import check
from ka1cli.audit.compare.comparison import compare
from ka1cli.decision.decide import decide
from ka1cli.language.diagnostic import InvalidProfile
from ka1cli.language.load import load_text
from ka1cli.language.model import RuleSet

CALL, CHANGE = 2025, date(2025, 7, 1)
DAYS = (date(2025, 6, 30), date(2025, 12, 31))
"""The last days of its two parts."""


@st.composite
def changing(draw: st.DrawFn) -> tuple[RuleSet, tuple[RuleSet, RuleSet]]:
    """A rule set with a figure that changes within a call, and what it is in each of the two parts."""
    rules = draw(rule_sets())
    assume(rules.calls)
    limit, value = rules.figures["limit"], draw(st.integers(3, 5))

    def with_limit(**fields: object) -> RuleSet:
        return rules._replace(figures={**rules.figures, "limit": limit._replace(**fields)})

    return with_limit(earlier={CHANGE: value}), (with_limit(by_call={**limit.by_call, CALL: value}), rules)


@settings(max_examples=examples(40))
@given(changing(), st.data())
def test_decisions_follow_the_day(example: tuple[RuleSet, tuple[RuleSet, RuleSet]], data: st.DataObject) -> None:
    whole, parts = example
    profile = data.draw(profiles(whole, CALL))
    for day, part in zip(DAYS, parts, strict=True):
        told = []
        for rules in (whole, part):
            try:
                told.append(decide(rules_of(rules), profile, call=CALL, on=day).options)
            except InvalidProfile as error:
                told.append(str(error))
        assert told[0] == told[1]


@settings(max_examples=examples(25))
@given(changing())
def test_findings_are_those_of_the_parts(example: tuple[RuleSet, tuple[RuleSet, RuleSet]]) -> None:
    whole, parts = example
    found, *of_parts = (
        {(finding.code, finding.about) for finding in check(rules_of(rules), NOWHERE, [CALL]).findings}
        for rules in (whole, *parts)
    )
    assert found == of_parts[0] | of_parts[1]


@settings(max_examples=examples(25))
@given(changing())
def test_comparisons_see_a_change_in_either_part(example: tuple[RuleSet, tuple[RuleSet, RuleSet]]) -> None:
    whole, (first, last) = example
    against, pairs = rules_of(last), [(CALL, CALL)]

    def changes(rules: RuleSet) -> set[tuple[object, ...]]:
        differences = compare(rules_of(rules), against, pairs).differences
        return {(change.option, change.what, change.gained) for entry in differences for change in entry.changes}

    assert changes(whole) == changes(first)


@settings(max_examples=examples(25))
@given(changing())
def test_the_loader_reads_the_days(example: tuple[RuleSet, tuple[RuleSet, RuleSet]]) -> None:
    whole, (first, _) = example
    limit = whole.figures["limit"]
    text = as_yaml(first).replace(
        f'    by_call:\n      "{CALL}": {limit.earlier[CHANGE]}\n',
        f'    by_call:\n      "{CALL}": {limit.earlier[CHANGE]}\n      {CHANGE}: {limit.by_call[CALL]}\n',
    )
    assert text.count(str(CHANGE)) == 1
    assert load_text(text)[0].figures["limit"] == limit
