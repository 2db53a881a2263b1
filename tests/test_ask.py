"""`ka1 ask -`: the interview line by line through a pipe."""

import json
import random
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from chances import one_in
from process import LIBRARY, Finished, ka1
from rule_files import SHIPPED, loaded

from ka1cli import decide
from ka1cli.interview.adviser import Adviser
from ka1cli.interview.interview import Interview
from ka1cli.language.answers import answer_text

ON = ("--on", "2026-11-24")


def answer(screen: str) -> str:
    """A screen without the commands below it, which are others after an interview."""
    return re.split(r"\n\n(?:This answer again|Answer one by one|One route in full):", screen)[0]


def ask(*lines: str, options: tuple[str | Path, ...] = (), **more: object) -> Finished:
    return ka1("ask", "-", *ON, *options, stdin="".join(f"{line}\n" for line in lines), **more)


def asked(finished: Finished) -> list[str]:
    """The questions that were put, by their first words."""
    return [line for line in finished.stderr.splitlines() if line[:1].isdigit()]


def profile(finished: Finished) -> dict[str, object]:
    return json.loads(finished.stdout)["profile"]


JSON = ("--format", "json")
IN_LIBRARY = ("--rules", str(LIBRARY), *JSON)


def path(chance: random.Random) -> Interview:
    """An interview about the routes of the shipped rules after six answers, or fewer if that settles everything."""
    rules = loaded(SHIPPED).at()
    interviewer = Adviser(rules, lambda _: rules.routes)
    interview = Interview({})
    while (fact := interviewer.next(interview)) is not None and len(interview.asked) < 6:
        cells = rules.space.cells[rules.space.number[fact]]
        answers = (None, *(cells.example(cell) for cell in range(cells.size)))
        after = [interview.answered(fact, answer) for answer in answers]
        lawful = [one for one in after if rules.space.contradiction(rules.space.world(one.profile)) is None]
        interview = chance.choice(lawful)
    return interview


@one_in(3, "number", range(24))
def test_a_path_ends_in_the_decision_that_check_gives(number: int):
    interview = path(random.Random(number))
    lines = [
        "unknown" if fact in interview.not_known else answer_text(interview.answers[fact]) for fact in interview.asked
    ]
    done = ask(*lines, options=JSON)
    assert done.code == 0
    decision = decide(loaded(SHIPPED), interview.answers, on=date(2026, 11, 24))
    told = json.loads(done.stdout)
    assert {option["id"]: option["verdict"] for option in told["options"]} == {
        option.option.id: option.verdict for option in decision.options
    }
    assert len(asked(done)) >= len(lines)


def test_the_result_is_that_of_the_command_that_it_prints():
    done = ask("vet-provider", "no", "CY", "0", "5", "yes", "no", "", options=("--call", "2025"))
    command = next(line for line in done.stdout.splitlines() if line.startswith("This answer again: "))
    again = ka1(*shlex.split(command.removeprefix("This answer again: "))[1:])
    assert (answer(again.stdout), again.code) == (answer(done.stdout), done.code)
    assert "--country CY" in command
    assert "--call 2025" in command


def test_answers_by_number_and_by_name():
    by_number = ask("1", "2", "cyprsu", "cy", "2", "1", "02", "1", "2", "", options=JSON)
    by_name = ask("VET provider", "No", "CY", "no", "1", "+2", "y", "FALSE", "", options=JSON)
    assert by_number.stdout == by_name.stdout
    assert profile(by_number) == {
        "country": "CY",
        "organisation_type": "vet-provider",
        "accredited": False,
        "first_time": False,
        "short_term_grants": 1,
        "years_in_field": 2,
        "operational_capacity": True,
        "consortium_open": False,
    }
    assert "did you mean `CY`" in by_number.stderr


def test_after_each_answer_stands_what_it_decided_and_how_much_is_left():
    done = ask("other")
    first, second = done.stderr.split("> other\n")
    assert "At most 8 more questions." in first
    assert "✗ eTwinning: ineligible." in second
    assert "At most 4 more questions." in second


