"""What an engine has to bring along to run a plan: the few phrases in which SQL dialects differ."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ka1cli.language.answers import NOT_ANSWERED

Ask = Callable[[str], Sequence[tuple[Any, ...]]]
"""Runs a query and returns its rows."""


class Sql(ABC):
    """Phrases of one dialect. Every expression comes back with parentheses around it, where it needs them."""

    def name(self, name: str) -> str:
        """A quoted name of a column or table."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, text: str) -> str:
        """A text as a literal."""
        return "'" + text.replace("'", "''") + "'"

    def null_text(self) -> str:
        """No text."""
        return "CAST(NULL AS STRING)"

    @abstractmethod
    def numbers(self, numbers: Sequence[int]) -> str:
        """A list of whole numbers of 64 bits."""

    @abstractmethod
    def texts(self, texts: Sequence[str | None]) -> str:
        """A list of texts; nothing among them is NULL."""

    @abstractmethod
    def at(self, list: str, index: str) -> str:
        """The entry of a list, counted from 0."""

    @abstractmethod
    def lookup(self, numbers: Mapping[str, int], text: str) -> str:
        """The number of a text; NULL if it is no key."""

    def spelled(self, numbers: Mapping[str, int], text: str) -> str:
        """The number of a text whose trimmed and folded form is a key; NULL if it is none."""
        return self.lookup(numbers, self.folded(self.trimmed(text)))

    def says_nothing(self, text: str) -> str:
        """Whether a text that is neither NULL nor empty means *not answered*."""
        return f"{self.trimmed(text)} IN ({', '.join(map(self.text, NOT_ANSWERED))})"

    def told(self, text: str) -> str:
        """A text as messages tell it: trimmed and shortened."""
        return self.shown(self.trimmed(text))

    @abstractmethod
    def told_as_they_are(self, texts: Sequence[str]) -> str:
        """Whether `told` certainly leaves all of these texts as they are; NULL among them do not matter."""

    @abstractmethod
    def put_together(self, texts: Sequence[str]) -> str:
        """Several texts as one; NULL counts as nothing."""

    @abstractmethod
    def bits(self, word: str, shift: int, mask: int) -> str:
        """The bits of a word from `shift` on, as far as `mask` goes."""

    @abstractmethod
    def shifted(self, number: str, shift: int) -> str:
        """A number as a part of a word, its bits from `shift` on."""

    @abstractmethod
    def trimmed(self, text: str) -> str:
        """The text without blanks (`language.spelling.BLANKS`) at its ends."""

    @abstractmethod
    def folded(self, text: str) -> str:
        """A trimmed text as `language.spelling.fold` folds it."""

    @abstractmethod
    def shown(self, text: str) -> str:
        """A text as `language.answers.shorten` shortens it."""

    @abstractmethod
    def number(self, text: str) -> str:
        """The whole number that a text means (`language.answers.NUMBER`); NULL if it means none."""

    @abstractmethod
    def day(self, text: str) -> str:
        """The day that a text means (`language.answers.DATE`); NULL if it means none."""

    @abstractmethod
    def each(self, count: int) -> str:
        """A column that repeats every row for the numbers from 0 up to `count - 1`."""

    @abstractmethod
    def neutral(self, text: str) -> str:
        """A text as `safe_cell` makes it."""


class Listed(NamedTuple):
    """The entry of a list of texts, told apart from other texts because a list can be prepared before any row is read."""

    texts: tuple[str | None, ...]
    number: str
    """An expression for which, counted from 0."""


class Finished(NamedTuple):
    """One or more cells of CSV as they are written, quotation marks and delimiters included. So is their name."""

    cells: str
    """An expression that is never NULL."""


Shown = Listed | Finished | str
"""What a row shows: an entry of a list, cells of CSV, or an expression for a text."""


def expression(shown: Shown, sql: Sql) -> str:
    """What a row shows, as an expression."""
    match shown:
        case Listed(texts, number):
            return sql.at(sql.texts(texts), number)
        case Finished(cells):
            return cells
    return shown


FORMULA = "=+-@\t\r"
"""The first characters that make a spreadsheet run the rest of a cell."""


def safe_cell(text: str) -> str:
    """A text that no spreadsheet runs as a formula: with an apostrophe in front, if need be."""
    return f"'{text}" if text and text[0] in FORMULA else text


def joined(separator: str, texts: Sequence[str], sql: Sql, *, some: bool = False) -> str:
    """The texts that are not NULL, with a separator between them; NULL if there is none.

    `some` says that there is one: then nothing is computed twice, which `nullif` inside of a CASE does.
    """
    if len(texts) == 1:
        return texts[0]
    together = f"concat_ws({', '.join((sql.text(separator), *texts))})"
    return (together if some else f"nullif({together}, '')") if texts else sql.null_text()


def all_shown(separator: str, texts: Sequence[Shown], sql: Sql) -> Shown:
    """The same for what a row shows: a single text stays what it is."""
    return texts[0] if len(texts) == 1 else joined(separator, [expression(text, sql) for text in texts], sql)


class Layers:
    """A query in layers: each adds columns that are computed from those below."""

    def __init__(self, source: str) -> None:
        self.query = source

    def add(self, columns: Mapping[str, str]) -> None:
        """Add a layer with these columns."""
        if columns:
            added = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
            self.query = f"SELECT *, {added} FROM ({self.query})"
