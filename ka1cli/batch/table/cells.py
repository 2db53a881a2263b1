"""Cells of CSV as they are written."""

import re
from collections.abc import Iterable

QUOTE = '"'
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
"""What makes a spreadsheet run the rest of a cell, in the widths of East Asia as well."""
_IGNORED = '"\\x00-\\x20\\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff'
"""What a spreadsheet may leave out before it looks."""
RISKY = f"(^|[,;|\\t\\r\\n])([{_IGNORED}]*)([{_FORMULA}])|^([\\t\\r\\n])"
"""Where a formula may begin: at the start of a cell, and behind everything that some program takes for the end of one.

A pattern that Python, DuckDB and Java understand in the same way.
"""
SAFE = r"\1\2'\3\4"
"""What takes the place of such a place: the same with an apostrophe."""


def safe(text: str) -> str:
    """A text that no spreadsheet runs as a formula, however it splits the file: with apostrophes, if need be."""
    return re.sub(RISKY, SAFE, text)


def line_of(texts: Iterable[str], delimiter: str) -> str:
    """Texts as cells next to each other, in quotation marks where they need them."""
    return delimiter.join(
        f'"{text.replace(QUOTE, QUOTE * 2)}"' if any(sign in text for sign in (delimiter, QUOTE, "\n", "\r")) else text
        for text in texts
    )
