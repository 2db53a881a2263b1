"""What is raised for a table that cannot be read or screened."""

from ka1cli.language.diagnostic import InvalidInput


class InvalidTable(InvalidInput):
    """A table that cannot be read or screened."""


class Misused(InvalidTable):
    """Something that was asked for does not go with the table: the fault of whoever asked."""
