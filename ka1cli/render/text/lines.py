"""Lines of text that fit a width: words are never broken, further lines hang below the first."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from ka1cli.render.text.safe import printable

_WORDS = re.compile(r"\s+|\S+")


class Piece(NamedTuple):
    """Text in one style; the style is a name of Rich's."""

    text: str
    style: str = ""
    link: str = ""


Pieces = tuple[Piece, ...]


class Paragraph(NamedTuple):
    """Pieces of text, indented, its further lines a little more."""

    pieces: Pieces = ()
    indent: int = 0
    hanging: int = 0


Said = str | Paragraph
"""A line as it is said: its blanks in front are its indent."""
_BULLET = re.compile(r"(?:\d+\.?|[-·]) +")


def paragraph(said: Said, hanging: int = 0) -> Paragraph:
    """A line as a paragraph; its further lines hang behind a number or bullet, else `hanging` columns behind its start."""
    if not isinstance(said, str):
        return said
    text = said.lstrip(" ")
    bullet = _BULLET.match(text)
    return Paragraph((Piece(text),), len(said) - len(text), len(bullet[0]) if bullet else hanging)


def width_of(text: str) -> int:
    """The columns that a text takes at a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def lines_of(paragraph: Paragraph, width: int | None) -> Iterator[Pieces]:
    """The paragraph in lines of at most `width` columns, in one line without a width."""
    line: list[Piece] = [Piece(" " * paragraph.indent)]
    pieces = [Piece(printable(piece.text), piece.style, piece.link) for piece in paragraph.pieces]
    if not width or paragraph.indent + sum(width_of(piece.text) for piece in pieces) <= width:
        yield _trimmed([*line, *pieces])
        return
    used, left = paragraph.indent, paragraph.indent + paragraph.hanging
    for word in _words(pieces, max(1, width - left)):
        size = sum(width_of(piece.text) for piece in word)
        blank = size > 0 and not word[0].text.strip()
        if used + size > width and used > left:
            yield _trimmed(line)
            line, used = [Piece(" " * left)], left
            if blank:
                continue
        line += word
        used += size
    yield _trimmed(line)


def padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _words(pieces: Iterable[Piece], longest: int) -> Iterator[list[Piece]]:
    """The words and the blanks between them. A word longer than a whole line is cut."""
    word: list[Piece] = []
    for piece in pieces:
        for part in _WORDS.findall(piece.text):
            if word and (part.isspace() or word[-1].text.isspace()):
                yield word
                word = []
            for start in range(0, len(part), longest):
                if start:
                    yield word
                    word = []
                word.append(Piece(part[start : start + longest], piece.style, piece.link))
    if word:
        yield word


def _trimmed(line: list[Piece]) -> Pieces:
    """The line without blanks at its end, neighbours of one style joined."""
    while line and not line[-1].text.strip():
        line.pop()
    if line:
        line[-1] = line[-1]._replace(text=line[-1].text.rstrip())
    joined: list[Piece] = []
    for piece in line:
        if joined and joined[-1][1:] == piece[1:]:
            joined[-1] = piece._replace(text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)
