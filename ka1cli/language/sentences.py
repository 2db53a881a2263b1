"""A rule set as it reads in one call: what holds in that call, its figures put into the sentences."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from ka1cli.language.model import Deadline, Fact, Option, RuleSet, Statement
from ka1cli.language.resolve import ALWAYS, PLACEHOLDER, figure_text, value_at

T = TypeVar("T")


class _Filler:
    def __init__(self, rule_set: RuleSet, call: int) -> None:
        self.figures = rule_set.figures
        self.call = call

    def text(self, text: str | None) -> str:
        if text is None or "{" not in text:
            return text or ""
        return PLACEHOLDER.sub(lambda name: figure_text(self.figures[name[1]], self.call), text)

    def optional(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def fact(self, fact: Fact) -> Fact:
        return fact._replace(
            values={value: self.text(meaning) for value, meaning in fact.values.items()},
            title=self.text(fact.title),
            question=self.text(fact.question),
            help=self.optional(fact.help),
            implies=tuple(entry._replace(because=self.text(entry.because)) for entry in fact.implies),
        )

    def statements(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(entry._replace(text=self.text(entry.text), note=self.optional(entry.note)) for entry in statements)

    def option(self, option: Option) -> Option:
        return option._replace(
            title=self.text(option.title),
            summary=self.text(option.summary),
            who=self.optional(option.who),
            recommend=tuple(entry._replace(because=self.text(entry.because)) for entry in option.recommend),
            manual_checks=self.statements(option.manual_checks),
            next_steps=self.statements(option.next_steps),
            deadlines=tuple(map(self.deadline, option.deadlines)),
            notes=self.statements(option.notes),
        )

    def deadline(self, deadline: Deadline) -> Deadline:
        words = deadline.only_where
        return deadline._replace(
            note=self.optional(deadline.note), only_where=self.text(words) if isinstance(words, str) else words
        )


def in_call(rule_set: RuleSet, call: int) -> RuleSet:
    """What holds in a call: its criteria and options, every sentence as it reads then."""
    rule_set = in_force(rule_set, call)
    fill = _Filler(rule_set, call)
    audience = rule_set.audience
    return rule_set._replace(
        audience=audience
        and audience._replace(because=fill.text(audience.because), way_on=fill.statements(audience.way_on)),
        criteria=_each(
            rule_set.criteria,
            lambda criterion: criterion._replace(
                title=fill.text(criterion.title),
                met=fill.text(criterion.met),
                unmet=fill.text(criterion.unmet),
                unknown=fill.text(criterion.unknown),
                limit=fill.optional(criterion.limit),
                short=fill.optional(criterion.short),
                note=fill.optional(criterion.note),
            ),
        ),
        facts=_each(rule_set.facts, fill.fact),
        figures=_each(
            rule_set.figures,
            lambda figure: figure._replace(
                title=fill.text(figure.title),
                note=fill.optional(figure.note),
                sources=value_at(figure.sources_by_call, call) or (),
            ),
        ),
        options=_each(rule_set.options, fill.option),
        background=_each(
            rule_set.background,
            lambda entry: entry._replace(
                title=fill.text(entry.title), text=fill.optional(entry.text), items=fill.statements(entry.items)
            ),
        ),
    )


def newest_facts(rule_set: RuleSet) -> dict[str, Fact]:
    """The facts as their texts read in the newest call."""
    return _each(rule_set.facts, _Filler(rule_set, rule_set.calls[-1] if rule_set.calls else ALWAYS).fact)


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
