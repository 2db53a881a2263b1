"""What a condition is made of: the tests in it, the facts that it looks at, what else it names."""

from collections.abc import Iterator, Mapping

from ka1cli.language.formulas import (
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
    Sum,
    Table,
    Test,
    Within,
)
from ka1cli.language.model import Criterion, Option, RuleSet


def conditions_of(rule_set: RuleSet) -> Iterator[Condition]:
    for criterion in rule_set.criteria.values():
        yield criterion.when
    for option in rule_set.options.values():
        yield from (recommendation.when for recommendation in option.recommend)
        yield from (statement.when for statement in option.statements if statement.when is not None)
        for deadline in option.deadlines:
            if deadline.only_where is not None and not isinstance(deadline.only_where, str):
                yield deadline.only_where
    if rule_set.audience is not None:
        yield rule_set.audience.when
        yield from (statement.when for statement in rule_set.audience.way_on if statement.when is not None)
    for fact in rule_set.facts.values():
        for implication in fact.implies:
            yield implication.when
            yield implication.then


def leaves_of(
    condition: Condition, criteria: Mapping[str, Criterion] = {}, options: Mapping[str, Option] = {}
) -> Iterator[Condition]:
    """The parts of a condition that are not made of other conditions.

    With criteria and options, those also of the criteria and options that it names, each once.
    """
    waiting, followed = [condition], set[str]()
    while waiting:
        part = waiting.pop()
        match part:
            case Not(inner):
                waiting.append(inner)
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                waiting += reversed(parts)
            case CriterionMet(name) if name in criteria:
                waiting += [criteria[name].when] if name not in followed else []
                followed.add(name)
            case OptionMet(name) if name in options:
                waiting += [CriterionMet(criterion) for criterion in reversed(options[name].criteria)]
            case _:
                yield part


def tables_of(condition: Condition) -> Iterator[Table]:
    return (leaf for leaf in leaves_of(condition) if isinstance(leaf, Table))


def references_of(condition: Condition) -> Iterator[CriterionMet | OptionMet]:
    return (leaf for leaf in leaves_of(condition) if isinstance(leaf, (CriterionMet, OptionMet)))


def tests_of(
    condition: Condition, criteria: Mapping[str, Criterion] = {}, options: Mapping[str, Option] = {}
) -> Iterator[Test]:
    """What a condition asks of single facts, rows of tables included; of a fact in a comparison, no value at all."""
    for leaf in leaves_of(condition, criteria, options):
        match leaf:
            case Test():
                yield leaf
            case Table(rows=rows):
                yield from (test for row in rows for test in row.tests)
            case Sum(of, accepts):
                yield from (Test(fact, accepts) for fact in of)
            case Compared(fact, _, other):
                yield from (Test(name, OneOf(())) for name in (fact, other))


def facts_of(
    condition: Condition, criteria: Mapping[str, Criterion] = {}, options: Mapping[str, Option] = {}
) -> dict[str, None]:
    """The facts that a condition looks at, in the order of their first test."""
    return {test.fact: None for test in tests_of(condition, criteria, options)}


def groups_of(test: Test) -> tuple[str, ...]:
    return test.accepts.groups if isinstance(test.accepts, OneOf) else ()


def figures_of(test: Test) -> tuple[str, ...]:
    ends: tuple[object, ...] = ()
    match test.accepts:
        case InFigure(figure):
            return (figure,)
        case Within(low, high):
            ends = (low, high)
        case Aged(on):
            ends = (on,)
    return tuple(end.figure for end in ends if isinstance(end, FigureBound))
