"""How texts are read as answers: what people and spreadsheets write, and what nobody can know the meaning of."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ka1cli.language.answers import AnswerReader, Unreadable, answer_text, yes_or_no
from ka1cli.language.answers import words as language_words
from ka1cli.language.answers.slips import Slips
from ka1cli.language.answers.usual import SECOND_CODES
from ka1cli.language.answers.words import country_titles
from ka1cli.language.model import Fact, FactType
from ka1cli.language.spelling import did_you_mean, nearest

SAMPLE = Fact("f", False, FactType.YES_NO, {}, None, {}, 0, None, None, (), "p", "F", "F?", None, ())


def fact(type: FactType, *, values: dict[str, str] | None = None, **changes: object) -> Fact:
    return SAMPLE._replace(type=type, values=values or {}, **changes)


COUNTRY = AnswerReader(fact(FactType.COUNTRY, values=country_titles("en"), aliases=dict(SECOND_CODES)))
YES_NO = AnswerReader(fact(FactType.YES_NO))
MONTHS = AnswerReader(fact(FactType.NUMBER, unit="months", min=1, max=5000))
BORN = AnswerReader(fact(FactType.DATE, min=date(1900, 1, 1).toordinal()))
KIND = AnswerReader(
    fact(
        FactType.CHOICE,
        values={"vet-provider": "School or centre for VET", "employer": "Company", "other": ""},
        aliases={"school": "vet-provider"},
    )
)


def refusal(reader: AnswerReader, text: str) -> Unreadable:
    found = reader.read(text)
    assert isinstance(found, Unreadable), (text, found)
    assert "`f`" in found.message
    assert "\n" not in found.message + found.help
    return found


# Numbers


@pytest.mark.parametrize(
    "text",
    ["12", "12.0", "12,0", "12.00", "+12", "012", "12 months", "12 month", "12months", "12 Months", "12,0 months", "12\u00a0"],
)  # fmt: skip
def test_a_number_is_read(text: str) -> None:
    assert MONTHS.read(text) == 12


DOT, COMMA = ("a dot before three digits", "a comma before three digits")
MARKS = "without marks between its digits"
NUMBERS_REFUSED = {
    "1.000": (DOT, "write 1000 or 1"),
    "1,000": (COMMA, "write 1000 or 1"),
    "12.000": (DOT, "write 12"),
    "1.200": (DOT, "write 1200"),
    "1,200 months": (COMMA, "write 1200"),
    "1 000": (MARKS, "write 1000"),
    "1\u00a0000": (MARKS, "write 1000"),
    "1\u202f000": (MARKS, "write 1000"),
    "1'000": (MARKS, "write 1000"),
    "1’000": (MARKS, "write 1000"),
    "1.000.000": (MARKS, "write a whole number from 1 to 5000"),
    "12; 15": ("two values", None),
    "12 - 18": ("two values", None),
    "1, 2, 3": ("several values", None),
    **dict.fromkeys(
        (
            *("2,5", "12.5", "ca. 25", ">10", "12-18", "none", "25+", "1e1", "12 years", "since 1998", "keine"),
            *("months", "-1", "½", "٣", "0", "5001", "1.000,00", "x"),
        ),
        ("is not an answer to `f`", "write a whole number from 1 to 5000"),
    ),
}


@pytest.mark.parametrize("text", NUMBERS_REFUSED)
def test_what_may_be_another_number_is_refused_with_the_reason(text: str) -> None:
    why, wanted = NUMBERS_REFUSED[text]
    found = refusal(MONTHS, text)
    assert f"`{text}`" in found.message.replace("\\xa0", "\u00a0").replace("\\x202f", "\u202f")
    assert why in found.message
    assert wanted in (None, found.help)


@given(
    st.integers(0, 10**14),
    st.sampled_from(["", "+", "0"]),
    st.sampled_from(["", ".0", ",0", ".00", ",00", " items", " item"]),
)
def test_a_whole_number_in_any_form_is_itself(number: int, before: str, after: str) -> None:
    assert AnswerReader(fact(FactType.NUMBER, unit="items")).read(f"{before}{number}{after}") == number


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=3), st.sampled_from(".,' \u00a0\u202f’"))
def test_a_mark_before_three_digits_is_never_read(first: int, rest: list[int], mark: str) -> None:
    text = mark.join([str(first), *(f"{group:03}" for group in rest)])
    found = refusal(AnswerReader(fact(FactType.NUMBER)), text)
    assert found.message.endswith((MARKS, "can mean thousands or a fraction"))
    assert text.replace(mark, "") in found.help


EURO = AnswerReader(fact(FactType.NUMBER, unit="euro", decimals=2, max=10_000_000))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25829.50", "25829.50"),
        ("25829,5", "25829.50"),
        ("25,829.50", "25829.50"),
        ("25.829,50 euro", "25829.50"),
        ("+25829", "25829"),
        ("25829.5000", "25829.50"),
        ("0,05", "0.05"),
        ("012.5", "12.50"),
        ("100000", "100000"),
    ],
)
def test_a_number_with_decimals_is_read_where_it_can_mean_one_only(text: str, value: str) -> None:
    assert EURO.read(text) == Decimal(value)
    assert answer_text(EURO.read(text)) == value


@pytest.mark.parametrize(
    ("text", "why", "wanted"),
    [
        ("25.829", "a dot before three digits can mean thousands or a fraction", "write 25829"),
        ("1,000", "a comma before three digits can mean thousands or a fraction", "write 1000 or 1"),
        ("25,829,500", MARKS, "write a number from 0 to 100000 with up to 2 decimals"),  # what it can mean is too much
        ("99,829", "a comma before three digits can mean thousands or a fraction", "write 99829"),
        (
            "100.001",
            "a dot before three digits can mean thousands or a fraction",
            "write a number from 0 to 100000 with up to 2 decimals",
        ),
        ("100.000", "a dot before three digits can mean thousands or a fraction", "write 100000 or 100"),
        ("999.000", "a dot before three digits can mean thousands or a fraction", "write 999"),
        ("25 829,50", "", "write a number from 0 to 100000 with up to 2 decimals"),
        ("25,829,50", "", None),
        ("25.829.50", "", None),
        ("12.3456", "", None),
        ("100000.01", "", None),
        ("-1", "", None),
        ("1; 2.5", "two values stand there", None),
        (".5", "", None),
        ("١٢,٥", "", None),
    ],
)
def test_a_number_with_decimals_that_nobody_can_be_sure_of_is_refused(text: str, why: str, wanted: str | None) -> None:
    found = refusal(EURO, text)
    assert found.message.endswith(why or "is not an answer to `f`")
    assert wanted in (None, found.help)


@given(st.integers(0, 10_000_000), st.sampled_from(["", "+", "0"]), st.sampled_from(".,"))
def test_every_number_with_decimals_is_itself_in_every_form(steps: int, before: str, mark: str) -> None:
    whole, rest = divmod(steps, 100)
    value = Decimal(steps) / 100
    assert EURO.read(f"{before}{whole}{mark}{rest:02}") == value
    assert EURO.read(f"{whole:,}{'.'}{rest:02}") == value
    assert EURO.read(answer_text(value)) == value
    if rest == 0:
        assert EURO.read(f"{before}{whole}") == value


@given(st.text("0123456789.,' +-eE\u00a0", max_size=8))
def test_no_text_is_read_as_a_number_that_its_digits_do_not_write(text: str) -> None:
    found = AnswerReader(fact(FactType.NUMBER)).read(text)
    if isinstance(found, int):
        whole, _, zeros = text.strip(" \u00a0").replace(",", ".").removeprefix("+").partition(".")
        assert int(whole) == found
        assert set(zeros) <= {"0"}
        assert len(zeros) != 3


# Days


@pytest.mark.parametrize(
    "text", ["1960-12-31", "1960-12-31 00:00:00", "1960-12-31T00:00", "1960-12-31T00:00:00.000", " 1960-12-31 00:00 "]
)
def test_a_day_is_read(text: str) -> None:
    assert BORN.read(text) == date(1960, 12, 31)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *(("31.12.1960", "1960-12-31"), ("3.4.1960", "1960-04-03"), ("31. 12. 1960", "1960-12-31")),
        *(("1960/12/31", "1960-12-31"), ("1960-1-2", "1960-01-02"), ("1960.12.31", "1960-12-31")),
        *((text, "a date such as 2026-11-24") for text in (
            *("12/31/1960", "31/12/1960", "31-12-1960", "31 Dec 1960", "22281", "31.13.1960", "31.12.60", "1960"),
            *("1960-12-31 10:00", "1960-12-31T00:00+02:00", "1960-02-30"),
        )),
    ],
)  # fmt: skip
def test_another_form_of_a_day_is_refused_and_offered_only_where_it_is_certain(text: str, wanted: str) -> None:
    assert refusal(BORN, text).help == f"write {wanted}"


def test_two_days_in_one_text() -> None:
    assert "two values" in refusal(BORN, "1960-12-31; 1961-01-01").message
    assert "values" not in refusal(BORN, "1960-12-31/1961-01-01").message  # `/` is a mark within a day


@given(st.dates(date(1900, 1, 1)))
def test_no_way_to_write_a_day_is_read_as_another(day: date) -> None:
    for text in (f"{day:%d.%m.%Y}", f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}", f"{day:%Y/%m/%d}", f"{day:%Y-%d-%m}"):
        found = BORN.read(text)
        assert isinstance(found, Unreadable) or found == day or text == f"{day:%Y-%d-%m}"
        if isinstance(found, Unreadable) and "/" not in text[:3] and "such as" not in found.help:
            assert found.help in (f"write {day}", f"write {day:%Y-%d-%m}")


# Yes and no


YES = "yes Y TRUE 1 1.0 1,0 1.00 ja JA oui sì si Sí ναι ΝΑΙ да ano áno igen tak sim taip jā jah kyllä iva tá da WAHR VRAI VERO PRAWDA SANN DOĞRU"
NO = "no N FALSE 0 0.0 0,0 nein NEIN non no όχι ΟΧΙ οχι не ne nej ei nem nie não nao nē nee le níl nu FALSCH FAUX FALSO FAŁSZ no. USANN YANLIŞ"


@pytest.mark.parametrize(("text", "answer"), [*product(YES.split(), [True]), *product(NO.split(), [False])])
def test_yes_and_no_are_read_in_every_language(text: str, answer: bool) -> None:
    assert YES_NO.read(text) is answer
    assert yes_or_no(text) is answer or text[0] in "01"


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "✓",
        "✗",
        "-",
        "--",
        "n/a",
        "N.A.",
        "+",
        "nil",
        "j",
        "t",
        "o",
        "e",
        "s",
        "д",
        "2",
        "-1",
        "1-",
        "1.000",
        "1.5",
        "ok",
        "maybe",
        "null",
        "none",
    ],
)
def test_what_nobody_knows_is_neither_yes_nor_no(text: str) -> None:
    assert refusal(YES_NO, text).help == "write yes or no"
    assert yes_or_no(text) is None


def test_yes_in_one_language_and_no_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word of the data is both, so one is made up."""
    monkeypatch.setattr(language_words, "yes_and_no", lambda: {"nai": frozenset((True, False))})
    monkeypatch.setattr("ka1cli.language.answers.names.yes_and_no", language_words.yes_and_no)
    found = refusal(AnswerReader(YES_NO.fact), "Nai")
    assert found.message == "`Nai` is not an answer to `f`: it is yes in one language and no in another"
    assert found.help == "write yes or no"
    assert yes_or_no("nai") is None


