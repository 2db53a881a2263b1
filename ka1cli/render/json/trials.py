"""The result of `ka1 rules test` as JSON: `ka1.tests/1`. Its schema is `tests-1.schema.json` beside this file."""

from collections.abc import Mapping, Sequence
from typing import Any

from ka1cli.audit.trials.coverage import Coverage, Goal
from ka1cli.audit.trials.run import TriedCase
from ka1cli.decision.rules import Rules
from ka1cli.language.model import Fact
from ka1cli.render.author.trials import command_of
from ka1cli.render.json.findings import place_json
from ka1cli.render.json.values import answer, dumped

SCHEMA = "ka1.tests/1"


def trials_json(tried: Sequence[TriedCase], coverage: Coverage | None, rules: Rules, named: str | None) -> str:
    """Every case, passed or not, and the coverage if it was asked for."""
    return dumped(
        {
            "schema": SCHEMA,
            "rules": {"id": rules.rule_set.id, "version": rules.rule_set.version, "sha256": rules.sha256},
            "passed": sum(entry.passed for entry in tried),
            "failed": sum(not entry.passed for entry in tried),
            "cases": [_case(entry, rules.rule_set.facts, named) for entry in tried],
            "coverage": None if coverage is None else _coverage(coverage),
        }
    )


def _case(tried: TriedCase, facts: Mapping[str, Fact], named: str | None) -> dict[str, Any]:
    trial = tried.trial
    return {
        "name": trial.name,
        "place": place_json(trial.place),
        "source": trial.source,
        "says": trial.says,
        "call": tried.decision.rules.call,
        "profile": {name: answer(value) for name, value in trial.profile.items()},
        "passed": tried.passed,
        "mismatches": [
            {
                "what": mismatch.what,
                "expected": mismatch.expected,
                "got": mismatch.got,
                "reasons": [
                    {"criterion": finding.criterion.id, "state": str(finding.state), "reason": finding.reason}
                    for finding in (mismatch.option.findings if mismatch.option else ())
                ],
            }
            for mismatch in tried.mismatches
        ],
        "command": command_of(tried, facts, named),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "shown": len(coverage.seen),
        "wanted": coverage.wanted,
        "percent": round(coverage.percent, 2),
        "missing": [
            {
                "goals": [_goal(goal) for goal in entry.goals],
                "call": entry.call,
                "profile": {name: answer(value) for name, value in entry.profile.items()},
                "expect": {entry.option: str(entry.verdict)},
            }
            for entry in coverage.missing
        ],
        "out_of_reach": [_goal(goal) for goal in coverage.out_of_reach],
    }


def _goal(goal: Goal) -> dict[str, str | int | None]:
    return {"option": goal.option, "criterion": goal.criterion, "row": goal.row, "way": str(goal.way)}
