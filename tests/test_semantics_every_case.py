"""Every case of every option of the rule files, in every call, against the definition. Nothing is sampled.

The largest option has millions of cases. The oracle decides all of them by the definition alone, with all facts
together (`case_table`). The product decides an option by independent parts; that it may is part of what is tested: each
case of a part is explained in a world in which a look at any other fact would fail, and the verdicts of all cases
follow from those of the parts by the product's own `verdict_of`. Options with fewer cases are also decided one by one.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, reduce
from operator import and_, or_

import pytest
from case_table import CaseTable, Outcome, positions, subsets
from chances import examples
from oracle import Meaning
from rule_files import LIBRARY, SHIPPED, loaded, options_in, plain

from ka1cli.cases.case_space import CompiledOption, Part
from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict, verdict_of
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.explain import ExplainedPart, explain_part
from ka1cli.decision.rules import Rules
from ka1cli.language.formulas import Answer
from ka1cli.language.model import FactType

pytestmark = pytest.mark.thorough

ONE_BY_ONE = examples(10_000)
ON = date(2026, 11, 24)

Case = tuple[tuple[str, Answer | None], ...]


FILES = {"shipped": SHIPPED, "library": LIBRARY}
CALLS = [(name, int(call)) for name, file in FILES.items() for call in plain(file)["calls"]]
NEWEST = dict(CALLS)
OPTIONS = [
    pytest.param(name, call, option, marks=[] if call == NEWEST[name] else [pytest.mark.slow])
    for name, call in CALLS
    for option in options_in(FILES[name])
]


@cache
def rules(name: str) -> Rules:
    """A rule file without the sentence for whom it is, which stands before all options and has a test of its own."""
    whole = loaded(FILES[name])
    return Rules(whole.rule_set._replace(audience=None), whole.sha256)


@cache
def meaning(name: str, call: int) -> Meaning:
    return Meaning(rules(name).rule_set, call)


def facts_of(call_rules: CallRules, option: CompiledOption) -> list[str]:
    return [call_rules.space.facts[fact].id for part in option.parts for fact in part.question.facts]


def explained(call_rules: CallRules, part: Part, case: Case) -> ExplainedPart:
    """A part explained in a world that says nothing about any other fact: to look at one is a `TypeError`."""
    space = call_rules.space
    world: list[object] = [None] * len(space.facts)
    for fact, answer in case:
        cells = space.cells[space.number[fact]]
        world[space.number[fact]] = cells.all if answer is None else 1 << cells.cell_of(answer)
    return explain_part(space, part, tuple(world))


class Decided:
    """What the product says about all cases of an option, as tables."""

    def __init__(self, call_rules: CallRules, option: CompiledOption, table: CaseTable, lawful: int) -> None:
        self.criteria = {name: dict.fromkeys(State, 0) for name in option.option.criteria}
        self.missing: dict[frozenset[str], int] = {frozenset(): table.all}
        in_state = dict.fromkeys(State, 0)
        for part in option.parts:
            missing: dict[frozenset[str], int] = {}
            for case in table.cases([call_rules.space.facts[fact].id for fact in part.question.facts]):
                where = table.where_any([case])
                if not where & lawful:
                    continue
                found = explained(call_rules, part, case)
                in_state[found.judged.state] |= where
                for finding in found.findings:
                    self.criteria[finding.criterion.id][finding.state] |= where
                missing[frozenset(found.missing)] = missing.get(frozenset(found.missing), 0) | where
            self.missing = _both(self.missing, missing)
        self.verdicts = dict.fromkeys(Verdict, 0)
        for states in subsets(list(State)):
            if states:
                having = reduce(and_, (in_state[state] if state in states else ~in_state[state] for state in State))
                self.verdicts[verdict_of(states)] |= having & lawful


def _both(one: dict[frozenset[str], int], other: dict[frozenset[str], int]) -> dict[frozenset[str], int]:
    found: dict[frozenset[str], int] = {}
    for facts, where in one.items():
        for more, there in other.items():
            found[facts | more] = found.get(facts | more, 0) | where & there
    return found


def by_definition(table: CaseTable, name: str, criteria: Iterable[str]) -> Outcome:
    return table.outcome(rules(name).rule_set.criteria[criterion].when for criterion in criteria)


def differing(table: CaseTable, one: int, other: int) -> list[dict[str, Answer]]:
    """The first profiles in which two tables differ."""
    return [table.profile(case) for _, case in zip(range(3), positions((one ^ other) & table.all), strict=False)]


@pytest.mark.parametrize(("name", "call", "option"), OPTIONS)
def test_every_case_of(name: str, call: int, option: str):
    call_rules = rules(name).at(call)
    assert (option in call_rules.space.options) == (call in rules(name).rule_set.options[option].calls)
    if option not in call_rules.space.options:
        return
    compiled = call_rules.space.options[option]
    table = all_cases(name, call, option)
    expected = by_definition(table, name, compiled.option.criteria)
    lawful = reduce(or_, expected)
    decided = Decided(call_rules, compiled, table, lawful)
    assert not differing(table, decided.verdicts[Verdict.ELIGIBLE], expected.met)
    assert not differing(table, decided.verdicts[Verdict.INELIGIBLE], expected.unmet)
    assert not differing(table, decided.verdicts[Verdict.UNDETERMINED], expected.unknown)
    for criterion, in_state in decided.criteria.items():
        own = by_definition(table, name, [criterion])
        for state in State:
            assert not differing(table, in_state[state] & lawful, getattr(own, state)), (criterion, state)
    given = [fact for fact in table.facts if not rules(name).rule_set.facts[fact].chosen]
    settled = {frozenset(some): table.settled_by(some, expected) for some in subsets(given)}
    for missing, cases in decided.missing.items():
        undetermined = cases & expected.unknown
        if undetermined:
            assert not undetermined & ~settled[missing], missing
            for fewer, where in settled.items():
                assert len(fewer) >= len(missing) or not undetermined & where, (missing, fewer)


def all_cases(name: str, call: int, option: str) -> CaseTable:
    call_rules = rules(name).at(call)
    return CaseTable(meaning(name, call), facts_of(call_rules, call_rules.space.options[option]))


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, file in FILES.items() for option in options_in(file)]
)
def test_cases_decided_by_themselves(name: str, option: str):
    """All cases of an option that has few, some of one that has many."""
    call = NEWEST[name]
    call_rules = rules(name).at(call)
    table = all_cases(name, call, option)
    expected = by_definition(table, name, rules(name).rule_set.options[option].criteria)
    verdicts = {
        Verdict.ELIGIBLE: expected.met,
        Verdict.INELIGIBLE: expected.unmet,
        Verdict.UNDETERMINED: expected.unknown,
    }
    for case in range(0, table.size, max(1, table.size // ONE_BY_ONE)):
        profile = table.profile(case)
        for verdict, cases in verdicts.items():
            if cases >> case & 1:
                (found,) = call_rules.decide(profile, ON, [option]).options
                assert found.verdict is verdict, profile


@pytest.mark.parametrize("call", [call for name, call in CALLS if name == "shipped"])
def test_for_whom_the_rules_are_closes_every_option_and_changes_nothing_else(call: int):
    with_audience, without = loaded(SHIPPED).at(call), rules("shipped").at(call)
    audience = with_audience.rule_set.audience
    assert audience is not None
    for answer in meaning("shipped", call).values[audience.fact]:
        inside = meaning("shipped", call).holds(audience.when, {audience.fact: answer})
        for more in ({}, {"accredited": True}, {"accredited": False, "country": "DE"}):
            profile = {audience.fact: answer, **more}
            decided = with_audience.decide(profile, ON, list(with_audience.space.options)).options
            expected = without.decide(profile, ON, list(without.space.options)).options
            verdicts = [option.verdict for option in expected] if inside else [Verdict.INELIGIBLE] * len(expected)
            assert [option.verdict for option in decided] == verdicts, profile


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_every_contradiction(name: str, call: int):
    """Of all facts that an implication connects, every combination of answers."""
    call_rules, means = rules(name).at(call), meaning(name, call)
    assert call_rules.space.bonds
    for bond in call_rules.space.bonds:
        table = CaseTable(means, [call_rules.space.facts[fact].id for fact in sorted(bond.facts)])
        nothing = table.outcome([])
        for case in range(table.size):
            profile = table.profile(case)
            contradictory = call_rules.space.contradiction(call_rules.space.world(profile)) is not None
            assert contradictory is not bool(nothing.met >> case & 1), profile


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_answers_in_one_cell_cannot_be_told_apart(name: str, call: int):
    """Every value of every choice and code, and every number and day up to beyond the last threshold."""
    space, means = rules(name).at(call).space, meaning(name, call)
    for cells in space.cells:
        fact = cells.fact
        if fact.type is FactType.YES_NO:
            answers: list[Answer] = [True, False, *fact.values]
        elif fact.type not in (FactType.NUMBER, FactType.DATE):
            answers = list(fact.values)
        else:
            around = means.both_sides(fact.id)
            whole = fact.type is FactType.NUMBER and not fact.decimals
            answers = list(range(fact.min, max(around) + 1)) if whole else list(around)
        kinds: dict[int, set[tuple[bool, ...]]] = {}
        for answer in answers:
            kinds.setdefault(cells.cell_of(answer), set()).add(means.kind(fact.id, answer))
        assert sorted(kinds) == list(range(cells.size)), fact.id
        assert all(len(found) == 1 for found in kinds.values()), fact.id


def test_every_case_of_tables_is_what_the_oracle_says_by_itself():
    """The two ways in which the tests state the definition agree, on a rule file small enough for both."""
    from oracle import Oracle

    rule_set = rules("library").rule_set
    call = rule_set.calls[-1]
    some = {name: rule_set.facts[name] for name in ("pupil", "age", "books", "card_type", "district")}
    small = rule_set._replace(
        facts=some, criteria={n: c for n, c in rule_set.criteria.items() if n in rule_set.options["card"].criteria}
    )
    small = small._replace(options={"card": rule_set.options["card"]})
    oracle = Oracle(small, call)
    table = CaseTable(oracle.meaning, list(some))
    outcome = table.outcome(criterion.when for criterion in small.criteria.values())
    assert outcome.met | outcome.unmet | outcome.unknown
    for case in range(table.size):
        profile = table.profile(case)
        if oracle.contradictory(profile):
            assert not reduce(or_, outcome) >> case & 1
        else:
            assert getattr(outcome, oracle.state(small.criteria, profile)) >> case & 1
