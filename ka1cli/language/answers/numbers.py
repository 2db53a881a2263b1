"""Numbers as people write them. What may mean two numbers is no number."""

import re
from functools import lru_cache

from ka1cli.language.answers.texts import MAX_DIGITS

FIRST = frozenset("+0123456789")
"""How every number begins. Any other text is none, with or without a unit."""
_THOUSANDS = re.compile(r"\+?([0-9]{1,3})((?:[.,'’\s][0-9]{3})+)")


def number_pattern(decimals: int = 0) -> str:
    """How a number is written that has so many decimals at most, as a pattern for the whole text.

    Three digits behind the last mark can be thousands or a fraction. With decimals, a number may have both marks.
    """
    whole = f"[0-9]{{1,{MAX_DIGITS - decimals}}}"
    fraction = f"[0-9]{{0,{decimals}}}0{{0,{2 - decimals}}}|[0-9]{{{decimals}}}0{{{4 - decimals},}}"
    plain = rf"0*{whole}(?:[.,](?:{fraction}))?"
    if not decimals:
        return rf"\+?{plain}"
    groups = (
        rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}}){{1,3}}{mark}[0-9]{{1,{decimals}}}"
        for thousands, mark in ((",", r"\."), (r"\.", ","))
    )
    return rf"\+?(?:{plain}|{'|'.join(groups)})"


def read_number(text: str, unit: str | None, decimals: int) -> int | None:
    """The number that a text is, in steps of its last decimal: `12`, `12.0`, `12,0`, `+12`, with or without the unit.

    Nothing for anything else.
    """
    if text[:1] not in FIRST:
        return None
    written = _pattern(decimals)
    if not written.fullmatch(text):
        text = _without(unit, text) if unit else ""
        if not written.fullmatch(text):
            return None
    whole, mark, fraction = text.replace(",", ".").rpartition(".")
    if not mark:
        whole, fraction = fraction, ""
    digits = re.sub("[+.]", "", whole) + fraction[:decimals].ljust(decimals, "0")
    return int(digits.lstrip("0") or "0")


def why_no_number(text: str, unit: str | None) -> tuple[str, tuple[int, ...]]:
    """Why a text is no number, and the whole numbers that it can mean: nothing where that is not plain."""
    found = _THOUSANDS.fullmatch(_without(unit, text) if unit else text)
    if found is None:
        return "", ()
    first, rest = found.groups()
    whole = int(first + re.sub("[^0-9]", "", rest))
    if rest[0] not in ".," or len(rest) > 4:
        return "a number is read without marks between its digits", (whole,)
    mark = "dot" if rest[0] == "." else "comma"
    meanings = (whole, int(first)) if rest[1:] == "000" else (whole,)
    return f"a {mark} before three digits can mean thousands or a fraction", meanings


@lru_cache
def _pattern(decimals: int) -> re.Pattern[str]:
    return re.compile(number_pattern(decimals))


def _without(unit: str, text: str) -> str:
    words = {unit, unit.removesuffix("s"), re.sub("ies$", "y", unit)}
    shorter = re.sub(rf"(?<=[0-9.,\s])(?:{'|'.join(map(re.escape, words))})$", "", text, flags=re.IGNORECASE)
    return text if shorter == text else shorter.rstrip()
