"""The checks against brute force, on random rule sets: every finding that there is, and none that there is not."""

from functools import reduce
from operator import or_

import pytest
from audit_oracle import AuditOracle
from chances import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle
from random_rules import calls_of, rule_sets, rules_of

from ka1cli.audit.check import check
from ka1cli.audit.finding import Finding
from ka1cli.audit.trials.case_file import Expected, Trial
from ka1cli.audit.trials.coverage import Suggestion, coverage_of
from ka1cli.audit.trials.run import try_case
from ka1cli.audit.view import View
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.diagram import MET, UNMET
from ka1cli.cases.search import case_of
from ka1cli.language.conditions import tables_of
from ka1cli.language.formulas import AllOf
from ka1cli.language.model import FactType, Partition, RuleSet
from ka1cli.language.yaml.document import Document, ScalarNode
from ka1cli.language.yaml.places import Places

pytestmark = pytest.mark.thorough

NOWHERE = Document("random.yaml", "", None)
MANY = 120
"""So many completions are enough to find a wrong finding, and few enough to look at all of them in pairs."""


@st.composite
def audited(draw: st.DrawFn) -> tuple[RuleSet, int]:
    """A rule set, with a partition where it has a number or day and two options, and one of its calls."""
    rules = draw(rule_sets())
    numeric = [name for name, fact in rules.facts.items() if fact.type in (FactType.NUMBER, FactType.DATE)]
    if numeric and len(rules.options) > 1:
        partition = Partition("parts", draw(st.sampled_from(numeric)), tuple(rules.options)[:2], "Because.")
        rules = rules._replace(partitions={"parts": partition})
    return rules, draw(st.sampled_from(calls_of(rules)))


def findings(rules: RuleSet, call: int) -> tuple[Finding, ...]:
    report = check(rules_of(rules), NOWHERE, [call])
    assert not report.unfinished
    return report.findings


@settings(max_examples=examples(60))
@given(audited())
def test_findings_are_those_of_brute_force(example: tuple[RuleSet, int]) -> None:
    rules, call = example
    oracle = Oracle(rules, call)
    wanted = AuditOracle(oracle)
    found = findings(rules, call)
    keys = {(finding.code, finding.about) for finding in found}

    def of(*codes: str) -> set[tuple[str, str]]:
        return {key for key in keys if key[0] in codes}

    assert of("K101", "K102") == wanted.options()
    assert of("K103") == wanted.recommendations()
    assert of("K104") == wanted.left_with_nothing()
    assert of("K105") == wanted.ways_on()
    assert of("K111", "K112") == wanted.partitions()
    assert of("K201", "K202") == wanted.criteria()
    assert of("K203") == wanted.implied()
    assert of("K205") == wanted.repeated()
    assert {about for _, about in of("K206")} >= wanted.idle_conditions()
    assert {about for _, about in of("K206")} - wanted.idle_conditions() <= {
        about for _, about in of("K206") if about[:-2] in wanted.idle_conditions()
    }
    assert of("K207") == wanted.tables()
    assert of("K308") == wanted.alike_values()
    assert {about.split("/")[0] for _, about in of("K401")} == wanted.impossible
    assert of("K402") == wanted.implications()
    if len(oracle.completions) <= MANY:
        assert of("K302") == wanted.questions()
    _contradictions(rules, oracle, wanted, of("K204"))


def _contradictions(rules: RuleSet, oracle: Oracle, wanted: AuditOracle, found: set[tuple[str, str]]) -> None:
    """K204: all pairs; where an option has none, one set of which no criterion can be spared."""
    pairs = wanted.contradicting_pairs()
    assert pairs <= found
    for _, about in found - pairs:
        option, *names = about.split("/")
        assert option in wanted.dead
        assert not any(pair.startswith(f"{option}/") for _, pair in pairs)
        for left_out in (None, *names):
            met = oracle.all
            for name in names:
                met &= oracle.meets[name] if name != left_out else oracle.all
            assert bool(met) == (left_out is not None)
    for option in wanted.dead:
        able = [name for name in rules.options[option].criteria if oracle.meets[name]]
        met = oracle.all
        for name in able:
            met &= oracle.meets[name]
        assert bool(met) or any(about.startswith(f"{option}/") for _, about in found)


