"""What a line means that somebody writes in the interview: an answer, or a wish such as *go back*."""

from typing import NamedTuple

from ka1cli.language.answers import AnswerReader, Unreadable
from ka1cli.language.formulas import Answer
from ka1cli.language.spelling import BLANKS, fold
from ka1cli.render.interview.question import menu


class Wish(NamedTuple):
    """Something else than an answer. The names are the words of `WISHES`."""

    name: str
    about: str = ""


WISHES = {
    "unknown": ("u", "idk", "i-don't-know", "don't-know", "i-dont-know", "dont-know"),
    "back": ("b",),
    "change": ("c",),
    "answers": ("a",),
    "help": ("h", "?"),
    "quit": ("q", "exit"),
}
"""What can be written instead of an answer, with other spellings. A value of the same name comes first; with a colon in
front (`:back`) it is always the wish."""

NOT_KNOWN = Wish("unknown")
KEEP = Wish("keep")
"""An empty line."""

_BY_WORD = {word: name for name, words in WISHES.items() for word in (name, *words)}
_ABOUT_SOMETHING = ("change", "help")
_NUMBERS = tuple(str(number) for number in range(1, 100))


def read_reply(text: str, reader: AnswerReader) -> Answer | Wish | Unreadable:
    """The meaning of a line in reply to a question. Values by name come first, then numbers of the menu, then wishes."""
    text = text.strip(BLANKS)
    if not text:
        return KEEP
    if text.startswith(("?", ":")):
        return read_wish(text) or Unreadable(text, "`{}` is no answer and no wish", f"write {wishes_text()}")
    answer = reader.read(text)
    if answer is None:
        return KEEP
    if not isinstance(answer, Unreadable):
        return answer
    offered: tuple[Answer | Wish, ...] = menu(reader.fact)
    if offered and text in _NUMBERS[: len(offered) + 1]:
        return (*offered, NOT_KNOWN)[int(text) - 1]
    return read_wish(text) or answer


def read_wish(text: str) -> Wish | None:
    text = text.strip(BLANKS)
    if not text:
        return KEEP
    if text.startswith("?"):
        return Wish("help", text[1:].strip(BLANKS))
    text = text.removeprefix(":").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if fold(text) in _BY_WORD:
        return Wish(_BY_WORD[fold(text)])
    word, _, about = text.partition(" ")
    name = _BY_WORD.get(fold(word))
    return Wish(name, about.strip(BLANKS)) if name in _ABOUT_SOMETHING else None


def wishes_text() -> str:
    """What can be written instead of an answer."""
    return ", ".join(list(WISHES)[:-1]) + f" or {list(WISHES)[-1]}"
