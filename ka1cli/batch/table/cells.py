"""Cells of CSV as they are written."""

from collections.abc import Iterable

QUOTE = '"'
FORMULA = "=+-@\t\r"
"""The first characters that make a spreadsheet run the rest of a cell."""


def safe(text: str) -> str:
    """A text that no spreadsheet runs as a formula: with an apostrophe in front, if need be."""
    return f"'{text}" if text and text[0] in FORMULA else text


def line_of(texts: Iterable[str], delimiter: str) -> str:
    """Texts as cells next to each other, in quotation marks where they need them."""
    return delimiter.join(
        f'"{text.replace(QUOTE, QUOTE * 2)}"' if any(one in text for one in (delimiter, QUOTE, "\n", "\r")) else text
        for text in texts
    )
