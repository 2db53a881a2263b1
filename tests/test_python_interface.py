"""The public Python interface: `load_rules`, `decide` and what they return."""

from datetime import date

import pytest
from rule_files import SHIPPED, loaded

import ka1cli
from ka1cli import InvalidProfile, InvalidRules, State, UnknownCall, Verdict, decide, load_rules
from ka1cli.shipped import PREPARED, load_shipped_rules, prepare_shipped_rules


def test_everything_that_is_offered_is_there() -> None:
    for name in ka1cli.__all__:
        assert getattr(ka1cli, name) is not None
    with pytest.raises(AttributeError):
        _ = ka1cli.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("no", [False, "no", "NO", " n ", "0", 0, "False"])
@pytest.mark.parametrize("nothing", [None, "", "?", "  "])
def test_answers_may_be_python_values_or_texts(no: object, nothing: object) -> None:
    plain = decide(loaded(SHIPPED), {"accredited": False, "project_months": 12})
    assert decide(loaded(SHIPPED), {"accredited": no, "project-months": "12", "country": nothing}) == plain


def test_a_decision_is_a_value() -> None:
    decision = decide(loaded(SHIPPED), {"accredited": True}, call=2025, on=date(2025, 1, 1), options=["ka121", "ka122"])
    by_id = {option.option.id: option for option in decision.options}
    assert list(by_id) == ["ka121", "ka122"]
    assert by_id["ka122"].verdict is Verdict.INELIGIBLE
    assert decision.rules.call == 2025
    assert hash(decision.options[0].verdict)
    assert (
        decide(loaded(SHIPPED), {"accredited": True}, call=2025, on=date(2025, 1, 1), options=["ka121", "ka122"])
        == decision
    )


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"acredited": True}, "no fact is called `acredited`"),
        ({"accredited": "perhaps"}, "`perhaps` is not an answer to `accredited`"),
        ({"project_months": 6.5}, "is not an answer to `project_months`"),
        ({"project_months": True}, "is not an answer to `project_months`"),
        ({"country": ["CY"]}, "is not an answer to `country`"),
        (
            {"first_time": True, "short_term_grants": 1, "years_in_field": 3},
            "`first_time` yes and `short_term_grants` 1 contradict each other",
        ),
    ],
)
def test_answers_that_cannot_be_understood(profile: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidProfile) as caught:
        decide(loaded(SHIPPED), profile)
    assert message in str(caught.value)


def test_every_problem_of_a_profile_is_raised_at_once() -> None:
    with pytest.raises(InvalidProfile) as caught:
        decide(loaded(SHIPPED), {"acredited": True, "country": "XX", "project_months": 0})
    assert len(caught.value.diagnostics) == 3


def test_unknown_calls_options_and_files() -> None:
    with pytest.raises(UnknownCall, match=r"^call 1999 is not known: the rules know the calls 2021 to 2027$"):
        decide(loaded(SHIPPED), {}, call=1999)
    with pytest.raises(KeyError):
        decide(loaded(SHIPPED), {}, options=["nothing"])
    with pytest.raises(InvalidRules, match="cannot read"):
        load_rules("nowhere.yaml")


def test_states_and_verdicts_cannot_be_mistaken_for_yes_or_no() -> None:
    with pytest.raises(TypeError):
        bool(State.UNKNOWN)


def test_the_rule_set_of_the_build_is_that_of_the_file() -> None:
    kept = PREPARED.read_bytes() if PREPARED.exists() else None
    try:
        prepare_shipped_rules()
        assert repr(load_shipped_rules().rule_set) == repr(loaded(SHIPPED).rule_set)
        assert load_shipped_rules().sha256 == loaded(SHIPPED).sha256
        for broken in (
            b"",
            b"not JSON",
            PREPARED.read_bytes()[:-10],
            PREPARED.read_bytes().replace(b"ka1", b"ka2"),
            PREPARED.read_bytes().replace(b"language/load.py", b"language/lead.py"),
            PREPARED.read_bytes().replace(b"language/load.py\t", b""),
            b"rules.yaml\n\n[]",
            b"\xff\n\n[]",
            b"[]\n[]",
        ):
            PREPARED.write_bytes(broken)
            assert repr(load_shipped_rules().rule_set) == repr(loaded(SHIPPED).rule_set)
    finally:
        PREPARED.unlink(missing_ok=True) if kept is None else PREPARED.write_bytes(kept)
