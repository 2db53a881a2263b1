"""What a type checker makes of the public interface. `mypy` reads this file; nobody runs it."""

from datetime import date
from typing import Any, assert_type

import ka1cli
from ka1cli import Decision, Diagnostic, InvalidRules, OptionDecision, Rules, Verdict

rules = ka1cli.load_rules("rules.yaml")
assert_type(rules, Rules)
assert_type(rules.calls, tuple[int, ...])

decision = ka1cli.decide(rules, {"accredited": False, "project_months": 12}, call=2026, on=date(2026, 1, 1))
assert_type(decision, Decision)
assert_type(decision.recommended, tuple[OptionDecision, ...])
for option in decision.options:
    assert_type(option, OptionDecision)
    assert_type(option.verdict, Verdict)
    assert_type(option.missing, tuple[str, ...])

assert_type(ka1cli.decide_table(rules, "table.csv", layout="long", id="number", map={"columns": {"a": "country"}}), Any)

try:
    ka1cli.load_rules("rules.yaml")
except InvalidRules as error:
    assert_type(error.diagnostics, tuple[Diagnostic, ...])
