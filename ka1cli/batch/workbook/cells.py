"""Cells of a workbook on their way through a screening: each a text, and one letter that says what it was."""

from datetime import date, datetime, time, timedelta
from typing import Any

TEXT, NUMBER, YES_NO, DAY, MOMENT, TIME, ERROR = "snbdmte"
KINDS: dict[type, str] = {
    str: TEXT,
    int: NUMBER,
    float: NUMBER,
    bool: YES_NO,
    date: DAY,
    datetime: MOMENT,
    time: TIME,
    timedelta: TIME,
}
"""The letter for each type of value."""


def cell_text(value: Any) -> str:
    """The text that stands for a value: whole numbers without `.0`, days as days, numbers as a spreadsheet shows them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)) if abs(value) < 1e15 else repr(value)
        shown = f"{value:.15g}"  # a formula may come to 3000.2999999999997, which nobody sees
        return shown if len(shown) < 15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def cell_value(text: str, kind: str) -> Any:
    """The value that such a text stands for; a text where a workbook cannot hold the value."""
    if kind == NUMBER:
        return float(text)
    if kind == YES_NO:
        return text == "TRUE"
    if kind in (DAY, MOMENT) and text >= "1900-03":
        return datetime.fromisoformat(text)
    if kind == TIME:
        hours, minutes, seconds = map(float, text.split(":"))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return text


def column_name(number: int) -> str:
    """The letters of a column, counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    number += 1
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def column_number(letters: str) -> int:
    """The place of a column, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
