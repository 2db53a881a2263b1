"""The names of the values of a fact: those of the rule file, and those that every language of the EU has for them."""

from collections.abc import Mapping
from functools import cached_property

from ka1cli.language.answers.letters import name_letters
from ka1cli.language.answers.slips import Slips
from ka1cli.language.answers.words import countries, meanings, meanings_of, yes_and_no
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType
from ka1cli.language.spelling import fold


class Names:
    """Finds the values that a text can stand for, whatever its accents, case and hyphens."""

    def __init__(self, fact: Fact, spellings: Mapping[str, Answer]) -> None:
        self._is_country = fact.type is FactType.COUNTRY
        # Codes are no names: every accent and hyphen of theirs counts.
        shortest = 3 if fact.type in (FactType.CODE, FactType.COUNTRY) else 2
        codes = {fold(value) for value in fact.values} if fact.type is FactType.CODE else ()
        own = ((name_letters(name), value) for name, value in spellings.items() if name not in codes)
        self._by_name: dict[str, frozenset[Answer]] = dict(_of_languages(fact))
        self._by_name |= {name: values for name, values in meanings(own).items() if len(name) >= shortest}

    @cached_property
    def _slips(self) -> Slips:
        return Slips(self._by_name)

    def meanings(self, text: str) -> frozenset[Answer]:
        """The values that bear a name: none, one, or several that languages or countries share."""
        return meanings_of(
            text[4:] if self._is_country and name_letters(text).startswith("the ") else text, self._by_name
        )

    def near(self, text: str) -> Answer | None:
        """The value that was nearly certainly meant: the only one with a name that differs by one slip."""
        near = {value for name in self._slips.near(name_letters(text)) for value in self._by_name[name]}
        return near.pop() if len(near) == 1 else None


def _of_languages(fact: Fact) -> Mapping[str, frozenset[Answer]]:
    if fact.type is FactType.YES_NO:
        return dict(yes_and_no())
    if fact.type is not FactType.COUNTRY:
        return {}
    return {
        name: frozenset(fact.aliases.get(code, code) for code in codes if code in fact.values or code in fact.aliases)
        for name, codes in countries().items()
    }
