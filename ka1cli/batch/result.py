"""The columns of a result as expressions over the last layer of a screening."""

from collections.abc import Sequence
from typing import NamedTuple

from ka1cli.batch.problems import errors
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Layers, Listed, Shown, Sql, expression, safe_cell
from ka1cli.batch.table.names import Layout, added_names, renamed, without_collisions
from ka1cli.language.diagnostic import Diagnostic


class Column(NamedTuple):
    """A column of the result."""

    name: str
    shown: Shown
    is_text: bool
    by_case: bool = False
    """Whether it is the same for all rows of one case, and for the same option in the long layout."""

    def expression(self, sql: Sql) -> str:
        """What the column shows, as an expression."""
        return expression(self.shown, sql)

    def safe(self, sql: Sql) -> "Column":
        """The column with its name and its texts made harmless for spreadsheets."""
        shown = self.shown
        if isinstance(shown, Listed):
            shown = shown._replace(texts=tuple(text and safe_cell(text) for text in shown.texts))
        elif isinstance(shown, str) and self.is_text:
            shown = sql.neutral(f"({shown})")
        return self._replace(name=safe_cell(self.name), shown=shown)


class Output(NamedTuple):
    """A result as a query."""

    carried: tuple[Column, ...]
    added: tuple[Column, ...]
    query: str
    """The table with the layers that the columns need."""
    renamed: tuple[Diagnostic, ...]
    """The added columns that had to take another name."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.carried + self.added

    def safe(self, sql: Sql) -> "Output":
        """The result with every text, names included, made harmless for spreadsheets."""
        return self._replace(
            carried=tuple(column.safe(sql) for column in self.carried),
            added=tuple(column.safe(sql) for column in self.added),
        )


def output(screening: Screening, table: Layers, layout: Layout, carried: Sequence[Column]) -> Output:
    """The result in a layout, some columns of the table carried along.

    The table has to bring the texts of the answers (see `Screening`) and, for the long layout, the number of each row
    in `row`.
    """
    options = tuple(option.option.id for option in screening.plan.options)
    decide_rows(screening, table, layout)
    shown = _wide(screening) if layout is Layout.WIDE else _long(screening, options)
    meant = added_names(layout, options)
    names = without_collisions(meant, [column.name for column in carried])
    added = [
        Column(name, one, what != "row", what not in ("row", "errors"))
        for name, one, what in zip(names, shown, meant, strict=True)
    ]
    return Output(
        tuple(carried), tuple(added), table.query, renamed(meant, names, "the table has a column of this name")
    )


def decide_rows(screening: Screening, table: Layers, layout: Layout) -> None:
    """Add the layers that the columns of a layout need to a table that has the texts of the answers."""
    screening.code(table)
    screening.add_up(table)
    decide_cases(screening, table, layout)


def decide_cases(screening: Screening, table: Layers, layout: Layout) -> None:
    """The same for a table that has the words: all that follows from the case alone."""
    screening.decide(table)
    if layout is Layout.WIDE:
        screening.overlook(table)
    else:
        spread(screening, table)


def spread(screening: Screening, table: Layers) -> None:
    """Repeat every row for each option, whose number is `one`."""
    table.add({"one": screening.sql.each(len(screening.plan.options))})


def _wide(screening: Screening) -> list[Shown]:
    options = [screening.option(number) for number in range(len(screening.plan.options))]
    shown = [text for option in options for text in (option.verdict, option.why)]
    return [*shown, screening.matches(), screening.recommended(), screening.missing(), errors(screening)]


def _long(screening: Screening, options: Sequence[str]) -> list[Shown]:
    sql = screening.sql
    shown = [screening.option(number) for number in range(len(options))]
    marks = ("no", "yes")
    return [
        "row",
        Listed(tuple(options), "one"),
        _chosen([expression(one.verdict, sql) for one in shown]),
        _chosen([expression(one.why, sql) for one in shown]),
        _chosen([expression(one.missing, sql) for one in shown]),
        Listed(marks, _chosen([one.recommended for one in shown])),
        errors(screening),
    ]


def _chosen(expressions: Sequence[str]) -> str:
    """That of some expressions whose turn it is."""
    return "CASE one" + "".join(f" WHEN {number} THEN {one}" for number, one in enumerate(expressions)) + " END"
