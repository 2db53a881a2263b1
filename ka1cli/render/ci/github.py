"""Annotations as GitHub Actions reads them from the log."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.audit.finding import Level
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.text.safe import github_safe


class Annotation(NamedTuple):
    level: str
    """`error`, `warning` or `notice`."""
    place: Place | None
    title: str
    message: str


def annotation(entry: ReportEntry) -> Annotation:
    """A finding as an annotation."""
    more = f"\nShown by: {entry.command}" if entry.command else ""
    more += f"\n{entry.help}" if entry.help else ""
    level = "notice" if entry.level is Level.NOTE else str(entry.level)
    return Annotation(level, entry.place, f"{entry.code}: {entry.title}", entry.sentence + more)


def github(annotations: Iterable[Annotation]) -> str:
    """One line for each annotation."""
    return "".join(f"::{entry.level} {_properties(entry)}::{github_safe(entry.message)}\n" for entry in annotations)


def _properties(entry: Annotation) -> str:
    properties = {"title": entry.title}
    if entry.place is not None:
        place = entry.place
        properties |= {"file": place.file, "line": str(place.line), "col": str(place.column)}
        properties |= {"endColumn": str(place.column + place.length)}
    return ",".join(f"{name}={github_safe(value, ':,')}" for name, value in properties.items())
