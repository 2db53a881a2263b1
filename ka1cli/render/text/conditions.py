"""Conditions in words, with the titles of facts and the figures of one call."""

from datetime import date

from ka1cli.language.answers import answer_text
from ka1cli.language.answers.texts import series
from ka1cli.language.formulas import (
    Accepts,
    Aged,
    AllOf,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    FigureBound,
    InFigure,
    Not,
    OneOf,
    OptionMet,
    Range,
    Relation,
    Sum,
    Table,
    Test,
    Within,
)
from ka1cli.language.model import Deadline, Fact, FactType, RuleSet, Statement
from ka1cli.language.resolve import Accepted, amount


def condition_text(condition: Condition, rule_set: RuleSet, call: int) -> str:
    """A condition: `accreditation: no, and length of the project: 6 to 18 months`."""
    match condition:
        case Test(name, accepts):
            fact = rule_set.facts[name]
            return f"{fact.title}: {accepted_text(accepts, fact, rule_set, call)}"
        case Not(part):
            return f"not ({condition_text(part, rule_set, call)})"
        case AllOf(parts):
            return ", and ".join(_part(part, rule_set, call) for part in parts)
        case AnyOf(parts):
            return ", or ".join(_part(part, rule_set, call) for part in parts)
        case AtLeast(number, parts):
            return f"at least {number} of: " + "; ".join(_part(part, rule_set, call) for part in parts)
        case CriterionMet(name):
            return f"“{rule_set.criteria[name].title}” is met"
        case OptionMet(name):
            return f"all that “{rule_set.options[name].title}” requires is met"
        case Table(by=by, fact=fact, end=end):
            titles = " and ".join(rule_set.facts[name].title for name in by)
            return f"{rule_set.facts[fact].title}: {_COLUMN[end]} what the table by {titles} says".replace(":  ", ": ")
        case Compared(fact, relation, other):
            words = _IN_TIME if rule_set.facts[fact].type is FactType.DATE else _RELATION
            return f"{rule_set.facts[fact].title}: {words[relation]} {rule_set.facts[other].title}"
        case Sum(of, accepts):
            first = rule_set.facts[of[0]]
            titles = " + ".join(rule_set.facts[name].title for name in of)
            return f"{titles}: {accepted_text(accepts, first, rule_set, call)}"


_RELATION = {
    Relation.EQUALS: "the same as",
    Relation.DIFFERS: "other than",
    Relation.AT_LEAST: "at least",
    Relation.AT_MOST: "at most",
}
_IN_TIME = {**_RELATION, Relation.AT_LEAST: "on or after", Relation.AT_MOST: "on or before"}
_COLUMN = {"max": "at most", "min": "at least", "value": ""}


def table_rows(table: Table, rule_set: RuleSet, call: int) -> list[tuple[str, ...]]:
    """A look-up table as texts, the headings first. An empty cell stands for any answer, or for no limit."""
    fact = rule_set.facts[table.fact]
    headings = [rule_set.facts[name].title for name in table.by]
    rows = [(*headings, f"{fact.title} {_COLUMN[table.end]}".strip())]
    for row in table.rows:
        cells = [next((test for test in row.when if test.fact == name), None) for name in table.by]
        texts = ["any" if test is None else _cell(test, rule_set, call) for test in cells]
        rows.append((*texts, _limit(row.then, table.end, rule_set, call)))
    return rows


def _cell(test: Test, rule_set: RuleSet, call: int) -> str:
    return accepted_text(test.accepts, rule_set.facts[test.fact], rule_set, call)


def _limit(test: Test | None, end: str, rule_set: RuleSet, call: int) -> str:
    if test is None:
        return "no limit"
    return _cell(test, rule_set, call).removeprefix(f"{_COLUMN[end]} ")


def concerning(statement: Statement, rule_set: RuleSet, call: int) -> str:
    """A sentence, with whom it concerns behind it where that is not everybody."""
    if statement.when is None:
        return statement.text
    return f"{statement.text} (Concerns: {condition_text(statement.when, rule_set, call)}.)"


def _part(condition: Condition, rule_set: RuleSet, call: int) -> str:
    text = condition_text(condition, rule_set, call)
    joined = isinstance(condition, (AllOf, AnyOf)) and len(condition.parts) > 1
    return f"({text})" if joined else text


def accepted_text(accepts: Accepts, fact: Fact, rule_set: RuleSet, call: int) -> str:
    """The answers that a test lets pass."""
    match accepts:
        case OneOf(values, groups):
            in_groups = (f"in {rule_set.groups[group].title}" for group in groups)
            return series((*map(answer_text, values), *in_groups), "or")
        case Aged(on, low, high):
            day = Accepted(rule_set.groups, rule_set.figures, call).number(on, fact)
            when = date.fromordinal(day).isoformat() if day is not None else "a day not known here"
            name = f" (figure {on.figure})" if isinstance(on, FigureBound) else ""
            return f"{amount(Range(low, high), None)} years old on {when}{name}"
        case InFigure(figure):
            return f"{_range_text(accepts, fact, rule_set, call)} (figure {figure})"
        case Within(low, high):
            figures = ", ".join(bound.figure for bound in (low, high) if isinstance(bound, FigureBound))
            return _range_text(accepts, fact, rule_set, call) + (f" (figure {figures})" if figures else "")


def _range_text(accepts: Within | InFigure, fact: Fact, rule_set: RuleSet, call: int) -> str:
    span = Accepted(rule_set.groups, rule_set.figures, call).bounds(accepts, fact)
    if span is None:
        return "not known here"
    if fact.type is not FactType.DATE:
        return amount(span, fact.unit, fact.decimals)
    first, last = (None if end is None else date.fromordinal(end).isoformat() for end in span)
    if first is None or last is None:
        return f"until {last}" if first is None else f"from {first} on"
    return first if first == last else f"{first} to {last}"


def who_has(deadline: Deadline, rule_set: RuleSet) -> str:
    """Who has a round, where not everybody does; else nothing."""
    where = deadline.only_where
    if where is None or isinstance(where, str):
        return where or ""
    return f"Only for some: {condition_text(where, rule_set, deadline.call)}."
