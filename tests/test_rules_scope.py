"""The shipped rules judge every row of their scope right, on both sides of every threshold.

The expectations are written from the description of the Programme, not from the rule file.
"""

from datetime import date, datetime, timedelta, timezone
from functools import cache

import pytest

from ka1cli import Decision, InvalidProfile, Rules, decide, load_rules
from ka1cli.decision.model import OptionDecision
from ka1cli.language.formulas import Range
from ka1cli.language.resolve import value_at
from ka1cli.shipped import shipped_rules

Profile = dict[str, object]

CALLS = (2021, 2022, 2023, 2024, 2025, 2026, 2027)
SINCE_2026 = (2026, 2027)


def codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EU = codes("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
ASSOCIATED = codes("MK RS IS LI NO TR")
DAY = date(2027, 1, 15)


@cache
def rules() -> Rules:
    return load_rules(shipped_rules())


def decided(profile: Profile, **how: object) -> Decision:
    return decide(rules(), profile, on=DAY, **how)  # type: ignore[arg-type]


def judged(option: str, profile: Profile, **how: object) -> OptionDecision:
    (found,) = decided(profile, options=[option], **how).options
    return found


# --- the facts -------------------------------------------------------------------------------

FACTS = {
    "country": ("given", "country", None),
    "organisation_type": ("given", "choice", ["vet-provider", "authority", "employer", "other", "individual"]),
    "accredited": ("given", "yes-no", ["pending"]),
    "first_time": ("given", "yes-no", None),
    "short_term_grants": ("given", "number", (0, None)),
    "years_in_field": ("given", "number", (0, None)),
    "operational_capacity": ("given", "yes-no", None),
    "consortium_open": ("given", "yes-no", None),
    "will_apply": ("chosen", "yes-no", None),
    "regular_activities": ("chosen", "yes-no", None),
    "applied_this_round": ("chosen", "yes-no", None),
    "as_consortium": ("chosen", "yes-no", None),
    "partner_abroad": ("chosen", "yes-no", None),
    "project_months": ("chosen", "number", (1, None)),
    "participants": ("chosen", "number", (1, None)),
    "destination": ("chosen", "country", None),
    "participant": ("given", "choice", ["learner", "staff", "expert", "trainee-teacher"]),
    "activity_days": ("given", "number", (1, 365)),
    "fewer_opportunities": ("given", "yes-no", None),
    "group_size": ("given", "number", (1, None)),
}


def test_the_facts_are_those_of_the_contract() -> None:
    found = {}
    for fact in rules().rule_set.facts.values():
        values: object = None
        if fact.values and fact.type != "country":
            values = list(fact.values)
        elif fact.type == "number":
            values = (fact.min, fact.max)
        found[fact.id] = ("chosen" if fact.chosen else "given", str(fact.type), values)
    assert found == FACTS
    assert list(found) == list(FACTS)


def test_only_the_last_four_facts_are_about_activities() -> None:
    for call in CALLS:  # nobody travels in a group before the call of 2024
        assert set(rules().at(call).activity_facts) == set(tuple(FACTS)[-4:]) - (
            {"group_size"} if call < 2024 else set()
        )


OPTIONS = {
    "ka122": ("apply", "KA122-VET"),
    "ka121": ("apply", "KA121-VET"),
    "ka120": ("apply", "KA120-VET"),
    "join": ("join", None),
    "host": ("host", None),
    "epale": ("online", None),
    "etwinning": ("online", None),
    "job-shadowing": ("activity", None),
    "teaching-assignment": ("activity", None),
    "courses-and-training": ("activity", None),
    "vet-skills-competition": ("activity", None),
    "group-mobility": ("activity", None),
    "short-term-mobility": ("activity", None),
    "erasmuspro": ("activity", None),
    "invited-expert": ("activity", None),
    "hosting-trainee-teachers": ("activity", None),
}


def test_the_options_are_those_of_the_contract() -> None:
    rule_set = rules().rule_set
    assert {name: (option.kind, option.code) for name, option in rule_set.options.items()} == OPTIONS
    assert list(rule_set.options) == list(OPTIONS)
    assert rules().calls == CALLS
    assert (rule_set.id, rule_set.as_of, rule_set.ask) == (
        "erasmus-ka1-vet",
        date(2026, 11, 27),
        "your National Agency",
    )


# --- verdicts --------------------------------------------------------------------------------

# One profile for each option that answers exactly what its row in the scope asks for, at the edge where there is one.
FITTING: dict[str, Profile] = {
    "ka122": {
        "country": "CY",
        "organisation_type": "vet-provider",
        "accredited": False,
        "short_term_grants": 2,
        "as_consortium": False,
        "applied_this_round": False,
        "will_apply": True,
        "project_months": 6,
        "participants": 30,
        "destination": "ES",
    },
    "ka121": {
        "country": "NO",
        "accredited": True,
        "applied_this_round": False,
        "will_apply": True,
        "project_months": 15,
    },
    "ka120": {
        "country": "DE",
        "organisation_type": "authority",
        "accredited": False,
        "years_in_field": 2,
        "operational_capacity": True,
        "regular_activities": True,
        "will_apply": True,
    },
    "join": {"country": "RS", "consortium_open": True},
    "host": {"partner_abroad": True},
    "epale": {"organisation_type": "employer"},
    "etwinning": {"organisation_type": "vet-provider"},
    "job-shadowing": {"participant": "staff", "activity_days": 2},
    "teaching-assignment": {"participant": "staff", "activity_days": 2},
    "courses-and-training": {"participant": "staff", "activity_days": 2},
    "vet-skills-competition": {"participant": "learner", "activity_days": 1},
    "group-mobility": {"participant": "learner", "activity_days": 2, "group_size": 2},
    "short-term-mobility": {"participant": "learner", "activity_days": 10},
    "erasmuspro": {"participant": "learner", "activity_days": 90},
    "invited-expert": {"participant": "expert", "activity_days": 2},
    "hosting-trainee-teachers": {"participant": "trainee-teacher", "activity_days": 10},
}

OPEN, SHUT = "eligible", "ineligible"

# (option, what is answered differently, verdict); all other answers fit.
ROWS: list[tuple[str, Profile, str]] = [
    *((option, {}, OPEN) for option in FITTING),
    ("ka122", {"country": "CH"}, SHUT),
    ("ka122", {"country": "TR"}, OPEN),
    ("ka122", {"organisation_type": "authority"}, OPEN),
    ("ka122", {"organisation_type": "employer"}, OPEN),
    ("ka122", {"organisation_type": "other"}, SHUT),
    ("ka122", {"accredited": True}, SHUT),
    ("ka122", {"accredited": "pending"}, OPEN),
    ("ka122", {"short_term_grants": 0}, OPEN),
    ("ka122", {"short_term_grants": 3}, SHUT),
    ("ka122", {"short_term_grants": 4}, SHUT),
    ("ka122", {"as_consortium": True}, SHUT),
    ("ka122", {"applied_this_round": True}, SHUT),
    ("ka122", {"will_apply": False}, SHUT),
    ("ka122", {"project_months": 5}, SHUT),
    ("ka122", {"project_months": 18}, OPEN),
    ("ka122", {"project_months": 19}, SHUT),
    ("ka122", {"participants": 1}, OPEN),
    ("ka122", {"participants": 31}, SHUT),
    ("ka122", {"destination": "US"}, SHUT),
    ("ka122", {"destination": "IS"}, OPEN),
    # Nothing else bears on it.
    ("ka122", {"years_in_field": 0, "operational_capacity": False, "regular_activities": True}, OPEN),
    ("ka121", {"country": "UA"}, SHUT),
    ("ka121", {"accredited": False}, SHUT),
    ("ka121", {"accredited": "pending"}, OPEN),
    ("ka121", {"applied_this_round": True}, SHUT),
    ("ka121", {"will_apply": False}, SHUT),
    ("ka121", {"project_months": 14}, SHUT),
    ("ka121", {"project_months": 24}, OPEN),
    ("ka121", {"project_months": 25}, SHUT),
    # No limit on participants or destinations, and the type was judged when the accreditation was given.
    ("ka121", {"participants": 500, "destination": "US", "organisation_type": "other", "as_consortium": True}, OPEN),
    ("ka120", {"country": "GB"}, SHUT),
    ("ka120", {"organisation_type": "vet-provider"}, OPEN),
    ("ka120", {"organisation_type": "employer"}, OPEN),
    ("ka120", {"organisation_type": "other"}, SHUT),
    ("ka120", {"accredited": True}, SHUT),
    ("ka120", {"accredited": "pending"}, SHUT),
    ("ka120", {"years_in_field": 1}, SHUT),
    ("ka120", {"years_in_field": 3}, OPEN),
    ("ka120", {"operational_capacity": False}, SHUT),
    ("ka120", {"regular_activities": False}, SHUT),
    ("ka120", {"will_apply": False}, SHUT),
    # Three grants or a consortium lead here, and no experience in Erasmus+ is needed.
    ("ka120", {"short_term_grants": 3, "as_consortium": True}, OPEN),
    ("ka120", {"first_time": True}, OPEN),
    ("join", {"country": "CH"}, SHUT),
    ("join", {"consortium_open": False}, SHUT),
    ("join", {"accredited": False, "will_apply": False, "organisation_type": "other"}, OPEN),
    ("host", {"partner_abroad": False}, SHUT),
    ("host", {"country": "US", "organisation_type": "other", "will_apply": False}, OPEN),
    ("epale", {"organisation_type": "vet-provider"}, OPEN),
    ("epale", {"organisation_type": "authority"}, SHUT),
    ("epale", {"organisation_type": "other"}, SHUT),
    ("etwinning", {"organisation_type": "employer"}, SHUT),
    ("etwinning", {"organisation_type": "authority"}, SHUT),
    ("etwinning", {"organisation_type": "other"}, SHUT),
    *((option, {"organisation_type": "individual"}, SHUT) for option in FITTING),
    ("job-shadowing", {"activity_days": 1}, SHUT),
    ("job-shadowing", {"activity_days": 60}, OPEN),
    ("job-shadowing", {"activity_days": 61}, SHUT),
    ("teaching-assignment", {"activity_days": 1}, SHUT),
    ("teaching-assignment", {"activity_days": 365}, OPEN),
    ("courses-and-training", {"activity_days": 1}, SHUT),
    ("courses-and-training", {"activity_days": 10}, OPEN),
    ("courses-and-training", {"activity_days": 31}, SHUT),
    ("vet-skills-competition", {"activity_days": 10}, OPEN),
    ("vet-skills-competition", {"activity_days": 11}, SHUT),
    ("group-mobility", {"activity_days": 1}, SHUT),
    ("group-mobility", {"activity_days": 30}, OPEN),
    ("group-mobility", {"activity_days": 31}, SHUT),
    ("group-mobility", {"group_size": 1}, SHUT),
    ("group-mobility", {"group_size": 3}, OPEN),
    ("short-term-mobility", {"activity_days": 9, "fewer_opportunities": False}, SHUT),
    ("short-term-mobility", {"activity_days": 9, "fewer_opportunities": True}, OPEN),
    ("short-term-mobility", {"activity_days": 2, "fewer_opportunities": True}, OPEN),
    ("short-term-mobility", {"activity_days": 2, "fewer_opportunities": False}, SHUT),
    ("short-term-mobility", {"activity_days": 1, "fewer_opportunities": True}, SHUT),
    ("short-term-mobility", {"activity_days": 1}, SHUT),
    ("short-term-mobility", {"activity_days": 89, "fewer_opportunities": True}, OPEN),
    ("short-term-mobility", {"activity_days": 89}, OPEN),
    ("short-term-mobility", {"activity_days": 90}, SHUT),
    ("erasmuspro", {"activity_days": 89}, SHUT),
    ("erasmuspro", {"activity_days": 365}, OPEN),
    ("invited-expert", {"activity_days": 1}, SHUT),
    ("invited-expert", {"activity_days": 60}, OPEN),
    ("invited-expert", {"activity_days": 61}, SHUT),
    ("hosting-trainee-teachers", {"activity_days": 9}, SHUT),
    ("hosting-trainee-teachers", {"activity_days": 365}, OPEN),
    *(
        (option, {"participant": other}, SHUT)
        for option, fitting in FITTING.items()
        for other in ("learner", "staff", "expert", "trainee-teacher")
        if "participant" in fitting and other != fitting["participant"]
    ),
]


@pytest.mark.parametrize(("option", "changes", "verdict"), ROWS)
def test_every_row_on_both_sides_of_its_thresholds(option: str, changes: Profile, verdict: str) -> None:
    profile = {**FITTING[option], **changes}
    for call in CALLS:
        if option != "group-mobility" or call >= 2024:
            assert judged(option, profile, call=call).verdict == verdict


@pytest.mark.parametrize("call", CALLS)
def test_courses_are_shorter_since_the_call_of_2026(call: int) -> None:
    for days, verdict in ((11, SHUT if call in SINCE_2026 else OPEN), (12, SHUT if call in SINCE_2026 else OPEN)):
        assert (
            judged("courses-and-training", {"participant": "staff", "activity_days": days}, call=call).verdict
            == verdict
        )
    assert 2025 not in rules().rule_set.figures["course-days"].confirmed


@pytest.mark.parametrize("call", CALLS)
def test_group_mobility_exists_since_the_call_of_2024(call: int) -> None:
    options = {entry.option.id for entry in decided({"participant": "learner"}, call=call).options}
    assert ("group-mobility" in options) == (call >= 2024)
    assert len(options) == (16 if call >= 2024 else 15)


# What is missing of a short-term mobility depends on the answers that are there: see `test_missing_facts`.
LEFT_OUT = [(option, fact) for option in FITTING for fact in FITTING[option] if option != "short-term-mobility"]


@pytest.mark.parametrize(("option", "fact"), LEFT_OUT)
def test_an_answer_left_out_opens_a_given_fact_and_limits_a_chosen_one(option: str, fact: str) -> None:
    found = judged(option, {name: answer for name, answer in FITTING[option].items() if name != fact})
    if FACTS[fact][0] == "given":
        assert (found.verdict, found.missing) == ("undetermined", (fact,))
    else:
        assert (found.verdict, found.missing) == ("eligible", ())
        assert [limit.fact for limit in found.limits] == [fact]


@pytest.mark.parametrize(
    ("option", "given", "missing"),
    [
        ("ka122", {}, ["country", "organisation_type", "accredited", "short_term_grants"]),
        ("ka121", {}, ["country", "accredited"]),
        ("ka120", {}, ["country", "organisation_type", "accredited", "years_in_field", "operational_capacity"]),
        ("join", {}, ["country", "consortium_open"]),
        ("host", {}, []),
        ("short-term-mobility", {}, ["participant", "activity_days", "fewer_opportunities"]),
        ("short-term-mobility", {"participant": "learner"}, ["activity_days", "fewer_opportunities"]),
        ("short-term-mobility", {"activity_days": 10}, ["participant"]),
        ("short-term-mobility", {"participant": "learner", "activity_days": 9}, ["fewer_opportunities"]),
        ("short-term-mobility", {"participant": "learner", "fewer_opportunities": False}, ["activity_days"]),
        ("ka122", {"first_time": False}, ["country", "organisation_type", "accredited", "short_term_grants"]),
    ],
)
def test_missing_facts(option: str, given: Profile, missing: list[str]) -> None:
    found = judged(option, given)
    assert list(found.missing) == missing
    assert found.verdict == ("undetermined" if missing else "eligible")


def test_limits_to_keep() -> None:
    def ranges(option: str) -> dict[str, tuple[Range, ...]]:
        return {limit.fact: limit.ranges for limit in judged(option, {}).limits if limit.ranges}

    assert ranges("ka122") == {"project_months": (Range(6, 18),), "participants": (Range(1, 30),)}
    assert ranges("ka121") == {"project_months": (Range(15, 24),)}
    destination = next(limit for limit in judged("ka122", {}).limits if limit.fact == "destination")
    assert set(destination.values) == {*EU, *ASSOCIATED}


# --- countries -------------------------------------------------------------------------------

TERRITORIES = {
    **dict.fromkeys(codes("GF GP MF MQ RE YT BL NC PF PM TF WF"), "FR"),
    **dict.fromkeys(codes("AW BQ CW SX"), "NL"),
    "AX": "FI",
    "GL": "DK",
}


def test_the_programme_countries_are_the_eu_and_the_associated_countries_in_every_call() -> None:
    codes = rules().rule_set.facts["country"].values
    # ISO 3166-1 has 249; 18 of them are spellings of a Member State, and Kosovo is added.
    assert len(codes) == 249 - len(TERRITORIES) + 1
    assert len(EU) == 27
    for call in CALLS:
        inside = [
            code
            for code in codes
            if judged("join", {"country": code, "consortium_open": True}, call=call).verdict == OPEN
        ]
        assert set(inside) == {*EU, *ASSOCIATED}


@pytest.mark.parametrize(
    ("code", "means", "verdict"),
    [
        ("EL", "GR", OPEN),
        ("el", "GR", OPEN),
        ("GR", "GR", OPEN),
        ("UK", "GB", SHUT),
        ("GB", "GB", SHUT),
        ("no", "NO", OPEN),
        ("CH", "CH", SHUT),
        ("XK", "XK", SHUT),
        *((territory, state, OPEN) for territory, state in TERRITORIES.items()),
    ],
)
def test_spellings_of_countries(code: str, means: str, verdict: str) -> None:
    for fact, option in (("country", "ka122"), ("destination", "ka122")):
        profile = {**FITTING[option], fact: code}
        assert decided(profile).profile[fact] == means
        assert judged(option, profile).verdict == verdict


@pytest.mark.parametrize("code", ["XX", "EU", "Ruritania", "C"])
def test_an_invalid_country_is_an_error(code: str) -> None:
    with pytest.raises(InvalidProfile):
        decided({"country": code})


# --- what the first time means ---------------------------------------------------------------


def test_first_time_means_no_short_term_grant() -> None:
    known = {name: answer for name, answer in FITTING["ka122"].items() if name != "short_term_grants"}
    assert judged("ka122", known).missing == ("short_term_grants",)
    assert judged("ka122", {**known, "first_time": True}).verdict == OPEN
    assert judged("ka122", {**known, "first_time": True, "short_term_grants": 0}).verdict == OPEN
    assert judged("ka122", {**known, "first_time": False}).missing == ("short_term_grants",)


@pytest.mark.parametrize("grants", [1, 2, 3])
def test_first_time_with_grants_is_a_contradiction_that_names_both(grants: int) -> None:
    with pytest.raises(InvalidProfile) as caught:
        decided({"first_time": True, "short_term_grants": grants})
    (problem,) = caught.value.diagnostics
    assert "first_time" in problem.message
    assert "short_term_grants" in problem.message


# --- recommendations and the way on ----------------------------------------------------------

RECOMMENDED: list[tuple[Profile, set[str]]] = [
    ({}, set()),
    ({"first_time": True}, {"ka122", "host"}),
    ({"first_time": False}, set()),
    ({"regular_activities": False}, {"ka122"}),
    ({"regular_activities": True}, {"ka120"}),
    ({"regular_activities": True, "first_time": True}, {"ka122", "ka120", "host"}),
    ({"accredited": True}, {"ka121"}),
    ({"accredited": False}, set()),
    ({"accredited": "pending"}, {"ka121"}),
    ({"accredited": "pending", "first_time": True}, {"ka121", "ka122", "host"}),
    ({"organisation_type": "individual", "first_time": True}, set()),
    ({"accredited": True, "first_time": True, "regular_activities": True}, {"ka121", "host"}),
    ({"accredited": True, "will_apply": False}, {"join", "host"}),
    ({"will_apply": False}, {"join", "host"}),
    ({"will_apply": True}, set()),
    ({"will_apply": False, "partner_abroad": False}, {"join"}),
    ({"will_apply": False, "consortium_open": False}, {"host"}),
    ({"will_apply": False, "country": "US"}, {"host"}),
    ({"first_time": True, "organisation_type": "other"}, {"host"}),
    ({"first_time": True, "country": "US", "partner_abroad": False}, set()),
    ({"regular_activities": True, "years_in_field": 1}, set()),
    ({"organisation_type": "vet-provider"}, set()),
]


@pytest.mark.parametrize(("profile", "options"), RECOMMENDED)
def test_recommendations(profile: Profile, options: set[str]) -> None:
    assert {found.option.id for found in decided(profile).recommended} == options


@pytest.mark.parametrize(
    ("option", "profile", "ways"),
    [
        ("ka121", {"accredited": False}, ["ka120"]),
        ("ka121", {"accredited": False, "years_in_field": 1}, []),
        ("ka122", {"short_term_grants": 3}, ["ka120"]),
        ("ka122", {"as_consortium": True}, ["ka120"]),
        ("ka122", {"will_apply": False}, ["join", "host"]),
        ("ka121", {"will_apply": False}, ["join", "host"]),
        ("ka120", {"will_apply": False}, ["join", "host"]),
        ("ka120", {"will_apply": False, "partner_abroad": False}, ["join"]),
        ("ka122", {"accredited": True}, ["ka121"]),
        ("ka120", {"accredited": True}, ["ka121"]),
        ("ka120", {"accredited": "pending"}, ["ka121"]),
        ("ka122", {"organisation_type": "individual"}, []),
        ("ka120", {"years_in_field": 1}, ["ka122"]),
        ("ka120", {"regular_activities": False}, ["ka122"]),
        ("ka122", {"project_months": 19}, []),
        ("join", {"country": "US"}, []),
    ],
)
def test_the_way_on(option: str, profile: Profile, ways: list[str]) -> None:
    found = {entry.option.id: entry for entry in decided(profile).options}[option]
    assert found.verdict == SHUT
    assert list(found.ways_on) == ways


def test_the_main_example() -> None:
    found = {entry.option.id: entry for entry in decided({"accredited": "no", "first_time": "yes"}).options}
    assert list(found) == ["ka122", "ka121", "ka120", "join", "host", "epale", "etwinning"]
    short_term = found["ka122"]
    assert (short_term.verdict, short_term.recommended) == ("undetermined", True)
    assert short_term.missing == ("country", "organisation_type")
    limits = {limit.fact: limit.ranges for limit in short_term.limits}
    assert limits["project_months"] == (Range(6, 18),)
    assert limits["participants"] == (Range(1, 30),)
    kept = [finding.reason for finding in short_term.findings if finding.by_choice]
    assert any("6 to 18 months" in reason for reason in kept)
    assert any("at most 30 participants" in reason for reason in kept)
    assert (found["ka121"].verdict, found["ka121"].ways_on) == ("ineligible", ("ka120",))
    assert (found["host"].verdict, found["host"].recommended) == ("eligible", True)
    answered = {"accredited": "no", "first_time": "yes", "country": "CY", "organisation_type": "vet-provider"}
    assert judged("ka122", answered).verdict == "eligible"


def test_activities_are_judged_when_one_of_their_facts_is_answered() -> None:
    assert len(decided({"destination": "ES"}).options) == 7
    for fact, answer in (
        ("participant", "staff"),
        ("activity_days", 5),
        ("fewer_opportunities", True),
        ("group_size", 2),
    ):
        assert len(decided({fact: answer}).options) == 16


# --- figures and dates -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "value", "unit"),
    [
        ("short-term-months", Range(6, 18), "months"),
        ("short-term-participants", Range(None, 30), "participants"),
        ("short-term-grants-limit", Range(None, 3), "grants"),
        ("accredited-request-months", 15, "months"),
        ("accredited-project-months", Range(15, 24), "months"),
        ("international-share", Range(None, 20), "per cent"),
        ("years-in-field", Range(2, None), "years"),
        ("accreditation-end", "the end of 2027", None),
        ("consortium-members", Range(2, None), "members"),
        ("job-shadowing-days", Range(2, 60), "days"),
        ("teaching-days", Range(2, 365), "days"),
        ("course-fee-days", Range(None, 10), "days"),
        ("skills-competition-days", Range(1, 10), "days"),
        ("group-mobility-days", Range(2, 30), "days"),
        ("group-size", Range(2, None), "learners"),
        ("short-stay-days", Range(10, 89), "days"),
        ("short-stay-days-fewer-opportunities", Range(2, 89), "days"),
        ("erasmuspro-days", Range(90, 365), "days"),
        ("invited-expert-days", Range(2, 60), "days"),
        ("trainee-teacher-days", Range(10, 365), "days"),
    ],
)
def test_figures_that_hold_in_every_call(figure: str, value: object, unit: str | None) -> None:
    found = rules().rule_set.figures[figure]
    assert found.unit == unit
    assert [value_at(found.by_call, call) for call in CALLS] == [value] * len(CALLS)


