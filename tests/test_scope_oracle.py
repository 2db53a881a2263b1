"""The verdicts of the shipped rules against the table of routes and activities, written down once more in Python.

Random profiles from both sides of every threshold, each answer left out at times, in every call.
"""

from collections.abc import Callable, Mapping
from random import Random

import pytest
from chances import examples
from test_rules_scope import ASSOCIATED, CALLS, EU, FACTS, OPTIONS, rules

from ka1cli import decide

pytestmark = pytest.mark.thorough

Profile = dict[str, object]
Test = Callable[[object], bool]

PROGRAMME = {*EU, *ASSOCIATED}
ANSWERS: Mapping[str, tuple[object, ...]] = {
    "country": ("CY", "TR", "DE", "CH", "XK"),
    "organisation_type": ("vet-provider", "authority", "employer", "other", "individual"),
    "accredited": (True, False, "pending"),
    "short_term_grants": (0, 1, 2, 3),
    "years_in_field": (0, 1, 2, 3),
    "project_months": (5, 6, 14, 15, 18, 19, 24, 25),
    "participants": (1, 30, 31),
    "destination": ("ES", "NO", "US"),
    "participant": ("learner", "staff", "expert", "trainee-teacher"),
    "activity_days": (1, 2, 9, 10, 11, 30, 31, 60, 61, 89, 90, 365),
    "group_size": (1, 2, 3),
}


def within(low: int, high: int | None) -> Test:
    return lambda answer: isinstance(answer, int) and low <= answer and (high is None or answer <= high)


def among(*values: object) -> Test:
    return lambda answer: any(answer is value or (answer == value and isinstance(value, str)) for value in values)


def stay(who: str, low: int, high: int) -> dict[str, Test]:
    return {"participant": among(who), "activity_days": within(low, high)}


IN_PROGRAMME = among(*PROGRAMME)
IN_VET = among("vet-provider", "authority", "employer")


def asked_by(option: str, call: int) -> dict[str, Test]:
    """What an option asks of each fact; all of it has to hold."""
    return {
        "ka122": {
            "country": IN_PROGRAMME,
            "organisation_type": IN_VET,
            "accredited": among(False, "pending"),
            "short_term_grants": within(0, 2),
            "as_consortium": among(False),
            "applied_this_round": among(False),
            "will_apply": among(True),
            "project_months": within(6, 18),
            "participants": within(1, 30),
            "destination": IN_PROGRAMME,
        },
        "ka121": {
            "country": IN_PROGRAMME,
            "accredited": among(True, "pending"),
            "applied_this_round": among(False),
            "will_apply": among(True),
            "project_months": within(15, 24),
        },
        "ka120": {
            "country": IN_PROGRAMME,
            "organisation_type": IN_VET,
            "accredited": among(False),
            "years_in_field": within(2, None),
            "operational_capacity": among(True),
            "regular_activities": among(True),
            "will_apply": among(True),
        },
        "join": {"country": IN_PROGRAMME, "consortium_open": among(True)},
        "host": {"partner_abroad": among(True)},
        "epale": {"organisation_type": among("vet-provider", "employer")},
        "etwinning": {"organisation_type": among("vet-provider")},
        "job-shadowing": stay("staff", 2, 60),
        "teaching-assignment": stay("staff", 2, 365),
        "courses-and-training": stay("staff", 2, 10 if call >= 2026 else 30),
        "vet-skills-competition": stay("learner", 1, 10),
        "group-mobility": {**stay("learner", 2, 30), "group_size": within(2, None)},
        "erasmuspro": stay("learner", 90, 365),
        "invited-expert": stay("expert", 2, 60),
        "hosting-trainee-teachers": stay("trainee-teacher", 10, 365),
    }[option]


def verdict_of(tests: Mapping[str, Test], profile: Profile) -> str:
    if profile.get("organisation_type") == "individual":
        return "ineligible"
    if any(fact in profile and not test(profile[fact]) for fact, test in tests.items()):
        return "ineligible"
    return "undetermined" if any(fact not in profile and FACTS[fact][0] == "given" for fact in tests) else "eligible"


def short_stay(profile: Profile) -> str:
    """The one option whose facts hang together: a short stay needs fewer opportunities."""
    days, fewer = profile.get("activity_days"), profile.get("fewer_opportunities")
    least = {True: (2,), False: (10,), None: (2, 10)}[fewer]
    lengths = days is None or {low <= days <= 89 for low in least}
    whole = {verdict_of({"participant": among("learner")}, profile)}
    if days is None:
        whole.add("undetermined")
    elif lengths != {True}:
        whole.add("ineligible" if lengths == {False} else "undetermined")
    return next(verdict for verdict in ("ineligible", "undetermined", "eligible") if verdict in whole)


def profile_of(random: Random) -> Profile:
    profile = {fact: random.choice(ANSWERS.get(fact, (True, False))) for fact in FACTS if random.random() < 0.75}
    if profile.get("first_time"):  # no grant has been won then, whether that is said or not
        profile["short_term_grants"] = 0
    return profile


@pytest.mark.sampled
@pytest.mark.parametrize("call", CALLS)
def test_random_profiles(call: int) -> None:
    random = Random(call)
    seen = set()
    for _ in range(examples(500)):
        profile = profile_of(random)
        decision = decide(rules(), profile, call=call, options=[*OPTIONS] if call >= 2024 else OPTIONS_BEFORE)
        for option in decision.options:
            name = option.option.id
            expected = (
                short_stay(profile) if name == "short-term-mobility" else verdict_of(asked_by(name, call), profile)
            )
            assert option.verdict == expected, (name, profile)
            seen.add((name, expected))
    assert len(seen) > 40, "every verdict of nearly every option has been seen"


OPTIONS_BEFORE = [option for option in OPTIONS if option != "group-mobility"]
