"""Rows of a result as lines of CSV, each put together as one text.

An engine that writes CSV looks at every character of every cell. Most cells are entries of lists: here their quotation
marks are set in the lists, once, and a row only puts finished pieces together.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from ka1cli.batch.result import Column, Output
from ka1cli.batch.sql import Layers, Listed, Sql

QUOTE = '"'


def csv_query(output: Output, text_of: Callable[[Column], str], delimiter: str, sql: Sql) -> str:
    """A result as a query for the text of each row in `line`. `text_of` is a column as an expression for its text."""
    computed = {
        column: f"x{number}" for number, column in enumerate(output.columns) if not isinstance(column.shown, Listed)
    }

    def source(column: Column) -> str:
        return column.shown.number if isinstance(column.shown, Listed) else computed[column]

    plain: list[str] = []
    careful: list[str] = []
    for found_in, group in groupby(output.columns, source):
        columns = list(group)
        separator = [sql.text(delimiter)] if plain else []
        if columns[0] in computed:
            plain += [*separator, found_in]
            careful += [*separator, _quoted_cell(found_in, delimiter, sql)]
        else:
            cells = sql.at(sql.texts(_cells(columns, delimiter)), found_in)
            plain += [*separator, cells]
            careful += [*separator, cells]
    table = Layers(output.query)
    table.add({name: text_of(column) for column, name in computed.items()})
    table.add({"computed": sql.put_together(list(computed.values()))})
    empty = " OR ".join(f"{name} = ''" for name in computed.values())
    special = f"{_is_special('computed', delimiter, sql)} OR coalesce({empty}, false)"
    line = f"CASE WHEN {special} THEN {sql.put_together(careful)} ELSE {sql.put_together(plain)} END"
    return f"SELECT {line} AS line FROM ({table.query})"


def _cells(columns: Sequence[Column], delimiter: str) -> list[str]:
    """The cells of columns that are looked up by one number, for each number."""
    lists = [column.shown.texts for column in columns if isinstance(column.shown, Listed)]
    return [delimiter.join(quoted(text or "", delimiter) for text in texts) for texts in zip(*lists, strict=True)]


def header_line(output: Output, delimiter: str, bom: bool) -> str:
    """The header as a line, without its end. Quotation marks behind the mark of UTF-8 would not be taken for such."""
    names = [quoted(column.name, delimiter) for column in output.columns]
    return ("\ufeff" if bom and not names[0].startswith(QUOTE) else "") + delimiter.join(names)


def quoted(text: str, delimiter: str) -> str:
    """A text as a cell: in quotation marks where it needs them."""
    special = any(one in text for one in (delimiter, QUOTE, "\n", "\r"))
    return f'"{text.replace(QUOTE, QUOTE * 2)}"' if special else text


def _quoted_cell(text: str, delimiter: str, sql: Sql) -> str:
    """The same as an expression; a text that is empty but not NULL stands in quotation marks as well."""
    doubled = f"replace({text}, {sql.text(QUOTE)}, {sql.text(QUOTE * 2)})"
    special = f"{text} = '' OR {_is_special(text, delimiter, sql)}"
    return f"CASE WHEN {special} THEN concat('\"', {doubled}, '\"') ELSE {text} END"


def _is_special(text: str, delimiter: str, sql: Sql) -> str:
    """Whether a text has a character that needs quotation marks around it."""
    return " OR ".join(f"contains({text}, {sql.text(one)})" for one in (delimiter, QUOTE, "\n", "\r"))
