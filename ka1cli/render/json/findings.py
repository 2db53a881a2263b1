"""The report of `ka1 rules check` as JSON: `ka1.findings/1`. Its schema is `findings-1.schema.json` beside this file."""

from typing import Any

from ka1cli.audit.check import Report
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.json.values import answer, dumped

SCHEMA = "ka1.findings/1"


def findings_json(
    found: list[ReportEntry], meant: list[ReportEntry], rules: Rules | None = None, report: Report | None = None
) -> str:
    """Findings, or the problems of a file that cannot be loaded: then `rules` is null."""
    of_rules = None
    if rules is not None:
        of_rules = {"id": rules.rule_set.id, "version": rules.rule_set.version, "sha256": rules.sha256}
    return dumped(
        {
            "schema": SCHEMA,
            "rules": of_rules,
            "calls": list(report.calls) if report else [],
            "findings": [_finding(entry) for entry in found],
            "meant": [_finding(entry) for entry in meant],
            "unfinished": [
                {"codes": list(entry.codes), "call": entry.call, "tests": entry.limit}
                for entry in (report.unfinished if report else ())
            ],
        }
    )


def _finding(entry: ReportEntry) -> dict[str, Any]:
    witness = entry.witness
    return {
        "code": entry.code,
        "title": entry.title,
        "level": str(entry.level),
        "message": entry.message,
        "about": entry.about,
        "calls": list(entry.calls),
        "place": place_json(entry.place),
        "related": [{"what": what, "place": place_json(place)} for what, place in entry.related],
        "help": entry.help,
        "witness": None
        if witness is None
        else {
            "profile": {name: answer(value) for name, value in witness.profile.items()},
            "call": witness.call,
            "options": list(witness.options),
            "shows": witness.shows,
            "command": entry.command,
        },
    }


def place_json(place: Place | None) -> dict[str, Any] | None:
    """A stretch of a file; lines and columns count from 1."""
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "length": place.length}
