"""What is wanted of a screening."""

from collections.abc import Callable
from typing import NamedTuple

from ka1cli.batch.table.map import NO_MAP, TableMap
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import Format

Progress = Callable[[str, float], None]
"""Is told now and then what is being done, and how far it has come (0 to 1; below 0 if that is not known)."""


class Request(NamedTuple):
    """What is wanted of a result."""

    layout: Layout = Layout.WIDE
    id: str | None = None
    """The one column to carry along; by default all are."""
    format: Format | None = None
    """By default what the name of the target tells, else CSV."""
    excel_safe: bool = False
    """Whether CSV texts that a spreadsheet would run as formulas are made harmless."""
    details: bool = False
    """Whether the summary has to tell about rows beyond their counts."""
    table_map: TableMap = NO_MAP
    """What columns and texts mean, and what holds for every row."""
    encoding: str | None = None
    """Of a CSV file that is not in UTF-8."""
    sheet: str | None = None
    """Of a workbook; by default the first one whose header names facts."""
    about: tuple[tuple[str, str], ...] = ()
    """What a workbook says about its rules."""
    routes: tuple[str, ...] = ()
    """The only options that are screened for; by default all routes, and the activities if a column asks for them."""
