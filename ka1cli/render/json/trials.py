"""The result of `ka1 rules test` as JSON: `ka1.tests/1`. Its schema is `tests-1.schema.json` beside this file."""

from collections.abc import Sequence
from typing import Any

from ka1cli.audit.trials.coverage import Coverage, Goal, Suggestion
from ka1cli.audit.trials.run import TriedCase
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.render.author.trials import command_of
from ka1cli.render.json.findings import place_json
from ka1cli.render.json.values import dumped, picked, rules_identity

SCHEMA = "ka1.tests/1"


def trials_json(tried: Sequence[TriedCase], coverage: Coverage | None, file: RuleFile) -> str:
    """Every case, passed or not, and the coverage if it was asked for."""
    return dumped(
        {
            "schema": SCHEMA,
            "rules": rules_identity(file.rules),
            "passed": sum(entry.passed for entry in tried),
            "failed": sum(not entry.passed for entry in tried),
            "cases": [_case(entry, file) for entry in tried],
            "coverage": _coverage(coverage) if coverage else None,
        }
    )


def _case(tried: TriedCase, file: RuleFile) -> dict[str, Any]:
    return {
        "name": tried.trial.name,
        "place": place_json(tried.trial.place),
        **picked(tried.trial, "source", "says"),
        "call": tried.decision.rules.call,
        **picked(tried.trial, "on", "profile"),
        "passed": tried.passed,
        "mismatches": [
            {
                **picked(mismatch, "what", "expected", "got"),
                "reasons": [
                    {"criterion": finding.criterion.id, "state": finding.state, "reason": finding.reason}
                    for finding in (mismatch.option.findings if mismatch.option else ())
                ],
            }
            for mismatch in tried.mismatches
        ],
        "command": command_of(tried, file),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "shown": len(coverage.seen),
        "wanted": coverage.wanted,
        "percent": round(coverage.percent, 2),
        "missing": [_suggestion(entry) for entry in coverage.missing],
        "out_of_reach": [_goal(goal) for goal in coverage.out_of_reach],
    }


def _suggestion(entry: Suggestion) -> dict[str, Any]:
    goals = [_goal(goal) for goal in entry.goals]
    return {"goals": goals, **picked(entry, "call", "profile"), "expect": {entry.option: entry.verdict}}


def _goal(goal: Goal) -> dict[str, Any]:
    return picked(goal, "option", "criterion", "row", "way")
