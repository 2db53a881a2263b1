"""What a condition is made of: the tests in it, the facts that it looks at, what else it names."""

from collections.abc import Iterator, Mapping

from ka1cli.language.formulas import (
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
    """Every condition of a rule set."""
    for criterion in rule_set.criteria.values():
        yield criterion.when
    for option in rule_set.options.values():
        for recommendation in option.recommend:
            yield recommendation.when
        for statement in (*option.notes, *option.manual_checks, *option.next_steps):
            if statement.when is not None:
                yield statement.when
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


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that are not made of other conditions."""
    match condition:
        case Not(part):
            yield from leaves_of(part)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves_of(part)
        case _:
            yield condition


def tables_of(condition: Condition) -> Iterator[Table]:
    """The look-up tables in a condition."""
    return (leaf for leaf in leaves_of(condition) if isinstance(leaf, Table))


def tests_of(condition: Condition) -> Iterator[Test]:
    """What a condition asks of single facts, rows of tables included; of a fact in a comparison, no value at all."""
    for leaf in leaves_of(condition):
        match leaf:
            case Test():
                yield leaf
            case Table(rows=rows):
                for row in rows:
                    yield from row.when if row.then is None else (*row.when, row.then)
            case Sum(of, accepts):
                yield from (Test(fact, accepts) for fact in of)
            case Compared(fact, _, other):
                yield from (Test(name, OneOf(())) for name in (fact, other))


def figures_of(test: Test) -> tuple[str, ...]:
    """The figures with which a test compares."""
    match test.accepts:
        case InFigure(figure):
            return (figure,)
        case OneOf():
            return ()
        case Within(low, high):
            ends: tuple[object, ...] = (low, high)
        case aged:
            ends = (aged.on,)
    return tuple(end.figure for end in ends if isinstance(end, FigureBound))


def references_of(condition: Condition) -> Iterator[CriterionMet | OptionMet]:
    """The criteria and options that a condition names."""
    return (leaf for leaf in leaves_of(condition) if isinstance(leaf, (CriterionMet, OptionMet)))


def facts_of(
    condition: Condition, criteria: Mapping[str, Criterion] | None = None, options: Mapping[str, Option] | None = None
) -> dict[str, None]:
    """The facts that a condition looks at, in the order of their first test.

    With criteria and options, those also that the criteria and options look at which it names.
    """
    facts: dict[str, None] = {}
    for leaf in leaves_of(condition):
        match leaf:
            case CriterionMet(name) if criteria is not None:
                facts |= facts_of(criteria[name].when, criteria, options)
            case OptionMet(name) if criteria is not None and options is not None:
                for criterion in options[name].criteria:
                    facts |= facts_of(criteria[criterion].when, criteria, options)
            case _:
                facts |= dict.fromkeys(test.fact for test in tests_of(leaf))
    return facts
