"""A fact that is a country: its values, its groups, its conditions, everywhere where answers are read or shown."""

import json
from pathlib import Path

import pytest
from process import LIBRARY, ka1

from ka1cli.decision.decide import decide
from ka1cli.decision.loading import load_rules
from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.load import load_text
from ka1cli.language.model import FactType

TEXT = LIBRARY.read_text("utf-8")
DISTRICT = TEXT[TEXT.index("  district:\n") : TEXT.index("  pupil:")]
COUNTRY = (
    "  district: {asks: given, type: country, aliases: {RE: FR, Azores: PT}, panel: person, title: country,\n"
    "    question: In which country do you live?}\n"
)


def with_country(fact: str = COUNTRY, **changes: str) -> str:
    """The library, where people live in countries: N1 and N2 are Greece and Cyprus, S1 and S2 are Germany and Austria."""
    text = TEXT.replace(DISTRICT, fact)
    for code, country in {"N1": "GR", "N2": "CY", "S1": "DE", "S2": "AT", "X9": "JP"}.items():
        text = text.replace(code, country)
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def test_the_values_are_the_countries() -> None:
    fact = load_text(with_country())[0].facts["district"]
    assert fact.type is FactType.COUNTRY
    assert (fact.values["GR"], fact.values["XK"], len(fact.values)) == ("Greece", "Kosovo", 249)
    assert "RE" not in fact.values
    assert {"EL": "GR", "UK": "GB", "RE": "FR"}.items() <= fact.aliases.items()


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (COUNTRY.replace("aliases", "values: [GR], aliases"), "is of type country, which has no `values`"),
        (COUNTRY.replace("RE: FR", "RE: QQ"), "alias `RE` stands for `QQ`, which fact `district` does not have"),
        (COUNTRY.replace("Azores: PT", '"?": PT'), "means *not answered*"),
    ],
)
def test_what_a_country_cannot_have_is_refused(fact: str, message: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        load_text(with_country(fact))
    assert message in str(caught.value)


def test_a_group_of_something_else_is_refused() -> None:
    with pytest.raises(InvalidRules, match="`QQ` of group `area` is not a value of `district`"):
        load_text(with_country(AT="QQ"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "countries.yaml"
    path.write_text(with_country(), "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "code", "state"),
    [
        *(("Ελλάδα", "GR", "met"), ("EL", "GR", "met"), ("grc", "GR", "met"), ("EL - Greece", "GR", "met")),
        *(("Zypern", "CY", "met"), ("Österreich", "AT", "met"), ("Réunion", "FR", "unmet"), ("azores", "PT", "unmet")),
    ],
)
def test_a_country_is_a_cell_like_a_code(text: str, code: str, state: str, rules: Path) -> None:
    """By a flag, by a profile and in Python, tested by a group."""
    profile = rules.with_name("profile.yaml")
    profile.write_text(f"district: {text}\n", "utf-8")
    for given in (("--district", text), ("--profile", profile)):
        done = ka1("check", "--rules", rules, "--call", "2026", "--format", "json", *given)
        found = json.loads(done.stdout)
        assert found["profile"] == {"district": code}
        states = {c["id"]: c["state"] for option in found["options"] for c in option["criteria"]}
        assert states["lives-here"] == state
    assert decide(load_rules(rules), {"district": text}).profile == {"district": code}


def test_every_command_knows_what_a_country_is(rules: Path) -> None:
    assert "--district CODE" in " ".join(ka1("check", "--rules", rules, "--help").stdout.replace("│", " ").split())
    assert "a country: its code of two letters" in ka1("rules", "show", rules).stdout
    assert "'gr'" in ka1("rules", "sql", "--rules", rules, "--table", "t", "--id", "id", "--call", "2026").stdout
    assert ka1("rules", "diff", rules, rules).code == 0
    schema = json.loads(ka1("rules", "schema").stdout)
    assert "country" in schema["$defs"]["fact"]["properties"]["type"]["enum"]
