"""What can be done about an option: verdict and window together, and whether the plan alone closes it."""

from enum import IntEnum

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.model import OptionDecision
from ka1cli.render.pages.page import Mark


class Standing(IntEnum):
    """From what can be done now to what is closed."""

    NOW = 0
    TO_COME = 1
    """Eligible, but no round is known that can be met now."""
    FITS = 2
    """An activity that fits. It takes place within a route, so it is nothing to do alone."""
    OPEN = 3
    CHANGE = 4
    """Only the plan closes it."""
    CLOSED = 5


MARKS = {
    Standing.NOW: Mark.GOOD,
    Standing.TO_COME: Mark.GOOD,
    Standing.FITS: Mark.GOOD,
    Standing.OPEN: Mark.OPEN,
    Standing.CHANGE: Mark.CHANGE,
    Standing.CLOSED: Mark.CLOSED,
}
TITLES = {
    Standing.NOW: "What you can do now",
    Standing.TO_COME: "Eligible, no round open now",
    Standing.FITS: "Activities that fit",
    Standing.OPEN: "Open questions",
    Standing.CHANGE: "Open with a small change of plan",
    Standing.CLOSED: "Closed",
}


def standing_of(option: OptionDecision) -> Standing:
    match option.verdict:
        case Verdict.ELIGIBLE:
            if option.option.is_activity and not option.option.deadlines:
                return Standing.FITS
            return Standing.NOW if option.possible_now else Standing.TO_COME
        case Verdict.UNDETERMINED:
            return Standing.OPEN
    return Standing.CHANGE if option.remedies else Standing.CLOSED
