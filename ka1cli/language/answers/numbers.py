"""Whole numbers as people write them. What may mean two numbers is no number."""

import re

from ka1cli.language.answers.texts import MAX_DIGITS

NUMBER = rf"\+?0*([0-9]{{1,{MAX_DIGITS}}})(?:[.,](?:0{{0,2}}|0{{4,}}))?"
"""How a whole number is written, as a pattern for the whole text: group 1 holds its digits."""

_FIRST = tuple("+0123456789")
"""How every number begins. Any other text is none, with or without a unit."""
_NUMBER = re.compile(NUMBER)
_THOUSANDS = re.compile(r"\+?([0-9]{1,3})((?:[.,'’\s][0-9]{3})+)")


def read_number(text: str, unit: str | None = None) -> int | None:
    """The number that a text is: `12`, `12.0`, `12,0`, `+12`, with or without the unit. Nothing for anything else."""
    digits = _NUMBER.fullmatch(text) or (_NUMBER.fullmatch(_without(unit, text)) if unit else None)
    return int(digits[1]) if digits else None


def why_no_number(text: str, unit: str | None = None) -> tuple[str, str]:
    """Why a text is no number, and what to write: both empty where it is not plain."""
    found = _THOUSANDS.fullmatch(_without(unit, text) if unit else text)
    if found is None:
        return "", ""
    first, rest = found.groups()
    wanted = f"write {int(first + re.sub('[^0-9]', '', rest))}"
    if rest[0] not in ".," or len(rest) > 4:
        return "a number is read without marks between its digits", wanted
    mark = "dot" if rest[0] == "." else "comma"
    or_whole = f" or {int(first)}" if rest[1:] == "000" else ""
    return f"a {mark} before three digits can mean thousands or a fraction", wanted + or_whole


def _without(unit: str, text: str) -> str:
    if text[:1] not in _FIRST:
        return text
    words = {unit, unit.removesuffix("s"), re.sub("ies$", "y", unit)}
    return re.sub(rf"(?<=[0-9.,\s])\s*(?:{'|'.join(map(re.escape, words))})$", "", text, flags=re.IGNORECASE)
