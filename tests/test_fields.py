"""The rules of school and adult education: their contract, every activity on both sides of each bound, figures and dates.

The expectations are written from the description of the Programme, not from the rule files.
"""

from functools import cache

import pytest
from process import ROOT, ka1

from ka1cli import Rules, decide, load_rules
from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.formulas import Range
from ka1cli.language.load import load_text
from ka1cli.language.resolve import value_at

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("fields")]
CALLS = (2021, 2022, 2023, 2024, 2025, 2026, 2027)
UNTIL_2025, SINCE_2026 = CALLS[:5], CALLS[5:]
FIELDS = ("school", "adult")
LEARNER = {"school": "pupil", "adult": "adult-learner"}


@cache
def rules(field: str) -> Rules:
    return load_rules(ROOT / "rules" / f"{field}.yaml")


@pytest.mark.parametrize("field", FIELDS)
def test_the_cases_pass_and_show_everything(field: str) -> None:
    file = f"rules/{field}.yaml"
    done = ka1("rules", "test", f"tests/fields/{field}.yaml", "--rules", file, "--min", "100", cwd=ROOT)
    assert done.code == 0, done
    assert "(100 %)" in done.stdout


@pytest.mark.parametrize("field", FIELDS)
def test_the_rules_are_clean_but_for_notes(field: str) -> None:
    done = ka1("rules", "check", f"rules/{field}.yaml", cwd=ROOT)
    assert done.code == 0, done
    assert "warning" not in done.stdout + done.stderr
    assert "error" not in done.stdout + done.stderr


SHARED_FACTS = [
    *("country", "accredited", "first_time", "short_term_grants", "years_in_field", "operational_capacity"),
    *("consortium_open", "will_apply", "regular_activities", "applied_this_round", "as_consortium", "partner_abroad"),
    *("project_months", "participants", "destination", "activity_days", "fewer_opportunities", "group_size"),
    *("organisation_type", "participant"),
]


@pytest.mark.parametrize("field", FIELDS)
def test_facts_and_options_are_called_as_in_the_other_fields(field: str) -> None:
    rule_set = rules(field).rule_set
    assert list(rule_set.facts) == SHARED_FACTS
    code = {"school": "SCH", "adult": "ADU"}[field]
    assert {name: option.code for name, option in rule_set.options.items() if not option.is_activity} == {
        "ka122": f"KA122-{code}",
        "ka121": f"KA121-{code}",
        "ka120": f"KA120-{code}",
        "join": None,
        "host": None,
    }
    assert [name for name, option in rule_set.options.items() if option.is_activity] == [
        "job-shadowing",
        "teaching-assignment",
        "courses-and-training",
        "group-mobility",
        "short-term-mobility",
        "long-term-mobility",
        "invited-expert",
        "hosting-trainee-teachers",
    ]
    kind = {"school": "school", "adult": "adult-education-provider"}[field]
    assert list(rule_set.facts["organisation_type"].values) == [kind, "authority", "other", "individual"]
    assert list(rule_set.facts["participant"].values) == [LEARNER[field], "staff", "expert", "trainee-teacher"]
    assert rules(field).calls == CALLS


# field, option, who travels, shortest and longest stay, calls in which this holds
STAYS = [
    *(
        (field, option, who, least, most, CALLS)
        for field in FIELDS
        for option, who, least, most in (
            ("job-shadowing", "staff", 2, 60),
            ("teaching-assignment", "staff", 2, 365),
            ("group-mobility", LEARNER[field], 2, 30),
            ("invited-expert", "expert", 2, 60),
            ("hosting-trainee-teachers", "trainee-teacher", 10, 365),
        )
    ),
    ("school", "courses-and-training", "staff", 2, 30, UNTIL_2025),
    ("school", "courses-and-training", "staff", 2, 10, SINCE_2026),
    ("school", "short-term-mobility", "pupil", 10, 29, CALLS),
    ("school", "long-term-mobility", "pupil", 30, 365, CALLS),
    ("adult", "courses-and-training", "staff", 2, 30, CALLS),
    ("adult", "short-term-mobility", "adult-learner", 2, 30, UNTIL_2025),
    ("adult", "short-term-mobility", "adult-learner", 2, 29, SINCE_2026),
    ("adult", "long-term-mobility", "adult-learner", 30, 365, SINCE_2026),
]


@pytest.mark.parametrize(("field", "option", "who", "least", "most", "calls"), STAYS)
def test_activities_on_both_sides_of_each_bound(
    field: str, option: str, who: str, least: int, most: int, calls: tuple[int, ...]
) -> None:
    for call in calls:
        for days in {least - 1, least, most, min(most + 1, 365)}:
            profile = {"participant": who, "activity_days": days, "group_size": 2, "fewer_opportunities": False}
            (found,) = decide(rules(field), profile, call=call, options=[option]).options
            assert (found.verdict == "eligible") is (least <= days <= most), (call, days)


@pytest.mark.parametrize("field", FIELDS)
def test_each_activity_is_for_one_kind_of_participant(field: str) -> None:
    suited = set()
    for who in rules(field).rule_set.facts["participant"].values:
        for days in (5, 20, 40):
            decision = decide(rules(field), {"participant": who, "activity_days": days, "group_size": 9}, call=2025)
            eligible = [entry.option for entry in decision.options if entry.verdict == "eligible"]
            suited |= {(option.id, who) for option in eligible if option.is_activity}
    learner = LEARNER[field]
    assert suited == {
        ("job-shadowing", "staff"),
        ("teaching-assignment", "staff"),
        ("courses-and-training", "staff"),
        ("group-mobility", learner),
        ("short-term-mobility", learner),
        *([("long-term-mobility", learner)] if field == "school" else []),
        ("invited-expert", "expert"),
        ("hosting-trainee-teachers", "trainee-teacher"),
    }


