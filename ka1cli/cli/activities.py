"""`ka1 activities`: as `ka1 routes`, for the activities."""

from ka1cli.cli import routes
from ka1cli.cli.outcome import Outcome


def run(options: routes.RoutesOptions) -> Outcome:
    """Show the activities with their figures and sources; with an ID, everything about one of them."""
    return routes.listed(options, "activities")