def test_help_in_the_words_of_the_rules():
    done = ask("?", "1", "no", "? cypr", "?nothing-like-it", "help")
    assert loaded(SHIPPED).rule_set.facts["organisation_type"].help in done.stderr
    assert "Your answer can still decide about: KA122-VET" in done.stderr
    assert "   Cyprus (CY)\n" in done.stderr
    assert "Nothing that can be answered here contains `nothing-like-it`." in done.stderr
    assert done.stderr.count(loaded(SHIPPED).rule_set.facts["country"].help) == 1


@pytest.mark.parametrize(
    "word",
    ["unknown", "u", "6", "I don't know", "I don\N{RIGHT SINGLE QUOTATION MARK}t know", "DON'T KNOW", ":unknown"],
)
def test_i_do_not_know_is_always_possible_and_not_asked_again(word: str):
    done = ask(word, "unknown", "unknown", "unknown", options=JSON)
    assert profile(done) == {}
    questions = [line.split(". ", 1)[1] for line in asked(done)]
    assert len(questions) == len(set(questions)) == 5


def test_back_and_change_lose_no_answer():
    done = ask(
        *("vet-provider", "no", "CY", "back", "back", "", "back", "back", "back", "back", "authority"),
        *("change accredited", "yes", "change 2", "", "change accredited", "no", "change country", "CY", "answers"),
        options=JSON,
    )
    assert profile(done) == {"country": "CY", "organisation_type": "authority", "accredited": False}
    assert "There is no question before this one." in done.stderr
    assert "Your answer so far: CY (Cyprus). An empty line keeps it." in done.stderr
    assert "   2  accredited: no\n" in done.stderr


def test_a_changed_answer_opens_again_what_it_had_decided():
    done = ask("other", "change organisation_type", "unknown")
    assert "Open again: eTwinning." in done.stderr
    assert "What kind of organisation" in done.stderr.split("Open again")[0]


def test_what_can_be_changed_is_shown():
    done = ask("1", "change", "change acredited", "change 9", "change")
    assert "which answer?" in done.stderr
    assert "did you mean `accredited`?" in done.stderr
    assert "no answer is called `9`. Write change" in done.stderr
    assert "   1  organisation_type: vet-provider" in done.stderr


def test_an_answer_that_contradicts_another_is_refused_with_the_reason():
    done = ask("1", "no", "CY", "no", "2", "change first_time", "yes", "no", options=JSON)
    assert (
        "   first time in Erasmus+ (yes) and short-term grants so far (2 grants) contradict each other.\n"
        in done.stderr
    )
    assert "   Answer differently, or write change short_term_grants.\n" in done.stderr
    assert loaded(SHIPPED).rule_set.facts["first_time"].implies[0].because in done.stderr
    assert profile(done)["first_time"] is False
    assert profile(done)["short_term_grants"] == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("perhaps", "`perhaps` is not one of the answers: "),
        ("7", "`7` is not one of the answers: "),
        ("", "Write an answer, or unknown if you don't know it"),
        (":nonsense", "no answer and no wish: write unknown, back, change, answers, help or quit"),
        ("\x1b[31mred\x07", "is not one of the answers"),
        ("x" * 30_000, "is not one of the answers"),
    ],
)
def test_a_line_that_is_no_answer_is_asked_again(line: str, told: str):
    done = ask(line, "vet-provider", options=JSON)
    assert told in done.stderr
    assert "\x1b" not in done.stderr
    assert profile(done) == {"organisation_type": "vet-provider"}


def test_where_nothing_is_numbered_a_number_is_no_answer():
    done = ask("1", "no", "1", "CY", options=JSON)
    assert "`1` is not one of the answers" in done.stderr
    assert profile(done) == {"organisation_type": "vet-provider", "accredited": False, "country": "CY"}


def test_bytes_that_are_no_text():
    done = ka1("ask", "-", *JSON, stdin=b"\xff\xfe\nother\n")
    assert (done.code, profile(done)) == (0, {"organisation_type": "other"})


