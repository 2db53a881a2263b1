"""A rule set as plain JSON values, and back: nothing that is read in this way can run anything."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from ka1cli.language import formulas, model

_TUPLE, _MAPPING, _DATE, _TIME = "()", "{}", "date", "time"
_CLASSES: dict[str, Any] = {
    name: kind
    for part in (formulas, model)
    for name, kind in vars(part).items()
    if getattr(kind, "__module__", "") == part.__name__
}
"""Everything that a rule set consists of."""


def to_plain(value: object) -> Any:
    """A part of a rule set: scalars as they are, all else as a list that begins with what it is."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if isinstance(value, Mapping):
        return [_MAPPING, *(to_plain(part) for pair in value.items() for part in pair)]
    if isinstance(value, datetime):
        return [_TIME, value.isoformat()]
    if isinstance(value, date):
        return [_DATE, value.isoformat()]
    if isinstance(value, Enum) and kind.__name__ in _CLASSES:
        return [kind.__name__, value.value]
    if isinstance(value, tuple) and (kind is tuple or kind.__name__ in _CLASSES):
        return [_TUPLE if kind is tuple else kind.__name__, *map(to_plain, value)]
    raise TypeError(f"{kind} does not belong to a rule set")


def from_plain(value: Any) -> Any:
    """The part of a rule set that `to_plain` has made these values of."""
    if type(value) is not list:
        return value
    kind, *parts = value
    if kind == _DATE:
        return date.fromisoformat(parts[0])
    if kind == _TIME:
        return datetime.fromisoformat(parts[0])
    made = [from_plain(part) if type(part) is list else part for part in parts]
    if kind == _TUPLE:
        return tuple(made)
    if kind == _MAPPING:
        return dict(zip(made[::2], made[1::2], strict=True))
    known = _CLASSES[kind]
    return known(made[0]) if issubclass(known, Enum) else known._make(made)
