"""The report of `ka1 rules check` as JSON: `ka1.findings/1`. Its schema is `findings-1.schema.json` beside this file."""

from typing import Any

from ka1cli.audit.check import Report
from ka1cli.decision.decide import Rules
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import Shown
from ka1cli.render.json.values import answer, dumped

SCHEMA = "ka1.findings/1"


def findings_json(
    found: list[Shown], meant: list[Shown], rules: Rules | None = None, report: Report | None = None
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
            "findings": [_finding(shown) for shown in found],
            "meant": [_finding(shown) for shown in meant],
            "unfinished": [
                {"codes": list(entry.codes), "call": entry.call, "tests": entry.limit}
                for entry in (report.unfinished if report else ())
            ],
        }
    )


def _finding(shown: Shown) -> dict[str, Any]:
    witness = shown.witness
    return {
        "code": shown.code,
        "title": shown.title,
        "level": str(shown.level),
        "message": shown.message,
        "about": shown.about,
        "calls": list(shown.calls),
        "place": place_json(shown.place),
        "related": [{"what": what, "place": place_json(place)} for what, place in shown.related],
        "help": shown.help,
        "witness": None
        if witness is None
        else {
            "profile": {name: answer(value) for name, value in witness.profile.items()},
            "call": witness.call,
            "options": list(witness.options),
            "shows": witness.shows,
            "command": shown.command,
        },
    }


def place_json(place: Place | None) -> dict[str, Any] | None:
    """A stretch of a file; lines and columns count from 1."""
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "length": place.length}
