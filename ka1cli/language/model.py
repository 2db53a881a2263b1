"""The rule set as values: what a rule file says, checked and typed, without positions.

Named tuples rather than frozen dataclasses: a command starts in a few dozen milliseconds, and creating
a frozen, slotted dataclass takes 0.45 ms, a named tuple 0.08 ms. Compare rule sets by `repr`,
which shows the types as well.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from ka1cli.language.formulas import Answer, Condition, Range, Test


class FactType(StrEnum):
    YES_NO = "yes-no"
    CHOICE = "choice"
    CODE = "code"
    COUNTRY = "country"
    NUMBER = "number"
    DATE = "date"


class Confidence(StrEnum):
    """How sound a source is, best first."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    MEMORY = "memory"


class Source(NamedTuple):
    id: str
    title: str
    publisher: str
    year: str | None
    section: str | None
    link: str | None
    confidence: Confidence
    country: str | None = None
    """The code of the country in which it is published, if it speaks for one."""
    topics: tuple[str, ...] = ()
    """What it speaks of alone, where it does not speak of everything."""


class Statement(NamedTuple):
    """A sentence for the reader, with the sources that bear it out."""

    text: str
    sources: tuple[str, ...] = ()
    note: str | None = None
    when: Condition | None = None
    """Whom it concerns; everybody where there is no condition."""


class Group(NamedTuple):
    """A named set of values. `by_call` maps the first call to the values from then on (0: always)."""

    id: str
    title: str
    by_call: Mapping[int, tuple[str, ...]]
    labels: Mapping[str, str]
    of: tuple[str, ...]
    sources: tuple[str, ...]


FigureValue = int | str | date | Range
"""What a figure can hold."""


class Figure(NamedTuple):
    """A number, day, range or text that holds from a call on; `None` is not known. 0 stands for every call.

    Numbers count their smallest steps: with two `decimals`, 12.50 is 1250.
    """

    id: str
    title: str
    unit: str | None
    by_call: Mapping[int, FigureValue | None]
    confirmed: tuple[int, ...]
    sources: tuple[str, ...]
    """All of its sources; in the rule set of one call, those that hold in that call."""
    note: str | None
    sources_by_call: Mapping[int, tuple[str, ...]]
    decimals: int = 0
    earlier: Mapping[date, FigureValue | None] = {}
    """Where it changes within a call: for each day of a change, what holds in that call before it."""


class Implication(NamedTuple):
    """If the fact's answer passes `when`, `then` holds as well."""

    when: Test
    then: Condition
    because: str


class Fact(NamedTuple):
    """Something asked about the organisation (given) or its plan (chosen)."""

    id: str
    chosen: bool
    type: FactType
    values: Mapping[str, str]
    """The values of a choice or code, and the answers beside yes and no, with what they mean (may be empty texts)."""
    values_group: str | None
    aliases: Mapping[str, str]
    min: int
    max: int | None
    unit: str | None
    headings: tuple[str, ...]
    """Further names that a column with its answers may have."""
    panel: str
    title: str
    question: str
    help: str | None
    implies: tuple[Implication, ...]
    decimals: int = 0
    """So many digits behind the mark a number may have. `min` and `max` count its smallest steps."""

    @property
    def flag(self) -> str:
        return "--" + self.id.replace("_", "-")

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every possible answer in the order of the rule file; none for a number or day."""
        return (True, False, *self.values) if self.type is FactType.YES_NO else tuple(self.values)


class Calls(NamedTuple):
    """The calls in which something holds, both ends included; `None` is no end."""

    first: int | None
    last: int | None

    def __contains__(self, call: object) -> bool:
        return isinstance(call, int) and (self.first or call) <= call <= (self.last or call)


class Criterion(NamedTuple):
    """A named condition with a sentence for each state."""

    id: str
    title: str
    when: Condition
    met: str
    unmet: str
    unknown: str
    limit: str | None = None
    """Said instead of `met` while the criterion is met only by a choice that is still open."""
    way_on: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str | None = None
    short: str | None = None
    """What is wrong where it is unmet, in two or three words: `no consortium`; else the title says it."""
    calls: Calls = Calls(None, None)


class Recommendation(NamedTuple):
    when: Condition
    because: str


class Deadline(NamedTuple):
    call: int
    round: int
    closes: datetime | None
    starts_from: date | None
    starts_to: date | None
    sources: tuple[str, ...]
    note: str | None
    only_where: Condition | str | None = None
    """Who has the round, where not everybody does: a condition, or in words where no answer tells."""


class Option(NamedTuple):
    """What an organisation can do: a route or an activity."""

    id: str
    kind: str
    code: str | None
    aliases: tuple[str, ...]
    title: str
    summary: str
    who: str | None
    criteria: tuple[str, ...]
    recommend: tuple[Recommendation, ...]
    figures: tuple[str, ...]
    manual_checks: tuple[Statement, ...]
    next_steps: tuple[Statement, ...]
    deadlines: tuple[Deadline, ...]
    notes: tuple[Statement, ...]
    links: tuple[str, ...]
    sources: tuple[str, ...]
    calls: Calls = Calls(None, None)

    @property
    def is_activity(self) -> bool:
        return self.kind == ACTIVITY

    @property
    def path(self) -> tuple[str, str]:
        """Where it stands in the rule file."""
        return "activities" if self.is_activity else "routes", self.id

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything that is said of it and may concern some only."""
        return (*self.notes, *self.manual_checks, *self.next_steps)


