"""The few phrases in which the databases differ that a query is written for."""

import re
from collections.abc import Iterable

from ka1cli.language.spelling import BLANKS, FOLDED, UNSEEN

_UNSEEN = re.compile(f"[\x00-\x1f{UNSEEN}]")


def comment(text: str) -> str:
    """A text as a comment of one line: for some databases a line ends at other characters than a line feed as well."""
    return "-- " + "".join(character if character.isprintable() else " " for character in text)


class Dialect:
    """DuckDB, and what the others have in common with it."""

    text_type = "VARCHAR"
    step = "AS MATERIALIZED"
    """Between the name of a step and its query. Without that word the steps are put into each other, and what several
    columns use is worked out again for each."""

    def name(self, name: str) -> str:
        """A name of a column or table, quoted; the parts of a table name are separated by dots."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, text: str) -> str:
        """A text as a literal. What cannot be seen is written by its number."""
        literal = "'" + text.replace("'", "''") + "'"
        return _UNSEEN.sub(lambda match: f"' || chr({ord(match[0])}) || '", literal)

    def blanks(self) -> str:
        """The characters that do not count at either end of an answer."""
        return " || ".join(f"chr({ord(character)})" for character in BLANKS)

    def trimmed(self, text: str, blanks: str) -> str:
        return f"trim({text}, {blanks})"

    def folded(self, text: str) -> str:
        """A text in the form in which names and values are compared."""
        return f"translate({text}, {self.text(FOLDED[0])}, {self.text(FOLDED[1])})"

    def matches(self, text: str, pattern: str) -> str:
        """Whether all of a text follows a pattern."""
        return f"regexp_full_match({text}, {self.text(pattern)})"

    def number(self, text: str, decimals: int) -> str:
        """The number that a text means, in steps of its last decimal; only where it follows the pattern of numbers."""
        digits = f"regexp_replace({text}, '[.,][0-9]*$', '')"
        for mark in "+.,":
            digits = f"replace({digits}, '{mark}', '')"
        if decimals:
            fraction = f"regexp_replace(regexp_replace({text}, '^[^.,]*$', ''), '^.*[.,]', '')"
            digits = f"{digits} || substr({fraction} || '{'0' * decimals}', 1, {decimals})"
        return self.cast(digits)

    def cast(self, digits: str) -> str:
        """Digits as a whole number of 64 bits."""
        return f"TRY_CAST({digits} AS BIGINT)"

    def is_day(self, text: str) -> str:
        """Whether a text of the form 2026-11-24 is a day of the calendar."""
        return f"TRY_CAST({text} AS DATE) IS NOT NULL"

    def listed(self, texts: Iterable[str]) -> str:
        return ", ".join(map(self.text, texts))


class Postgres(Dialect):
    """PostgreSQL has no cast that fails quietly, so what is cast is tested before."""

    text_type = "TEXT"

    def trimmed(self, text: str, blanks: str) -> str:
        return f"btrim({text}, {blanks})"

    def matches(self, text: str, pattern: str) -> str:
        return f"({text} ~ {self.text(f'^(?:{pattern})$')})"

    def cast(self, digits: str) -> str:
        return f"CAST({digits} AS BIGINT)"

    def is_day(self, text: str) -> str:
        year, month, day = (
            f"CAST(substr({text}, {start}, {length}) AS INTEGER)" for start, length in ((1, 4), (6, 2), (9, 2))
        )
        leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
        february = f"CASE WHEN {leap} THEN 29 ELSE 28 END"
        last = f"CASE WHEN {month} IN (4, 6, 9, 11) THEN 30 WHEN {month} = 2 THEN {february} ELSE 31 END"
        return f"({year} >= 1 AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {last})"


class _Escaping(Dialect):
    """Databases whose literals know backslashes, and whose names stand in backticks."""

    text_type = "STRING"
    step = "AS"

    def name(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, text: str) -> str:
        literal = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return _UNSEEN.sub(lambda match: f"\\U{ord(match[0]):08x}", literal)

    def blanks(self) -> str:
        return "'" + "".join(f"\\u{ord(character):04x}" for character in BLANKS) + "'"


class Spark(_Escaping):
    """Spark SQL, in ANSI mode or not."""

    def trimmed(self, text: str, blanks: str) -> str:
        return f"trim(BOTH {blanks} FROM {text})"

    def matches(self, text: str, pattern: str) -> str:
        return f"({text} RLIKE {self.text(f'^(?:{pattern})$')})"


class BigQuery(_Escaping):
    """GoogleSQL."""

    def name(self, name: str) -> str:
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def matches(self, text: str, pattern: str) -> str:
        return f"REGEXP_CONTAINS({text}, {self.text(f'^(?:{pattern})$')})"

    def cast(self, digits: str) -> str:
        return f"SAFE_CAST({digits} AS INT64)"

    def is_day(self, text: str) -> str:
        return f"SAFE_CAST({text} AS DATE) IS NOT NULL"


DIALECTS = {"duckdb": Dialect(), "spark": Spark(), "postgres": Postgres(), "bigquery": BigQuery()}
"""The dialects by name."""