MONEY = [
    *(
        f"travel-{band}"
        for band in ("10-99", "100-499", "500-1999", "2000-2999", "3000-3999", "4000-7999", "8000", "days")
    ),
    *(f"{figure}-group-{group}" for figure in ("staff-day", "host-countries") for group in (1, 2, 3)),
    "organisational-support",
    "course-fee",
    "preparatory-visit",
    "linguistic-support",
    "inclusion-organisation",
    "inclusion-participant",
]
SHOWN = {
    "ka122": {
        "short-term-months",
        "short-term-participants",
        "short-term-grants-limit",
        "grant-calls",
        "short-term-pass-mark",
    },
    "ka121": {
        "accredited-request-months",
        "accredited-project-months",
        "international-share",
        "accreditation-end",
    },
    "ka120": {
        "years-in-field",
        "accreditation-end",
        "accreditation-pass-mark",
        "plan-years",
        "consortium-members",
    },
    "join": {"consortium-members"},
    "host": set(),
    "epale": set(),
    "etwinning": set(),
    "job-shadowing": {"job-shadowing-days", "job-shadowing-mentor"},
    "teaching-assignment": {"teaching-days"},
    "courses-and-training": {
        "course-days",
        "course-fee-days",
        "course-fee",
        "course-participants",
        "course-consortium-participants",
        "course-share",
    },
    "vet-skills-competition": {"skills-competition-days"},
    "group-mobility": {"group-mobility-days", "group-size", "group-support"},
    "short-term-mobility": {"short-stay-days", "short-stay-days-fewer-opportunities", "graduate-months"},
    "erasmuspro": {"erasmuspro-days", "graduate-months"},
    "invited-expert": {"invited-expert-days"},
    "hosting-trainee-teachers": {"trainee-teacher-days"},
}