ACTIVITY = "activity"
"""The kind of every option that stands under `activities`."""


class Background(NamedTuple):
    """What a reader wants to know and no criterion decides."""

    id: str
    title: str
    shown_with: str
    text: str | None
    items: tuple[Statement, ...]
    figures: tuple[str, ...]
    sources: tuple[str, ...]


class Audience(NamedTuple):
    """For whom the rules are: a test on one fact, which everybody is taken to pass who does not answer otherwise."""

    when: Condition
    fact: str
    because: str
    """Said to those who do not pass it; for them every option is closed."""
    way_on: tuple[Statement, ...]


class Partition(NamedTuple):
    """Options that divide the range of a fact among them: neighbours without overlap and without a gap."""

    id: str
    by: str
    options: tuple[str, ...]
    because: str


class Meant(NamedTuple):
    """A finding of `ka1 rules check` that is no mistake, with the reason."""

    finding: str
    about: tuple[str, ...]
    because: str


class Words(NamedTuple):
    """What the things are called that the program speaks of, in the singular and the plural."""

    option: str = "option"
    options: str = "options"
    applicant: str = "applicant"
    applicants: str = "applicants"
    period: str = "call"
    periods: str = "calls"

    @property
    def period_heading(self) -> str:
        return self.period[:1].upper() + self.period[1:]


class RuleSet(NamedTuple):
    """One rule file. Mappings are keyed by id and keep the order of the file."""

    id: str
    title: str
    version: str
    language: str
    as_of: date
    calls: tuple[int, ...]
    ask: str | None
    sources: Mapping[str, Source]
    groups: Mapping[str, Group]
    panels: Mapping[str, str]
    facts: Mapping[str, Fact]
    figures: Mapping[str, Figure]
    criteria: Mapping[str, Criterion]
    kinds: Mapping[str, str]
    options: Mapping[str, Option]
    background: Mapping[str, Background]
    partitions: Mapping[str, Partition]
    meant: tuple[Meant, ...]
    audience: Audience | None = None
    words: Words = Words()
    topic: str | None = None
    """What the rules are about, where several rule sets share their sources."""

    def confidence(self, sources: tuple[str, ...]) -> Confidence:
        """The confidence of a statement: that of its best source."""
        levels = {self.sources[source].confidence for source in sources}
        return next((level for level in Confidence if level in levels), Confidence.MEMORY)

    def best_first(self, sources: tuple[str, ...], countries: Collection[str] = ()) -> tuple[str, ...]:
        """Some sources, the soundest first; of equally sound ones those from the countries that are named.

        Sources that speak of other topics alone come after all others.
        """
        levels = list(Confidence)

        def rank(name: str) -> tuple[bool, int, bool, bool]:
            source = self.sources[name]
            own = self.topic in source.topics
            other = bool(self.topic and source.topics) and not own
            return other, levels.index(source.confidence), source.country not in countries, not own

        return tuple(sorted(sources, key=rank))
