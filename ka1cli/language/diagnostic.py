"""What is wrong with an input, where, and what to do about it."""

from collections.abc import Sequence
from typing import NamedTuple

CODES = {
    "E101": "the file cannot be read",
    "E102": "the file is not UTF-8 text",
    "E103": "the file is too large",
    "E104": "not well-formed YAML or JSON",
    "E105": "nested too deeply",
    "E106": "aliases that refer to themselves or expand too far",
    "E107": "a key that stands twice",
    "E108": "an explicit YAML tag",
    "E109": "not exactly one document",
    "E110": "too many problems to show them all",
    "E201": "something of another kind is expected here",
    "E202": "an unknown key",
    "E203": "a missing key",
    "E204": "not a name",
    "E205": "a value that does not fit the place",
    "E206": "an empty list or mapping",
    "E301": "a name that nothing bears",
    "E302": "a name that two things bear",
    "E401": "a value that the fact does not have",
    "E402": "a bound outside the range of the fact",
    "E403": "a minimum above its maximum",
    "E404": "a test that always or never holds",
    "E405": "a condition or option without any test",
    "E406": "a figure without a value in some call",
    "E407": "a criterion or figure without a sound source",
    "E408": "a placeholder that names no figure",
    "E409": "a missing sentence for a choice that is still open",
    "E410": "implications that leave no possible answers",
    "E411": "conditions that test too many facts together",
    "P501": "a fact that the rules do not have",
    "P502": "an answer that cannot be understood",
    "P503": "answers that contradict each other",
    "P504": "a profile that is not a mapping from facts to answers",
    "T601": "a table that cannot be opened",
    "T602": "a file that is not a table as its format asks for",
    "T603": "a row that does not fit the header",
    "T604": "a table in which no column names a fact",
    "T605": "a fact that two columns name",
    "T606": "a result that cannot be written",
    "T608": "a map that does not fit its table",
}
"""Every code that reading a file can report, with its meaning."""


class Place(NamedTuple):
    """A stretch of a text file. Lines and columns count from 1, in characters."""

    file: str
    line: int
    column: int
    length: int
    excerpt: str
    """The whole source line."""

    @property
    def start(self) -> tuple[int, int]:
        """Line and column, which say what comes first in a file."""
        return self.line, self.column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One problem: a stable code, one line that says what is wrong, where, and what to do."""

    code: str
    message: str
    place: Place | None = None
    help: str | None = None


class InvalidInput(Exception):
    """A file, profile or value that cannot be understood. Carries every problem that was found."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        return "\n".join(
            f"{problem.place}: {problem.message}" if problem.place else problem.message for problem in self.diagnostics
        )


def invalid(code: str, message: str, place: Place | None = None, help: str | None = None) -> InvalidInput:
    """An input in which one problem says it all."""
    return InvalidInput([Diagnostic(code, message, place, help)])


class InvalidRules(InvalidInput):
    """A rule file that cannot be loaded."""


class InvalidProfile(InvalidInput):
    """A profile that cannot be understood, or whose answers contradict each other."""