@pytest.mark.parametrize(("days", "fits"), [(1, False), (2, True), (9, True), (29, True), (30, False)])
def test_pupils_with_fewer_opportunities_may_stay_for_a_shorter_time(days: int, fits: bool) -> None:
    profile = {"participant": "pupil", "activity_days": days, "fewer_opportunities": True}
    (found,) = decide(rules("school"), profile, options=["short-term-mobility"]).options
    assert (found.verdict == "eligible") is fits


def test_a_long_stay_of_adults_stands_on_newer_pages_only() -> None:
    options = rules("adult").rule_set.options["long-term-mobility"]
    assert (options.calls.first, options.calls.last) == (2026, None)


@pytest.mark.parametrize(
    ("field", "figure", "by_call"),
    [
        ("school", "pupil-day-group-1", [None] * 5 + [Range(48, 85)] * 2),
        ("school", "pupil-day-group-2", [None] * 5 + [Range(41, 74)] * 2),
        ("school", "pupil-day-group-3", [None] * 5 + [Range(36, 64)] * 2),
        ("school", "staff-day-group-1", [None] * 5 + [Range(107, 191)] * 2),
        ("adult", "staff-day-group-3", [None] * 5 + [Range(84, 148)] * 2),
        ("adult", "preparatory-visit", [None] * 5 + [680] * 2),
        ("school", "years-in-field", [Range(2, None)] * 7),
        ("adult", "years-in-field", [Range(2, None)] * 7),
        ("adult", "accreditation-end", ["the end of 2027"] * 7),
    ],
)
def test_figures(field: str, figure: str, by_call: list[object]) -> None:
    entry = rules(field).rule_set.figures[figure]
    assert [value_at(entry.by_call, call) for call in CALLS] == by_call


ROUNDS = {
    "ka122": {
        1: "2021-05-18 2022-02-23 2023-02-23 2024-02-20 2025-02-19 2026-02-19 -",
        2: "2021-10-05 2022-10-04 2023-10-04 2024-10-08 2025-10-01 2026-10-01 -",
    },
    "ka121": {1: "2021-05-18 2022-02-23 2023-02-23 2024-02-20 2025-02-19 2026-02-19 -"},
    "ka120": {1: "2021-10-19 2022-10-19 2023-10-19 2024-10-08 2025-10-01 2026-09-29 -"},
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("option", ROUNDS)
def test_deadlines(field: str, option: str) -> None:
    found: dict[int, list[str]] = {}
    for entry in rules(field).rule_set.options[option].deadlines:
        day = f"{entry.closes:%Y-%m-%d}" if entry.closes else "-"
        found.setdefault(entry.round, []).append(day)
        if entry.closes:
            summer = 4 <= entry.closes.month <= 10
            assert f"{entry.closes:%H:%M%z}" == ("12:00+0200" if summer else "12:00+0100")
        assert bool(entry.only_where) is (entry.round == 2)
    assert {number: " ".join(days) for number, days in found.items()} == ROUNDS[option]


@pytest.mark.parametrize(
    ("field", "answers", "option", "words"),
    [
        ("school", {"country": "SE"}, "ka120", "at most 10 accreditations for schools"),
        ("school", {"country": "DE"}, "ka122", "Vocational schools apply in VET only"),
        ("school", {"country": "HU"}, "ka122", "technicums"),
        ("school", {"country": "GR"}, "ka122", "directorates of education"),
        ("school", {"organisation_type": "other"}, "ka122", "--rules vet"),
        ("school", {}, "ka121", "at most two applications"),
        ("adult", {"country": "SE"}, "ka120", "at most 15 accreditations in adult education"),
        ("adult", {"country": "NO"}, "ka122", "belong to VET"),
        ("adult", {"organisation_type": "other"}, "ka120", "--rules school"),
        ("adult", {}, "ka122", "No source says what adult education needs"),
        ("adult", {}, "ka121", "is not known; ask your National Agency"),
        ("adult", {"participant": "staff", "activity_days": 11}, "courses-and-training", "end at 10 days"),
    ],
)
def test_what_is_said_to_whom_it_concerns(field: str, answers: dict[str, object], option: str, words: str) -> None:
    def statements(profile: dict[str, object]) -> str:
        (found,) = decide(rules(field), profile, options=[option]).options
        said = (*found.manual_checks, *found.notes)
        return " ".join(f"{entry.text} {entry.note or ''}" for entry in said)

    assert words in statements(answers)
    assert not answers or words not in statements({})


@pytest.mark.parametrize(
    ("field", "criterion", "source"),
    [
        ("school", "short-term-length", "bk-short-term"),
        ("school", "job-shadowing-length", "kaernten-schools"),
        ("school", "accredited-length", "utbyten-schools"),
        ("adult", "short-term-length", "idep-adult"),
        ("adult", "short-term-size", "idep-adult"),
        ("adult", "group-mobility-length", "iky-adult"),
    ],
)
def test_a_source_on_the_field_is_cited_first(field: str, criterion: str, source: str) -> None:
    rule_set = rules(field).at().rule_set
    assert rule_set.best_first(rule_set.criteria[criterion].sources)[0] == source


def test_a_topic_of_which_no_source_speaks_is_refused() -> None:
    text = (ROOT / "tests" / "rules" / "library.yaml").read_text("utf-8")
    told = text.replace("confidence: official", "topics: [books], confidence: official", 1)
    assert load_text(told.replace("as_of:", "topic: books\nas_of:"))
    with pytest.raises(InvalidRules) as caught:
        load_text(text.replace("as_of:", "topic: books\nas_of:"))
    assert "no topic of sources is called `books`" in caught.value.diagnostics[0].message
