"""A page for people, without a format: sections, entries and blocks of lines with numbered sources.

Text, Markdown and HTML are layouts of the same page, so every sentence stands in one place.
"""

from enum import IntEnum
from typing import NamedTuple

from ka1cli.language.model import Source


class Detail(IntEnum):
    """How much a page tells."""

    BRIEF = 0
    NORMAL = 1
    FULL = 2


class Mark(IntEnum):
    """What a heading or label stands for. Layouts may colour it; the words say it as well."""

    PLAIN = 0
    GOOD = 1
    OPEN = 2
    CLOSED = 3
    RECOMMENDED = 4
    BY_HAND = 5
    """What a person has to check, one line after the other."""


class Line(NamedTuple):
    """One statement, with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()
    code: str = ""
    """The part of the text that is meant to be typed as it stands."""


class Block(NamedTuple):
    """Statements of one kind: `Still needed`, `Next steps`. The label may be empty."""

    label: str
    lines: tuple[Line, ...]
    mark: Mark = Mark.PLAIN


class Entry(NamedTuple):
    """One option or subject."""

    id: str
    title: str
    remark: str
    """The verdict in words, or nothing."""
    mark: Mark
    blocks: tuple[Block, ...]


class Section(NamedTuple):
    title: str
    mark: Mark
    intro: tuple[Line, ...]
    entries: tuple[Entry, ...]


class Page(NamedTuple):
    title: str
    language: str
    """The language of the sentences, as the rule file names it."""
    about: tuple[tuple[str, tuple[str, ...]], ...]
    """What the page is based on: label and values."""
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[tuple[str, Line], ...]
    """What to do next: label and statement."""
    sources: tuple[Source, ...]
    """The sources by number, from 1."""
