"""The report of `ka1 rules check` as JSON: `ka1.findings/1`. Its schema is `findings-1.schema.json` beside this file."""

from collections.abc import Sequence
from typing import Any

from ka1cli.audit.check import Report
from ka1cli.audit.finding import Witness
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.json.values import dumped, rules_identity

SCHEMA = "ka1.findings/1"


def findings_json(
    entries: Sequence[ReportEntry],
    meant: Sequence[ReportEntry],
    rules: Rules | None = None,
    report: Report | None = None,
) -> str:
    """Findings, or the problems of a file that cannot be loaded: then `rules` is null."""
    return dumped(
        {
            "schema": SCHEMA,
            "rules": rules_identity(rules) if rules else None,
            "calls": report.calls if report else [],
            "findings": [_finding(entry) for entry in entries],
            "meant": [_finding(entry) for entry in meant],
            "unfinished": [
                {"codes": entry.codes, "call": entry.call, "tests": entry.limit}
                for entry in (report.unfinished if report else ())
            ],
        }
    )


def _finding(entry: ReportEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "title": entry.title,
        "level": entry.level,
        "message": entry.message,
        "about": entry.about,
        "calls": entry.calls,
        "place": place_json(entry.place),
        "related": [{"what": what, "place": place_json(place)} for what, place in entry.related],
        "help": entry.help,
        "witness": _witness(entry.witness, entry.command) if entry.witness else None,
    }


def _witness(witness: Witness, command: str | None) -> dict[str, Any]:
    return {
        "profile": witness.profile,
        "call": witness.call,
        "options": witness.options,
        "shows": witness.shows,
        "command": command,
    }


def place_json(place: Place | None) -> dict[str, Any] | None:
    """A stretch of a file; lines and columns count from 1."""
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "length": place.length}