def test_a_name_that_countries_share_is_refused_with_those_that_it_can_mean() -> None:
    found = refusal(
        AnswerReader(fact(FactType.COUNTRY, values={"CG": "Congo - Brazzaville", "CD": "Congo - Kinshasa"})), "Kongo"
    )
    assert found.message == "`Kongo` is not a value of `f`: it can mean CD or CG"
    assert found.help == "write CD or CG"


# Choices


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("vet-provider", "vet-provider"), ("VET provider", "vet-provider"), ("vet_provider", "vet-provider")),
        *(("School or centre for VET", "vet-provider"), ("school", "vet-provider"), ("SCHÓOL", "vet-provider")),
        *(("company", "employer"), ("Company (employer)", "employer"), ("other", "other")),
    ],
)
def test_a_value_is_read_by_its_id_its_title_and_its_aliases(text: str, value: str) -> None:
    assert KIND.read(text) == value


def test_a_title_that_two_values_share_is_no_spelling() -> None:
    reader = AnswerReader(fact(FactType.CHOICE, values={"a1": "Same", "b1": "same"}))
    assert refusal(reader, "Same").help == "known: a1, b1"


def test_an_id_beats_a_title() -> None:
    reader = AnswerReader(fact(FactType.CHOICE, values={"north": "South", "south": "North"}))
    assert [reader.read(text) for text in ("north", "SOUTH")] == ["north", "south"]


