"""Bars for the summary of a screening on a terminal: characters of different weight, one for each verdict."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.cases.verdict import Verdict

LENGTH = 16
"""Characters of a bar."""
BLOCKS = {Verdict.ELIGIBLE: "█", Verdict.UNDETERMINED: "▒", Verdict.INELIGIBLE: "·"}
PLAIN = {Verdict.ELIGIBLE: "#", Verdict.UNDETERMINED: "?", Verdict.INELIGIBLE: "."}
"""For terminals that only know ASCII."""


class Bars(NamedTuple):
    """How bars are drawn on a terminal."""

    marks: Mapping[Verdict, str]
    columns: int
    """Those of the terminal: bars that would not fit are left out."""


def marks_for(encoding: str | None) -> Mapping[Verdict, str]:
    """The characters that a terminal with this encoding can show."""
    try:
        "".join(BLOCKS.values()).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BLOCKS


def verdict_bar(verdicts: Mapping[Verdict, int], marks: Mapping[Verdict, str]) -> str:
    """The shares of the verdicts. Whatever occurs is seen, however rare it is."""
    whole = sum(verdicts.values())
    if not whole:
        return ""
    exact = {verdict: LENGTH * verdicts[verdict] / whole for verdict in marks}
    cells = {verdict: max(int(share), 1) if share else 0 for verdict, share in exact.items()}
    while (left := LENGTH - sum(cells.values())) != 0:
        # The verdict that is furthest from its share gives or takes.
        chosen = max(
            (verdict for verdict in marks if exact[verdict]),
            key=lambda verdict: (exact[verdict] - cells[verdict]) * left,
        )
        cells[chosen] += 1 if left > 0 else -1
    return "".join(marks[verdict] * count for verdict, count in cells.items())


def bars_legend(marks: Mapping[Verdict, str]) -> str:
    return "  ".join(f"{mark} {verdict}" for verdict, mark in marks.items())
