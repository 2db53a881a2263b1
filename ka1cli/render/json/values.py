"""How values are written in JSON, whatever the document."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ka1cli.decision.model import DatedDeadline, Window
from ka1cli.decision.rules import Rules
from ka1cli.language.answers import answer_at
from ka1cli.language.formulas import Answer, Range
from ka1cli.language.model import Fact, Figure, FigureValue, RuleSet, Statement
from ka1cli.language.resolve import value_at
from ka1cli.render.text.conditions import who_has
from ka1cli.render.text.safe import json_safe

if TYPE_CHECKING:
    from decimal import Decimal


def dumped(document: Mapping[str, Any]) -> str:
    """A document as JSON text: days as `2026-11-24`, times to the minute with their offset from UTC."""
    return json_safe(json.dumps(document, ensure_ascii=False, indent=2, default=_plain)) + "\n"


def _plain(value: "date | Decimal") -> str | float:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else float(value)


def picked(value: object, *names: str) -> dict[str, Any]:
    """Fields of a value under their own names."""
    return {name: getattr(value, name) for name in names}


def rules_identity(rules: Rules) -> dict[str, str]:
    return {**picked(rules.rule_set, "id", "version"), "sha256": rules.sha256}


def range_of(span: Range, fact: Fact) -> dict[str, Answer | None]:
    """A range of a fact with both ends, `null` for no bound."""
    return {end: None if n is None else answer_at(n, fact) for end, n in span._asdict().items()}


def figure_value(figure: Figure, call: int) -> FigureValue | float | Mapping[str, float | None] | None:
    """What a figure holds in a call: a number, text, day or range; `null` for what is not known."""

    def number(n: int) -> float:
        return n / 10**figure.decimals if figure.decimals else n

    value = value_at(figure.by_call, call)
    if isinstance(value, Range):
        return {end: None if n is None else number(n) for end, n in value._asdict().items()}
    return number(value) if isinstance(value, int) else value


def source_of(
    rule_set: RuleSet, sources: tuple[str, ...], countries: Collection[str] = ()
) -> dict[str, str | None] | None:
    """The best of some sources in short; nothing where there is none."""
    if not sources:
        return None
    source = rule_set.sources[rule_set.best_first(sources, countries)[0]]
    return picked(source, "id", "title", "confidence")


def sentences(statements: tuple[Statement, ...]) -> list[str]:
    return [entry.text for entry in statements]


def window(value: Window, call: int) -> dict[str, Any]:
    """When an option can be applied for; `call` is that of the decision."""
    deadline = value.deadline
    return {
        "state": value.state,
        "closes": deadline.closes if deadline else None,
        "call": deadline.call if deadline else call or None,
        "round": deadline.round if deadline else None,
    }


def dated_deadline(entry: DatedDeadline, rule_set: RuleSet) -> dict[str, Any]:
    return {
        **picked(entry.deadline, "call", "round", "closes", "starts_from", "starts_to", "note"),
        "only_where": who_has(entry.deadline, rule_set) or None,
        "source": source_of(rule_set, entry.deadline.sources),
        "state": entry.state,
    }
