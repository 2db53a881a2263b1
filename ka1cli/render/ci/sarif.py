"""Findings as SARIF 2.1.0, the format of code scanning."""

import os
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ka1cli import __version__
from ka1cli.language.diagnostic import Place
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.json.values import dumped

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(entries: Sequence[ReportEntry], unfinished: Sequence[str] = (), *, complete: bool = True) -> str:
    """One run. What was not walked to its end is said beside the findings; a file that does not load is not `complete`."""
    by_code = {entry.code: entry for entry in entries}
    codes = list(by_code)
    return dumped(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "ka1",
                            "version": __version__,
                            "rules": [
                                {
                                    "id": code,
                                    "shortDescription": {"text": entry.title},
                                    "defaultConfiguration": {"level": entry.level},
                                }
                                for code, entry in by_code.items()
                            ],
                        }
                    },
                    "invocations": [
                        {
                            "executionSuccessful": complete,
                            "toolExecutionNotifications": [
                                {"level": "error", "message": {"text": line}} for line in unfinished
                            ],
                        }
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(entry, codes.index(entry.code)) for entry in entries],
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
        "level": entry.level,
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
        "artifactLocation": {"uri": quote(os.fsencode(PurePath(place.file).as_posix()))},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": place.column + max(place.length, 1),
            "snippet": {"text": place.excerpt},
        },
    }
