"""How names are compared, and which known name a misspelt one was probably meant to be."""

from collections.abc import Iterable

_LOOKALIKES = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "αβεζηικμνορτυχ" + "АВЕКМНОРСТУХІ" + "авекмнорстухі",  # noqa: RUF001
    "ABEZHIKMNOPTYX" + "abezhikmnoptyx" + "ABEKMHOPCTYXI" + "abekmhopctyxi",
)
"""Greek and Cyrillic letters and the Latin ones that their capitals look like: pages write codes with Greek Kappa and Alpha."""
FOLDED = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ", "abcdefghijklmnopqrstuvwxyz--")
"""The characters that `fold` changes, and what it changes them to."""
_FOLD = {letter: letter for letter in range(128)} | str.maketrans(*FOLDED)
"""With all of ASCII: to translate a character that is not listed takes three times as long."""

BLANKS = "\t\n\v\f\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""The characters that do not count at either end of an answer or a name."""

UNSEEN = "\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters, as in the brackets of a pattern, that show nothing but change what is read, and those that steer terminals
beside the first 32: C1 controls, marks that turn the direction of writing, marks without width, tags."""


def fold(text: str) -> str:
    """The form in which values and names are compared: ASCII lower case, `-` for `_` and blank."""
    text = text.strip(BLANKS)
    return text.lower().replace("_", "-").replace(" ", "-") if text.isascii() else text.translate(_FOLD)


def fold_code(text: str) -> str:
    """As `fold`, but Greek and Cyrillic letters also count as the Latin letters that their capitals look like."""
    return fold(text.strip(BLANKS).translate(_LOOKALIKES))


def nearest(name: str, known: Iterable[str], cutoff: float = 0.75) -> str | None:
    """The known name that `name` was nearly certainly meant to be (1 is the same); nothing where two are as near."""
    near = _nearest(name, known, cutoff)
    return near[0] if len(near) == 1 else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A help line: the nearest name, or a few that are as near; else the names that exist when they are few."""
    names = list(known)
    near = _nearest(name, names, 0.75)
    if 0 < len(near) <= 3:
        return f"did you mean {' or '.join(f'`{candidate}`' for candidate in near)}?"
    if 0 < len(names) <= 12:
        return "known: " + ", ".join(names)
    return None


def _nearest(name: str, known: Iterable[str], cutoff: float) -> list[str]:
    from difflib import SequenceMatcher, get_close_matches  # only when something is misspelt

    if len(name) > 100:
        return []
    by_fold = {fold(candidate): candidate for candidate in known}
    close = get_close_matches(fold(name), by_fold, n=len(by_fold) or 1, cutoff=cutoff)
    ratios = {candidate: SequenceMatcher(None, candidate, fold(name)).ratio() for candidate in close}
    best = max(ratios.values(), default=1)
    return [known for candidate, known in by_fold.items() if ratios.get(candidate) == best]
