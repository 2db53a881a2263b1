"""Tables of the report. They can be read as they are; the script of the page lets them be sorted and filtered."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ka1cli.render.html.elements import Html, element, together

LONG = 30
"""Lines that are shown at once."""
WIDE = 10
"""Columns that fit on paper in a common size of letters."""


class TableColumn(NamedTuple):
    title: str
    is_number: bool = False
    choices: str = ""
    """What the reader may pick: one of its `cells`, or one of the `words` in its cells."""


def table(
    name: str, caption: str, columns: Sequence[TableColumn], rows: Iterable[Html], *, filtered: bool = False
) -> Html:
    """A table that scrolls sideways by itself where the screen is small."""
    head = element("tr", *map(_heading, columns))
    body = together(*rows)
    # A long table scrolls within the page, with its headings in sight, so that the page stays an overview.
    long = " long" if body.count("<tr>") > LONG else ""
    content = element(
        "table",
        element("caption", caption, id=f"{name}-caption"),
        element("thead", head),
        element("tbody", body),
        class_=f"data{' filtered' if filtered else ''}{' wide' if len(columns) > WIDE else ''}",
    )
    return element(
        "div", content, class_=f"scroll{long}", tabindex="0", role="region", aria_labelledby=f"{name}-caption"
    )


def _heading(column: TableColumn) -> Html:
    more = {"data_choices": column.choices} if column.choices else {}
    return element("th", column.title, scope="col", class_="number" if column.is_number else "text", **more)


def row(head: str, *cells: str) -> Html:
    """A row whose first cell names it."""
    return element("tr", element("th", head, scope="row"), *(element("td", cell) for cell in cells))


def number(count: int, whole: int | None = None, drawing: str = "") -> Html:
    """A number, with its share of a whole and a drawing beside it."""
    share = together(" ", element("small", share_text(count, whole))) if whole and count else ""
    return together(f"{count:,}", share, drawing)


def share_text(count: int, whole: int) -> str:
    """A share in per cent. It is 0 only for nothing, 100 only for all."""
    share = 100 * count / whole if whole else 0.0
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def rows_that_fit(rows: Iterable[Html], room: int) -> list[Html]:
    """As many of the first rows as fit into so many bytes."""
    fitting = []
    for line in rows:
        room -= len(line.encode("utf-8", "replace"))
        if room < 0:
            break
        fitting.append(line)
    return fitting