def test_routes_that_one_cares_about():
    done = ask("1", options=("--route", "etwinning"))
    assert len(asked(done)) == 1
    assert done.code == 0
    assert ask("4", options=("--route", "etwinning")).code == 1
    assert ask("unknown", options=("--route", "etwinning")).code == 3
    assert [line.split(". ")[0] for line in asked(ask("4", options=("--route", "KA122-VET,etwinning")))] == ["1"]
    wrong = ask(options=("--route", "ka12"))
    assert (wrong.code, wrong.stdout) == (2, "")
    assert "did you mean" in wrong.stderr


def test_the_activities_with_all():
    done = ask("other", "no", "no", "no", options=("--all", *JSON))
    assert {option["kind"] for option in json.loads(done.stdout)["options"]} >= {"activity"}
    assert "Who would travel?" in done.stderr
    assert "--all and --route exclude each other" in ask(options=("--all", "--route", "host")).stderr


def test_what_is_known_already_is_not_asked():
    done = ask(options=("--organisation-type", "other", "--country", "?", *JSON))
    assert profile(done) == {"organisation_type": "other"}
    assert [line.split(". ")[1] for line in asked(done)] == [loaded(SHIPPED).rule_set.facts["accredited"].question]


def test_the_plan_is_offered_at_the_end():
    known = (
        "--organisation-type",
        "vet-provider",
        "--country",
        "CY",
        "--accredited",
        "no",
        "--first-time",
        "no",
        "--short-term-grants",
        "0",
    )
    known += ("--years-in-field", "1", "--consortium-open", "no")
    offered = ask("plan", "no", options=(*known, *JSON))
    assert "plan   first asks about a concrete project: at most 8 questions." in offered.stderr
    assert len(profile(offered)) == 8
    assert profile(ask("yes", "no", options=(*known, *JSON))) == profile(offered)
    assert "concrete project" not in ask("", options=(*known, "--no-plan")).stderr
    assert profile(ask("no", options=(*known, "--plan", *JSON))) == profile(offered)
    assert len(profile(ask("no", options=(*known, *JSON)))) == 7


def test_a_country_is_repeated_as_it_was_understood():
    done = ask("general school", "no", "quit")
    assert "2. In which country" in done.stderr
    assert "\n   NO (Norway)\n" in done.stderr


def test_what_is_no_reply_to_the_end_is_said_to_be_none():
    given = ("--country", "PT", "--organisation-type", "individual")
    done = ask("hello", "", options=given)
    assert done.stderr.count("That was all.") == 2
    assert "   This is none of what can be written here.\n" in done.stderr


def test_at_the_end_one_can_still_go_back():
    done = ask("1", "back", "2", "back", "", "answers", "?", "what", "quit", options=("--route", "etwinning", *JSON))
    assert profile(done) == {"organisation_type": "authority"}
    assert done.code == 1
    assert "Stopped" not in done.stderr


def test_who_belongs_elsewhere_is_told_at_once():
    pointer = "ka1 has rules for both (--rules school, --rules adult)"
    done = ask("other", "no", options=("--rules", "vet"))
    closed, rest = done.stderr.split("so it cannot apply in this field.", 1)
    assert pointer not in closed
    assert pointer in rest[: rest.index("\n2. ")]
    assert done.stderr.count(pointer) == 1
    assert pointer not in ask("vet-provider", "no").stderr


def test_the_end_of_the_input_decides_with_what_is_known():
    done = ask()
    assert done.code == 0
    assert "The input ended before the last question. This is decided with what is known." in done.stderr
    assert answer(done.stdout) == answer(ka1("check", "--profile", "-", *ON, stdin="{}").stdout)
    assert "The input ended" not in ask("1", options=("--route", "etwinning")).stderr


def test_quit_decides_with_what_is_known():
    done = ask("1", "quit", "CY", options=JSON)
    assert profile(done) == {"organisation_type": "vet-provider"}
    assert "Stopped before the last question." in done.stderr


