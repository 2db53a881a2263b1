"""Profiles: answers from Python values and from YAML or JSON files, with the place of whatever is wrong."""

import json
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import Meaning
from rule_files import LIBRARY, loaded

from ka1cli.language.answers import answer_text
from ka1cli.language.diagnostic import CODES, Diagnostic, InvalidInput, InvalidProfile
from ka1cli.language.profiles.profile_file import PlacedProfile, read_profile
from ka1cli.language.yaml.document import MAX_BYTES, compose_bytes, read_document

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def read(text: str | bytes) -> PlacedProfile:
    document = compose_bytes(text.encode() if isinstance(text, str) else text, "profile.yaml")
    return read_profile(loaded(LIBRARY).profiles, document)


def problems(text: str | bytes) -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    return list(caught.value.diagnostics)


def values_problem(values: dict[str, object]) -> Diagnostic:
    with pytest.raises(InvalidProfile) as caught:
        loaded(LIBRARY).profiles.from_values(values)
    (problem,) = caught.value.diagnostics
    return problem


READ = {
    "values by their titles": (
        "card_type: Books and films\ndistrict: north one\n",
        {"district": "N1", "card_type": "full"},
    ),
    "every type": (
        "district: N1\npupil: yes\nbirthday: 2001-02-03\nage: 12\ncard_type: full\nbooks: 3\n",
        {"district": "N1", "pupil": True, "birthday": date(2001, 2, 3), "age": 12, "card_type": "full", "books": 3},
    ),
    "JSON": ('{"district": "N1", "pupil": true, "age": 12}', {"district": "N1", "pupil": True, "age": 12}),
    "JSON with tabs": ('{\n\t"pupil": false,\n\t"age": 12\n}', {"pupil": False, "age": 12}),
    "quotes do not matter": ("pupil: 'no'\nage: \"12\"\n", {"pupil": False, "age": 12}),
    "names in any spelling": ("CARD-TYPE: full\nPupil: y\n", {"pupil": True, "card_type": "full"}),
    "values in any spelling": ("card_type: FULL\ndistrict: north1\n", {"district": "N1", "card_type": "full"}),
    "a country called no": ("district: NO\n", {"district": "NO"}),
    "not answered": ('district: ""\npupil: ~\nage: null\nbooks: "?"\ncard_type:\n', {}),
    "no answers": ("{}", {}),
    "in the order of the rule file": ("age: 12\ndistrict: N1\n", {"district": "N1", "age": 12}),
    "Windows line ends and a byte order mark": (
        b"\xef\xbb\xbfpupil: yes\r\nage: 5\r\n".replace(b"yes", b"no"),
        {"pupil": False, "age": 5},
    ),
    "an alias": ("pupil: &yes yes\nstill: *yes\n", {"pupil": True, "still": True}),
}


@pytest.mark.parametrize(("text", "answers"), READ.values(), ids=READ.keys())
def test_is_read(text: str | bytes, answers: dict[str, object]):
    found = read(text)
    assert found.answers == answers
    assert list(found.answers) == list(answers)
    assert list(map(type, found.answers.values())) == list(map(type, answers.values()))
    assert found.places.keys() == answers.keys()


def test_places_are_those_of_the_answers():
    found = read("# mine\npupil:   yes\nage: 12\n")
    assert {name: (place.line, place.column, place.length) for name, place in found.places.items()} == {
        "pupil": (2, 10, 3),
        "age": (3, 6, 2),
    }


