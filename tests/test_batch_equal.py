"""A screened row says what `decide` says, word for word.

`KA1_RULE_SETS=200 pytest tests/test_batch_equal.py` compares 200 random rule sets; the default is smaller.
"""

import os
from pathlib import Path

import pyarrow as pa
import pytest
from batch_oracle import cases, expected, screened, unknown_cells
from chances import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from process import LIBRARY
from random_rules import calls_of, rule_sets, rules_of
from rule_files import ROOMS, SHIPPED, loaded

from ka1cli import decide_table
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.loading import parse_rules

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    "file", [SHIPPED, LIBRARY, pytest.param(ROOMS, marks=pytest.mark.slow)], ids=lambda file: file.stem
)
def test_every_case_of_every_part(file: Path) -> None:
    rules = loaded(file).at(loaded(file).calls[-1])
    facts = tuple(rules.rule_set.facts)
    groups = {
        tuple(facts[fact] for fact in sorted(question.facts))
        for option in rules.space.options.values()
        for question in (*(part.question for part in option.parts), *option.recommend)
    }
    rows = {unknown_cells(rules, facts, group, case): None for group in groups for case in cases(rules, group)}
    check(rules, facts, list(rows))


def check(rules: CallRules, columns, rows) -> None:
    by_row = screened(rules, columns, rows, told=False)
    by_case = screened(rules, columns, rows, told=True)
    for row, one, other in zip(rows, by_row, by_case, strict=True):
        assert one == other == expected(rules, columns, row), row


@settings(max_examples=int(os.environ.get("KA1_RULE_SETS", examples(15))))
@given(st.data())
def test_random_rule_sets(data: st.DataObject) -> None:
    rule_set = data.draw(rule_sets())
    rules = rules_of(rule_set).at(data.draw(st.sampled_from(calls_of(rule_set))) or None)
    columns = data.draw(st.lists(st.sampled_from(list(rule_set.facts)), min_size=1, unique=True))
    cells = [[*list(dict.fromkeys(row[0] for row in cases(rules, [fact]))), "never"] for fact in columns]
    chance = data.draw(st.randoms(use_true_random=False))
    rows = {tuple(chance.choice(answers) for answers in cells): None for _ in range(40)}
    check(rules, columns, list(rows))


def test_facts_that_hang_together_in_any_number_of_cases() -> None:
    facts = "\n".join(
        f"  f{number}: {{asks: given, type: yes-no, panel: p, title: f, question: F?}}" for number in range(12)
    )
    one = ", ".join(f"{{f{number}: yes}}" for number in range(12))
    rules = parse_rules(MANY_FACTS.format(facts=facts, one=one))
    found = decide_table(rules, pa.table({f"f{number}": ["no", "yes", "?"] for number in range(12)}))
    assert found["r"].to_pylist() == ["ineligible", "eligible", "undetermined"]
    found = decide_table(rules, pa.table({f"f{number}": ["no", "yes", "?"] for number in range(5)}))
    assert found["r"].to_pylist() == ["undetermined", "eligible", "undetermined"]


MANY_FACTS = """
ka1: 1
id: many
title: Many facts
version: "1"
language: en
as_of: 2026-01-01
sources: {{s: {{title: S, publisher: P, confidence: official}}}}
panels: {{p: P}}
kinds: {{k: K}}
facts:
{facts}
criteria:
  one: {{title: One, when: {{any: [{one}]}}, met: M., unmet: U., unknown: D., sources: [s]}}
routes:
  r: {{kind: k, title: R, summary: S., criteria: [one]}}
"""


def test_criteria_that_take_turns_and_answers_that_contradict_each_other_twice() -> None:
    rules = parse_rules(TURNS).at()
    facts = tuple(rules.rule_set.facts)
    check(rules, facts, list(cases(rules, facts))[::7])


TURNS = """
ka1: 1
id: turns
title: Criteria that take turns
version: "1"
language: en
as_of: 2026-01-01
sources: {s: {title: S, publisher: P, confidence: official}}
panels: {p: P}
kinds: {k: K}
facts:
  a: {asks: given, type: yes-no, panel: p, title: a, question: A?, implies: [{when: yes, then: {b: no}, because: X.}]}
  b: {asks: given, type: yes-no, panel: p, title: b, question: B?, implies: [{when: yes, then: {e: yes}, because: X.}]}
  c: {asks: given, type: yes-no, panel: p, title: c, question: C?, implies: [{when: yes, then: {d: no}, because: X.}]}
  d: {asks: given, type: yes-no, panel: p, title: d, question: D?, implies: [{when: yes, then: {e: yes}, because: X.}]}
  e: {asks: given, type: yes-no, panel: p, title: e, question: E?}
  n: {asks: given, type: number, panel: p, title: n, question: N?}
  m: {asks: given, type: number, panel: p, title: m, question: M?}
criteria:
  n1: {title: N1, when: {n: {min: 2}}, met: M., unmet: n1 unmet., unknown: n1 unknown., sources: [s]}
  m1: {title: M1, when: {m: {min: 2}}, met: M., unmet: m1 unmet., unknown: m1 unknown., sources: [s]}
  n2: {title: N2, when: {n: {max: 4}}, met: M., unmet: n2 unmet., unknown: n2 unknown., sources: [s]}
  m2: {title: M2, when: {m: {max: 4}}, met: M., unmet: m2 unmet., unknown: m2 unknown., sources: [s]}
  a1: {title: A1, when: {any: [{a: yes}, {c: yes}]}, met: M., unmet: a1 unmet., unknown: a1 unknown., sources: [s]}
routes:
  r: {kind: k, title: R, summary: S., criteria: [n1, m1, n2, a1, m2]}
  q: {kind: k, title: Q, summary: S., criteria: [m2, n1], recommend: [{when: {e: yes}, because: B.}]}
"""
