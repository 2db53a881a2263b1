"""Deadlines as seen on a day, and the day up to which the rules know anything."""

from datetime import date

from ka1cli.decision.model import DatedDeadline, Window
from ka1cli.language.model import Deadline, RuleSet


def dated(deadlines: tuple[Deadline, ...], call: int, on: date) -> tuple[DatedDeadline, ...]:
    """The deadlines of a call, each open, closed or not known on a day."""
    return tuple(
        DatedDeadline(
            entry.call,
            entry.round,
            entry.closes,
            _window(entry, on),
            entry.starts_from,
            entry.starts_to,
            entry.sources,
            entry.note,
        )
        for entry in deadlines
        if entry.call == call
    )


def _window(deadline: Deadline, on: date) -> Window:
    if deadline.closes is None:
        return Window.UNKNOWN
    return Window.OPEN if on <= deadline.closes.date() else Window.CLOSED


def known_until(rules: RuleSet) -> date | None:
    """The last day about which the rules know something: their last deadline, else the end of their last call."""
    closing = [
        entry.closes.date()
        for option in rules.options.values()
        for entry in option.deadlines
        if entry.closes is not None
    ]
    if closing:
        return max(closing)
    return date(rules.calls[-1], 12, 31) if rules.calls else None
