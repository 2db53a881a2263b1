"""Days as people write them. Only the order year, month, day is read: no other is the same everywhere."""

import re
from datetime import date

DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.,]0+)?)?)?"
"""How a day is written, with or without the time of midnight, as a pattern for the whole text."""
LENGTH = 10
"""So many characters from the start of the text are the day."""

_DAY = re.compile(DATE)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})\.?")


def read_day(text: str) -> date | None:
    """The day that a text is: `1960-12-31`, also with the time of midnight. Nothing for anything else."""
    try:
        return date.fromisoformat(text[:LENGTH]) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def day_meant(text: str) -> date | None:
    """The day that a text surely means, though it is not written as days are: `31.12.1960`, `1960/12/31`.

    Nothing where others may read another day: `3/4/1960` is in March for some and in April for others.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
