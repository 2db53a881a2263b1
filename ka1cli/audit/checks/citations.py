"""Which parts of a rule set name which sources, figures and groups."""

from collections.abc import Iterable, Iterator
from itertools import chain

from ka1cli.language.conditions import conditions_of, groups_of, tests_of
from ka1cli.language.formulas import Test
from ka1cli.language.model import Background, Criterion, Deadline, Figure, Group, Option, RuleSet, Statement
from ka1cli.language.resolve import PLACEHOLDER, parts_of
from ka1cli.language.yaml.document import Node, ScalarNode, nodes_in


def cited_sources(rule_set: RuleSet) -> Iterator[str]:
    """The sources that anything names."""
    options, background = rule_set.options.values(), rule_set.background.values()
    bearers: Iterable[Group | Figure | Criterion | Option | Background | Statement | Deadline] = chain(
        rule_set.groups.values(),
        rule_set.figures.values(),
        rule_set.criteria.values(),
        options,
        background,
        *(option.statements for option in options),
        *(option.deadlines for option in options),
        *(entry.items for entry in background),
        rule_set.audience.way_on if rule_set.audience else (),
    )
    return (source for bearer in bearers for source in bearer.sources)


def used_groups(rule_set: RuleSet) -> set[str]:
    """The groups that facts, tests or other used groups name."""
    groups = {fact.values_group for fact in rule_set.facts.values() if fact.values_group}
    groups |= {group for test in every_test(rule_set) for group in groups_of(test)}
    return {part.id for name in groups for part in parts_of(rule_set.groups, name)}


def every_test(rule_set: RuleSet) -> Iterator[Test]:
    """What any condition asks of single facts."""
    return (test for condition in conditions_of(rule_set) for test in tests_of(condition))


def placeholders_in(node: Node | None) -> Iterator[str]:
    """The figures that the texts of a part of a rule file name."""
    texts = (text for text in nodes_in(node) if isinstance(text, ScalarNode))
    return (name for text in texts for name in PLACEHOLDER.findall(text.value))
