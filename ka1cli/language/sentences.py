"""A rule set as it reads in one call: what holds in that call, its figures put into the sentences."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ka1cli.language.formulas import Condition
from ka1cli.language.model import Fact, RuleSet
from ka1cli.language.resolve import ALWAYS, PLACEHOLDER, figure_text, value_at

T = TypeVar("T")

WITH_SENTENCES = ("for", "facts", "figures", "criteria", "routes", "activities", "background")
"""The sections into whose texts figures are put."""


def in_call(rule_set: RuleSet, call: int) -> RuleSet:
    """What holds in a call: its criteria and options, every sentence as it reads then."""
    rule_set = in_force(rule_set, call)
    filled = _filler(rule_set, call)
    figures = _each(
        rule_set.figures, lambda figure: figure._replace(sources=value_at(figure.sources_by_call, call) or ())
    )
    return rule_set._replace(
        audience=filled(rule_set.audience),
        facts=filled(rule_set.facts),
        figures=filled(figures),
        criteria=filled(rule_set.criteria),
        options=filled(rule_set.options),
        background=filled(rule_set.background),
    )


def newest_facts(rule_set: RuleSet) -> Mapping[str, Fact]:
    """The facts as their texts read in the newest call."""
    filled = _filler(rule_set, rule_set.calls[-1] if rule_set.calls else ALWAYS)
    facts: Mapping[str, Fact] = filled(rule_set.facts)
    return facts


def _filler(rule_set: RuleSet, call: int) -> Callable[[Any], Any]:
    """Puts the figures of a call into all texts of a part of a rule set. Conditions have none."""

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return PLACEHOLDER.sub(put_in, value) if "{" in value else value
        if isinstance(value, dict):
            return {key: filled(entry) for key, entry in value.items()}
        if not isinstance(value, tuple) or isinstance(value, Condition):
            return value
        parts = [filled(entry) for entry in value]
        return tuple(parts) if type(value) is tuple else type(value)(*parts)

    def put_in(name: re.Match[str]) -> str:
        return figure_text(rule_set.figures[name[1]], call)

    return filled


def in_force(rule_set: RuleSet, call: int) -> RuleSet:
    """What holds in a call: without the criteria and options of other calls."""
    criteria = {name: criterion for name, criterion in rule_set.criteria.items() if call in criterion.calls}
    options = {name: option for name, option in rule_set.options.items() if call in option.calls}
    return rule_set._replace(
        criteria=_each(
            criteria, lambda entry: entry._replace(way_on=tuple(way for way in entry.way_on if way in options))
        ),
        options=_each(
            options, lambda entry: entry._replace(criteria=tuple(name for name in entry.criteria if name in criteria))
        ),
        partitions=_each(
            rule_set.partitions,
            lambda entry: entry._replace(options=tuple(name for name in entry.options if name in options)),
        ),
    )


def _each(entries: Mapping[str, T], change: Callable[[T], T]) -> dict[str, T]:
    return {name: change(entry) for name, entry in entries.items()}
