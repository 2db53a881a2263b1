"""Words in every language of the EU. Loaded when a text is no code and no plain yes or no, not before."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ka1cli.language.answers.letters import name_letters

T = TypeVar("T")
WORDS = Path(__file__).with_name("words.json")


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(WORDS.read_text("utf-8"))
    return words


def country_titles(language: str) -> dict[str, str]:
    """The codes of all countries with their names in a language of the EU, in English for any other language."""
    languages = _words()["languages"]
    names = languages["en"]["countries"] | languages.get(language, languages["en"])["countries"]
    return {code: known[0] for code, known in names.items()}


@cache
def yes_and_no() -> Mapping[str, frozenset[bool]]:
    """Every word for yes and no in its plain form, with what it means. Both, where languages disagree."""
    from ka1cli.language.answers.usual import ACCENT_MATTERS, NO, YES

    words = [(language[word], word == "yes") for language in _words()["languages"].values() for word in ("yes", "no")]
    words += [(word, True) for word in YES] + [(word, False) for word in NO]
    return meanings((word if word in ACCENT_MATTERS else name_letters(word), answer) for word, answer in words)


@cache
def countries() -> Mapping[str, frozenset[str]]:
    """Every name of a country in its plain form, with the codes of the countries that bear it."""
    from ka1cli.language.answers.usual import COUNTRIES

    names = [(name, code) for code, names in COUNTRIES.items() for name in names]
    names += [(name, code) for code, name in _words()["three_letters"].items()]
    for language in _words()["languages"].values():
        names += [(name, code) for code, names_of in language["countries"].items() for name in names_of]
    return meanings((name_letters(name), code) for name, code in names)


def meanings_of(text: str, words: Mapping[str, frozenset[T]]) -> frozenset[T]:
    """What a text means among words in their plain form; nothing where it is none of them."""
    return words.get(text.casefold()) or words.get(name_letters(text)) or frozenset()


def meanings(pairs: Iterable[tuple[str, T]]) -> dict[str, frozenset[T]]:
    """Every word with all that it means."""
    found: dict[str, set[T]] = {}
    for word, meaning in pairs:
        found.setdefault(word, set()).add(meaning)
    return {word: frozenset(meant) for word, meant in found.items()}
