"""The sentences of a rule set with the figures of one call put in, and the figures with the sources of that call."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from ka1cli.language.model import Option, RuleSet, Statement
from ka1cli.language.resolve import PLACEHOLDER, at_call, figure_text

T = TypeVar("T")


class _Filler:
    def __init__(self, rules: RuleSet, call: int) -> None:
        self.figures = rules.figures
        self.call = call

    def text(self, text: str | None) -> str:
        if text is None or "{" not in text:
            return text or ""
        return PLACEHOLDER.sub(lambda name: figure_text(self.figures[name[1]], self.call), text)

    def optional(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def statements(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(Statement(self.text(text), sources, self.optional(note)) for text, sources, note in statements)

    def option(self, option: Option) -> Option:
        return option._replace(
            title=self.text(option.title),
            summary=self.text(option.summary),
            who=self.optional(option.who),
            recommend=tuple(entry._replace(because=self.text(entry.because)) for entry in option.recommend),
            manual_checks=self.statements(option.manual_checks),
            next_steps=self.statements(option.next_steps),
            deadlines=tuple(entry._replace(note=self.optional(entry.note)) for entry in option.deadlines),
            notes=self.statements(option.notes),
        )


def filled(rules: RuleSet, call: int) -> RuleSet:
    """The rule set with every sentence as it reads in a call."""
    fill = _Filler(rules, call)
    return rules._replace(
        criteria=_each(
            rules.criteria,
            lambda criterion: criterion._replace(
                title=fill.text(criterion.title),
                met=fill.text(criterion.met),
                unmet=fill.text(criterion.unmet),
                unknown=fill.text(criterion.unknown),
                limit=fill.optional(criterion.limit),
                note=fill.optional(criterion.note),
            ),
        ),
        facts=_each(
            rules.facts,
            lambda fact: fact._replace(
                values={value: fill.text(meaning) for value, meaning in fact.values.items()},
                title=fill.text(fact.title),
                question=fill.text(fact.question),
                help=fill.optional(fact.help),
                implies=tuple(entry._replace(because=fill.text(entry.because)) for entry in fact.implies),
            ),
        ),
        figures=_each(
            rules.figures,
            lambda figure: figure._replace(
                title=fill.text(figure.title),
                note=fill.optional(figure.note),
                sources=at_call(figure.sources_by_call, call) or (),
            ),
        ),
        options=_each(rules.options, fill.option),
        background=_each(
            rules.background,
            lambda entry: entry._replace(
                title=fill.text(entry.title), text=fill.optional(entry.text), items=fill.statements(entry.items)
            ),
        ),
    )


def _each(entries: Mapping[str, T], change: Callable[[T], T]) -> dict[str, T]:
    return {name: change(entry) for name, entry in entries.items()}
