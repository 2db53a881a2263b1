"""How values are written in JSON, whatever the document."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from ka1cli.decision.model import DatedDeadline, Window
from ka1cli.language.model import Answer, Deadline, Range, RuleSet, Source, Statement
from ka1cli.language.spelling import UNSEEN


def dumped(document: Mapping[str, Any]) -> str:
    """A document as JSON text for people and programs."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return re.sub(f"[{UNSEEN}]", lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def answer(value: Answer) -> bool | str | int:
    """An answer: days as `2026-11-24`."""
    return value.isoformat() if isinstance(value, date) else value


def range_of(span: Range, days: bool) -> dict[str, int | str | None]:
    """A range with both ends, `null` for no bound."""
    ends = {"min": span.min, "max": span.max}
    return {end: date.fromordinal(n).isoformat() if days and n is not None else n for end, n in ends.items()}


def source_of(
    rules: RuleSet, sources: tuple[str, ...], countries: Collection[str] = ()
) -> dict[str, str | None] | None:
    """The best of some sources in short; nothing where there is none."""
    if not sources:
        return None
    found = rules.sources[rules.best_first(sources, countries)[0]]
    return {"id": found.id, "title": found.title, "confidence": str(found.confidence)}


def source_details(source: Source) -> dict[str, str | None]:
    return source._asdict() | {"confidence": str(source.confidence)}


def statements(entries: tuple[Statement, ...]) -> list[str]:
    """Sentences alone."""
    return [entry.text for entry in entries]


def dated_deadline(entry: DatedDeadline, rules: RuleSet) -> dict[str, Any]:
    """A round as seen at a moment."""
    return {**deadline(entry.deadline, rules), "state": str(entry.state)}


def window(value: Window, call: int) -> dict[str, Any]:
    """When an option can be applied for; `call` is that of the decision."""
    meant = value.deadline
    return {
        "state": str(value.state),
        "closes": moment(meant.closes) if meant else None,
        "call": meant.call if meant else call or None,
        "round": meant.round if meant else None,
    }


def deadline(entry: Deadline, rules: RuleSet) -> dict[str, Any]:
    return {
        "call": entry.call,
        "round": entry.round,
        "closes": moment(entry.closes),
        "starts_from": entry.starts_from.isoformat() if entry.starts_from else None,
        "starts_to": entry.starts_to.isoformat() if entry.starts_to else None,
        "note": entry.note,
        "source": source_of(rules, entry.sources),
    }


def moment(value: datetime | None) -> str | None:
    """A time to the minute with its offset from UTC."""
    return value.isoformat(timespec="minutes") if value else None
