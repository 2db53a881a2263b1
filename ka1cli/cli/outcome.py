"""What a command comes to: text for stdout and stderr, and the exit code. `main` prints it."""

from typing import NamedTuple

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.language.diagnostic import Diagnostic, InvalidInput


class Outcome(NamedTuple):
    stdout: str
    code: ExitCode = ExitCode.OK
    stderr: str = ""


class UsageError(InvalidInput):
    """A command line that cannot be understood. Every other `InvalidInput` is the fault of a file."""


def usage(message: str, help: str | None = None) -> UsageError:
    """The error for one thing that is wrong with a command line."""
    return UsageError([Diagnostic("", message, None, help)])


def unusable(message: str, help: str | None = None) -> InvalidInput:
    """The error for a file or stream that cannot be read or written."""
    return InvalidInput([Diagnostic("", message, None, help)])
