"""Numbers the sources of a page in the order in which they are first cited."""

from collections.abc import Collection, Iterable

from ka1cli.language.model import RuleSet, Source, Statement
from ka1cli.render.pages.page import Line


class Citations:
    """Collects the sources that a page cites. A statement names the soundest of its sources first."""

    def __init__(self, rule_set: RuleSet, countries: Collection[str] = ()) -> None:
        """Of equally sound sources those from the `countries` come first."""
        self._rule_set, self._countries = rule_set, countries
        self._numbers: dict[str, int] = {}

    def line(self, text: str, sources: tuple[str, ...] = (), note: str | None = None) -> Line:
        """A statement with all its sources and the note of the rule author."""
        said = f"{text} ({note.rstrip('.')}.)" if note else text
        return Line(said, tuple(map(self._number, self._rule_set.best_first(sources, self._countries))))

    def brief(self, text: str, sources: tuple[str, ...] = (), note: str | None = None) -> Line:  # noqa: ARG002 - as `line`
        """A statement with its best source alone."""
        return self.line(text, self._rule_set.best_first(sources, self._countries)[:1])

    def statements(self, entries: Iterable[Statement], call: int) -> tuple[Line, ...]:
        """Sentences as the rule file says them, each with whom it concerns."""
        from ka1cli.render.text.conditions import concerning  # not needed for an answer

        return tuple(self.line(concerning(entry, self._rule_set, call), entry.sources, entry.note) for entry in entries)

    def _number(self, source: str) -> int:
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def listed(self) -> tuple[Source, ...]:
        """The cited sources by number."""
        return tuple(self._rule_set.sources[name] for name in self._numbers)


def source_text(source: Source) -> str:
    """A source in one line: title, where in it, publisher, year, confidence, link."""
    parts = [source.title, source.section, source.publisher, source.year]
    text = ", ".join(part for part in parts if part)
    link = f" {source.link}" if source.link else ""
    return f"{text} ({source.confidence}).{link}"


def web_address(source: Source) -> str:
    """The address of a source where it is one of the web: nothing else becomes a link."""
    link = source.link or ""
    return link if link.startswith(("https://", "http://")) and link.isprintable() and " " not in link else ""
