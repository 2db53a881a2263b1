"""The report of `ka1 rules check` as JSON: `ka1.findings/1`. Its schema is `findings-1.schema.json` beside this file."""

from collections.abc import Sequence
from typing import Any

from ka1cli.audit.check import Report
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.json.values import dumped, picked, rules_identity

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
        **picked(entry, "code", "title", "level", "message", "about", "calls"),
        "place": place_json(entry.place),
        "related": [{"what": what, "place": place_json(place)} for what, place in entry.related],
        "help": entry.help,
        "witness": {**picked(entry.witness, "profile", "call", "options", "shows"), "command": entry.command}
        if entry.witness
        else None,
    }


def place_json(place: Place | None) -> dict[str, Any] | None:
    """A stretch of a file; lines and columns count from 1."""
    return None if place is None else picked(place, "file", "line", "column", "length")