def test_brief():
    done = ask("4", options=("-q",))
    assert done.stdout == ka1("check", "-q", "--organisation-type", "other").stdout
    assert done.stderr.startswith("\nYour organisation\n")


def test_the_slip_of_an_interview():
    done = ask("4", options=("--for", "A <school>", "--format", "html"))
    assert (
        done.stdout
        == ka1("check", *ON, "--organisation-type", "other", "--for", "A <school>", "--format", "html").stdout
    )
    assert done.stdout.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("line", ["what?", "", "answers", "change nothing"])
def test_an_input_that_never_answers_does_not_go_on_for_ever(line: str):
    done = ask(*[line] * 1100)
    assert (done.code, done.stdout) == (4, "")
    assert (
        "error: 1,000 lines of standard input have not answered the questions\n  help: write one answer" in done.stderr
    )


def test_there_is_nobody_to_ask():
    done = ka1("ask")
    assert (done.code, done.stdout) == (2, "")
    assert "there is no terminal to ask at" in done.stderr
    assert "write `ka1 ask -`" in done.stderr
    assert ka1("ask", "answers.txt").code == 2


class TestSave:
    def test_a_stream_keeps_nothing(self, tmp_path: Path):
        done = ask("quit", options=("--save", "-"), cwd=tmp_path)
        assert (done.code, done.stdout) == (2, "")
        assert "error: --save needs the name of a file\n  help: write --save answers.yaml" in done.stderr
        assert not [*tmp_path.iterdir()]

    def test_answers_are_kept_and_the_interview_goes_on_where_it_stopped(self, tmp_path: Path):
        file = tmp_path / "mine.yaml"
        first = ask("1", "unknown", "CY", "quit", options=("--save", file))
        assert f"To go on: ka1 ask --save {file}" in first.stderr
        assert file.read_text().splitlines()[2:] == [
            "country: CY",
            "organisation_type: vet-provider",
            "accredited: '?'",
        ]
        in_library = ask("quit", options=("--save", tmp_path / "its file", "--route", "card", "--rules", LIBRARY))
        assert (
            f"ka1 ask --save '{tmp_path}/its file' --route card --rules {LIBRARY} {' '.join(ON)}\n" in in_library.stderr
        )
        (tmp_path / "its file").unlink()
        checked = ka1("check", *ON, "--profile", file)
        assert (checked.code, answer(checked.stdout)) == (0, answer(first.stdout))
        second = ask("back", "no", "no", "1", options=("--save", file, *JSON))
        assert asked(second)[0].startswith("4. ")
        assert profile(second) == {
            "country": "CY",
            "organisation_type": "vet-provider",
            "accredited": False,
            "first_time": False,
            "short_term_grants": 1,
        }
        assert "accredited: 'no'\nfirst_time: 'no'\nshort_term_grants: '1'\n" in file.read_text()
        assert [entry.name for entry in tmp_path.iterdir()] == ["mine.yaml"]

    def test_what_is_not_known_is_not_asked_again(self, tmp_path: Path):
        file = tmp_path / "mine.yaml"
        file.write_text('organisation_type: other\ncountry: "?"\naccredited: "?"\n')
        done = ask(options=("--save", file))
        assert loaded(SHIPPED).rule_set.facts["consortium_open"].question in asked(done)[0]

    def test_flags_beat_the_file(self, tmp_path: Path):
        file = tmp_path / "mine.yaml"
        file.write_text("organisation_type: other\ncountry: CY\naccredited: '?'\n")
        known = ask("answers", options=("--save", file, "--accredited", "no"))
        assert [line for line in known.stderr.splitlines() if " accredited: " in line] == ["   1  accredited: no"]
        file.write_text("organisation_type: other\ncountry: CY\n")
        done = ask(options=("--save", file, "--organisation-type", "authority", "--country", "?", *JSON))
        assert profile(done) == {"organisation_type": "authority"}
        assert file.read_text().splitlines()[2:] == ["country: '?'", "organisation_type: authority"]

    def test_every_kind_of_answer_comes_back_from_the_file(self, tmp_path: Path):
        file = tmp_path / "mine.yaml"
        first = ask(
            *("change birthday", "2001-02-03", "change district", "north1", "change age", "7", "change pupil", "yes"),
            *("change instrument", "unknown", "change card_type", "basic"),
            options=("--save", file, *IN_LIBRARY),
        )
        assert len(profile(first)) == 5
        assert ka1("check", *ON, "--profile", file, *IN_LIBRARY).stdout == first.stdout

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("acredited: no\n", "mine.yaml:1:1: error [P501]"),
            ("accredited: [no]\n", "mine.yaml:1:13: error"),
            ("a: [\n", "mine.yaml:2:1: error [E104]"),
            ("first_time: yes\nshort_term_grants: 2\n", "mine.yaml:2:20: error [P503]"),
        ],
    )
    def test_a_file_that_holds_no_answers_is_left_alone(self, tmp_path: Path, content: str, told: str):
        file = tmp_path / "mine.yaml"
        file.write_text(content)
        done = ask("1", options=("--save", file))
        assert (done.code, done.stdout, file.read_text()) == (4, "", content)
        assert told in done.stderr

    @pytest.mark.parametrize("name", [".", "no/such/folder/mine.yaml", "/dev/null"])
    def test_a_file_that_cannot_be_written_is_told_before_the_first_question(self, tmp_path: Path, name: str):
        done = ask("1", options=("--save", tmp_path / name))
        assert (done.code, done.stdout, asked(done)) == (4, "", [])
        assert "the answers cannot be kept in" in done.stderr

    def test_the_variable_and_the_mode_and_link_of_the_file(self, tmp_path: Path):
        file, link = tmp_path / "mine.yaml", tmp_path / "link.yaml"
        file.write_text("{}\n")
        file.chmod(0o600)
        link.symlink_to(file)
        ask("1", env={"KA1_SAVE": str(link)})
        assert link.is_symlink()
        assert file.stat().st_mode & 0o777 == 0o600
        assert "vet-provider" in file.read_text()