@pytest.mark.parametrize(
    "text", ["vet-provider; employer", "school, company", "employer / other", "other | employer", "other and employer"]
)
def test_two_values_in_one_cell(text: str) -> None:
    assert refusal(KIND, text).message.endswith("two values stand there")


def test_two_numbers_with_their_unit_in_one_cell() -> None:
    assert refusal(MONTHS, "6 months; 12 months").message.endswith("two values stand there")


def test_a_mark_behind_one_value_makes_no_two() -> None:
    assert refusal(KIND, "employer,").message.endswith("`f`")


@pytest.mark.parametrize(("decimals", "end"), [(1, "decimal"), (2, "decimals")])
def test_so_many_decimals(decimals: int, end: str) -> None:
    reader = AnswerReader(fact(FactType.NUMBER, min=0, decimals=decimals))
    assert refusal(reader, "many").help == f"write a number, 0 or more, with up to {decimals} {end}"


# Suggestions


@pytest.mark.parametrize(
    ("reader", "text", "suggestion"),
    [
        (COUNTRY, "Gremany", "did you mean `DE` (Germany)?"),
        (COUNTRY, "Hungry", "did you mean `HU` (Hungary)?"),
        (COUNTRY, "Deutschlnd", "did you mean `DE` (Germany)?"),
        (COUNTRY, "Ελλλάδα", "did you mean `GR` (Greece)?"),
        (KIND, "vetprovider", "did you mean `vet-provider`? known: vet-provider, employer, other"),
        (KIND, "employers", "did you mean `employer`? known: vet-provider, employer, other"),
        *((KIND, text, "known: vet-provider, employer, other") for text in ("authority", "plan", "eployee", "vet", "otter x")),
        *(
            (COUNTRY, text, "write the name of a country or its code of two letters")
            for text in ("ZZ", "D", "GE-", "Slovania", "Iron", "Mail", "Xyzzy", "school", "Macedonia", "Bavaria", "n/a", "-", "EU", "QQQ")
        ),
    ],
)  # fmt: skip
def test_a_suggestion_is_made_only_where_it_is_nearly_certain(reader: AnswerReader, text: str, suggestion: str) -> None:
    assert refusal(reader, text).help == suggestion


