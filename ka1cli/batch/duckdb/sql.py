"""The phrases of DuckDB's SQL that are needed in several places."""

from collections.abc import Sequence

from ka1cli.batch.table.cells import QUOTE, RISKY, SAFE


def identifier(name: str) -> str:
    """A quoted name of a column."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def within(number: str, first: int, last: int | None) -> str:
    """Whether the number of a row is from one number to below another, or the end."""
    return f"{number} >= {first}" + ("" if last is None else f" AND {number} < {last}")


def answer_column(column: str, type: str) -> str:
    """A column as the text in which an answer of its type is written."""
    match type:
        case "VARCHAR":
            return column
        case "BOOLEAN":
            return f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' END"
        case "FLOAT" | "DOUBLE":
            whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
            written = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
            return f"CASE WHEN isnan({column}) THEN NULL WHEN {whole} THEN {written} ELSE CAST({column} AS VARCHAR) END"
    if type.startswith("DECIMAL"):
        # Its zeros say how exact the column is: 12.500 would be a mark before three digits.
        text = f"CAST({column} AS VARCHAR)"
        return f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
    if type.startswith("TIMESTAMP"):
        # Data frames keep days as the moment at which they begin.
        day = f"CAST({column} AS DATE)"
        return f"CAST(CASE WHEN {column} = {day} THEN CAST({day} AS VARCHAR) ELSE CAST({column} AS VARCHAR) END AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def csv_cells(texts: Sequence[str], delimiter: str) -> str:
    """Some texts as cells of a line of CSV. Few need quotation marks: a look at all together tells whether one does."""
    together = f"concat({', '.join(texts)})" if len(texts) > 1 else texts[0]
    empty = " OR ".join(f"{text} = ''" for text in texts)
    between = f", {literal(delimiter)}, "
    plain = f"concat({between.join(texts)})"
    careful = f"concat({between.join(_careful(one, delimiter) for one in texts)})"
    return f"CASE WHEN {_is_special(together, delimiter)} OR coalesce({empty}, false) THEN {careful} ELSE {plain} END"


def neutral(expression: str) -> str:
    """A text as `table.cells.safe` makes it."""
    return f"regexp_replace({expression}, {literal(RISKY)}, {literal(SAFE)}, 'g')"


def _careful(cell: str, delimiter: str) -> str:
    """A text as a cell; one that is empty but not NULL stands in quotation marks as well."""
    quoted = f"concat({literal(QUOTE)}, replace({cell}, {literal(QUOTE)}, {literal(QUOTE * 2)}), {literal(QUOTE)})"
    return f"CASE WHEN {cell} = '' OR {_is_special(cell, delimiter)} THEN {quoted} ELSE {cell} END"


def _is_special(expression: str, delimiter: str) -> str:
    """Whether a text has a character that needs quotation marks around it."""
    return " OR ".join(f"contains({expression}, {literal(one)})" for one in (delimiter, QUOTE, "\n", "\r"))
