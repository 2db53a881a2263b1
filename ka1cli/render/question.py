"""A question of the interview as lines of text, in the words of the rule file.

The lines are not yet safe for a terminal: whoever prints them takes the control characters out.
"""

from collections.abc import Iterable

from ka1cli.language.model import Answer, Fact, FactType, Range
from ka1cli.language.resolve import amount
from ka1cli.language.spelling import fold
from ka1cli.render.wording import MANY, value_text

DO_NOT_KNOW = "I don't know"
_LISTED = 60
"""Up to so many values are listed at once."""


def menu(fact: Fact) -> tuple[Answer, ...]:
    """The answers that are offered by number; none where there are too many, or where a value is a number itself."""
    if len(fact.values) > MANY or any(word.strip().isdigit() for word in (*fact.values, *fact.aliases)):
        return ()
    return fact.answers


def question_lines(fact: Fact, number: int) -> list[str]:
    """The question and how to answer it."""
    return [f"{number}. {fact.question}", *_choices(fact)]


def help_lines(fact: Fact, options: Iterable[str]) -> list[str]:
    """What the rule file says about a question, which options it decides about, and how to answer it."""
    lines = [fact.help or "The rules say no more about this question."]
    if fact.values and not menu(fact):
        lines.append(_known(fact))
    named = "; ".join(options)
    if named:
        lines.append(f"Your answer can still decide about: {named}.")
    return [f"   {line}" for line in lines] + _choices(fact)


def search_lines(fact: Fact, wanted: str) -> list[str]:
    """The values whose code or name contains a text."""
    part = fold(wanted)
    found = [value for value, label in fact.values.items() if part in fold(value) or part in fold(label)]
    if not found:
        return [f"   Nothing that can be answered here contains `{wanted[:40]}`."]
    return [f"   {value_text(fact, value)}" for value in found[:_LISTED]]


def answer_text_of(fact: Fact, answer: Answer | None) -> str:
    """An answer so far, or that it is not known."""
    return DO_NOT_KNOW if answer is None else value_text(fact, answer)


def _choices(fact: Fact) -> list[str]:
    offered = menu(fact)
    if offered:
        named = [value_text(fact, answer) for answer in offered] + [DO_NOT_KNOW]
        return [f"   {number}  {text}" for number, text in enumerate(named, 1)]
    return [f"   Write {_form(fact)}, or unknown."]


def _form(fact: Fact) -> str:
    match fact.type:
        case FactType.NUMBER:
            of_what = f" of {fact.unit}" if fact.unit else ""
            bounds = "" if fact.max is None else f" ({amount(Range(fact.min, fact.max), None)})"
            return f"a number{of_what}{bounds}"
        case FactType.DATE:
            return "a date such as 2026-11-24"
        case FactType.COUNTRY:
            return "the name of a country or its code; ? and a part of a name finds others"
    return f"a value such as {', '.join(list(fact.values)[:3])}; ? and a part of a name finds others"


def _known(fact: Fact) -> str:
    if len(fact.values) > _LISTED:
        return f"There are {len(fact.values)} values. Write ? and a part of a name to find one, such as ? land."
    return "; ".join(value_text(fact, value) for value in fact.values)
