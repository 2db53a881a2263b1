"""The words of every language of the EU: whatever a language calls a country, yes or no is read as that or refused."""

import json
import subprocess
import sys

import pytest

from ka1cli.language.answers import AnswerReader, Unreadable
from ka1cli.language.answers.letters import name_letters
from ka1cli.language.answers.usual import COUNTRIES, NO, SECOND_CODES, YES
from ka1cli.language.answers.words import WORDS, countries, country_titles, yes_and_no
from ka1cli.language.model import Fact, FactType
from ka1cli.language.spelling import fold

DATA = json.loads(WORDS.read_text("utf-8"))
LANGUAGES = DATA["languages"]
SAMPLE = Fact("f", False, FactType.YES_NO, {}, None, {}, 0, None, None, (), "p", "F", "F?", None, ())


def country(aliases: dict[str, str] | None = None, language: str = "en") -> AnswerReader:
    titles = country_titles(language)
    return AnswerReader(
        SAMPLE._replace(type=FactType.COUNTRY, values=titles, aliases={**SECOND_CODES, **(aliases or {})})
    )


COUNTRY = country()


def test_the_data_is_small_and_complete() -> None:
    assert WORDS.stat().st_size < 300_000
    assert "Unicode-3.0" in WORDS.with_suffix(".LICENSE").read_text("utf-8")
    assert len(LANGUAGES) == 24
    codes = set(LANGUAGES["en"]["countries"])
    assert len(codes) == 250
    assert {"XK", "GB", "GR"} < codes
    assert not {"EL", "UK", "EU", "ZZ"} & codes
    assert all(set(language["countries"]) <= codes for language in LANGUAGES.values())
    assert set(DATA["three_letters"]) == codes


REFUSED = {("es", "CG", "Congo"), ("pt", "CG", "Congo"), ("pl", "CG", "Kongo")}
"""Names that a language gives to one country, and that are refused since others mean another country by them."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_country_is_read_as_that_country_or_refused(language: str) -> None:
    refused = set()
    for code, names in LANGUAGES[language]["countries"].items():
        for name in names:
            for text in (name, name.upper(), name.lower(), name_letters(name), f" {name}\u00a0"):
                found = COUNTRY.read(text)
                if isinstance(found, Unreadable):
                    refused.add((language, code, name))
                else:
                    assert found == code, text
            for text in (f"{code} - {name}", f"{name} ({code})", f"{code}, {code}"):
                found = COUNTRY.read(text)
                assert isinstance(found, Unreadable) or found == code, text
    assert refused == {name for name in REFUSED if name[0] == language}


def test_every_code_is_read() -> None:
    for code, letters in DATA["three_letters"].items():
        assert {COUNTRY.read(text) for text in (code, code.lower(), letters, letters.lower())} == {code}
    assert {COUNTRY.read(text) for text in ("The Netherlands", "the\u00a0netherlands", "Niderlandy", "MADALMAAD")} == {
        "NL"
    }
    assert {COUNTRY.read(text) for text in ("Kosovo*", "KOSOVO *", "Kosovo")} == {"XK"}  # as the EU writes it
    assert [COUNTRY.read(text) for text in ("EL", "uk", "XKX", "el ", "Uk")] == ["GR", "GB", "XK", "GR", "GB"]


def test_no_name_is_a_code_of_another_country() -> None:
    codes = {fold(code): code for code in LANGUAGES["en"]["countries"]}
    letters = {letters.lower(): code for code, letters in DATA["three_letters"].items()}
    for name, meant in countries().items():
        assert {codes.get(name), letters.get(name)} <= {None, *meant}


def test_the_reviewed_names_add_something_and_are_read() -> None:
    in_data = {
        name_letters(name)
        for language in LANGUAGES.values()
        for names in language["countries"].values()
        for name in names
    }
    for code, names in COUNTRIES.items():
        for name in names:
            assert name_letters(name) not in in_data or "ongo" in name, name
            assert isinstance(COUNTRY.read(name), Unreadable) is (
                name in ("Congo", "Kongo", "Κονγκό", "Конго", "Korea")
            )
            assert COUNTRY.read(name) == code or isinstance(COUNTRY.read(name), Unreadable)


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_of_every_language(language: str) -> None:
    reader = AnswerReader(SAMPLE._replace(type=FactType.YES_NO, values={}, aliases={}))
    for word, answer in (("yes", True), ("no", False)):
        text = LANGUAGES[language][word]
        for written in (text, text.upper(), text.capitalize(), f"{text} "):
            assert reader.read(written) is answer


def test_no_word_is_yes_and_no() -> None:
    assert all(len(meant) == 1 for meant in yes_and_no().values())
    assert all(len(word) > 1 for word in yes_and_no())
    assert not set(YES) & set(NO)


def test_a_code_that_stands_for_another_country_brings_its_names() -> None:
    """So a rule file says that Réunion is France, in whatever language somebody writes it."""
    titles = {code: title for code, title in country_titles("en").items() if code != "RE"}
    reader = AnswerReader(COUNTRY.fact._replace(values=titles, aliases={"RE": "FR", "Azores": "PT"}))
    assert {reader.read(text) for text in ("RE", "Réunion", "reunion", "Ρεϊνιόν", "REU", "France")} == {"FR"}
    assert reader.read("azores") == "PT"


def test_titles_are_in_the_language_of_the_rules() -> None:
    assert [country_titles(language)["GR"] for language in ("en", "el", "de", "ja", "")] == [
        *("Greece", "Ελλάδα", "Griechenland", "Greece", "Greece"),
    ]
    maltese = country_titles("mt")
    assert maltese["GR"] == "il-Greċja"
    assert maltese["IO"] == country_titles("en")["IO"]  # CLDR has no Maltese name for it


def test_the_words_are_loaded_only_where_they_are_needed() -> None:
    """The start of a command must not pay for them."""
    script = (
        "import sys\n"
        "from ka1cli.cli.main import main\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print([name for name in sys.modules if name.endswith(('answers.words', 'answers.names'))])"
    )

    def loaded(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, "check", "-q", *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()[-1]

    assert loaded("--accredited", "no", "--country", "de", "--project-months", "12 months") == "[]"
    assert "answers.words" in loaded("--accredited", "nein")