NAMES = ["country", "accredited", "organisation_type", "first_time", "project_months", "participants", "years_in_field"]


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        *((name, NAMES, meant) for name, meant in (
            *(("countri", "country"), ("acredited", "accredited"), ("organization_type", "organisation_type")),
            *(("project-month", "project_months"), ("participant", "participants"), ("COUNTRY ", "country")),
            *(("title", None), ("region", None), ("years", None), ("type", None), ("date", None), ("county seat", None)),
        )),
        ("ka12", ["ka120", "ka121", "ka122"], None),
        ("--fromat", ["--format", "--profile", "--route"], "--format"),
        ("--out", ["--output", "--on"], "--output"),
        ("knid", ["kind", "title"], "kind"),
    ],
)  # fmt: skip
def test_a_name_is_suggested_only_where_it_is_near(name: str, known: list[str], meant: str | None) -> None:
    assert nearest(name, known) == meant


def test_names_that_are_equally_near_are_all_named() -> None:
    assert did_you_mean("ka12", ["host", "ka120", "ka121", "ka122"]) == "did you mean `ka120` or `ka121` or `ka122`?"
    assert did_you_mean("zebra", ["host", "join"]) == "known: host, join"


WORDS = st.text("abc", max_size=9)


@given(st.sets(WORDS, min_size=1, max_size=20), WORDS)
def test_one_slip_is_one_letter_more_or_less_or_another_or_two_that_changed_places(known: set[str], word: str) -> None:
    slips = {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in "abc"}
    slips |= {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in ("", "a", "b", "c")}
    slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    assert Slips(known).near(word) - {word} == (known & slips - {word} if len(word) >= 5 else set())


def test_where_no_name_is_known_none_is_near() -> None:
    assert Slips(()).near("anything") == set()


def test_a_refusal_says_no_more_than_it_knows() -> None:
    assert refusal(YES_NO, "maybe").message == "`maybe` is not an answer to `f`"
    assert refusal(KIND, "nothing").message == "`nothing` is not a value of `f`"
