"""How one begins: `ka1` alone, `ka1 help`, `ka1 check` without an answer, and what is said to who slips."""

import re
import shlex

import pytest
from process import LIBRARY, ka1


@pytest.mark.parametrize("arguments", [[], ["-q"]])
def test_alone_it_says_what_it_is_in_ten_lines(arguments: list[str]) -> None:
    done = ka1(*arguments)
    assert (done.code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 10
    assert max(map(len, lines)) < 80
    assert len([line for line in lines if line.startswith("  ka1 ")]) == 3


@pytest.mark.parametrize("rules", [None, LIBRARY])
def test_the_examples_run(rules: str | None) -> None:
    env = {"KA1_RULES": str(rules)} if rules else {}
    (command,) = re.findall(r"^  ka1 (check .*?)(?:  |$)", ka1(env=env).stdout, flags=re.MULTILINE)
    assert ka1(*shlex.split(command), env=env).code == 0


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (["help"], ["--help"]),
        (["help", "check"], ["check", "--help"]),
        (["rules", "help"], ["rules", "--help"]),
        (["help", "rules", "check"], ["rules", "check", "--help"]),
        (["--rules", "school", "help", "check"], ["check", "--help", "--rules", "school"]),
    ],
)
def test_help_is_a_word_as_well(asked: list[str], meant: list[str]) -> None:
    assert ka1(*asked) == ka1(*meant)


def test_check_without_an_answer_says_how_to_begin() -> None:
    done = ka1("check")
    assert (done.code, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) <= 20
    assert "--country CODE" in done.stdout
    assert "eligible" not in done.stdout


@pytest.mark.parametrize(
    "asked",
    [
        ["--rules", "school"],
        ["--rules", str(LIBRARY)],
        ["check", "--rules", "school", "--on", "2026-01-15"],
        ["check", "--rules", str(LIBRARY), "--call", "2025"],
        ["check", "--rules", "adult", "--help"],
        ["ask", "--rules", "adult", "--help"],
    ],
)
def test_commands_to_go_on_with_are_about_the_same_rules_call_and_day(asked: list[str]) -> None:
    named = [argument for argument in asked if argument not in ("check", "ask", "--help")]
    done = ka1(*asked)
    commands = re.findall(r"(?:^  |^All.*: |^What.*: )(ka1 .*?)(?=  |$)", done.stdout, flags=re.MULTILINE)
    commands = [command for command in commands if "ka1 help" not in command]
    assert len(commands) >= 3
    for command in commands:
        assert " ".join(named) in command, command


@pytest.mark.parametrize("more", [["-q"], ["--route", "host"], ["--all"], ["--format", "json"], ["--profile", "-"]])
def test_check_decides_without_an_answer_where_something_else_is_asked_for(more: list[str]) -> None:
    assert "eligible" in ka1("check", *more, stdin="{}").stdout


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["--accredited", "no"], "ka1 check --accredited no"),
        (["accredited=no"], "ka1 check --accredited no"),
        (["check", "accredited=no", "first-time=yes"], "ka1 check --accredited no --first-time yes"),
        (["check", "accredited", "no", "-q"], "ka1 check --accredited no -q"),
        (["ask", "country=Czech Republic"], "ka1 ask --country 'Czech Republic'"),
    ],
)
def test_who_leaves_out_the_command_or_the_dashes_gets_the_command(written: list[str], meant: str) -> None:
    done = ka1(*written)
    assert (done.code, done.stdout) == (2, "")
    assert f"{meant}\n" in done.stderr


@pytest.mark.parametrize(("written", "hint"), [(["checkk"], "did you mean 'check'?"), (["nothing"], "see --help")])
def test_other_slips_are_not_taken_for_answers(written: list[str], hint: str) -> None:
    done = ka1(*written)
    assert done.code == 2
    assert done.stderr.endswith(f"help: {hint}\n")


def test_help_names_routes_meanings_and_variables_once() -> None:
    shown = " ".join(ka1("help", "check").stdout.split())
    assert "ka122, ka121, ka120, join, host" in shown
    assert "employer: " in shown
    assert shown.count("KA1_ROUTE") == 1
    assert "Examples: ka1 check " in shown


def test_options_that_do_nothing_are_taken_but_not_listed() -> None:
    assert "--color" not in ka1("rules", "graph", "--help").stdout
    assert ka1("rules", "graph", "--color", "never").code == 0


def test_no_control_character_of_a_rule_file_reaches_the_help(tmp_path) -> None:
    rules = tmp_path / "rules.yaml"
    hostile = "\\x1b]0;x\\x07\\u202e\\u061c\\u200b\\x9b"
    text = LIBRARY.read_text(encoding="utf-8")
    poisoned = text.replace("About the person", f'"{hostile}About the person"').replace(
        "Will you be quiet?", f'"{hostile}?"'
    )
    rules.write_text(poisoned, encoding="utf-8")
    for arguments in (
        ["check", "--help"],
        ["ask", "--help"],
        ["check", "--format", "json"],
        ["routes", "--format", "json"],
    ):
        done = ka1(*arguments, "--rules", rules)
        assert done.code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u061c\u200b]", done.stdout)


@pytest.mark.parametrize("command", ["check", "ask", "batch"])
def test_help_has_figures_in_the_place_of_their_names(command: str) -> None:
    shown = ka1(command, "--help").stdout
    assert "2023 to 2027" in " ".join(shown.split())
    assert "{grant" not in shown


@pytest.mark.parametrize("arguments", [[], ["check"], ["rules", "show"], ["chek"]])
def test_a_rule_file_that_is_not_there_is_no_bug(arguments: list[str]) -> None:
    done = ka1(*arguments, env={"KA1_RULES": "nowhere.yaml"})
    assert done.code == (2 if arguments == ["chek"] else 4)
    assert "internal error" not in done.stderr
