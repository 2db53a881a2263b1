"""The questions that organisations ask, answered by `ka1 check`: the verdict, and the sentence that settles the matter.

A sentence is given by a part of it, which has to stand in the rule file as well: what the command says is what the rules say.
"""

import json
from functools import cache
from typing import NamedTuple

import pytest
from process import ka1
from rule_files import shipped_text

DAY = ("--on", "2026-11-27")


class Question(NamedTuple):
    """What somebody asks, the answers that they give, and what they have to be told about one option."""

    asks: str
    answers: str
    option: str
    verdict: str
    told: tuple[str, ...] = ()


QUESTIONS = [
    Question(
        "We applied for an accreditation in October. May we request a grant in February?",
        "--country NL --accredited pending",
        "ka121",
        "eligible",
        (
            "You can request your first grant before the decision.",
            "has to be in force on the day the project starts",
        ),
    ),
    Question(
        "We applied for an accreditation in October. May we apply for one?",
        "--country NL --accredited pending",
        "ka120",
        "ineligible",
        ("already holds an accreditation in VET or has applied for one",),
    ),
    Question(
        "How many months do I write for KA121?",
        "--country FI --accredited yes",
        "ka121",
        "eligible",
        ("Request {accredited-request-months}. After the first 12 months you can have the project prolonged",),
    ),
    Question(
        "May I write 24 months?",
        "--country NO --accredited yes --project-months 24",
        "ka121",
        "eligible",
        ("Request {accredited-request-months}, not more.",),
    ),
    Question(
        "I am an apprentice. Can I apply?",
        "--organisation-type individual --country DE",
        "ka122",
        "ineligible",
        (
            "These routes are for organisations.",
            "ask your school or your employer",
            "a pool project takes single learners",
        ),
    ),
    Question(
        "I am an apprentice. Can I host?",
        "--organisation-type individual --partner-abroad yes",
        "host",
        "ineligible",
        ("These routes are for organisations.",),
    ),
    Question(
        "We won in round 1. May we apply in round 2 of the same year?",
        "--country IT --organisation-type vet-provider --accredited no --short-term-grants 1 --applied-this-round yes",
        "ka122",
        "ineligible",
        ("after a short-term grant in round 1 none in round 2 of that year",),
    ),
    Question(
        "We won in round 1 and asked about round 2 without saying so.",
        "--country IT --organisation-type vet-provider --accredited no --short-term-grants 1",
        "ka122",
        "eligible",
        ("After a grant in round 1, no application in round 2 of the same year.",),
    ),
    Question(
        "How many grants can a German organisation get?",
        "--country DE --organisation-type vet-provider --accredited no --short-term-grants 1",
        "ka122",
        "eligible",
        ("Germany: one grant in a call",),
    ),
    Question(
        "A Spanish centre with higher cycles only?",
        "--country ES --organisation-type school --accredited no --short-term-grants 0",
        "ka122",
        "eligible",
        ("a centre with higher cycles only cannot apply here",),
    ),
    Question(
        "May we go to Montenegro?",
        "--country DE --accredited yes --destination ME",
        "ka121",
        "eligible",
        ("Outside the Programme: {international-share} of the grant.",),
    ),
    Question(
        "May we go to Montenegro with a short-term project?",
        "--country DE --organisation-type vet-provider --accredited no --short-term-grants 0 --destination ME",
        "ka122",
        "ineligible",
        ("The activities would take place outside the Programme",),
    ),
    Question(
        "Are we from Réunion outside the EU?",
        "--country RE --organisation-type vet-provider --accredited no --short-term-grants 0",
        "ka122",
        "eligible",
        ("Your organisation is in a country that takes part in Erasmus+ in full.",),
    ),
    Question(
        "And from Greenland?",
        "--country GL --accredited yes",
        "ka121",
        "eligible",
        ("Your organisation is in a country that takes part in Erasmus+ in full.",),
    ),
    Question("May we go to Kosovo?", "--country DE --accredited yes --destination XK", "ka121", "eligible"),
    Question("And apply from there?", "--country XK --accredited yes", "ka121", "ineligible"),
    Question("May we host?", "--country CH --partner-abroad yes", "host", "eligible"),
    Question(
        "May we apply from Switzerland?",
        "--country CH --organisation-type vet-provider",
        "ka122",
        "ineligible",
        ("plans to join in 2027",),
    ),
    Question(
        "A course of twelve days in 2026?",
        "--participant staff --activity-days 12 --call 2026",
        "courses-and-training",
        "ineligible",
        ("The length does not fit, as a course lasts {course-days}.", "Older pages say 30"),
    ),
    Question(
        "A course of twelve days, paid by a grant of 2024?",
        "--participant staff --activity-days 12 --call 2024",
        "courses-and-training",
        "eligible",
    ),
    Question(
        "What is an accreditation of 2026 good for?",
        "--country SE --organisation-type vet-provider --accredited no --years-in-field 5 --operational-capacity yes",
        "ka120",
        "eligible",
        ("good for one call of this programme, that of 2027", "at most 20 accreditations in VET in 2026"),
    ),
]


@cache
def answer(answers: str, option: str) -> tuple[str, str]:
    """The verdict on the option, and all that is said about it without `-v`."""
    done = ka1("check", *answers.split(), "--route", option, *DAY)
    verdict = {0: "eligible", 1: "ineligible", 3: "undetermined"}[done.code]
    return verdict, " ".join(done.stdout.split())


@cache
def rules_text() -> str:
    return " ".join(shipped_text().split())


FIGURES = {
    "{accredited-request-months}": "15 months",
    "{international-share}": "at most 20 per cent",
    "{course-days}": "2 to 10 days",
}


def filled(sentence: str) -> str:
    for figure, value in FIGURES.items():
        sentence = sentence.replace(figure, value)
    return sentence


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.asks for question in QUESTIONS])
def test_a_question_gets_its_verdict_and_its_sentence(question: Question) -> None:
    verdict, text = answer(question.answers, question.option)
    assert verdict == question.verdict
    for part in question.told:
        assert part in rules_text()
        assert filled(part) in text


@pytest.mark.parametrize(
    ("answers", "option", "part"),
    [
        ("--country FR --organisation-type vet-provider --accredited no --short-term-grants 0", "ka122", "Germany"),
        ("--country FR --organisation-type vet-provider --accredited no --short-term-grants 0", "ka122", "Spain"),
        ("--organisation-type vet-provider --accredited no --short-term-grants 0", "ka122", "Germany"),
        ("--country DE --accredited yes --destination ES", "ka121", "Outside the Programme:"),
        ("--country DE --accredited yes", "ka121", "Outside the Programme:"),
        ("--country DE --accredited yes --project-months 15", "ka121", ", not more."),
        ("--country DE --accredited yes", "ka121", "before the decision."),
        ("--country IT --accredited no --short-term-grants 0", "ka122", "After a grant in round 1, no"),
        ("--participant staff --activity-days 5 --call 2026", "courses-and-training", "Older pages say 30"),
    ],
)
def test_what_concerns_others_is_not_said(answers: str, option: str, part: str) -> None:
    assert part in rules_text()
    assert part not in answer(answers, option)[1]


@pytest.mark.parametrize(("call", "exists"), [("2022", False), ("2023", False), ("2024", True), ("2027", True)])
def test_group_mobility_is_paid_by_grants_of_2024_and_later(call: str, exists: bool) -> None:
    done = ka1("check", "--participant", "learner", "--activity-days", "5", "--call", call, *DAY, "--format", "json")
    assert ("group-mobility" in {option["id"] for option in json.loads(done.stdout)["options"]}) == exists
