"""Annotations as GitHub Actions reads them from the log."""

from collections.abc import Iterable, Sequence

from ka1cli.audit.finding import Level
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.text.safe import github_safe


def github(entries: Iterable[ReportEntry], unfinished: Sequence[str] = ()) -> str:
    """One line for each finding, and for each of what was not walked to its end."""
    lines = [*map(_finding, entries), *(_annotation("error", "not walked to the end", line) for line in unfinished)]
    return "".join(f"{line}\n" for line in lines)


def _finding(entry: ReportEntry) -> str:
    more = f"\nShown by: {entry.command}" if entry.command else ""
    more += f"\n{entry.help}" if entry.help else ""
    level = "notice" if entry.level is Level.NOTE else str(entry.level)
    return _annotation(level, f"{entry.code}: {entry.title}", entry.sentence + more, entry.place)


def _annotation(level: str, title: str, message: str, place: Place | None = None) -> str:
    properties = {"title": title}
    if place is not None:
        properties |= {"file": place.file, "line": str(place.line), "col": str(place.column)}
        properties |= {"endColumn": str(place.column + place.length)}
    written = ",".join(f"{name}={github_safe(value, ':,')}" for name, value in properties.items())
    return f"::{level} {written}::{github_safe(message)}"