def test_each_option_shows_its_figures() -> None:
    assert {name: set(option.figures) for name, option in rules().rule_set.options.items()} == SHOWN


def test_the_money_stands_once_on_one_page_of_the_background() -> None:
    assert {name: list(entry.figures) for name, entry in rules().rule_set.background.items() if entry.figures} == {
        "funding": MONEY
    }


# For each call: value and the best confidence of a source for it; nothing where the value is not known.
FIGURES_BY_CALL = {
    "course-days": [(Range(2, 30), "official")] * 5 + [(Range(2, 10), "secondary")] * 2,
    "grant-calls": [
        (years, "official")
        for years in (
            "2021",
            "2021 and 2022",
            "2021 to 2023",
            "2021 to 2024",
            "2021 to 2025",
            "2022 to 2026",
            "2023 to 2027",
        )
    ],
    "course-fee": [(70, "secondary")] * 2 + [(80, "secondary")] * 3 + [(80, "official")] * 2,
    "inclusion-organisation": [(100, "secondary")] * 2 + [None] + [(125, "official")] * 4,
    "preparatory-visit": [None] * 5 + [(680, "official")] * 2,
    "linguistic-support": [None] * 5 + [(150, "official")] * 2,
    "plan-years": [None] * 3 + [(Range(2, 5), "official")] * 4,
    "job-shadowing-mentor": [None] * 5 + [(Range(None, 2), "official")] * 2,
    "course-participants": [None] * 5 + [(Range(None, 3), "official")] * 2,
    "course-consortium-participants": [None] * 5 + [(Range(None, 10), "official")] * 2,
    "group-support": [None] * 3 + [(100, "secondary")] * 4,
    "short-term-pass-mark": [None] * 5 + [("60 of 100, and half of the points in each criterion", "secondary")] * 2,
    "accreditation-pass-mark": [("70 of 100 points", "secondary")] * 5
    + [("70 of 100 points, and half of the points in each part", "secondary")] * 2,
    "graduate-months": [(12, "official")] * 7,
    "preparatory-visit-people": [(Range(None, 3), "official")] * 7,
    "travel-days": [None] * 3 + [("2, with green travel 6", "official")] * 4,
    "inclusion-participant": [None] * 5 + [("100 per cent of the real extra costs", "official")] * 2,
    "staff-day-group-1": [None] * 5 + [(Range(107, 191), "secondary")] * 2,
    "staff-day-group-2": [None] * 5 + [(Range(95, 169), "secondary")] * 2,
    "staff-day-group-3": [None] * 5 + [(Range(84, 148), "secondary")] * 2,
    **{
        f"travel-{band}": [(old, "official")] * 3 + [(new, "secondary")] * 4
        for band, old, new in (
            ("10-99", "23 euro", "28 euro, green travel 56 euro"),
            ("100-499", "180 euro, green travel 210 euro", "211 euro, green travel 285 euro"),
            ("500-1999", "275 euro, green travel 320 euro", "309 euro, green travel 417 euro"),
            ("2000-2999", "360 euro, green travel 410 euro", "395 euro, green travel 535 euro"),
            ("3000-3999", "530 euro, green travel 610 euro", "580 euro, green travel 785 euro"),
            ("4000-7999", "820 euro", "1188 euro, green travel the same"),
            ("8000", "1500 euro", "1735 euro, green travel the same"),
        )
    },
}


