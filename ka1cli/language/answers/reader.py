"""What an answer means: the one place that reads a text as the value of a fact."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ka1cli.language.answers.axis import answer_at, number_text
from ka1cli.language.answers.days import day_meant, read_day
from ka1cli.language.answers.numbers import FIRST, read_number, why_no_number
from ka1cli.language.answers.several import how_many, read_each
from ka1cli.language.answers.texts import alternatives, answer_text, shorten
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType
from ka1cli.language.spelling import BLANKS, fold

if TYPE_CHECKING:
    from ka1cli.language.answers.names import Names

YES_WORDS = ("yes", "y", "true", "1")
NO_WORDS = ("no", "n", "false", "0")
NOT_ANSWERED = ("", "?")

_ONE_OR_ZERO = {f"{digit}{mark}{zeros}": digit == "1" for digit in "01" for mark in ".," for zeros in ("0", "00")}
"""How a spreadsheet may write the numbers 1 and 0."""


class Unreadable:
    """A text that is no answer to a fact. In a table there may be millions: what is said of one is put together when asked for."""

    __slots__ = ("_help", "_refusal", "_text", "_why")

    def __init__(self, text: str, refusal: str, help: str | Callable[[], str], why: str = "") -> None:
        self._text, self._refusal, self._help, self._why = text, refusal, help, why

    @property
    def message(self) -> str:
        """Why it is none."""
        message = self._refusal.format(shorten(self._text))
        return f"{message}: {self._why}" if self._why else message

    def is_plain(self, text: str) -> bool:
        """Whether the message is the refusal with the whole of a text, and no more."""
        return not self._why and self._text == text == shorten(text)

    @property
    def help(self) -> str:
        """What to write instead."""
        return self._help if isinstance(self._help, str) else self._help()


def yes_or_no(text: str) -> bool | None:
    """The meaning of a word for yes or no, in any case and in every language of the EU, or nothing."""
    word = fold(text)
    if word in YES_WORDS or word in NO_WORDS:
        return word in YES_WORDS
    from ka1cli.language.answers.words import meanings_of, yes_and_no

    meant = meanings_of(text.strip(BLANKS), yes_and_no())
    return next(iter(meant)) if len(meant) == 1 else None


def number_words(fact: Fact) -> str:
    """Which numbers answer a fact: `a whole number from 0 to 9`, `a number, 0 or more, with up to 2 decimals`."""
    low, high = (None if end is None else number_text(end, fact.decimals) for end in (fact.min, fact.max))
    span = f" from {low} to {high}" if high is not None else f", {low} or more"
    if not fact.decimals:
        return f"a whole number{span}"
    return f"a number{span}{',' if high is None else ''} with up to {fact.decimals} decimal{'s'[: fact.decimals - 1]}"


class AnswerReader:
    """Reads texts as answers to one fact: from flags, profile files, tables and rule files alike."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        kind = "a value of" if fact.values and fact.type is not FactType.YES_NO else "an answer to"
        self.refusal = f"`{{}}` is not {kind} `{fact.id}`"
        """What is said of a text that cannot be read, with `{}` for the text; a reason may follow."""
        readers = {FactType.NUMBER: self._number, FactType.DATE: self._day}
        self._read: Callable[[str], Answer | Unreadable] = readers.get(fact.type, self._value)

    @cached_property
    def spellings(self) -> dict[str, Answer]:
        """Every folded spelling that the rule file gives to yes, no, a choice or code, with the answer it stands for."""
        fact = self.fact
        titles = [fold(title) for title in fact.values.values()]
        found: dict[str, Answer] = {
            title: value for title, value in zip(titles, fact.values, strict=True) if title and titles.count(title) == 1
        }
        found |= {fold(alias): value for alias, value in fact.aliases.items()}
        found |= {fold(value): value for value in fact.values}
        if fact.type is FactType.YES_NO:
            found |= dict.fromkeys(YES_WORDS, True) | dict.fromkeys(NO_WORDS, False)
        return found

    @cached_property
    def _names(self) -> "Names":
        from ka1cli.language.answers.names import Names  # only when a text is none of the `spellings`

        return Names(self.fact, self.spellings)

    def read(self, text: str) -> Answer | Unreadable | None:
        """The answer, nothing where the text means *not answered*, or why it cannot be read."""
        text = text.strip(BLANKS)
        if text in NOT_ANSWERED:
            return None
        return self._read(text)

    def _number(self, text: str) -> Answer | Unreadable:
        unit, decimals, low, high = self.fact.unit, self.fact.decimals, self.fact.min, self.fact.max
        number = read_number(text, unit, decimals)
        if number is not None and low <= number and (high is None or number <= high):
            return answer_at(number, self.fact)
        if number is not None or text[0] not in FIRST:
            return self._unreadable(text, self._wanted_number)
        together = read_each(text, lambda part: read_number(part, unit, decimals), numbers=True)
        why, meanings = why_no_number(text, unit)
        step = 10**decimals
        fitting = [str(meant) for meant in meanings if low <= meant * step and (high is None or meant * step <= high)]
        wanted = f"write {' or '.join(fitting)}" if fitting else self._wanted_number
        return self._unreadable(text, wanted, why or how_many(together))

    def _wanted_number(self) -> str:
        return f"write {number_words(self.fact)}"

    def _day(self, text: str) -> date | Unreadable:
        day, low, high = read_day(text), self.fact.min, self.fact.max
        if day is None:
            together = read_each(text, read_day, numbers=True)
            return self._unreadable(text, f"write {day_meant(text) or 'a date such as 2026-11-24'}", how_many(together))
        if day.toordinal() < low or (high is not None and day.toordinal() > high):
            until = f" to {date.fromordinal(high)}" if high is not None else " on"
            return self._unreadable(text, f"write a date from {date.fromordinal(low)}{until}")
        return day

    def _value(self, text: str) -> Answer | Unreadable:
        meant = self._meanings(text)
        if len(meant) == 1:
            return next(iter(meant))
        if meant:
            return self._ambiguous(text, meant)
        together: list[Answer] = read_each(text, self._value_of_part)
        if together and len(set(together)) == 1:  # such as a code and its name
            return together[0]
        return Unreadable(text, self.refusal, lambda: self._suggestion(text), how_many(together))

    def _value_of_part(self, text: str) -> Answer | None:
        meant = self._meanings(text)
        return next(iter(meant)) if len(meant) == 1 else None

    def _meanings(self, text: str) -> frozenset[Answer]:
        """The answers that a text can stand for: one, none, or several where languages or countries share a word."""
        answer = self.spellings.get(fold(text))
        if answer is not None:
            return frozenset((answer,))
        if self.fact.type is FactType.YES_NO and text in _ONE_OR_ZERO:
            return frozenset((_ONE_OR_ZERO[text],))
        return self._names.meanings(text)

    def _ambiguous(self, text: str, meant: frozenset[Answer]) -> Unreadable:
        if self.fact.type is FactType.YES_NO:
            why = "it is yes in one language and no in another"
            return self._unreadable(text, f"write {alternatives(self.fact)}", why)
        values = " or ".join(sorted(map(answer_text, meant)))
        return self._unreadable(text, f"write {values}", f"it can mean {values}")

    def _suggestion(self, text: str) -> str:
        fact, near = self.fact, self._names.near(text)
        meant = f"did you mean `{answer_text(near)}`" if near is not None else ""
        match fact.type:
            case FactType.YES_NO:
                return f"{meant}?" if meant else f"write {alternatives(fact)}"
            case FactType.CHOICE:
                return (f"{meant}? " if meant else "") + "known: " + ", ".join(fact.values)
        if isinstance(near, str):
            return f"{meant} ({fact.values[near]})?"
        if fact.type is FactType.COUNTRY:
            return "write the name of a country or its code of two letters"
        return f"write one of the {len(fact.values)} known codes"

    def _unreadable(self, text: str, help: str | Callable[[], str], why: str = "") -> Unreadable:
        return Unreadable(text, self.refusal, help, why)
