"""A page for people, without a format: sections, entries and blocks of lines with numbered sources.

Text, Markdown and HTML are layouts of the same page, so every sentence stands in one place.
"""

from enum import IntEnum
from typing import NamedTuple

from ka1cli.language.model import Source


class Mark(IntEnum):
    """What a heading or label stands for. Layouts may colour it; the words say it as well."""

    PLAIN = 0
    GOOD = 1
    OPEN = 2
    CLOSED = 3
    RECOMMENDED = 4
    BY_HAND = 5
    """What a person has to check, one line after the other."""
    CHANGE = 6
    """Closed, but a changed plan opens it."""
    STEPS = 7
    """What to do, one after the other."""


SYMBOLS = {Mark.GOOD: "✓", Mark.OPEN: "?", Mark.CLOSED: "✗", Mark.CHANGE: "~", Mark.RECOMMENDED: "★", Mark.BY_HAND: "□"}
"""One character for a mark. The words beside it say the same."""


class Line(NamedTuple):
    """One statement, with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()
    code: str = ""
    """The part of the text that is meant to be typed as it stands."""
    mark: Mark = Mark.PLAIN
    about: str = ""
    """What the statement is about, said in front of it."""


class Block(NamedTuple):
    """Statements of one kind: `Still needed`, `Next steps`. The label may be empty."""

    label: str
    lines: tuple[Line, ...]
    mark: Mark = Mark.PLAIN


class Entry(NamedTuple):
    """One option or subject."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    remark: str = ""
    """The verdict in words, or nothing."""
    mark: Mark = Mark.PLAIN

    @classmethod
    def of(cls, id: str, title: str, *blocks: Block, remark: str = "", mark: Mark = Mark.PLAIN) -> "Entry":
        """The entry with those blocks that say something."""
        return cls(id, title, tuple(block for block in blocks if block.lines), remark, mark)


class Section(NamedTuple):
    title: str
    entries: tuple[Entry, ...] = ()
    mark: Mark = Mark.PLAIN
    intro: tuple[Line, ...] = ()


class OptionRow(NamedTuple):
    """An option in the table of all of them."""

    id: str
    name: str
    mark: Mark
    recommended: bool
    verdict: str
    window: str
    decided: str
    """What decides: the numbers of open questions, a change of plan, or what closes it."""
    is_activity: bool = False
    """Activities may be left out where forty lines are not enough, the closed ones first."""


class OpenQuestion(NamedTuple):
    """A question that is still to be answered."""

    number: int
    short: str
    question: str
    flag: str
    """How to answer it on the command line: `--pupil yes|no`."""
    values: tuple[tuple[str, str], ...]
    """The values of a choice with what they mean, where the flag does not list them."""
    decides: tuple[str, ...]
    """The names of the options that need the answer."""


FOR_YOU = "FOR YOU"
"""The label of hints that only some askers get. They are the last to be left out."""


class Hint(NamedTuple):
    """What else matters."""

    label: str
    text: str
    """As the screen says it."""
    line: Line
    """In full, on a page."""
    option: str = ""
    """The option on whose page the rest stands where there is no room for the text."""


class Screen(NamedTuple):
    """The whole answer in one look: what to do, all options, every open question once, how to go on."""

    start: tuple[Line, ...]
    option: str
    """What the subject calls an option: `route`."""
    commands: tuple[tuple[str, str], ...]
    """What to type next: for what, and the command."""
    foot: str
    rows: tuple[OptionRow, ...] = ()
    legend: str = ""
    hints: tuple[Hint, ...] = ()
    """The most important first; the last ones are left out where they do not fit."""
    questions: tuple[OpenQuestion, ...] = ()
    settles: str = ""
    """What the first questions settle, or nothing."""
    left_out: tuple[OptionRow, ...] = ()
    """The activities for which there is no room."""


class NextCommands(NamedTuple):
    """What can be typed after a decision, on the same rules."""

    again: str
    """Decides the same once more."""
    asking: str = ""
    """Asks what is still open."""
    activities: str = "ka1 activities"
    """Shows what there is."""


class Page(NamedTuple):
    title: str
    language: str
    """The language of the sentences, as the rule file names it."""
    heading: str
    """What kind of page it is."""
    about: tuple[tuple[str, str], ...]
    """What the page is based on: label and text."""
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    """The sources by number, from 1."""
    notices: tuple[str, ...] = ()
    closing: tuple[tuple[str, Line], ...] = ()
    """What to do next: label and statement."""
    screen: Screen | None = None