@pytest.mark.parametrize("figure", FIGURES_BY_CALL)
def test_figures_that_change_from_call_to_call(figure: str) -> None:
    found: list[object] = []
    for call in CALLS:
        rule_set = rules().at(call).rule_set
        entry = rule_set.figures[figure]
        value = value_at(entry.by_call, call)
        found.append(None if value is None else (value, str(rule_set.confidence(entry.sources))))
    assert found == FIGURES_BY_CALL[figure]


def _noon(text: str) -> datetime:
    """Noon in Brussels: the winter hour in February, the summer hour from May to October."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone(timedelta(hours=1 if day.month < 4 else 2)))


ROUND_1 = ["2021-05-18", "2022-02-23", "2023-02-23", "2024-02-20", "2025-02-19", "2026-02-19", None]
ROUND_2 = ["2021-10-05", "2022-10-04", "2023-10-04", "2024-10-08", "2025-10-01", "2026-10-01", None]
ACCREDITATION = ["2021-10-19", "2022-10-19", "2023-10-19", "2024-10-08", "2025-10-01", "2026-09-29", None]


@pytest.mark.parametrize(
    ("option", "rounds"),
    [("ka122", [ROUND_1, ROUND_2]), ("ka121", [ROUND_1]), ("ka120", [ACCREDITATION]), ("join", []), ("host", [])],
)
def test_deadlines(option: str, rounds: list[list[str | None]]) -> None:
    expected = {
        (call, number): _noon(day) if day else None
        for number, days in enumerate(rounds, 1)
        for call, day in zip(CALLS, days, strict=True)
    }
    deadlines = rules().rule_set.options[option].deadlines
    assert {(entry.call, entry.round): entry.closes for entry in deadlines} == expected
    for entry in deadlines:
        if entry.closes:
            assert entry.closes.utcoffset() == expected[entry.call, entry.round].utcoffset()  # type: ignore[union-attr]


def test_start_windows_are_told_only_where_a_source_states_them() -> None:
    found = {
        (option.id, entry.call, entry.round): (entry.starts_from, entry.starts_to)
        for option in rules().rule_set.options.values()
        for entry in option.deadlines
        if entry.starts_from or entry.starts_to
    }
    assert found == {
        ("ka122", 2021, 1): (date(2021, 9, 1), date(2021, 12, 31)),
        ("ka122", 2021, 2): (date(2022, 1, 1), date(2022, 5, 31)),
        ("ka122", 2022, 1): (date(2022, 6, 1), date(2022, 12, 31)),
        ("ka122", 2023, 1): (date(2023, 6, 1), date(2023, 12, 31)),
        ("ka122", 2025, 2): (date(2026, 1, 1), None),
        ("ka122", 2026, 1): (date(2026, 6, 1), date(2026, 12, 31)),
        ("ka122", 2026, 2): (date(2027, 1, 1), date(2027, 5, 31)),
        ("ka121", 2026, 1): (date(2026, 6, 1), None),
    }


def test_the_date_that_held_in_the_end_is_the_date_and_a_note_names_the_first_one() -> None:
    options = rules().rule_set.options
    notes = {(name, entry.call, entry.round): entry.note or "" for name in options for entry in options[name].deadlines}
    for name in ("ka122", "ka121"):
        assert "11 May 2021" in notes[name, 2021, 1]
    assert "1 October 2024" in notes["ka122", 2024, 2]
    assert "1 October 2024" in notes["ka120", 2024, 1]
    rounds = {(entry.call, entry.round): entry.only_where for entry in options["ka122"].deadlines}
    assert {place for place, words in rounds.items() if words} == {(call, 2) for call in CALLS}


def test_that_the_accreditation_has_a_round_in_2027_rests_on_a_source_though_its_day_is_not_known() -> None:
    (entry,) = (entry for entry in rules().rule_set.options["ka120"].deadlines if entry.call == 2027)
    assert (entry.closes, rules().rule_set.confidence(entry.sources)) == (None, "secondary")


# --- what no form decides, and what is told beside -------------------------------------------


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("ka122", ["quality", "award criteria", "which programmes count as VET", "sanctions", "money of the call"]),
        (
            "ka121",
            ["Every eligible request gets money", "budget", "sanctions", "in force on the day the project starts"],
        ),
        (
            "ka120",
            [
                "score",
                "70 of 100",
                "people and the means",
                "which programmes count as VET",
                "sanctions",
                "at least 14 days before",
            ],
        ),
        ("join", ["whether a member must itself be", "National Agency", "sanctions"]),
        ("host", ["real organisation"]),
        ("short-term-mobility", ["justified"]),
    ],
)
def test_manual_checks(option: str, words: list[str]) -> None:
    text = " ".join(check.text for check in rules().at().rule_set.options[option].manual_checks)
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("ka121", ["request a grant in each call", "the end of 2027"]),
        ("hosting-trainee-teachers", ["Only organisational support"]),
        ("ka120", ["no experience in Erasmus+", "good for one call of this programme, that of 2027"]),
        ("join", ["no accreditation of their own", "country of the coordinator"]),
    ],
)
def test_notes(option: str, words: list[str]) -> None:
    text = " ".join(note.text for note in rules().at().rule_set.options[option].notes)
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("words", "shown_with"),
    [
        ("legal person", "routes"),
        ("no paid outsider", "routes"),
        ("at least 2 members", "routes"),
        ("at most 20 per cent", "routes"),
        ("at most 3 grants", "routes"),
        ("learning agreement", "routes"),
        ("Europass", "routes"),
        ("Memorandum of Understanding", "routes"),
        ("12 months after graduation", "routes"),
        ("plans to join in 2027", "routes"),
        ("60 days", "routes"),
        ("prolong accreditations beyond 2027", "routes"),
        ("No source gives the range for VET", "routes"),
        ("under observation, suspended or ended", "routes"),
        ("at most 3 people", "activities"),
        ("days abroad", "activities"),
    ],
)
def test_background(words: str, shown_with: str | None) -> None:
    texts = {
        (entry.shown_with, text)
        for entry in rules().at().rule_set.background.values()
        for text in (entry.text or "", *(item.text for item in entry.items))
    }
    assert {where for where, text in texts if words in text} == {shown_with}


def test_the_nine_objectives_stand_in_three_groups_of_three() -> None:
    groups = [entry for entry in rules().rule_set.background.values() if entry.title.startswith("Objectives")]
    assert [len(entry.items) for entry in groups] == [3, 3, 3]
