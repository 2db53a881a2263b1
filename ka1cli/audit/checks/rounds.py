"""Rounds that are missing, have all passed, or carry a day that their own remark calls old."""

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date, timedelta

from ka1cli.audit.finding import Finding, Witness
from ka1cli.audit.view import View
from ka1cli.decision.model import Moment
from ka1cli.decision.windows import day_of, to_come
from ka1cli.language.model import Deadline

_MOVED_WITHIN = timedelta(days=60)
"""A day that lies further behind the closing day is about something else, such as how long a decision holds."""

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_DAY = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})|\b([0-9]{{1,2}}) ({'|'.join(_MONTHS)})\b(?: ([0-9]{{4}}))?")


def missing_deadlines(views: tuple[View, ...]) -> Iterator[Finding]:
    """K503: options that had deadlines in earlier calls and have none in the newest."""
    view = views[0]
    rule_set = view.rule_set
    if view.space.call not in rule_set.calls[-1:]:
        return
    for option in rule_set.options.values():
        calls = {deadline.call for deadline in option.deadlines}
        if calls and view.space.call not in calls:
            yield Finding(
                "K503",
                f"`{option.id}` has deadlines up to call {max(calls)} and none for call {view.space.call}",
                view.places.of(*option.path, "deadlines"),
                option.id,
                view.witness(None, [option.id], f"`{option.id}` has no deadline in call {view.space.call}"),
            )


def newest_call_over(view: View, at: Moment) -> Iterator[Finding]:
    """K504: every round of the newest call has passed, and no later call stands in the file."""
    rounds = [deadline for option in view.rule_set.options.values() for deadline in option.deadlines]
    if not rounds or any(to_come(deadline, at) for deadline in rounds):
        return
    call = view.rule_set.calls[-1]
    yield Finding(
        "K504",
        f"every round of call {call} has passed on {day_of(at).isoformat()}, and there is no later call",
        place=view.places.of("calls"),
        about=str(call),
        witness=Witness({}, None, (), f"whoever asks is judged by call {call}"),
        help="add the next call, with `closes: ~` where a day is not known",
    )


def superseded_days(views: tuple[View, ...]) -> Iterator[Finding]:
    """K505: deadlines whose remark names a later day than the one that is shown."""
    view = views[0]
    for option in view.rule_set.options.values():
        for position, deadline in enumerate(option.deadlines):
            later = _later_day(deadline)
            if later is not None:
                what = f"{option.id}/{deadline.call}/{deadline.round}"
                yield Finding(
                    "K505",
                    f"round {deadline.round} of call {deadline.call} of `{option.id}` closes on"
                    f" {deadline.closes:%Y-%m-%d}, and its note names {later.isoformat()}",
                    place=view.places.of(*option.path, "deadlines", position),
                    about=what,
                    witness=view.witness(None, [option.id], "the earlier day is shown as the closing day"),
                    help="put the day that holds into `closes` and the earlier one into the note",
                )


def _later_day(deadline: Deadline) -> date | None:
    """The last day in the remark of a deadline, if it is later than the closing day and not a start of projects."""
    if deadline.closes is None:
        return None
    closes = deadline.closes.date()
    starts = {deadline.starts_from, deadline.starts_to}
    days = [day for match in _DAY.finditer(deadline.note or "") if (day := _day(match, closes.year)) is not None]
    return max((day for day in days if closes < day <= closes + _MOVED_WITHIN and day not in starts), default=None)


def _day(match: re.Match[str], year: int) -> date | None:
    iso = match[1] is not None
    parts = (match[1], match[2], match[3]) if iso else (match[6] or year, _MONTHS[match[5]], match[4])
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
