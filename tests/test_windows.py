"""When something can be done: rounds at a moment, the call that a day is about, rounds that not everybody has."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from process import ka1, ka1_json
from rule_files import GRANTS, loaded

from ka1cli import decide, load_rules
from ka1cli.decision.model import Moment
from ka1cli.render.text.wording import apply_by_text


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# The day or time, the call it is about, and for each option the state of its window, the round and the call.
SEEN: list[tuple[Moment, int, dict[str, tuple[str, int | None, int | None]]]] = [
    (date(2025, 3, 1), 2025, {"grant": ("open", 2025, 1), "hall": ("always", None, None)}),
    (at("2025-03-01T12:00+01:00"), 2025, {"grant": ("open", 2025, 1)}),
    (at("2025-03-01T11:00+00:00"), 2025, {"grant": ("open", 2025, 1)}),
    (at("2025-03-01T12:01+01:00"), 2026, {"grant": ("open", 2026, 1)}),
    (at("2025-03-01T11:01+00:00"), 2026, {"grant": ("open", 2026, 1)}),
    # Elsewhere on earth it is another date.
    (at("2025-03-02T00:59+14:00"), 2025, {"grant": ("open", 2025, 1)}),
    (at("2025-02-28T23:01-12:00"), 2026, {"grant": ("open", 2026, 1)}),
    (date(2025, 3, 2), 2026, {"grant": ("open", 2026, 1), "loan": ("unknown", 2026, 1)}),
    (date(2026, 3, 2), 2026, {"grant": ("open", 2026, 1)}),
    (at("2026-03-02T12:00+01:00"), 2026, {"grant": ("open", 2026, 1)}),
    (at("2026-03-02T12:01+01:00"), 2026, {"grant": ("unknown", 2026, 2)}),
    (date(2026, 3, 3), 2026, {"grant": ("unknown", 2026, 2), "loan": ("unknown", 2026, 1)}),
    (date(2026, 6, 2), 2026, {"loan": ("closed", 2026, 1)}),
    (date(2026, 10, 1), 2026, {"grant": ("unknown", 2026, 2)}),
    (date(2026, 10, 2), 2027, {"grant": ("unknown", 2027, 1)}),
    (date(2027, 12, 31), 2027, {"grant": ("unknown", 2027, 1)}),
    (date(2028, 1, 1), 2027, {"grant": ("closed", 2027, 1)}),
]


@pytest.mark.parametrize(("moment", "call", "expected"), SEEN, ids=[str(row[0]) for row in SEEN])
def test_windows_and_the_call_of_a_moment(moment: Moment, call: int, expected: dict[str, tuple[str, int, int]]):
    decision = decide(loaded(GRANTS), {}, on=moment)
    assert decision.rules.call == call
    windows = {entry.option.id: entry.window for entry in decision.options}
    for option, (state, of_call, number) in expected.items():
        deadline = windows[option].deadline
        assert (windows[option].state, deadline and deadline.call, deadline and deadline.round) == (
            state,
            of_call,
            number,
        )


@pytest.mark.parametrize(
    ("district", "state", "round"), [("N", "open", 2), ("S", "unknown", 1), (None, "unknown", 2)], ids=str
)
def test_a_round_that_not_everybody_has(district: str | None, state: str, round: int):
    """In the north it is open; in the south there is none, and the next one is that of the next call."""
    window = next(iter(decide(loaded(GRANTS), {"district": district}, on=date(2026, 5, 1)).options)).window
    assert window.deadline is not None
    assert (window.state, window.deadline.round) == (state, round)
    assert window.deadline.call == (2027 if district == "S" else 2026)


def test_of_two_open_rounds_the_one_that_closes_first_is_named(tmp_path: Path):
    rules = tmp_path / "rules.yaml"
    earlier = GRANTS.read_text("utf-8").replace(
        "2026-10-01T12:00+02:00, only_where: {district: N}", "2026-02-01T12:00+01:00"
    )
    rules.write_text(earlier, "utf-8")
    window = next(iter(decide(load_rules(rules), {}, call=2026, on=date(2026, 1, 15)).options)).window
    assert (window.state, window.deadline and window.deadline.round) == ("open", 2)


@pytest.mark.parametrize(("on", "beyond"), [(date(2026, 10, 1), None), (date(2026, 10, 2), date(2026, 10, 1))])
def test_the_last_day_that_the_rules_know_is_still_known(on: date, beyond: date | None):
    assert decide(loaded(GRANTS), {}, on=on).rules.beyond == beyond


def test_a_named_call_looks_at_its_own_rounds_only():
    decision = decide(loaded(GRANTS), {"district": "S"}, call=2026, on=date(2026, 5, 1))
    assert next(iter(decision.options)).window.state == "closed"


def test_what_can_be_done_now_is_eligible_and_open_or_always():
    answers = {"registered": "yes", "members": 12, "district": "N"}

    def now(on: Moment) -> set[str]:
        return {entry.option.id for entry in decide(loaded(GRANTS), answers, on=on).options if entry.possible_now}

    assert now(date(2026, 5, 1)) == {"grant", "hall"}
    assert now(date(2026, 10, 2)) == {"hall"}
    assert now(date(2025, 2, 1)) == {"grant", "hall"}


def test_the_command_line_takes_a_time_in_brussels_or_with_an_offset():
    def state(on: str) -> str:
        document = ka1_json("check", "--rules", GRANTS, "--district", "S", "--call", "2026", "--on", on)
        assert document["rules"]["on"] == on[:10]
        return document["options"][0]["window"]["state"]

    assert state("2026-03-02T12:00") == "open"
    assert state("2026-03-02T12:01") == "closed"
    assert state("2026-03-02T11:00Z") == "open"
    assert state("2026-03-02T11:01Z") == "closed"
    assert state("2026-03-02T14:00+03:00") == "open"
    assert state("2026-03-02") == "open"
    assert state("2026-03-03") == "closed"


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("15.01.2026", "write 2026-01-15"),
        ("2026/1/15", "write 2026-01-15"),
        ("01/15/2026", "such as 2026-11-24"),
        ("2026-02-30", "such as 2026-11-24"),
        ("2026-02-19T25:00", "such as 2026-11-24T12:00"),
        ("tomorrow", "such as 2026-11-24"),
    ],
)
def test_a_day_that_cannot_be_read(text: str, help: str):
    done = ka1("check", "--rules", GRANTS, "--on", text)
    assert (done.code, done.stdout) == (2, "")
    assert help in done.stderr


def test_now_is_the_default():
    decision = decide(loaded(GRANTS), {})
    assert decision.rules.on in {(datetime.now(UTC) + timedelta(days=days)).date() for days in (-1, 0, 1)}
    assert decision.rules.call == 2027


def test_json_tells_the_window_of_each_option():
    document = ka1_json("check", "--rules", GRANTS, "--on", "2026-02-01")
    windows = {option["id"]: option["window"] for option in document["options"]}
    assert windows["grant"] == {"state": "open", "closes": "2026-03-02T12:00+01:00", "call": 2026, "round": 1}
    assert windows["loan"] == {"state": "unknown", "closes": "2026-06-01T12:00+02:00", "call": 2026, "round": 1}
    assert windows["hall"] == {"state": "always", "closes": None, "call": 2026, "round": None}


# The newcomer of the README with a complete profile: the call, and the windows of the three routes that one applies for.
SHIPPED_MOMENTS: list[tuple[str, int, dict[str, tuple[str, int, int]]]] = [
    ("2026-01-15", 2026, {"ka122": ("open", 2026, 1), "ka121": ("open", 2026, 1), "ka120": ("open", 2026, 1)}),
    ("2026-02-19T11:59", 2026, {"ka122": ("open", 2026, 1), "ka121": ("open", 2026, 1), "ka120": ("open", 2026, 1)}),
    (
        "2026-02-19T12:01",
        2026,
        {"ka122": ("unknown", 2026, 2), "ka121": ("unknown", 2027, 1), "ka120": ("open", 2026, 1)},
    ),
    ("2026-02-20", 2026, {"ka122": ("unknown", 2026, 2), "ka121": ("unknown", 2027, 1), "ka120": ("open", 2026, 1)}),
    ("2026-09-28", 2026, {"ka122": ("unknown", 2026, 2), "ka121": ("unknown", 2027, 1), "ka120": ("open", 2026, 1)}),
    ("2026-11-27", 2027, {"ka122": ("unknown", 2027, 1), "ka121": ("unknown", 2027, 1), "ka120": ("unknown", 2027, 1)}),
]
NEWCOMER = [
    "--accredited",
    "no",
    "--first-time",
    "yes",
    "--country",
    "CY",
    "--organisation-type",
    "vet-provider",
    "--years-in-field",
    "5",
]


@pytest.mark.parametrize(("on", "call", "expected"), SHIPPED_MOMENTS, ids=[row[0] for row in SHIPPED_MOMENTS])
def test_what_a_newcomer_can_apply_for(on: str, call: int, expected: dict[str, tuple[str, int, int]]):
    document = ka1_json("check", *NEWCOMER, "--operational-capacity", "yes", "--on", on)
    assert document["rules"]["call"] == call
    assert {option["id"] for option in document["options"] if option["verdict"] == "eligible"} >= {"ka122", "ka120"}
    windows = {option["id"]: option["window"] for option in document["options"]}
    assert {
        name: (windows[name]["state"], windows[name]["call"], windows[name]["round"]) for name in expected
    } == expected


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2025, 2, 27), "2 days are left"),
        (date(2025, 2, 28), "one day is left"),
        (date(2025, 3, 1), "today"),
        (at("2025-03-02T00:59+14:00"), "today"),
        (at("2025-02-27T23:30-12:00"), "one day is left"),
    ],
)
def test_how_many_days_are_left_where_the_hour_is_of(on: Moment, left: str):
    (deadline,) = (entry for entry in loaded(GRANTS).rule_set.options["grant"].deadlines if entry.call == 2025)
    assert apply_by_text(deadline, on) == f"Apply by 1 March 2025, 12:00 (UTC+01:00); {left}."


WHO = [
    ("grant", "2026", "Only for some: district: N."),
    ("loan", "2026", "Your district may open it."),
]


@pytest.mark.parametrize("closes", ["", "unknown"])
@pytest.mark.parametrize(("option", "call", "who"), WHO)
def test_who_has_a_round_is_told_wherever_rounds_are(closes: str, option: str, call: str, who: str, tmp_path: Path):
    """Also of a round whose day is not known."""
    rules = GRANTS.read_text("utf-8")
    if closes:
        rules = re.sub(r"closes: 2026-(06|10)-01T[^,]*, only_where", "closes: ~, only_where", rules)
    file = tmp_path / "rules.yaml"
    file.write_text(rules, "utf-8")
    asked = ["--rules", file, "--call", call, "--on", "2026-03-10"]
    pages = [
        ka1("routes", option, *asked),
        ka1("check", "--route", option, *asked),
        ka1("rules", "show", file, "--call", call),
    ]
    assert all(f"{who}" in page.stdout for page in pages)
    document = ka1_json("check", "--route", option, *asked)
    assert who in {entry["only_where"] for entry in document["options"][0]["deadlines"]}


def test_a_recommended_option_whose_round_is_not_certain_is_not_advised_without_a_word_on_it():
    done = ka1("check", "--accredited", "no", "--first-time", "yes", "--on", "2026-03-15")
    assert "Perhaps a round is open until 1 October 2026, 12:00 (UTC+02:00): ask your National Agency." in done.stdout


@pytest.mark.parametrize("more", [[], ["-v"], ["--format", "markdown"]])
def test_an_activity_is_nothing_to_do_alone_and_has_no_time_to_apply(more: list[str]):
    done = ka1("check", "--participant", "staff", "--activity-days", "5", "--on", "2026-01-15", *more).stdout
    assert "You can do this now: Host participants from abroad." in done.replace("*", "")
    assert not re.search("shadowing.*any time", done)