REFUSED = {
    "an unknown fact": ("pupil: yes\npupils: no\n", "P501", (2, 1), "no fact is called `pupils`", "did you mean `pupil`?"),
    "a fact twice": ("card_type: full\ncard-type: basic\n", "E107", (2, 1), "`card_type` stands twice", "the first one is on line 1"),
    "a key twice": ("age: 3\nage: 4\n", "E107", (2, 1), "`age` stands twice", "the first one is on line 1"),
    "no answer to yes or no": ("pupil: maybe\n", "P502", (1, 8), "`maybe` is not an answer to `pupil`", "write yes or no"),
    "a near value": ("card_type: basci\n", "P502", (1, 12), "`basci` is not a value of `card_type`", "did you mean `basic`? known: basic, full"),
    "nearly the name of a value": ("district: north tow\n", "P502", (1, 11), "`north tow` is not a value of `district`", "did you mean `N2` (North two)?"),
    "no number": ("age: twelve\n", "P502", (1, 6), "`twelve` is not an answer to `age`", "write a whole number from 0 to 120"),
    "half a number": ("age: 12.5\n", "P502", (1, 6), "`12.5` is not an answer", None),
    "a number below": ("books: 0\n", "P502", (1, 8), "`0` is not an answer to `books`", "write a whole number, 1 or more"),
    "a number above": ("age: 121\n", "P502", (1, 6), "`121` is not an answer to `age`", "write a whole number from 0 to 120"),
    "a number below zero": ("books: -3\n", "P502", (1, 8), "`-3` is not an answer to `books`", None),
    "a number of a thousand digits": (f"books: {'9' * 1000}\n", "P502", (1, 8), "… (1,000 characters)` is not an answer to `books`", None),
    "no date": ("birthday: 2001-02-30\n", "P502", (1, 11), "is not an answer to `birthday`", "write a date such as 2026-11-24"),
    "a date with a time": ("birthday: 2001-02-03T10:00\n", "P502", (1, 11), "is not an answer to `birthday`", None),
    "a date before the first": ("birthday: 1899-12-31\n", "P502", (1, 11), "", "write a date from 1900-01-01 on"),
    "a list": ("pupil: [yes, no]\n", "P502", (1, 8), "should be one value, not a list", None),
    "a mapping": ("pupil: {yes: no}\n", "P502", (1, 8), "should be one value, not a mapping", None),
    "a tag": ("pupil: !!bool yes\n", "E108", (1, 8), "an explicit tag", "leave the tag out"),
    "a merge key": ("<<: {pupil: yes}\n", "E202", (1, 1), "a merge key", "write the entries out"),
    "a control character": ("district: N\x07\n", "E104", (1, 12), "#x0007", None),
    "an escaped control character": ('district: "N\\u0007"\n', "P502", (1, 11), "`N\\x07` is not a value", None),
    "two documents": ("pupil: yes\n---\npupil: no\n", "E109", (2, 1), "a second document", "keep one document in a file"),
    "nothing": ("", "P504", (1, 1), "`profile.yaml` is empty", "write `{}` for no answers"),
    "comments": ("# nothing\n", "P504", (1, 1), "`profile.yaml` is empty", "write `{}` for no answers"),
    "a list of answers": ("- pupil\n", "P504", (1, 1), "a profile should map facts to answers; `profile.yaml` is a list", None),
    "a word": ("pupil\n", "P504", (1, 1), "`profile.yaml` is `pupil`", None),
    "broken YAML": ("pupil: [yes\n", "E104", (2, 1), "not well-formed YAML", None),
    "a question mark alone": ("pupil: ?\n", "E104", (1, 8), "not well-formed YAML", 'put it into quotes: "?"'),
    "a question mark in a mapping": ("{pupil: ?, age: 3}\n", "E104", (1, 9), "not well-formed YAML", 'put it into quotes: "?"'),
    "broken JSON": ('{"pupil": true,\n "age": }', "P502", None, "", None),
    "deep JSON": ('{"pupil": ' + "[" * 5000, "E105", None, "nested more than 40 deep", None),
    "itself": ("&a pupil: *a\nage: &b [*b]\n", "E106", None, "an alias inside its own anchor", None),
    "another alphabet": ("pupil: yes\n".encode("utf-16"), "E102", (1, 1), "not UTF-8 text", "save the file as UTF-8"),
    "too much": (b"#" * (MAX_BYTES + 1), "E103", None, "larger than 4 MiB", None),
    "hundreds of problems": ("".join(f"x{i}: yes\n" for i in range(5000)), "E110", (201, 1), "more than 200 problems", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "place", "message", "help_line"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text: str | bytes, code: str, place: tuple[int, int] | None, message: str, help_line: str | None):
    if code == "P502" and place is None:  # `"age": }` is an unanswered fact for YAML
        assert read(text).answers == {"pupil": True}
        return
    problem = next(problem for problem in problems(text) if problem.code == code)
    assert code in CODES
    assert message in problem.message
    assert len(problem.message) < 200
    if place:
        assert (problem.place.file, problem.place.line, problem.place.column) == ("profile.yaml", *place)
    if help_line:
        assert problem.help == help_line


def test_all_problems_are_reported_together():
    found = problems("pupils: yes\nage: old\nbooks: 3\ncard_type: [full]\nbooks: 4\n")
    assert [(problem.code, problem.place.line) for problem in found] == [
        ("E107", 5),
        ("P501", 1),
        ("P502", 2),
        ("P502", 4),
    ]


def test_a_file_is_read_and_named(tmp_path: Path):
    path = tmp_path / "Ομάδα.yaml"
    path.write_text("pupil: maybe\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_profile(loaded(LIBRARY).profiles, read_document(path))
    assert str(caught.value.diagnostics[0].place) == f"{path}:1:8"
    path.write_text("pupil: no\n", "utf-8")
    assert read_profile(loaded(LIBRARY).profiles, read_document(path)).answers == {"pupil": False}
    with pytest.raises(InvalidInput, match="no such file"):
        read_document(tmp_path / "missing.yaml")


PYTHON_VALUES = [
    ({"pupil": True, "age": 5, "birthday": date(2001, 2, 3)}, {"pupil": True, "birthday": date(2001, 2, 3), "age": 5}),
    (
        {"pupil": "NO", "age": " 05 ", "books": "+3", "card-type": "Full"},
        {"pupil": False, "age": 5, "card_type": "full", "books": 3},
    ),
    ({"pupil": 1, "age": 5.0, "books": "5.0"}, {"pupil": True, "age": 5, "books": 5}),
    ({"pupil": None, "age": "", "books": "?", "district": " \u00a0"}, {}),
]


@pytest.mark.parametrize(("values", "answers"), PYTHON_VALUES)
def test_python_values_are_read(values: dict[str, object], answers: dict[str, object]):
    found = loaded(LIBRARY).profiles.from_values(values)
    assert list(found.items()) == list(answers.items())
    assert list(map(type, found.values())) == list(map(type, answers.values()))


@pytest.mark.parametrize(
    ("values", "code", "message", "help_line"),
    [
        ({"pupli": True}, "P501", "no fact is called `pupli`", "did you mean `pupil`?"),
        ({"x" * 500: True}, "P501", "(500 characters)", None),
        ({"a\x1b[31m": True}, "P501", "`a\\x1b[31m`", None),
        ({"card_type": "full", "card-type": "full"}, "E107", "`card_type` stands twice", None),
        ({"age": True}, "P502", "`yes` is not an answer to `age`", None),
        ({"pupil": 2}, "P502", "`2` is not an answer to `pupil`", "write yes or no"),
        ({"age": 5.5}, "P502", "`5.5` is not an answer to `age`", "write a whole number from 0 to 120"),
        ({"age": float("nan")}, "P502", "`nan` is not an answer", "write a whole number from 0 to 120"),
        ({"age": [5]}, "P502", "a value of type list is not an answer", "give a text, number, bool, date or None"),
        ({"age": -1}, "P502", "`-1` is not an answer", None),
        ({"age": 10**5000}, "P502", "is not an answer to `age`", "write a whole number from 0 to 120"),
        ({"books": 10**15}, "P502", "is not an answer to `books`", None),
        ({"birthday": datetime(2001, 2, 3, 4, tzinfo=UTC)}, "P502", "`2001-02-03T04:00:00+00:00` is not an answer", None),
        ({"birthday": "03.02.2001"}, "P502", "`03.02.2001` is not an answer", "write 2001-02-03"),
        ({"age": "٥"}, "P502", "`٥` is not an answer to `age`", None),
        ({"district": "Ν1"}, "P502", "is not a value of `district`", None),
    ],
)  # fmt: skip
def test_python_values_are_refused(values: dict[str, object], code: str, message: str, help_line: str | None):
    problem = values_problem(values)
    assert problem.code == code
    assert message in problem.message
    assert len(problem.message) < 200
    assert help_line is None or problem.help == help_line


@given(st.data())
def test_what_is_written_is_read_again(data: st.DataObject):
    """Every answer, written as text, in YAML, in JSON or as a Python value, is the same answer."""
    values = Meaning(loaded(LIBRARY).rule_set, 2026).values
    profile = {
        fact: answer for fact in values if (answer := data.draw(st.sampled_from([None, *values[fact]]))) is not None
    }
    texts = {fact: answer_text(answer) for fact, answer in profile.items()}
    plain = {fact: text if isinstance(profile[fact], date) else profile[fact] for fact, text in texts.items()}
    written = "".join(f"{fact}: {text}\n" for fact, text in texts.items()) or "{}"
    assert read(written).answers == read(json.dumps(plain)).answers == profile
    assert loaded(LIBRARY).profiles.from_values(profile) == loaded(LIBRARY).profiles.from_values(texts) == profile


@given(st.text(max_size=40))
def test_any_text_is_an_answer_or_is_refused_in_one_line(text: str):
    for fact in loaded(LIBRARY).rule_set.facts:
        try:
            loaded(LIBRARY).profiles.from_values({fact: text})
        except InvalidProfile as error:
            message = error.diagnostics[0].message
            assert not [c for c in message if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI]


@given(st.binary(max_size=60))
def test_any_bytes_are_a_profile_or_are_refused(content: bytes):
    try:
        read(content)
    except InvalidInput as error:
        assert {problem.code for problem in error.diagnostics} <= CODES.keys()
