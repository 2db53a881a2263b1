"""What is said to some only, answers beside yes and no, rules of some calls, and for whom the rules are at all."""

from datetime import date

import pytest
from process import ka1, ka1_json
from rule_files import GRANTS, SHIPPED, loaded

from ka1cli import decide
from ka1cli.decision.loading import parse_rules
from ka1cli.language.diagnostic import InvalidRules

TEXT = GRANTS.read_text("utf-8")


def decided(call: int = 2026, **answers: object):
    decision = decide(loaded(GRANTS), answers, call=call, on=date(2026, 2, 1))
    return decision, {entry.option.id: entry for entry in decision.options}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("yes", "eligible"),
        ("pending", "eligible"),
        ("Waiting", "eligible"),
        (False, "ineligible"),
        ("?", "undetermined"),
    ],
)
def test_an_answer_beside_yes_and_no(answer: object, verdict: str):
    decision, options = decided(registered=answer, members=20)
    assert options["grant"].verdict == verdict
    assert decision.profile.get("registered") in {"yes": (True,), "?": (None,), False: (False,)}.get(
        answer, ("pending",)
    )


def test_json_keeps_yes_and_no_as_booleans():
    for word, value in (("yes", True), ("n", False), ("pending", "pending")):
        assert ka1_json("check", "--rules", GRANTS, "--registered", word)["profile"] == {"registered": value}


CONCERNS: list[tuple[dict[str, object], str, tuple[str, ...]]] = [
    ({}, "manual_checks", ("The council judges the project.",)),
    (
        {"registered": "pending"},
        "manual_checks",
        ("The council judges the project.", "The register has to contain you by then."),
    ),
    ({}, "next_steps", ()),
    ({"district": "N"}, "next_steps", ("Write to the northern office.",)),
    ({"district": "S"}, "next_steps", ()),
    ({"wanted": 399}, "notes", ("Grants are paid in May.",)),
    ({"wanted": 400}, "notes", ("Grants are paid in May.", "More than 800 euro is never paid.")),
]


@pytest.mark.parametrize(("answers", "field", "sentences"), CONCERNS, ids=str)
def test_a_sentence_is_told_to_those_whom_it_concerns(
    answers: dict[str, object], field: str, sentences: tuple[str, ...]
):
    grant = decided(**answers)[1]["grant"]
    assert tuple(entry.text for entry in getattr(grant, field)) == sentences


def test_rules_that_come_and_go_with_a_call():
    assert list(decided(2025)[1]) == ["grant", "loan", "hall"]
    assert list(decided(2027)[1]) == ["grant", "hall"]
    assert [finding.criterion.id for finding in decided(2025)[1]["grant"].findings] == ["registered", "not-too-much"]
    assert decided(2025, registered="yes", members=3)[1]["grant"].verdict == "eligible"
    assert decided(2026, registered="yes", members=3)[1]["grant"].verdict == "ineligible"
    activities = [
        decide(loaded(GRANTS), {}, call=call, options=loaded(GRANTS).at(call).rule_set.options).options
        for call in (2026, 2027)
    ]
    assert ["festival" in {entry.option.id for entry in options} for options in activities] == [False, True]


@pytest.mark.parametrize(
    "command",
    [
        ["check", "--rules", GRANTS],
        ["ask", "-", "--rules", GRANTS],
        ["batch", "-", "--rules", GRANTS],
        ["rules", "sql", GRANTS],
        ["rules", "graph", GRANTS],
    ],
    ids=lambda command: " ".join(map(str, command[:2])),
)
def test_a_route_of_another_call_is_a_usage_error_that_names_its_calls(command: list[object]):
    result = ka1(*command, "--route", "loan", "--call", "2027", stdin="registered\nyes\n")
    assert result.code == 2
    assert "`loan`" in result.stderr
    assert "until 2026" in result.stderr


def test_those_for_whom_the_rules_are_not_get_one_reason_and_a_way_on():
    decision, options = decided(asker="person", registered="no", members=2, district="N")
    assert {entry.verdict for entry in options.values()} == {"ineligible"}
    reasons = {tuple(finding.reason for finding in entry.findings) for entry in options.values()}
    assert reasons == {("Grants are for clubs and schools.",)}
    assert [entry.fixed for entry in options.values()] == [("asker",)] * 3
    assert not any(entry.ways_on or entry.remedies or entry.recommended for entry in options.values())
    assert [entry.text for entry in decision.closed_to] == [
        "Join a club.",
        "People of the north have a club of their own.",
    ]
    assert [entry.text for entry in decided(asker="person")[0].closed_to] == ["Join a club."]


@pytest.mark.parametrize("asker", [None, "club", "school"])
def test_everybody_else_is_taken_to_be_one_of_those(asker: str | None):
    decision, options = decided(asker=asker, registered="yes", members=20)
    assert {entry.verdict for name, entry in options.items() if name != "loan"} == {"eligible"}
    assert not decision.closed_to
    assert all("asker" not in entry.missing for entry in options.values())
    assert all(finding.criterion.id != "for" for entry in options.values() for finding in entry.findings)


BROKEN = [
    ('also: {pending: "Asked for, not decided yet"}', "also: {pending: Asked for, not decided yet}", "E203", "quotes"),
    ('also: {pending: "Asked for, not decided yet"}', "also: {true: Yes}", "E302", "yes or no"),
    ("    from: 2026\n", "    from: 2027\n    until: 2026\n", "E403", "ends before"),
    ("    from: 2027\n", "    from: 2025\n", "E405", "no criterion in call 2025"),
    ("    until: 2026\n", "    until: 2025\n", "E205", "does not exist in call 2026"),
    ("  asker: [club, school]\n", "  asker: [club, school]\n  district: N\n", "E205", "one fact"),
    ("  asker: [club, school]\n", "  wanted: {min: 5}\n", "E205", "one fact that is given"),
    ("when: {district: N}}]", "when: {distrikt: N}}]", "E301", "distrikt"),
    ("only_where: {district: N}", "only_where: {district: X}", "E401", "X"),
]


@pytest.mark.parametrize(("old", "new", "code", "said"), BROKEN, ids=[row[1].strip() for row in BROKEN])
def test_mistakes_are_told_with_their_place(old: str, new: str, code: str, said: str):
    assert old in TEXT
    with pytest.raises(InvalidRules) as error:
        parse_rules(TEXT.replace(old, new, 1))
    found = [problem for problem in error.value.diagnostics if problem.code == code]
    assert any(said in f"{problem.message} {problem.help}" for problem in found), error.value
    assert all(problem.place for problem in found)


def test_the_source_nearest_to_the_asker_is_named_first():
    """Of equally sound sources; a secondary one never stands before an official one."""
    sources = loaded(SHIPPED).rule_set.sources

    def cited(country: str) -> dict[str, str]:
        document = ka1_json("check", "--country", country, "--accredited", "no", "--on", "2026-01-15")
        return {f"{o['id']}/{c['id']}": c["source"]["id"] for o in document["options"] for c in o["criteria"]}

    german, greek = cited("DE"), cited("GR")
    moved = {name for name in german if german[name] != greek[name]}
    assert moved
    assert any(sources[german[name]].country == "DE" for name in moved)
    assert all(sources[german[name]].confidence == sources[greek[name]].confidence for name in german)
