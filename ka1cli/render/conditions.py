"""Conditions in words, with the titles of facts and the figures of one call."""

from datetime import date

from ka1cli.language.answers import answer_text
from ka1cli.language.model import (
    AllOf,
    AnyOf,
    Condition,
    Fact,
    FactType,
    FigureBound,
    InFigure,
    Not,
    OneOf,
    Range,
    RuleSet,
    Statement,
    Test,
    Within,
)
from ka1cli.language.resolve import Accepted, amount


def condition_text(condition: Condition, rules: RuleSet, call: int) -> str:
    """A condition: `accreditation: no, and length of the project: 6 to 18 months`."""
    match condition:
        case Test():
            return _test(condition, rules, call)
        case Not(part):
            return f"not ({condition_text(part, rules, call)})"
        case AllOf(parts):
            return ", and ".join(_part(part, rules, call) for part in parts)
        case AnyOf(parts):
            return ", or ".join(_part(part, rules, call) for part in parts)


def concerning(statement: Statement, rules: RuleSet, call: int) -> str:
    """A sentence, with whom it concerns behind it where that is not everybody."""
    if statement.when is None:
        return statement.text
    return f"{statement.text} (Concerns: {condition_text(statement.when, rules, call)}.)"


def _part(condition: Condition, rules: RuleSet, call: int) -> str:
    text = condition_text(condition, rules, call)
    joined = isinstance(condition, (AllOf, AnyOf)) and len(condition.parts) > 1
    return f"({text})" if joined else text


def _test(test: Test, rules: RuleSet, call: int) -> str:
    fact = rules.facts[test.fact]
    return f"{fact.title}: {accepted_text(test.accepts, fact, rules, call)}"


def accepted_text(accepts: OneOf | Within | InFigure, fact: Fact, rules: RuleSet, call: int) -> str:
    """The answers that a test lets pass."""
    match accepts:
        case OneOf(values, groups):
            texts = [answer_text(value) for value in values] + [f"in {rules.groups[group].title}" for group in groups]
            return " or ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
        case InFigure(figure):
            return f"{_range_text(accepts, fact, rules, call)} (figure {figure})"
        case Within(low, high):
            names = [bound.figure for bound in (low, high) if isinstance(bound, FigureBound)]
            note = f" (figure {', '.join(names)})" if names else ""
            return _range_text(accepts, fact, rules, call) + note


def _range_text(accepts: Within | InFigure, fact: Fact, rules: RuleSet, call: int) -> str:
    found = Accepted(rules.groups, rules.figures, call).bounds(accepts)
    if found is None:
        return "not known here"
    if fact.type is not FactType.DATE:
        return amount(Range(found.min, found.max), fact.unit)
    first, last = (None if end is None else date.fromordinal(end).isoformat() for end in found)
    if first is None or last is None:
        return f"until {last}" if first is None else f"from {first} on"
    return first if first == last else f"{first} to {last}"
