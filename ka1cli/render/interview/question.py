"""A question of the interview as lines of text, in the words of the rule file.

The lines are not yet safe for a terminal: whoever prints them takes the control characters out.
"""

from collections.abc import Iterable

from ka1cli.language.answers.texts import answer_text
from ka1cli.language.conditions import tests_of
from ka1cli.language.formulas import Answer, OneOf, Range
from ka1cli.language.model import Fact, FactType, RuleSet
from ka1cli.language.resolve import amount, group_values
from ka1cli.language.spelling import fold
from ka1cli.render.text.lines import Paragraph, Piece, Said
from ka1cli.render.text.wording import MANY, value_text

DO_NOT_KNOW = "I don't know"
_LISTED = 60
"""Up to so many values are listed at once."""


def menu(fact: Fact) -> tuple[Answer, ...]:
    """The answers that are offered by number; none where there are too many, or where a value is a number itself."""
    if len(fact.values) > MANY or any(word.strip().isdigit() for word in (*fact.values, *fact.aliases)):
        return ()
    return fact.answers


def question_lines(fact: Fact, number: int, likely: tuple[str, ...], *, last: bool) -> list[Said]:
    bullet = f"{number}. "
    asked = Paragraph(
        (Piece(f"{bullet}{fact.question}", "bold"), Piece(" (last question)" if last else "")), 0, len(bullet)
    )
    return [asked, *_choices(fact, likely)]


def help_lines(fact: Fact, options: Iterable[str], likely: tuple[str, ...]) -> list[str]:
    """What the rule file says about a question, which options it decides about, and how to answer it.

    The `likely` values are named first where there are many.
    """
    lines = [fact.help or "The rules say no more about this question."]
    if fact.values and not menu(fact):
        lines.append(_known(fact, likely))
    names = "; ".join(options)
    if names:
        lines.append(f"Your answer can still decide about: {names}.")
    return [f"   {line}" for line in lines] + _choices(fact, likely)


def search_lines(fact: Fact, wanted: str, likely: tuple[str, ...]) -> list[str]:
    """The values whose code or name contains a text, the likely ones first."""
    part = fold(wanted)
    values = [value for value, label in fact.values.items() if part in fold(value) or part in fold(label)]
    if not values:
        return [f"   Nothing that can be answered here contains `{wanted[:40]}`."]
    values.sort(key=lambda value: value not in likely)
    return [f"   {choice_text(fact, value)}" for value in values[:_LISTED]]


def likely_values(rule_set: RuleSet, fact: Fact, call: int) -> tuple[str, ...]:
    """The values of a fact that a criterion asks for by a group; of several groups the first one's."""
    tests = (
        test for criterion in rule_set.criteria.values() for test in tests_of(criterion.when) if test.fact == fact.id
    )
    groups = (group for test in tests if isinstance(test.accepts, OneOf) for group in test.accepts.groups)
    first = next(groups, None)
    return group_values(rule_set.groups, first, call) if first else ()


def choice_text(fact: Fact, answer: Answer) -> str:
    """An answer in a menu, its meaning first: `full card (full)`, `yes`."""
    meaning = fact.values.get(answer) if isinstance(answer, str) else None
    return f"{meaning} ({answer})" if meaning else answer_text(answer)


def answer_text_of(fact: Fact, answer: Answer | None) -> str:
    """An answer so far, or that it is not known."""
    return DO_NOT_KNOW if answer is None else value_text(fact, answer)


def _choices(fact: Fact, likely: tuple[str, ...]) -> list[str]:
    offered = menu(fact)
    if offered:
        texts = [choice_text(fact, answer) for answer in offered] + [DO_NOT_KNOW]
        return [f"   {number}  {text}" for number, text in enumerate(texts, 1)]
    return [f"   Write {_form(fact, likely)}, or unknown."]


def _form(fact: Fact, likely: tuple[str, ...]) -> str:
    match fact.type:
        case FactType.NUMBER:
            of_what = f" of {fact.unit}" if fact.unit else ""
            bounds = "" if fact.max is None else f" ({amount(Range(fact.min, fact.max), None, fact.decimals)})"
            return f"a number{of_what}{bounds}"
        case FactType.DATE:
            return "a date such as 2026-11-24"
    examples = [fact.values.get(value) or value for value in (likely or tuple(fact.values))[:3]]
    return f"a name or code such as {', '.join(examples)}; ? and a part of a name finds others"


def _known(fact: Fact, likely: tuple[str, ...]) -> str:
    if len(fact.values) <= _LISTED:
        return "; ".join(choice_text(fact, value) for value in fact.values)
    more = f"There are {len(fact.values)} values. Write ? and a part of a name to find one, such as ? land."
    return f"Above all: {', '.join(fact.values.get(value) or value for value in likely)}. {more}" if likely else more
