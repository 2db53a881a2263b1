"""The columns of a result as expressions over the last layer of a screening."""

from collections.abc import Sequence
from typing import NamedTuple

from ka1cli.batch.names import Layout, added_names, renamed, without_collisions
from ka1cli.batch.problems import errors
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Layers, Sql, safe_cell
from ka1cli.language.diagnostic import Diagnostic


class Column(NamedTuple):
    """A column of the result."""

    name: str
    expression: str
    is_text: bool


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
        return self._replace(carried=_neutral(self.carried, sql), added=_neutral(self.added, sql))


def output(screening: Screening, table: Layers, layout: Layout, carried: Sequence[Column]) -> Output:
    """The result in a layout, some columns of the table carried along.

    The table has to bring the texts of the answers (see `Screening`) and, for the long layout, the number of each row
    in `row`.
    """
    options = tuple(option.option.id for option in screening.plan.options)
    screening.code(table)
    screening.decide(table)
    if layout is Layout.WIDE:
        screening.overlook(table)
        expressions = _wide(screening)
    else:
        table.add({"one": screening.sql.each(len(options))})
        expressions = _long(screening, options)
    meant = added_names(layout, options)
    names = without_collisions(meant, [column.name for column in carried])
    added = [Column(name, expression, name != "row") for name, expression in zip(names, expressions, strict=True)]
    return Output(
        tuple(carried), tuple(added), table.query, renamed(meant, names, "the table has a column of this name")
    )


def _wide(screening: Screening) -> list[str]:
    expressions = []
    for number in range(len(screening.plan.options)):
        shown = screening.option(number)
        expressions += [shown.verdict, shown.why]
    return [*expressions, screening.matches(), screening.recommended(), screening.missing(), errors(screening)]


def _long(screening: Screening, options: Sequence[str]) -> list[str]:
    sql = screening.sql
    shown = [screening.option(number) for number in range(len(options))]
    marks = ("no", "yes")
    return [
        "row",
        sql.at(sql.texts(options), "one"),
        _chosen([one.verdict for one in shown]),
        _chosen([one.why for one in shown]),
        _chosen([one.missing for one in shown]),
        sql.at(sql.texts(marks), _chosen([one.recommended for one in shown])),
        errors(screening),
    ]


def _chosen(expressions: Sequence[str]) -> str:
    """That of some expressions whose turn it is."""
    return "CASE one" + "".join(f" WHEN {number} THEN {one}" for number, one in enumerate(expressions)) + " END"


def _neutral(columns: Sequence[Column], sql: Sql) -> tuple[Column, ...]:
    return tuple(
        Column(safe_cell(name), sql.neutral(f"({expression})") if is_text else expression, is_text)
        for name, expression, is_text in columns
    )
