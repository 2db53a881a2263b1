"""Writes `ka1cli/language/answers/words.json` and its licence from the JSON packages of Unicode's CLDR.

    python tools/words_of_answers.py

It needs `npm`, which downloads the packages. To take a newer CLDR, change `VERSION`, run it, and read the difference:
`tests/test_answer_words.py` says which texts are refused since two countries bear them.
"""

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VERSION = "48.2.0"
PACKAGES = ("cldr-localenames-full", "cldr-misc-full", "cldr-core")
LANGUAGES = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]
"""The 24 official languages of the European Union."""
NO_COUNTRIES = ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
"""Codes that CLDR has beside those of ISO 3166: unions, parts of countries, reserved codes. XK (Kosovo) stays."""
TARGET = Path(__file__).parent.parent / "ka1cli" / "language" / "answers"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder)
        for name in PACKAGES:
            subprocess.run(["npm", "pack", "--silent", f"{name}@{VERSION}"], cwd=packages, check=True)
            with tarfile.open(packages / f"{name}-{VERSION}.tgz") as archive:
                archive.extractall(packages / name, filter="data")
        words = _words(packages)
        licence = (packages / PACKAGES[0] / "package" / "LICENSE").read_text("utf-8")
    TARGET.mkdir(exist_ok=True)
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    # One line for each language: the difference between two versions can be read.
    (TARGET / "words.json").write_text(re.sub(r'(?<=[{,])("[a-z]{2}":\{"yes")', r"\n\1", text) + "\n", "utf-8")
    (TARGET / "words.LICENSE").write_text(licence, "utf-8")


def _words(packages: Path) -> dict[str, Any]:
    mappings = _read(packages, "cldr-core/package/supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    languages: dict[str, Any] = {}
    for language in LANGUAGES:
        posix = _read(packages, f"cldr-misc-full/package/main/{language}/posix.json")["main"][language]["posix"]
        names = _read(packages, f"cldr-localenames-full/package/main/{language}/territories.json")["main"][language]
        countries = _countries(names["localeDisplayNames"]["territories"])
        languages[language] = {
            "yes": posix["messages"]["yesstr"].split(":")[0],
            "no": posix["messages"]["nostr"].split(":")[0],
            "countries": countries,
        }
    three_letters = {code: mappings[code]["_alpha3"] for code in languages["en"]["countries"]}
    return {"cldr": VERSION, "three_letters": three_letters, "languages": languages}


def _countries(territories: dict[str, str]) -> dict[str, list[str]]:
    """The names of each country: the usual one first, then short names and variants."""
    found: dict[str, list[str]] = {}
    for key in sorted(territories):
        code, _, kind = key.partition("-alt-")
        if not re.fullmatch("[A-Z]{2}", code) or code in NO_COUNTRIES:
            continue
        name = territories[key]
        # An abbreviation may be the code of another country: the Spanish one for the United Kingdom is RU.
        # One variant of CLDR 48 is no name but a forgotten key: TR-variant.
        if kind and (re.sub(r"\W", "", name).isupper() or name == f"{code}-{kind}"):
            continue
        names = found.setdefault(code, [])
        if name not in names:
            names.append(name)
    return found


def _read(packages: Path, path: str) -> Any:
    return json.loads((packages / path).read_text("utf-8"))


if __name__ == "__main__":
    main()
