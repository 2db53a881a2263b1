"""How values are written in JSON, whatever the document."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from ka1cli.decision.model import DatedDeadline, Window
from ka1cli.language.answers import answer_at
from ka1cli.language.formulas import Answer, Range
from ka1cli.language.model import Deadline, Fact, Figure, RuleSet, Source, Statement
from ka1cli.language.resolve import value_at
from ka1cli.render.text.safe import json_safe


def dumped(document: Mapping[str, Any]) -> str:
    """A document as JSON text for people and programs."""
    return json_safe(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def answer(value: Answer) -> bool | str | int | float:
    """An answer: days as `2026-11-24`."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int)) else float(value)


def range_of(span: Range, fact: Fact) -> dict[str, bool | str | int | float | None]:
    """A range of a fact with both ends, `null` for no bound."""
    return {end: None if n is None else answer(answer_at(n, fact)) for end, n in span._asdict().items()}


def figure_value(figure: Figure, call: int) -> str | int | float | Mapping[str, int | float | None] | None:
    """What a figure holds in a call: a number, text, day or range; `null` for what is not known."""

    def number(n: int) -> int | float:
        return n / 10**figure.decimals if figure.decimals else n

    match value_at(figure.by_call, call):
        case Range() as span:
            return {end: None if n is None else number(n) for end, n in span._asdict().items()}
        case int() as n:
            return number(n)
        case date() as day:
            return day.isoformat()
        case text:
            return text


def source_of(
    rule_set: RuleSet, sources: tuple[str, ...], countries: Collection[str] = ()
) -> dict[str, str | None] | None:
    """The best of some sources in short; nothing where there is none."""
    if not sources:
        return None
    found = rule_set.sources[rule_set.best_first(sources, countries)[0]]
    return {"id": found.id, "title": found.title, "confidence": str(found.confidence)}


def source_details(source: Source) -> dict[str, str | None]:
    details = source._asdict() | {"confidence": str(source.confidence)}
    del details["topics"]
    return details


def statements(entries: tuple[Statement, ...]) -> list[str]:
    """Sentences alone."""
    return [entry.text for entry in entries]


def dated_deadline(entry: DatedDeadline, rule_set: RuleSet) -> dict[str, Any]:
    """A round as seen at a moment."""
    return {**deadline(entry.deadline, rule_set), "state": str(entry.state)}


def window(value: Window, call: int) -> dict[str, Any]:
    """When an option can be applied for; `call` is that of the decision."""
    meant = value.deadline
    return {
        "state": str(value.state),
        "closes": minute(meant.closes) if meant else None,
        "call": meant.call if meant else call or None,
        "round": meant.round if meant else None,
    }


def deadline(entry: Deadline, rule_set: RuleSet) -> dict[str, Any]:
    return {
        "call": entry.call,
        "round": entry.round,
        "closes": minute(entry.closes),
        "starts_from": entry.starts_from.isoformat() if entry.starts_from else None,
        "starts_to": entry.starts_to.isoformat() if entry.starts_to else None,
        "note": entry.note,
        "source": source_of(rule_set, entry.sources),
    }


def minute(value: datetime | None) -> str | None:
    """A time to the minute with its offset from UTC."""
    return value.isoformat(timespec="minutes") if value else None
