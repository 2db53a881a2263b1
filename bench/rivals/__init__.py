"""The same screening, verdicts only, as somebody would write it by hand with other tools: `python -m bench.rivals.X IN OUT`.

All read and write CSV, know the seven routes of the shipped rules and the columns of `bench.tables`, and give no
reasons. `bench.batch` compares their verdicts with those of `ka1 batch` before it measures them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ka1cli.decision.loading import load_rules
from ka1cli.language.resolve import group_values
from ka1cli.shipped import shipped_rules

FACTS = (
    "country",
    "organisation_type",
    "accredited",
    "first_time",
    "short_term_grants",
    "years_in_field",
    "consortium_open",
    "will_apply",
    "regular_activities",
)
ROUTES = ("ka122", "ka121", "ka120", "join", "host", "epale", "etwinning")
ROWS_AT_ONCE = 2000


def programme() -> list[str]:
    """The Programme countries, which everybody has to know."""
    rules = load_rules(shipped_rules()).at()
    return list(group_values(rules.rule_set.groups, "programme", rules.call))


@contextmanager
def opened(source: str, target: str) -> Iterator[tuple[TextIO, TextIO]]:
    """A CSV file to read and one to write."""
    with (
        Path(source).open(newline="", encoding="utf-8") as table,
        Path(target).open("w", newline="", encoding="utf-8") as result,
    ):
        yield table, result
