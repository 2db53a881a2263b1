"""Answers and strange texts as they are written: in messages, in files, from Python values."""

import re
from collections.abc import Iterable
from datetime import date

from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact

MAX_DIGITS = 15
SHORT = 60
"""So many characters of a text fit into a message."""

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters of which a reader would see nothing, or only a blank: controls, spaces other than the common one, marks of
writing direction, halves of characters."""


def shorten(text: str, limit: int = SHORT) -> str:
    """A text that fits into one line of a message: unseen characters made visible, the end left out."""
    if len(text) <= limit and text.isprintable():
        return text
    shown = _UNSEEN.sub(lambda unseen: f"\\x{ord(unseen[0]):02x}", text[: 2 * limit])
    if len(shown) <= limit and len(text) <= 2 * limit:
        return shown
    return f"{shown[: limit - 10]}… ({len(text):,} characters)"


def answer_text(answer: Answer) -> str:
    """An answer as it is written: `yes`, `no`, the value, the number, the day."""
    match answer:
        case bool():
            return "yes" if answer else "no"
        case date():
            return answer.isoformat()
        case str() | int():
            return str(answer)
    return str(answer if answer % 1 else int(answer))


def series(texts: Iterable[str], word: str) -> str:
    """Texts one after the other, with a word before the last: `yes, no or pending`."""
    *first, last = texts
    return f"{', '.join(first)} {word} {last}" if first else last


def alternatives(fact: Fact) -> str:
    """What can be answered to a fact with few answers: `yes, no or pending`."""
    return series(map(answer_text, fact.answers), "or")


def text_of_value(value: object) -> str | None:
    """A Python value as the text that an `AnswerReader` reads; nothing for values of other kinds."""
    if value is None:
        return ""
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        return hex(value)  # no number that is an answer; Python refuses to write out the largest in digits
    if isinstance(value, (bool, str, int, date)):
        return answer_text(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    from decimal import Decimal  # only for values of rare kinds

    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) <= MAX_DIGITS else str(value)
    return None
