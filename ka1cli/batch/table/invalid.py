"""What is raised for a table that cannot be read or screened."""

from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place


class InvalidTable(InvalidInput):
    """A table that cannot be read or screened."""


class Misused(InvalidTable):
    """Something that was asked for does not go with the table: the fault of whoever asked."""


def no_table(message: str, help: str | None = None, place: Place | None = None) -> InvalidTable:
    """The problem that a file is no table as its format asks for."""
    return InvalidTable([Diagnostic("T602", message, place, help)])
