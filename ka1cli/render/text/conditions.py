"""Conditions in words, with the titles of facts and the figures of one call."""

from datetime import date

from ka1cli.language.answers import answer_text
from ka1cli.language.model import (
    Accepts,
    Aged,
    AllOf,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    Fact,
    FactType,
    FigureBound,
    InFigure,
    Not,
    OneOf,
    OptionMet,
    Range,
    Relation,
    RuleSet,
    Statement,
    Sum,
    Table,
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
        case AtLeast(number, parts):
            return f"at least {number} of: " + "; ".join(_part(part, rules, call) for part in parts)
        case CriterionMet(name):
            return f"“{rules.criteria[name].title}” is met"
        case OptionMet(name):
            return f"all that “{rules.options[name].title}” requires is met"
        case Table(by, fact, end, _):
            titles = " and ".join(rules.facts[name].title for name in by)
            return f"{rules.facts[fact].title}: {_COLUMN[end]} what the table by {titles} says".replace(":  ", ": ")
        case Compared(fact, relation, other):
            words = _IN_TIME if rules.facts[fact].type is FactType.DATE else _RELATION
            return f"{rules.facts[fact].title}: {words[relation]} {rules.facts[other].title}"
        case Sum(of, accepts):
            first = rules.facts[of[0]]
            titles = " + ".join(rules.facts[name].title for name in of)
            return f"{titles}: {accepted_text(accepts, first, rules, call)}"


_RELATION = {
    Relation.EQUALS: "the same as",
    Relation.DIFFERS: "other than",
    Relation.AT_LEAST: "at least",
    Relation.AT_MOST: "at most",
}
_IN_TIME = {**_RELATION, Relation.AT_LEAST: "on or after", Relation.AT_MOST: "on or before"}
_COLUMN = {"max": "at most", "min": "at least", "value": ""}


def table_rows(table: Table, rules: RuleSet, call: int) -> list[tuple[str, ...]]:
    """A look-up table as texts, the headings first. An empty cell stands for any answer, or for no limit."""
    fact = rules.facts[table.fact]
    headings = [rules.facts[name].title for name in table.by]
    rows = [(*headings, f"{fact.title} {_COLUMN[table.end]}".strip())]
    for row in table.rows:
        cells = [next((test for test in row.when if test.fact == name), None) for name in table.by]
        texts = ["any" if test is None else _cell(test, rules, call) for test in cells]
        rows.append((*texts, _limit(row.then, table.end, rules, call)))
    return rows


def _cell(test: Test, rules: RuleSet, call: int) -> str:
    return accepted_text(test.accepts, rules.facts[test.fact], rules, call)


def _limit(test: Test | None, end: str, rules: RuleSet, call: int) -> str:
    if test is None:
        return "no limit"
    return _cell(test, rules, call).removeprefix({"max": "at most ", "min": "at least "}.get(end, "\n"))


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


def accepted_text(accepts: Accepts, fact: Fact, rules: RuleSet, call: int) -> str:
    """The answers that a test lets pass."""
    match accepts:
        case OneOf(values, groups):
            texts = [answer_text(value) for value in values] + [f"in {rules.groups[group].title}" for group in groups]
            return " or ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
        case Aged(on, low, high):
            day = Accepted(rules.groups, rules.figures, call).number(on, fact)
            when = date.fromordinal(day).isoformat() if day is not None else "a day not known here"
            name = f" (figure {on.figure})" if isinstance(on, FigureBound) else ""
            return f"{amount(Range(low, high), None)} years old on {when}{name}"
        case InFigure(figure):
            return f"{_range_text(accepts, fact, rules, call)} (figure {figure})"
        case Within(low, high):
            names = [bound.figure for bound in (low, high) if isinstance(bound, FigureBound)]
            note = f" (figure {', '.join(names)})" if names else ""
            return _range_text(accepts, fact, rules, call) + note


def _range_text(accepts: Within | InFigure, fact: Fact, rules: RuleSet, call: int) -> str:
    found = Accepted(rules.groups, rules.figures, call).bounds(accepts, fact)
    if found is None:
        return "not known here"
    if fact.type is not FactType.DATE:
        return amount(found, fact.unit, fact.decimals)
    first, last = (None if end is None else date.fromordinal(end).isoformat() for end in found)
    if first is None or last is None:
        return f"until {last}" if first is None else f"from {first} on"
    return first if first == last else f"{first} to {last}"
