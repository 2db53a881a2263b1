"""A decision as JSON: `ka1.decision/1`. Its schema is `decision-1.schema.json` beside this file."""

from collections.abc import Collection
from typing import Any

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.model import Allowed, CriterionFinding, Decision, OptionDecision, Remedy
from ka1cli.language.model import RuleSet
from ka1cli.render.json import values
from ka1cli.render.json.values import picked

SCHEMA = "ka1.decision/1"


def decision_json(decision: Decision, rule_set: RuleSet) -> str:
    """The document. Its shape is the same whatever was asked for."""
    rules, question = decision.rules, decision.next_question
    return values.dumped(
        {
            "schema": SCHEMA,
            "rules": {
                **picked(rules, "id", "title", "version", "sha256", "call", "on"),
                "known_until": rules.beyond,
                "unconfirmed": rules.unconfirmed,
            },
            "profile": decision.profile,
            "matches": [option.option.id for option in decision.with_verdict(Verdict.ELIGIBLE)],
            "open": [option.option.id for option in decision.with_verdict(Verdict.UNDETERMINED)],
            "recommended": [option.option.id for option in decision.recommended],
            "options": [_option(option, rule_set, decision) for option in decision.options],
            "instead": values.sentences(decision.closed_to),
            "next_question": {"fact": question, "question": rule_set.facts[question].question} if question else None,
        }
    )


def _option(decided: OptionDecision, rule_set: RuleSet, decision: Decision) -> dict[str, Any]:
    return {
        **picked(decided.option, "id", "code", "kind", "title"),
        "verdict": decided.verdict,
        "window": values.window(decided.window, decision.rules.call or 0),
        "recommended": decided.recommended,
        "recommended_because": " ".join(decided.recommended_because) or None,
        "limits": [_allowed(limit, rule_set) for limit in decided.limits],
        "criteria": [_finding(finding, rule_set, decision.countries) for finding in decided.findings],
        "missing": decided.missing,
        "remedies": [_remedy(remedy, rule_set, decision) for remedy in decided.remedies],
        "cannot_change": decided.fixed,
        "ways_on": decided.ways_on,
        "manual_checks": values.sentences(decided.manual_checks),
        "next_steps": values.sentences(decided.next_steps),
        "notes": values.sentences(decided.notes),
        "deadlines": [values.dated_deadline(entry, rule_set) for entry in decided.deadlines],
    }


def _finding(finding: CriterionFinding, rule_set: RuleSet, countries: Collection[str]) -> dict[str, Any]:
    return {
        "id": finding.criterion.id,
        **picked(finding, "state", "reason", "facts", "by_choice"),
        "source": values.source_of(rule_set, finding.criterion.sources, countries),
        "sources": finding.criterion.sources,
    }


def _allowed(allowed: Allowed, rule_set: RuleSet) -> dict[str, Any]:
    """What a fact may be: `min` and `max` where that is one range, `ranges` where several, else `values`."""
    fact = rule_set.facts[allowed.fact]
    spans = [values.range_of(span, fact) for span in allowed.ranges]
    if len(spans) == 1:
        return {"fact": fact.id, **spans[0], "unit": fact.unit}
    if spans:
        return {"fact": fact.id, "ranges": spans, "unit": fact.unit}
    return {"fact": fact.id, "values": allowed.values}


def _remedy(remedy: Remedy, rule_set: RuleSet, decision: Decision) -> dict[str, Any]:
    changes = [
        {
            "fact": change.allowed.fact,
            "from": decision.profile[change.allowed.fact],
            "to": change.to,
            "allowed": _allowed(change.allowed, rule_set),
        }
        for change in remedy.changes
    ]
    return {"changes": changes, "verdict": remedy.verdict}
