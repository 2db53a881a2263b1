"""A page for people, without a format: sections, entries and blocks of lines with numbered sources.

Text, Markdown and HTML are layouts of the same page, so every sentence stands in one place.
"""

from enum import IntEnum
from typing import NamedTuple


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


class Line(NamedTuple):
    """One statement, with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()


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
    about: tuple[tuple[str, str], ...]
    """What the page is based on: label and value."""
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[tuple[str, str], ...]
    """What to do next: label and value."""
    sources: tuple[str, ...]
    """The sources by number, from 1."""
