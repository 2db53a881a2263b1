"""Headings: what does not matter in the name of a column, what does, and what is only near."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import LIBRARY, SHIPPED, loaded, plain

from ka1cli.batch.table.headings import Headings, Meaning, Rank

NAMES = [
    (name, Meaning(fact, rank))
    for fact, entry in plain(SHIPPED)["facts"].items()
    for rank, name in ((Rank.ID, fact), (Rank.TITLE, entry["title"]))
]


@cache
def headings() -> Headings:
    return Headings(loaded(SHIPPED).profiles)


@pytest.mark.parametrize(
    ("heading", "fact"),
    {
        "Country": "country",
        " country ": "country",
        "Country*": "country",
        "Countr\u00fd": "country",
        "COUNTRY:": "country",
        "organisation\ntype": "organisation_type",
        "organisation type *": "organisation_type",
        "Kind of organisation": "organisation_type",
        "Accredited?": "accredited",
        "Accredited;": "accredited",  # a Greek question mark
        "\u00bfAccredited ?": "accredited",
        "accredited (yes/no)": "accredited",
        "Accredited [Y/N]": "accredited",
        "accredited (1 or 0)": "accredited",
        "project months (months)": "project_months",
        "Length of the project (in months)": "project_months",
        "country (code)": "country",
        "Country (ISO code, two letters)": "country",
        "country (DE, AT, ...)": "country",
        "First time in Erasmus+": "first_time",
        "short-term grants so far": "short_term_grants",
        "Do you hold an Erasmus accreditation in VET?": "accredited",
        "In which country is your\norganisation? *": "country",
    }.items(),
)
def test_what_does_not_matter(heading: str, fact: str) -> None:
    meaning = headings().meaning(heading)
    assert meaning is not None
    assert meaning.fact == fact


@pytest.mark.parametrize(
    "heading",
    [
        *("", "(yes/no)", "name", "Land", "country of birth", "first time in Erasmus", "country?!"),
        *("country (second partner)", "accredited (until)", "accredited (yes/no) in HE", "project months (days)"),
        "accredited " * 40,
    ],
)
def test_what_does(heading: str) -> None:
    assert headings().meaning(heading) is None


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("acredited", "accredited"),
        ("accredited (until)", "accredited"),
        ("orgnisation tipe", "organisation_type"),
        ("name", None),
        ("city", None),
        ("KA121 grants", None),
        *(("coutnry", "country"), ("Length of project", "project_months"), ("Partners abroad", "partner_abroad")),
        *((f"{word} of organisation", None) for word in ("Name", "Size")),
        *((f"Organisation {word}".strip(), None) for word in ("", "name", "ID")),
        ("accredited " * 40, None),
    ],
)
def test_what_is_near(heading: str, fact: str | None) -> None:
    assert headings().nearest(heading, loaded(SHIPPED).profiles.facts) == fact


def test_ids_beat_titles_and_titles_beat_aliases() -> None:
    sentence = "How old is the person, counted in full years on the day on which the card is applied for? " * 5
    headings = Headings(loaded(LIBRARY).profiles, {"Part of TOWN": "age", "Wie alt?": "age", sentence: "age"})
    assert headings.meaning(f" {sentence}") == Meaning("age", Rank.MAP)
    assert headings.meaning("card type") == Meaning("card_type", Rank.ID)
    assert headings.meaning("card") == Meaning("card_type", Rank.TITLE)
    assert headings.meaning("bezirk") == Meaning("district", Rank.ALIAS)
    assert headings.meaning("part of town*") == Meaning("age", Rank.MAP)
    assert headings.meaning("wie alt") == Meaning("age", Rank.MAP)


@given(
    st.sampled_from(NAMES),
    st.lists(
        st.sampled_from([" ", "_", "-", "*", "?", ":", "\n", "\r\n", "\u00a0", "\u0301"]), min_size=60, max_size=60
    ),
    st.sampled_from([str.upper, str.title, str.lower, str.swapcase]),
    st.sampled_from(["", "(code)", " [ codes ]"]),
)
def test_any_mixture_of_what_does_not_matter(name, marks, capitals, bracket) -> None:
    spelling, meaning = name
    mixed = "".join(a + b for a, b in zip(capitals(spelling), marks, strict=False))
    assert headings().meaning(mixed + bracket) == headings().meaning(spelling)
    assert headings().meaning(spelling).fact == meaning.fact


@given(st.text(max_size=40))
def test_any_text_means_a_fact_or_nothing(text: str) -> None:
    meaning = headings().meaning(text)
    assert meaning is None or meaning.fact in loaded(SHIPPED).profiles.facts
    assert headings().nearest(text, loaded(SHIPPED).profiles.facts) in (None, *loaded(SHIPPED).profiles.facts)
