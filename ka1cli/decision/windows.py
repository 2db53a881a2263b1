"""Rounds as seen at a moment: which can still be met, the window of an option, and the call that a day is about."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from ka1cli.cases.logic import State
from ka1cli.decision.model import DatedDeadline, Moment, Window, WindowState
from ka1cli.language.model import Deadline, Option, RuleSet
from ka1cli.language.resolve import ALWAYS

Concerns = Callable[[Deadline], State]
"""Whether the asker has a round that only some have."""


def everybody(deadline: Deadline) -> State:
    """What is known of a round without knowing the asker."""
    return State.MET if deadline.only_where is None else State.UNKNOWN


def day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def to_come(deadline: Deadline, at: Moment) -> bool:
    """Whether a round has not closed yet, or has no known day in a year that has not ended."""
    return _by_date(deadline, at) is not WindowState.CLOSED


def dated_rounds(
    deadlines: tuple[Deadline, ...], at: Moment, concerns: Concerns = everybody
) -> tuple[DatedDeadline, ...]:
    """Rounds as the asker sees them at a moment, without those that the asker does not have."""
    rounds = []
    for deadline in deadlines:
        concerned, state = concerns(deadline), _by_date(deadline, at)
        if concerned is State.UNKNOWN and state is WindowState.OPEN:
            state = WindowState.UNKNOWN
        if concerned is not State.UNMET:
            rounds.append(DatedDeadline(deadline, state))
    return tuple(rounds)


def rounds_of(option: Option, call: int, at: Moment) -> tuple[DatedDeadline, ...]:
    """The rounds of an option in a call, whoever asks."""
    return tuple(entry for entry in dated_rounds(option.deadlines, at) if entry.deadline.call == call)


def window_of(rounds: tuple[DatedDeadline, ...], call: int, at: Moment) -> Window:
    """When an option can be applied for in the rounds of some calls, the first of which is `call`."""
    opened = [entry.deadline for entry in rounds if entry.state is WindowState.OPEN]
    if opened:
        return Window(WindowState.OPEN, min(opened, key=_closing))
    coming = [entry.deadline for entry in rounds if entry.state is WindowState.UNKNOWN]
    if coming:
        return Window(WindowState.UNKNOWN, min(coming, key=_order))
    if not rounds and day_of(at).year <= call:
        return Window(WindowState.UNKNOWN, None)
    return Window(WindowState.CLOSED, max((entry.deadline for entry in rounds), key=_order, default=None))


def call_on(rule_set: RuleSet, at: Moment) -> int:
    """The call that a moment is about: the first in which a round is to come, else the newest."""
    with_rounds = {deadline.call for deadline in _deadlines(rule_set) if to_come(deadline, at)}
    return min(with_rounds, default=rule_set.calls[-1] if rule_set.calls else ALWAYS)


def closing_days(rule_set: RuleSet) -> frozenset[date]:
    """The days on which a round closes, where its hour is told."""
    return frozenset(deadline.closes.date() for deadline in _deadlines(rule_set) if deadline.closes)


def known_until(rule_set: RuleSet, closing: frozenset[date]) -> date | None:
    """The last day about which the rules know something: their last deadline, else the end of their last call."""
    if closing:
        return max(closing)
    return date(rule_set.calls[-1], 12, 31) if rule_set.calls else None


def _deadlines(rule_set: RuleSet) -> Iterator[Deadline]:
    return (deadline for option in rule_set.options.values() for deadline in option.deadlines)


def _by_date(deadline: Deadline, at: Moment) -> WindowState:
    """A day counts as open through its closing day. A round without a day is to come until its year has ended."""
    if deadline.closes is None:
        return WindowState.UNKNOWN if day_of(at).year <= deadline.call else WindowState.CLOSED
    in_time = at <= deadline.closes if isinstance(at, datetime) else at <= deadline.closes.date()
    return WindowState.OPEN if in_time else WindowState.CLOSED


def _order(deadline: Deadline) -> tuple[int, int]:
    return deadline.call, deadline.round


def _closing(deadline: Deadline) -> datetime:
    assert deadline.closes is not None, "an open round has its day"
    return deadline.closes
