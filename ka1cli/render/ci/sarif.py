"""Findings as SARIF 2.1.0, the format of code scanning."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.json.values import dumped

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(found: Sequence[ReportEntry], version: str, *, complete: bool, messages: Sequence[str] = ()) -> str:
    """One run. `messages` are said beside the findings, such as what was not walked to its end."""
    codes = list(dict.fromkeys(entry.code for entry in found))
    titles = {entry.code: entry for entry in found}
    return dumped(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "ka1",
                            "version": version,
                            "rules": [
                                {
                                    "id": code,
                                    "shortDescription": {"text": titles[code].title},
                                    "defaultConfiguration": {"level": str(titles[code].level)},
                                }
                                for code in codes
                            ],
                        }
                    },
                    "invocations": [
                        {
                            "executionSuccessful": complete,
                            "toolExecutionNotifications": [
                                {"level": "error", "message": {"text": message}} for message in messages
                            ],
                        }
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(entry, codes.index(entry.code)) for entry in found],
                }
            ],
        }
    )


def _result(entry: ReportEntry, rule: int) -> dict[str, Any]:
    text = entry.sentence
    if entry.witness is not None:
        text += f"\n\nShown by `{entry.command}`: {entry.witness.shows}."
    if entry.help:
        text += f"\n\n{entry.help}"
    result: dict[str, Any] = {
        "ruleId": entry.code,
        "ruleIndex": rule,
        "level": str(entry.level),
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(entry.place)}] if entry.place else [],
        "relatedLocations": [
            {"id": number, "message": {"text": what}, "physicalLocation": _location(place)}
            for number, (what, place) in enumerate(entry.related, start=1)
        ],
    }
    if entry.about is not None:
        result["partialFingerprints"] = {"finding/v1": f"{entry.code}/{entry.about}"}
    return result


def _location(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(PurePath(place.file).as_posix())},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": place.column + max(place.length, 1),
            "snippet": {"text": place.excerpt},
        },
    }
