"""Numbers the sources of a page in the order in which they are first cited."""

from collections.abc import Iterable, Mapping

from ka1cli.language.model import Source
from ka1cli.render.pages.page import Line


class Citations:
    """Collects the sources that a page cites."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}

    def line(self, text: str, sources: Iterable[str] = (), note: str | None = None) -> Line:
        """A statement with its sources and its note."""
        numbers = tuple(self._numbers.setdefault(name, len(self._numbers) + 1) for name in sources)
        return Line(f"{text} ({note.rstrip('.')}.)" if note else text, numbers)

    def listed(self) -> tuple[Source, ...]:
        """The cited sources by number."""
        return tuple(self._sources[name] for name in self._numbers)


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
