"""Figures that change within a call. What holds at its end stands under the call; what held before, in `earlier`."""

from collections.abc import Mapping
from datetime import date, timedelta

from ka1cli.language.model import Figure, RuleSet

_DAY = timedelta(days=1)


def last_days(figures: Mapping[str, Figure], call: int) -> tuple[date | None, ...]:
    """The last days of the parts into which changes of figures divide a call; one nothing where none changes."""
    changes = {change for figure in figures.values() for change in figure.earlier if change.year == call}
    return (*(change - _DAY for change in sorted(changes)), date(call, 12, 31)) if changes else (None,)


def part_of_call(figures: Mapping[str, Figure], call: int, day: date | None) -> date | None:
    """The last day of the part of a call in which a day lies: the last part where there is no day or it is over."""
    parts = last_days(figures, call)
    return next((last for last in parts if last and day and day <= last), parts[-1])


def figures_on(figures: Mapping[str, Figure], call: int, day: date | None) -> Mapping[str, Figure]:
    """The figures as they are on a day of a call; without a day, at its end."""
    on_day = dict(figures)
    for name, figure in figures.items():
        to_come = [change for change in figure.earlier if day and change.year == call and day < change]
        if to_come:
            on_day[name] = figure._replace(by_call={**figure.by_call, call: figure.earlier[min(to_come)]})
    return on_day


def rules_on(rule_set: RuleSet, call: int, day: date | None) -> RuleSet:
    """A rule set with the figures of a day of a call."""
    return rule_set._replace(figures=figures_on(rule_set.figures, call, day)) if day else rule_set
