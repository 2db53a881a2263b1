"""Several answers in one text, such as `DE, AT`."""

import re
from collections.abc import Callable, Sized
from typing import TypeVar

T = TypeVar("T")

_BETWEEN_VALUES = re.compile(r"\s*[,;/|+&()\n]\s*|\s+(?:[-–—]|and|or)\s+")
_BETWEEN_NUMBERS = re.compile(r"\s*[;|&\n]\s*|,\s+|\s+(?:[-–—]|and|or)\s+")
"""Of numbers and days: `2,5` and `31/12` are not several."""
_MARKS = re.compile(r"[,;/|+&()\s]")
"""What stands between any two answers. Most texts have none of these."""
_LONGEST = 200


def read_each(text: str, read: Callable[[str], T | None], *, numbers: bool = False) -> list[T]:
    """What each part of a text means. Empty where there is one part only, or one that cannot be read."""
    if len(text) > _LONGEST or not _MARKS.search(text):
        return []
    parts = [part for part in (_BETWEEN_NUMBERS if numbers else _BETWEEN_VALUES).split(text) if part]
    found: list[T] = []
    for part in parts if len(parts) > 1 else ():
        if (meaning := read(part)) is None:
            return []
        found.append(meaning)
    return found


def how_many(found: Sized) -> str:
    """That several answers stand in one text; nothing where there are none."""
    return ("two values stand there" if len(found) == 2 else "several values stand there") if len(found) else ""
