"""A finding: something that a rule set says and that its author hardly means, with an organisation that shows it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ka1cli.language.diagnostic import Place
from ka1cli.language.formulas import Answer


class Level(StrEnum):
    """How bad a finding is: wrong for somebody, of no effect, or merely good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class SeenIn(StrEnum):
    """Where a finding is to be seen: in a decision, or in what is told about an option without one."""

    CHECK = "check"
    ROUTES = "routes"
    ACTIVITIES = "activities"


class Witness(NamedTuple):
    """Answers under which a command shows a finding."""

    profile: Mapping[str, Answer]
    call: int | None
    options: tuple[str, ...]
    """The options to look at; none: all of them."""
    shows: str
    """What is to be seen there."""
    seen_in: SeenIn = SeenIn.CHECK
    on: date | None = None
    """A day on which it is to be seen, where figures change within the call."""


class Finding(NamedTuple):
    code: str
    message: str
    place: Place
    about: str
    """The name of what the finding is about; for a criterion in an option, and for several things, joined by `/`."""
    witness: Witness
    help: str | None = None
    calls: tuple[int, ...] = ()
    """The calls in which it holds; none: it has nothing to do with calls."""
    related: tuple[tuple[str, Place], ...] = ()
    """Further places, each with what stands there."""
    past: bool = False
    """It holds only in calls older than the newest that was checked: good to know, no more."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others, and what `meant` names."""
        return self.code, self.about

    @property
    def level(self) -> Level:
        return Level.NOTE if self.past else CODES[self.code].level


class Code(NamedTuple):
    title: str
    level: Level


_ERROR, _WARNING, _NOTE = Level

CODES = {
    "K101": Code("an option that nobody can ever have", _ERROR),
    "K102": Code("an option that everybody always has", _WARNING),
    "K103": Code("a recommendation that can never show", _WARNING),
    "K104": Code("somebody who is left with no option at all", _WARNING),
    "K105": Code("a way on that can never show", _WARNING),
    "K111": Code("options of a partition that overlap", _ERROR),
    "K112": Code("options of a partition that leave a gap", _ERROR),
    "K201": Code("a criterion that can never be met", _ERROR),
    "K202": Code("a criterion that is always met", _WARNING),
    "K203": Code("a criterion that the others of an option imply", _WARNING),
    "K204": Code("criteria of an option that contradict each other", _ERROR),
    "K205": Code("criteria that ask the same", _WARNING),
    "K206": Code("a part of a condition that never decides", _WARNING),
    "K207": Code("a look-up table without a row for some answers", _NOTE),
    "K301": Code("a fact that nothing uses", _WARNING),
    "K302": Code("a question whose answer can never matter", _WARNING),
    "K303": Code("a criterion that no option uses", _WARNING),
    "K304": Code("a source that nothing cites", _WARNING),
    "K305": Code("a group that nothing uses", _WARNING),
    "K306": Code("a figure that nothing uses", _WARNING),
    "K307": Code("a panel or kind that nothing uses", _WARNING),
    "K308": Code("values that no test tells apart", _WARNING),
    "K401": Code("an answer that implications rule out", _ERROR),
    "K402": Code("an implication that adds nothing", _WARNING),
    "K501": Code("a figure that is missing in a call", _WARNING),
    "K502": Code("a figure that nobody has confirmed for the newest call", _WARNING),
    "K503": Code("an option without deadlines for the newest call", _WARNING),
    "K504": Code("a newest call whose rounds have all passed", _NOTE),
    "K505": Code("a deadline whose note names a later day", _NOTE),
    "K601": Code("a source without a year under a criterion or figure", _WARNING),
    "K602": Code("a source of confidence memory under a criterion or figure", _WARNING),
    "K603": Code("an official source without an address", _NOTE),
    "K701": Code("a case that comes out otherwise", _ERROR),
    "K702": Code("a way to decide that no case has shown", _WARNING),
    "K901": Code("an entry of `meant` that no longer applies", _WARNING),
}
"""Every code that `ka1 rules check` and `ka1 rules test` can find. The pages stand in docs/findings.md."""
