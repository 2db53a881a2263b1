"""The exit codes, and which results bring which code."""

from collections.abc import Collection
from enum import IntEnum

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.model import Decision


class ExitCode(IntEnum):
    OK = 0
    """A decision was printed; every route named by `--route` is eligible."""
    INELIGIBLE = 1
    """Some route named by `--route` is ineligible."""
    FOUND = 1
    """For rule authors: findings, failed cases or differences."""
    ROWS_WITH_ERRORS = 1
    """For tables: all rows are screened, and some have cells that cannot be read or contradict each other."""
    USAGE = 2
    """The command line cannot be understood."""
    UNDETERMINED = 3
    """No route named by `--route` is ineligible, some are undetermined."""
    GAVE_UP = 3
    """For rule authors: not every case could be walked within the stated bound."""
    INVALID_INPUT = 4
    """The rules, the profile or the table cannot be understood, or the result cannot be written."""
    INTERNAL = 70
    """A bug."""
    INTERRUPTED = 130
    READER_GONE = 141
    """Whoever read the output went away."""


def of_decision(decision: Decision, wanted: Collection[str]) -> ExitCode:
    """The code for a decision, by the verdicts of the options that were named."""
    verdicts = {option.verdict for option in decision.options if option.option.id in wanted}
    if Verdict.INELIGIBLE in verdicts:
        return ExitCode.INELIGIBLE
    return ExitCode.UNDETERMINED if Verdict.UNDETERMINED in verdicts else ExitCode.OK
