"""What a command comes to: text for stdout and stderr, and the exit code. `main` prints it."""

from typing import NamedTuple

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.language.diagnostic import Diagnostic


class Outcome(NamedTuple):
    """The result of a command that did its work."""

    stdout: str
    code: ExitCode = ExitCode.OK
    stderr: str = ""


class Failure(Exception):
    """A command that cannot do its work: what is wrong, and the exit code that says whose fault it is."""

    def __init__(self, diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], code: ExitCode) -> None:
        super().__init__(diagnostics)
        self.diagnostics, self.code = tuple(diagnostics), code


def usage(message: str, help: str | None = None) -> Failure:
    """A command line that cannot be understood."""
    return Failure([Diagnostic("", message, None, help)], ExitCode.USAGE)
