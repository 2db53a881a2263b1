"""How names are compared where more than ASCII counts: accents, case and what separates the words do not matter."""

import unicodedata

_LETTERS = {letter: letter for letter in range(128)} | str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "}
    | dict.fromkeys("-_.()'’‘ʼ`´‐‑–—", " ")
)
"""Letters that Unicode does not take apart, and what separates words; with all of ASCII, which is found faster so."""


def name_letters(text: str) -> str:
    """The form in which names are compared: `L’Été` is `l ete`, `Ελλάς` is `ελλασ`."""
    letters = text.casefold()
    if not letters.isascii():
        apart = unicodedata.normalize("NFKD", letters)
        letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(letters.translate(_LETTERS).split())
