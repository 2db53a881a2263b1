"""What a screening found, in numbers: for a reader of the terminal and for reports."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.cases.verdict import Verdict
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, Option


class OptionCount(NamedTuple):
    """The rows by what one option comes to."""

    option: Option
    verdicts: Mapping[Verdict, int]
    recommended: int
    closed_by: Mapping[str, int]
    """By criterion: the rows in which it is unmet. The most frequent first."""
    open_by: Mapping[str, int]
    """By criterion: the rows in which it is unknown and the option is undetermined."""
    one_answer: Mapping[str, int]
    """By fact: the rows in which its answer alone, whatever it is, settles the verdict."""


class OneAnswer(NamedTuple):
    """How many rows are one answer away from a verdict."""

    rows: int
    by_fact: Mapping[str, int]
    """The rows in which the answer settles the verdict of at least one option. The most frequent fact first."""


class Unread(NamedTuple):
    """A cell that could not be read."""

    place: str
    """Where it stands: `line 3`, `Sheet1!C7`."""
    text: str
    """Its first 200 characters."""
    message: str
    help: str


class UnreadColumn(NamedTuple):
    """A column with cells that could not be read."""

    name: str
    fact: Fact
    cells: int
    texts: Mapping[str, int]
    """The texts that could not be read, each with the number of its cells; the most frequent first."""
    examples: tuple[Unread, ...]


class Contradictions(NamedTuple):
    """Rows whose answers exclude each other."""

    rows: int
    examples: tuple[tuple[str, str], ...]
    """The places of the first rows, with what contradicts what."""


class Share(NamedTuple):
    """The rows with one answer to a fact."""

    answer: Answer | None
    """Nothing where the rows have no answer."""
    is_read: bool
    """Whether the cells could be read; if not, they count as not answered."""
    rows: int
    options: tuple[Mapping[Verdict, int], ...]
    """The rows by verdict, for each option of the summary."""


class Breakdown(NamedTuple):
    """The verdicts by the answers in one column."""

    column: str
    fact: Fact
    shares: tuple[Share, ...]
    """The most frequent answers first, then the rows without one."""


class OneAway(NamedTuple):
    """A row that is one answer away from the verdict of some option."""

    row: int
    """As the person counts: the line of the file, the row of the sheet."""
    label: str
    """What the table calls it, shortened; empty if it does not."""
    answers: Mapping[str, tuple[str, ...]]
    """For each fact whose answer alone settles something: the options that it settles."""


class Details(NamedTuple):
    """What is told about rows beyond their counts."""

    label: str | None
    """The column by which the rows are called."""
    breakdowns: tuple[Breakdown, ...]
    one_away: tuple[OneAway, ...]
    """The first of them, up to `batch.details.LISTED`."""


class Summary(NamedTuple):
    table: str
    """What the table is called."""
    columns: int
    """How many columns it has."""
    read: tuple[str, ...]
    """The names of those that hold answers."""
    constants: tuple[str, ...]
    """The facts that are answered for every row."""
    rows: int
    not_judged: int
    """Rows without any answer: carried along, and in none of the counts below."""
    rows_with_errors: int
    options: tuple[OptionCount, ...]
    one_answer: OneAnswer
    unread: tuple[UnreadColumn, ...]
    contradictions: Contradictions
    unasked: tuple[str, ...]
    """Facts of the options for which the table has no column."""
    hints: tuple[Diagnostic, ...]
    """Columns that were perhaps meant to be facts, and columns of the result that had to be renamed."""
    details: Details | None = None
    """Only where they were asked for."""
    errors_column: str = "errors"
    """The column of the result that says what is wrong with a row."""
    preview: tuple[tuple[str, ...], ...] = ()
    """The first rows with their verdicts, a header above them; only where nothing is written."""

    @property
    def judged(self) -> int:
        """The rows with answers."""
        return self.rows - self.not_judged