@settings(max_examples=examples(40))
@given(audited())
def test_witnesses_keep_the_law_and_show_what_they_say(example: tuple[RuleSet, int]) -> None:
    rules, call = example
    oracle = Oracle(rules, call)
    at_call = rules_of(rules).at(call or None)
    for finding in findings(rules, call):
        profile = finding.witness.profile
        assert oracle.contradictory(profile) == (finding.code == "K401")
        verdicts = (
            {name: oracle.verdict(rules.options[name], profile) for name in finding.witness.options}
            if (finding.code != "K401")
            else {}
        )
        states = {name: oracle.state([name], profile) for name in rules.criteria} if verdicts else {}
        *_, last = names = finding.about.split("/")
        match finding.code:
            case "K101" | "K112" | "K204":
                assert set(verdicts.values()) == {"ineligible"}
            case "K102" | "K111" | "K203":
                assert set(verdicts.values()) == {"eligible"}
            case "K103":
                option = rules.options[names[0]]
                explained = at_call.explain(option.id, at_call.space.world(dict(profile)))
                assert option.recommend[int(last) - 1].because not in explained.recommended_because or len(
                    {entry.because for entry in option.recommend}
                ) < len(option.recommend)
            case "K105":
                assert (states[names[0]], verdicts[last]) == ("unmet", "ineligible")
            case "K201":
                assert states[last] == "unmet"
            case "K202":
                assert states[last] == "met"
            case "K205":
                assert {states[name] for name in names} == {"unmet"}
            case "K104":
                routes = [option for option in rules.options.values() if not option.is_activity]
                assert {oracle.verdict(option, profile) for option in routes} == {"ineligible"}


@settings(max_examples=examples(60))
@given(audited())
def test_coverage_wants_what_brute_force_can_reach(example: tuple[RuleSet, int]) -> None:
    rules, _ = example
    newest = calls_of(rules)[-1]
    oracle = Oracle(rules, newest)
    wanted = AuditOracle(oracle)
    reachable, every = set(), 0
    for name, option in rules.options.items():
        goal = wanted.goal(option)
        every += 2 * (1 + len(option.criteria))
        reachable |= {(name, one, "opens", None) for one in (None, *option.criteria) if goal}
        reachable |= {(name, None, "closes", None)} if goal != oracle.all else set()
        for criterion in option.criteria:
            others = oracle.all
            for other in option.criteria:
                others &= oracle.meets[other] if other != criterion else oracle.all
            closing = others & ~oracle.meets[criterion]
            reachable |= {(name, criterion, "closes", None)} if closing else set()
            tables = tables_of(rules.criteria[criterion].when)
            for number, row in enumerate((row for table in tables for row in table.rows), 1):
                every += 2
                applies = oracle.where(AllOf(row.when))
                if goal & applies & (oracle.where(row.then) if row.then else oracle.all):
                    reachable.add((name, criterion, "opens", number))
                if closing & applies:
                    reachable.add((name, criterion, "closes", number))
    at_first = coverage_of(rules_of(rules), NOWHERE, [])
    assert {goal for entry in at_first.missing for goal in entry.goals} == reachable
    assert len(at_first.out_of_reach) == every - len(reachable)
    tried = [try_case(rules_of(rules), _trial(entry)) for entry in at_first.missing]
    assert all(entry.passed for entry in tried)
    assert coverage_of(rules_of(rules), NOWHERE, tried).percent == 100


def _trial(entry: Suggestion) -> Trial:
    node = ScalarNode("untagged", "x")
    expected = (Expected(entry.option, entry.verdict, node),)
    return Trial("x", NOWHERE.place(None), None, None, entry.call, None, dict(entry.profile), expected, (), node)


@settings(max_examples=examples(80))
@given(audited())
def test_a_case_is_found_exactly_where_there_is_one(example: tuple[RuleSet, int]) -> None:
    rules, call = example
    oracle, space = Oracle(rules, call), CaseSpace(rules, call)
    view = View(space, Places(NOWHERE))
    criteria = [view.criterion(name) for name in rules.criteria]
    one, *others = rules.criteria
    met = oracle.meets[one] & ~reduce(or_, (oracle.meets[name] for name in others), 0)
    wanted = [
        (criteria[0], MET),
        *((node, UNMET) for node in criteria[1:]),
        *((law, MET) for law in view.laws(*criteria)),
    ]
    cases = (view.case(criteria[0], unmet=criteria[1:]), case_of(wanted, space.open_world, 10_000))
    assert view.possible(criteria[0], unmet=criteria[1:]) == bool(met)
    for case in cases:
        assert (case is not None) == bool(met)
        if case is not None:
            assert not oracle.completing(view.profile(case)) & ~met
