"""Names and words that CLDR lacks, from a short list reviewed by hand: `usual.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LIST: Mapping[str, Any] = json.loads(Path(__file__).with_name("usual.json").read_text("utf-8"))

SECOND_CODES: Mapping[str, str] = _LIST["second_codes"]
"""Codes that the institutions of the EU write in place of those of ISO 3166."""
COUNTRIES: Mapping[str, list[str]] = _LIST["countries"]
"""More names for the codes of countries."""
YES: list[str] = _LIST["yes"]
NO: list[str] = _LIST["no"]
"""What spreadsheets write for TRUE and FALSE in the languages of the EU."""
ACCENT_MATTERS: list[str] = _LIST["accent_matters"]
"""Words that mean something else without their accent."""
