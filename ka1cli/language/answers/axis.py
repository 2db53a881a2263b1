"""Numbers and days as places on an axis: days are counted from the first of the calendar, numbers with decimals in
their smallest steps, so that 12.50 with two decimals stands at 1250.
"""

from datetime import date

from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType


def number_of(answer: Answer, fact: Fact) -> int:
    """The place of an answer to a number or day."""
    assert not isinstance(answer, str), "texts do not lie on an axis"
    return answer.toordinal() if isinstance(answer, date) else int(answer * 10**fact.decimals)


def answer_at(number: int, fact: Fact) -> Answer:
    """The answer that stands at a place."""
    if fact.type is FactType.DATE:
        return date.fromordinal(number)
    if not fact.decimals:
        return number
    from decimal import Decimal  # only where a fact has decimals

    return Decimal(number).scaleb(-fact.decimals)


def number_text(number: int, decimals: int) -> str:
    """A number that is counted in its smallest steps, as it is written: `12.50`; a whole one without decimals: `12`."""
    whole, rest = divmod(number, 10**decimals)
    return f"{whole}.{rest:0{decimals}}" if rest else str(whole)
