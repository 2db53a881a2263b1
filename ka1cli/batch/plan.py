"""The plan for one table: which numbers a row adds up, and which texts they lead to. It knows no engine.

A row is screened in four steps, each of them a lookup by a small number:

1. the text of each fact becomes a code (`codes`), and the code the number of a cell; the cells of a row are its case,
   packed into a few words;
2. the cell of each fact adds its row of words; the fields of the words then hold, for every option, the number of its
   case, as far as it rests on single facts, and for facts that are judged together the number of their joint case;
3. every joint case adds its row of words; now the number of every option's case is complete;
4. the number of an option's case leads to its verdict, its sentences and what is missing, and these to what a row
   shows over all options.

Only the first step needs the row itself: whatever follows is the same for all rows of one case. All that the lookups
find was judged before, once for each case, by the evaluator that decides single profiles.
"""

from typing import NamedTuple

from ka1cli.batch.codes import Codes
from ka1cli.batch.table.header import FactColumn
from ka1cli.batch.units import Clashes, Outcome
from ka1cli.batch.words import Field, Row
from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict, verdict_of
from ka1cli.language.model import Option

STATES = (State.MET, State.UNKNOWN, State.UNMET)
"""The states of criteria that were judged together, as numbers."""
VERDICTS = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)
"""The verdicts as numbers: the number of a verdict is that of the state of all criteria."""
CLOSED = VERDICTS.index(Verdict.INELIGIBLE)


def together(*states: State) -> int:
    """The number of the verdict on criteria, or groups of criteria, in these states."""
    return VERDICTS.index(verdict_of(set(states)))


class Answers(NamedTuple):
    """A column for a fact: its codes, and the words that each of its cells adds."""

    column: FactColumn
    codes: Codes
    cell: Field
    """Where the case keeps the number of the cell (`Codes.numbers`)."""
    words: tuple[Row, ...]
    """For each cell, then for *not answered*, then for a text that cannot be read."""
    unreadable: Field
    """1 where the text cannot be read."""


class Joint(NamedTuple):
    """Facts that are judged together: the field with the number of their case, and the words that each case adds."""

    case: Field
    words: tuple[Row, ...]


class Clashing(NamedTuple):
    """Facts whose answers may contradict each other: the field with the number of the clash, 0 for none."""

    clash: Field
    clashes: Clashes


class Segment(NamedTuple):
    """Consecutive criteria of an option: the field with the number of their case, and what each case comes to."""

    case: Field
    outcomes: tuple[Outcome, ...]


class Screened(NamedTuple):
    """An option as the plan finds its verdict."""

    option: Option
    segments: tuple[Segment, ...]
    """The option is closed if one of them is, and open if one of them is."""
    recommendations: Field
    recommended: tuple[tuple[bool, ...], ...]
    """For each verdict, and each case of the recommendations, whether the option is recommended."""

    def readings(self, segment: Segment) -> tuple[tuple[Outcome, bool], ...]:
        """The outcomes of a segment, each with the knowledge whether the option is closed.

        One for each case if the segment is all there is, else two for each: for an option that is not closed, and for
        one that is.
        """
        if len(self.segments) == 1:
            return tuple((outcome, outcome.state is State.UNMET) for outcome in segment.outcomes)
        return tuple((outcome, closed) for outcome in segment.outcomes for closed in (False, True))


class Ranking(NamedTuple):
    """The facts that can be missing, in the order of the rule file, each with the number of options that can need it."""

    facts: tuple[str, ...]
    most: tuple[int, ...]


class Plan(NamedTuple):
    answers: tuple[Answers, ...]
    joints: tuple[Joint, ...]
    clashing: tuple[Clashing, ...]
    options: tuple[Screened, ...]
    ranking: Ranking
    case_words: int
    """How many words the case of a row has."""
    words: int
    """How many words a row adds up."""
    joint_words: int
    """How many of them, the first ones, only lead to joint cases."""