HOSTILE = """\
ka1: 1
id: hostile
title: "Title \\u001b[2J\\u202e end"
version: "1"
language: en
as_of: 2026-01-01
sources: {s: {title: s, publisher: p, confidence: official}}
panels: {p: "Panel \\u0007"}
facts:
  back:
    asks: given
    type: choice
    values: {back: "go \\u001b]0;x\\u0007 <script>", "1": "one", unknown: "='formula'"}
    panel: p
    title: back
    question: "Question \\u009b31m \\u2066?"
    help: "Help \\u001b[31m"
  other: {asks: given, type: yes-no, panel: p, title: other, question: other?}
criteria:
  c: {title: c, when: {back: back, other: yes}, met: met, unmet: "unmet \\u001b[0m", unknown: unknown, sources: [s]}
kinds: {k: k}
routes:
  r: {kind: k, title: "Route \\u001b[1m", summary: s, criteria: [c]}
"""


class TestHostileRules:
    @pytest.fixture
    def rules(self, tmp_path: Path) -> Path:
        path = tmp_path / "hostile.yaml"
        path.write_text(HOSTILE)
        return path

    def test_control_characters_of_a_rule_file_are_not_shown(self, rules: Path):
        done = ask("?", "answers", "1", options=("--rules", rules))
        shown = done.stdout + done.stderr
        assert not [c for c in shown if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066"]
        assert "<script>" in done.stderr
        assert "✗ Route [1m: ineligible. unmet [0m" in done.stderr

    def test_values_come_before_wishes_and_a_colon_makes_a_wish(self, rules: Path):
        done = ask("back", ":back", "unknown", ":back", ":unknown", options=("--rules", rules, *JSON))
        assert profile(done) == {}
        assert "   Your answer so far: unknown" in done.stderr
        # A value that is a number keeps numbers from meaning anything else.
        assert "   1  " not in done.stderr.split("other?")[0]
