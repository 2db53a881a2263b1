"""Small drawings for tables, as SVG. Heights tell verdicts apart, so that they read without colour; numbers stand beside."""

from collections.abc import Mapping

from ka1cli.cases.verdict import Verdict
from ka1cli.render.html.elements import Html, element, together

_SHAPES = {Verdict.ELIGIBLE: ("good", 10.0), Verdict.UNDETERMINED: ("open", 5.0), Verdict.INELIGIBLE: ("closed", 1.5)}
"""The class and the height of the bar for each verdict."""
_GAP = 0.6


def verdicts_drawing(verdicts: Mapping[Verdict, int]) -> Html:
    """Shares of a whole: eligible as a tall, undetermined as a middling, ineligible as a flat bar, one after the other."""
    whole = sum(verdicts.values())
    parts = []
    x = 0.0
    for verdict, (kind, height) in _SHAPES.items():
        count = verdicts[verdict]
        width = 100 * count / whole if whole else 0.0
        if count:
            # However few there are, they can be seen.
            parts.append(_rectangle(x, max(width - _GAP, 0.5), height, kind))
        x += width
    return _drawing(*parts)


def verdict_legend() -> Html:
    """What the heights of `verdicts_drawing` mean."""
    parts = [
        element("span", _drawing(_rectangle(0, 100, height, kind)), f" {verdict}")
        for verdict, (kind, height) in _SHAPES.items()
    ]
    return element("p", *parts, class_="legend")


def amount_drawing(count: int, largest: int) -> Html:
    """A number beside others, the largest of which fills the width."""
    return _drawing(_rectangle(0, max(100 * count / largest, 0.5) if count else 0, 8, "amount"))


def _rectangle(x: float, width: float, height: float, kind: str) -> Html:
    return element(
        "rect", x=_short(x), y=_short(5 - height / 2), width=_short(width), height=_short(height), class_=kind
    )


def _drawing(*parts: str) -> Html:
    return element("svg", together(*parts), viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
