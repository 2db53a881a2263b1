"""A decision as a value. Facts are named by id, sentences are ready to be shown."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.language.formulas import Answer, Range
from ka1cli.language.model import Criterion, Deadline, Option, Statement


class CriterionFinding(NamedTuple):
    """The state of one criterion and what it rests on."""

    criterion: Criterion
    state: State
    by_choice: bool
    """Met only by a choice that is still open: `reason` says what to keep to."""
    reason: str
    facts: tuple[str, ...]
    """The answers on which the state rests (the fewest that suffice); for an unknown state, those still needed."""


class Allowed(NamedTuple):
    """What a fact may be: ranges of numbers (days as ordinals) or values."""

    fact: str
    ranges: tuple[Range, ...]
    values: tuple[Answer, ...]


class Change(NamedTuple):
    """A choice to make differently: the nearest fitting answer, and all that fit."""

    to: Answer
    allowed: Allowed


class Remedy(NamedTuple):
    """A smallest set of changes after which the option is no longer ineligible."""

    changes: tuple[Change, ...]
    verdict: Verdict


Moment = date | datetime
"""A day, which counts as open through a closing day, or a time with its offset from UTC."""


class WindowState(StrEnum):
    """Whether there is a round that can still be met."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """A round is to come: its day is not known here, or not whether the asker has it."""
    ALWAYS = "always"


class DatedDeadline(NamedTuple):
    """A round as seen at a moment: open, closed or unknown."""

    deadline: Deadline
    state: WindowState


class Window(NamedTuple):
    """When an option can be applied for."""

    state: WindowState
    deadline: Deadline | None
    """The round that is open, to come, or has passed last; nothing where none is known."""


class Explanation(NamedTuple):
    """What an option comes to in one case, whoever asks and on whatever day."""

    verdict: Verdict
    findings: tuple[CriterionFinding, ...]
    recommended_because: tuple[str, ...] = ()
    """Why the option is recommended; empty if it is not."""
    limits: tuple[Allowed, ...] = ()
    """What the choices that are still open have to keep to."""
    missing: tuple[str, ...] = ()
    """The smallest set of facts whose answers, however they come out, decide the verdict."""
    remedies: tuple[Remedy, ...] = ()
    fixed: tuple[str, ...] = ()
    """The answers that close the option and that no changed plan can undo."""
    ways_on: tuple[str, ...] = ()
    """Options that the unmet criteria point to, closed ones included."""


class OptionDecision(NamedTuple):
    """What an option comes to for one asker at one moment."""

    option: Option
    explanation: Explanation
    ways_on: tuple[str, ...]
    """Options that are not closed and that the unmet criteria point to."""
    deadlines: tuple[DatedDeadline, ...]
    """The rounds of the decision's call, and the one of a later call that its window speaks of."""
    window: Window
    manual_checks: tuple[Statement, ...]
    """What concerns the asker and no form decides."""
    next_steps: tuple[Statement, ...]
    notes: tuple[Statement, ...]

    @property
    def verdict(self) -> Verdict:
        return self.explanation.verdict

    @property
    def findings(self) -> tuple[CriterionFinding, ...]:
        return self.explanation.findings

    @property
    def recommended_because(self) -> tuple[str, ...]:
        return self.explanation.recommended_because

    @property
    def limits(self) -> tuple[Allowed, ...]:
        return self.explanation.limits

    @property
    def missing(self) -> tuple[str, ...]:
        return self.explanation.missing

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        return self.explanation.remedies

    @property
    def fixed(self) -> tuple[str, ...]:
        return self.explanation.fixed

    @property
    def recommended(self) -> bool:
        return bool(self.recommended_because)

    @property
    def possible_now(self) -> bool:
        """Eligible, and there is a round that can still be met, or none is needed."""
        return self.verdict is Verdict.ELIGIBLE and self.window.state in (WindowState.OPEN, WindowState.ALWAYS)


class Provenance(NamedTuple):
    """Which rules decided, for which call and day."""

    id: str
    title: str
    version: str
    sha256: str
    call: int | None
    at: Moment
    beyond: date | None
    """The last day about which the rules know something, if the decision is made after it."""
    unconfirmed: tuple[str, ...]
    """The figures that no source confirms for the call."""

    @property
    def on(self) -> date:
        return self.at.date() if isinstance(self.at, datetime) else self.at


class Decision(NamedTuple):
    """All verdicts for one profile."""

    rules: Provenance
    profile: Mapping[str, Answer]
    options: tuple[OptionDecision, ...]
    next_question: str | None
    """The fact whose answer is needed for most of the open verdicts."""
    closed_to: tuple[Statement, ...]
    """What those can do for whom the rules are not; empty for everybody else."""
    countries: tuple[str, ...]
    """Where the asker is, as far as it is answered: sources from there are nearest."""

    def with_verdict(self, verdict: Verdict) -> tuple[OptionDecision, ...]:
        return tuple(option for option in self.options if option.verdict is verdict)

    @property
    def recommended(self) -> tuple[OptionDecision, ...]:
        return tuple(option for option in self.options if option.recommended)
