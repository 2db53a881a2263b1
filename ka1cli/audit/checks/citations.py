"""Which parts of a rule set name which sources, figures and groups."""

from collections.abc import Iterator

from ka1cli.language.conditions import conditions_of, figures_of, tests_of
from ka1cli.language.formulas import OneOf
from ka1cli.language.model import Background, Criterion, Deadline, Figure, Group, Option, RuleSet, Statement
from ka1cli.language.resolve import PLACEHOLDER
from ka1cli.language.yaml.document import Node, ScalarNode, children


def cited_sources(rule_set: RuleSet) -> Iterator[str]:
    """The sources that anything names."""
    bearers: tuple[Group | Figure | Criterion | Option | Background, ...] = (
        *rule_set.groups.values(),
        *rule_set.figures.values(),
        *rule_set.criteria.values(),
        *rule_set.options.values(),
        *rule_set.background.values(),
    )
    for bearer in bearers:
        yield from bearer.sources
    for option in rule_set.options.values():
        statements: tuple[Statement | Deadline, ...] = (
            *option.manual_checks,
            *option.next_steps,
            *option.notes,
            *option.deadlines,
        )
        for statement in statements:
            yield from statement.sources
    ways_on = rule_set.audience.way_on if rule_set.audience else ()
    for item in (*ways_on, *(item for entry in rule_set.background.values() for item in entry.items)):
        yield from item.sources


def used_groups(rule_set: RuleSet) -> set[str]:
    """The groups that facts, tests or other used groups name."""
    found = {fact.values_group for fact in rule_set.facts.values() if fact.values_group}
    for condition in conditions_of(rule_set):
        for test in tests_of(condition):
            if isinstance(test.accepts, OneOf):
                found |= set(test.accepts.groups)
    waiting = list(found)
    while waiting:
        parts = set(rule_set.groups[waiting.pop()].of) - found
        found |= parts
        waiting += parts
    return found


def figures_in_conditions(rule_set: RuleSet) -> Iterator[str]:
    """The figures that tests compare with."""
    for condition in conditions_of(rule_set):
        for test in tests_of(condition):
            yield from figures_of(test)


def placeholders_in(node: Node | None) -> Iterator[str]:
    """The figures that the texts of a part of a rule file name."""
    if isinstance(node, ScalarNode):
        yield from PLACEHOLDER.findall(node.value)
    elif node is not None:
        for part in children(node):
            yield from placeholders_in(part)
