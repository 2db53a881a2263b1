"""Slips of the pen: which known name a text was nearly certainly meant to be."""

from collections.abc import Collection

SHORTEST = 5
"""Of shorter words, every other one is near."""


class Slips:
    """Finds the known words that differ by one letter more, less or another, or by two that changed places."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._longest = max(map(len, known), default=0)
        self._by_rest: dict[str, list[str]] = {}
        """The known words by what is left of them without one letter: a word that is near has such a rest in common."""
        for name in known:
            for rest in _rests(name):
                self._by_rest.setdefault(rest, []).append(name)

    def near(self, word: str) -> set[str]:
        """The known words that are one slip away."""
        if not SHORTEST <= len(word) <= self._longest + 1:
            return set()
        rests = _rests(word)
        found = {rest for rest in rests if rest in self._known} | set(self._by_rest.get(word, ()))
        return found | {name for rest in rests for name in self._by_rest.get(rest, ()) if _differ_once(name, word)}


def _rests(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _differ_once(name: str, word: str) -> bool:
    """Whether two words of one length differ in one letter or in two neighbours that changed places."""
    if len(name) != len(word) or name == word:
        return False
    places = [at for at, (a, b) in enumerate(zip(name, word, strict=True)) if a != b]
    first, last = places[0], places[-1]
    return first == last or (last == first + 1 and name[first : last + 1] == word[last] + word[first])
