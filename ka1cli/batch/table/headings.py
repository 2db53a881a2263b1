"""What a heading means: the one place that reads the name of a column as a fact."""

import re
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from enum import IntEnum
from typing import NamedTuple
from unicodedata import combining, normalize

from ka1cli.language.answers import Unreadable
from ka1cli.language.answers.slips import Slips
from ka1cli.language.model import Fact
from ka1cli.language.profiles.profile import ProfileReader

MAX_LENGTH = 300
"""A longer heading is a sentence: it is carried along unless it is the whole of a name."""
NEAR = 0.88
"""How alike two names are at least that were perhaps meant to be the same (1 is the same)."""

_IGNORED = re.compile(r"[\s_*?;¿:\-\u200b-\u200f\ufeff]+")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_SEPARATORS = re.compile(r"[/,;|]|\bor\b")


class Rank(IntEnum):
    """What a heading repeats, the surest first."""

    MAP = 0
    ID = 1
    TITLE = 2
    ALIAS = 3
    QUESTION = 4


class Meaning(NamedTuple):
    """The fact that a heading means."""

    fact: str
    rank: Rank


def fold_text(text: str) -> str:
    """The form in which texts of cells are compared: capitals, accents and the number of blanks do not matter."""
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join("".join(letters).casefold().split())


def fold_heading(text: str) -> str:
    """The form in which headings are compared: no blanks, capitals, accents, line breaks, `-`, `_`, `*`, `:`.

    Nor question marks, which are `;` in Greek.
    """
    return _IGNORED.sub("", fold_text(text))


class Headings:
    """Reads headings for one rule set, and for one map if there is one."""

    def __init__(self, profiles: ProfileReader, columns: Mapping[str, str] = {}) -> None:
        self._profiles = profiles
        facts = profiles.facts.values()
        spellings = {
            Rank.MAP: [(heading, name) for heading, name in columns.items()],
            Rank.ID: [(fact.id, fact.id) for fact in facts],
            Rank.TITLE: [(fact.title, fact.id) for fact in facts],
            Rank.ALIAS: [(heading, fact.id) for fact in facts for heading in fact.headings],
            Rank.QUESTION: [(fact.question, fact.id) for fact in facts],
        }
        self._meanings: dict[str, Meaning] = {}
        for rank, pairs in spellings.items():
            facts_of: dict[str, set[str]] = {}
            for heading, name in pairs:
                facts_of.setdefault(fold_heading(heading), set()).add(name)
            for heading, names in facts_of.items():
                if len(names) == 1:  # a title that two facts share means neither
                    self._meanings.setdefault(heading, Meaning(names.pop(), rank))

    def meaning(self, heading: str) -> Meaning | None:
        """The fact that a heading means, if it means one. A bracket counts unless it holds answers, a unit or "code"."""
        whole = self._meanings.get(fold_heading(heading))
        if whole is not None or len(heading) > MAX_LENGTH:
            return whole
        outside = self._meanings.get(fold_heading(_BRACKET.sub(" ", heading)))
        if outside is None:
            return None
        fact = self._profiles.facts[outside.fact]
        inside = _BRACKET.findall(heading)
        return outside if inside and all(self._says_nothing_new(text, fact) for text in inside) else None

    def nearest(self, heading: str, facts: Collection[str]) -> str | None:
        """The one of some facts that a heading without a meaning was perhaps meant to name."""
        if len(heading) > MAX_LENGTH:
            return None
        outside = _BRACKET.sub(" ", heading)
        folded = fold_heading(outside)
        known = self._names_of(facts, folded)
        likeness, name = max(((_likeness(folded, name), name) for name in known), default=(0.0, ""))
        return known[name] if likeness >= NEAR else self.misspelt(outside, facts)

    def misspelt(self, heading: str, facts: Collection[str]) -> str | None:
        """The one of some facts whose name a heading has but for one letter. Its brackets count."""
        folded = fold_heading(heading)
        known = self._names_of(facts, folded)
        meant = {known[name] for name in Slips(known).near(folded)}
        return meant.pop() if len(meant) == 1 else None

    def _names_of(self, facts: Collection[str], folded: str) -> dict[str, str]:
        """The names of some facts that have the digits of a heading: `grants of type 1` are no `grants of type 2`."""
        wanted, digits = set(facts), re.findall("[0-9]", folded)
        return {
            name: meaning.fact
            for name, meaning in self._meanings.items()
            if meaning.fact in wanted and re.findall("[0-9]", name) == digits
        }

    def _says_nothing_new(self, text: str, fact: Fact) -> bool:
        """Whether a bracket only repeats what the answers to a fact look like: `(yes/no)`, `(months)`, `(code)`."""
        if re.search(r"\bcodes?\b", text, re.IGNORECASE):
            return True
        if fact.unit and fold_heading(text) in {fold_heading(fact.unit), fold_heading(f"in {fact.unit}")}:
            return True
        reader = self._profiles.readers[fact.id]
        parts = [part.strip(" .…") for part in _SEPARATORS.split(text)]
        answers = [reader.read(part) for part in parts if part]
        return bool(answers) and not any(answer is None or isinstance(answer, Unreadable) for answer in answers)


def _likeness(text: str, name: str) -> float:
    matcher = SequenceMatcher(None, text, name)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR else 0.0
