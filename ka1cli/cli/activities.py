"""`ka1 activities`: as `ka1 routes`, for the activities."""

from collections.abc import Callable
from typing import Any

from ka1cli.cli import inputs, options, routes
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 activities`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Show the activities with their figures and sources; with an ID, everything about one of them."""
        return routes.show(inputs.rules_of(line), line, values, activities=True)

    return options.command(run, routes.parameters("activity"))
