"""What an answer means: the one place that reads a text as the value of a fact."""

import re
from datetime import date
from typing import NamedTuple

from ka1cli.language.model import Answer, Fact, FactType
from ka1cli.language.spelling import BLANKS, fold, nearest

YES_WORDS = ("yes", "y", "true", "1")
NO_WORDS = ("no", "n", "false", "0")
NOT_ANSWERED = ("", "?")
MAX_DIGITS = 15
UNSEEN = (
    *((0x00, 0x1F), (0x7F, 0xA0), (0xAD, 0xAD), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F)),
    *((0x205F, 0x206F), (0x3000, 0x3000), (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F)),
)
"""Ranges of characters of which a reader would see nothing, or only a blank: controls, spaces other than the common
one, marks of writing direction, halves of characters."""

NUMBER = rf"\+?0*([0-9]{{1,{MAX_DIGITS}}})(?:\.0*)?"
"""How a whole number is written, as a pattern for the whole text: group 1 holds its digits."""
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""How a day is written, as a pattern for the whole text."""
SHORT = 60
"""So many characters of a text fit into a message."""

_NUMBER = re.compile(NUMBER)
_UNSEEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSEEN) + "]")
_DATE = re.compile(DATE)


class Unreadable(NamedTuple):
    """Why a text is no answer to a fact, and what to write instead."""

    message: str
    help: str


def yes_or_no(text: str) -> bool | None:
    """The meaning of a yes/no word in any case, or nothing."""
    word = fold(text)
    return True if word in YES_WORDS else False if word in NO_WORDS else None


class AnswerReader:
    """Reads texts as answers to one fact: from flags, profile files, tables and rule files alike."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.spellings: dict[str, Answer] = {fold(value): value for value in fact.values}
        """Every folded spelling of yes, no, a choice or code, with the answer it stands for."""
        if fact.type is FactType.YES_NO:
            self.spellings |= dict.fromkeys(YES_WORDS, True) | dict.fromkeys(NO_WORDS, False)
        self.spellings |= {fold(alias): value for alias, value in fact.aliases.items()}

    def read(self, text: str) -> Answer | Unreadable | None:
        """The answer, nothing where the text means *not answered*, or why it cannot be read."""
        text = text.strip(BLANKS)
        if text in NOT_ANSWERED:
            return None
        match self.fact.type:
            case FactType.YES_NO:
                answer = self.spellings.get(fold(text))
                return answer if answer is not None else self._unreadable(text, alternatives(self.fact))
            case FactType.CHOICE | FactType.CODE:
                return self.spellings.get(fold(text)) or self._not_a_value(text)
            case FactType.NUMBER:
                return self._number(text)
            case FactType.DATE:
                return self._date(text)

    def _number(self, text: str) -> int | Unreadable:
        digits = _NUMBER.fullmatch(text)
        number = int(digits[1]) if digits else -1
        low, high = self.fact.min, self.fact.max
        if number < low or (high is not None and number > high):
            span = f" from {low} to {high}" if high is not None else f", {low} or more"
            return self._unreadable(text, "a whole number" + span)
        return number

    def _date(self, text: str) -> date | Unreadable:
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            return self._unreadable(text, "a date such as 2026-11-24")
        low, high = self.fact.min, self.fact.max
        if day.toordinal() < low or (high is not None and day.toordinal() > high):
            until = f" to {date.fromordinal(high)}" if high is not None else " on"
            return self._unreadable(text, f"a date from {date.fromordinal(low)}{until}")
        return day

    def _not_a_value(self, text: str) -> Unreadable:
        by_label = {fold(label): value for value, label in self.fact.values.items() if label}
        named = by_label.get(fold(text))
        if named is not None:
            help_line = f"did you mean `{named}`?"
        elif self.fact.type is FactType.CHOICE:
            near = nearest(text, self.fact.values)
            help_line = (f"did you mean `{near}`? " if near else "") + "known: " + ", ".join(self.fact.values)
        else:
            help_line = self._code_help(text, by_label)
        return Unreadable(f"`{shorten(text)}` is not a value of `{self.fact.id}`", help_line)

    def _code_help(self, text: str, by_label: dict[str, str]) -> str:
        # Of codes as short as this, every other one is near.
        near = nearest(text, by_label | {fold(value): value for value in self.fact.values}) if len(text) > 3 else None
        code = by_label.get(near or "") or self.spellings.get(near or "")
        if isinstance(code, str):
            label = self.fact.values[code]
            return f"did you mean `{code}` ({label})?" if label else f"did you mean `{code}`?"
        examples = ", ".join(list(self.fact.values)[:3])
        return f"write one of the {len(self.fact.values)} known codes, such as {examples}"

    def _unreadable(self, text: str, wanted: str) -> Unreadable:
        message = f"`{shorten(text)}` is not an answer to `{self.fact.id}`"
        return Unreadable(message, f"write {wanted}")


def alternatives(fact: Fact) -> str:
    """What can be answered to a fact with few answers: `yes, no or pending`."""
    *first, last = map(answer_text, fact.answers)
    return f"{', '.join(first)} or {last}" if first else last


def shorten(text: str, limit: int = SHORT) -> str:
    """A text that fits into one line of a message: unseen characters made visible, the end left out."""
    shown = _UNSEEN.sub(lambda unseen: f"\\x{ord(unseen[0]):02x}", text[: 2 * limit])
    if len(shown) <= limit and len(text) <= 2 * limit:
        return shown
    return f"{shown[: limit - 10]}… ({len(text):,} characters)"


def answer_text(answer: Answer) -> str:
    """An answer as it is written: `yes`, `no`, the value, the number, the day."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer.isoformat() if isinstance(answer, date) else str(answer)


def value_text(value: object) -> str | None:
    """A Python value as the text that an `AnswerReader` reads; nothing for values of other kinds."""
    if value is None:
        return ""
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        return hex(value)  # no number that is an answer; Python refuses to write out the largest in digits
    if isinstance(value, (bool, str, int, date)):
        return answer_text(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None
