"""How a text becomes an answer: from flags, profile files, tables and rule files alike."""

from ka1cli.language.answers.axis import answer_at, number_of, number_text
from ka1cli.language.answers.days import DATE
from ka1cli.language.answers.numbers import number_pattern
from ka1cli.language.answers.reader import (
    NO_WORDS,
    NOT_ANSWERED,
    YES_WORDS,
    AnswerReader,
    Unreadable,
    number_words,
    yes_or_no,
)
from ka1cli.language.answers.texts import MAX_DIGITS, SHORT, alternatives, answer_text, shorten, text_of_value

__all__ = [
    "DATE",
    "MAX_DIGITS",
    "NOT_ANSWERED",
    "NO_WORDS",
    "SHORT",
    "YES_WORDS",
    "AnswerReader",
    "Unreadable",
    "alternatives",
    "answer_at",
    "answer_text",
    "number_of",
    "number_pattern",
    "number_text",
    "number_words",
    "shorten",
    "text_of_value",
    "yes_or_no",
]
