"""Every exit code of the contract."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from process import KA1, LIBRARY, environment, ka1, ka1_process
from test_streams import shell

from ka1cli.cli.exit_codes import ExitCode

NEWCOMER = ("--accredited", "no", "--first-time", "yes")
KNOWN = (*NEWCOMER, "--country", "CY", "--organisation-type", "vet-provider")

CODES = [
    ("a decision", [], ExitCode.OK),
    ("closed routes without --route", NEWCOMER, ExitCode.OK),
    ("an eligible route", [*KNOWN, "--route", "ka122"], ExitCode.OK),
    ("an ineligible route", [*KNOWN, "--route", "ka121"], ExitCode.INELIGIBLE),
    ("an undetermined route", [*NEWCOMER, "--route", "ka122"], ExitCode.UNDETERMINED),
    ("ineligible beats undetermined", [*NEWCOMER, "--route", "ka122", "--route", "ka121"], ExitCode.INELIGIBLE),
    ("undetermined beats eligible", [*NEWCOMER, "--route", "host", "--route", "ka122"], ExitCode.UNDETERMINED),
    ("several in one", [*NEWCOMER, "--route", "host,ka122"], ExitCode.UNDETERMINED),
    ("an unknown flag", ["--acredited", "no"], ExitCode.USAGE),
    ("a flag without value", ["--accredited"], ExitCode.USAGE),
    ("a value that is none", ["--accredited", "maybe"], ExitCode.USAGE),
    ("a contradiction", ["--first-time", "yes", "--short-term-grants", "2"], ExitCode.USAGE),
    ("an unknown route", ["--route", "ka999"], ExitCode.USAGE),
    ("an unknown call", ["--call", "1999"], ExitCode.USAGE),
    ("a day that is none", ["--on", "2026-02-30"], ExitCode.USAGE),
    ("an unknown format", ["--format", "xml"], ExitCode.USAGE),
    ("--all with --route", ["--all", "--route", "host"], ExitCode.USAGE),
    ("a missing rule file", ["--rules", "nowhere.yaml"], ExitCode.INVALID_INPUT),
    ("a missing profile", ["--profile", "nowhere.yaml"], ExitCode.INVALID_INPUT),
    ("a folder as profile", ["--profile", "."], ExitCode.INVALID_INPUT),
]


@pytest.mark.parametrize(("arguments", "code"), [case[1:] for case in CODES], ids=[case[0] for case in CODES])
def test_check_exits_with(arguments: list[str], code: ExitCode) -> None:
    done = ka1("check", *arguments)
    assert done.code == code, done
    assert "Traceback" not in done.stderr
    failed = code in (ExitCode.USAGE, ExitCode.INVALID_INPUT)
    assert done.stdout == "" if failed else done.stderr == ""
    assert re.match(r"(\S+: )?error( \[\w+\])?: \S", done.stderr) if failed else done.stdout


@pytest.mark.parametrize("code", dict.fromkeys(case[2] for case in CODES))
def test_a_process_ends_as_its_command_does(code: ExitCode) -> None:
    arguments = next(case[1] for case in CODES if case[2] == code)
    assert ka1_process("check", *arguments) == ka1("check", *arguments)
    assert ka1_process("check", *arguments).code == code


def test_a_group_without_a_command_shows_its_help_and_does_nothing() -> None:
    done = ka1("rules")
    assert (done.code, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.startswith("Usage: ka1 rules ")
    assert "\n  check " in done.stderr


def test_options_before_the_command_do_not_stand_in_the_way_of_help() -> None:
    assert ka1("--rules", "nowhere.yaml", "--help").stdout == ka1("--help").stdout
    assert ka1("--color", "always", "--version").stdout.startswith("ka1 ")


@pytest.mark.parametrize(
    ("variable", "help"),
    [
        ("KA1_ALL", "write yes or no"),
        ("KA1_FORMAT", "known: text, json"),
        ("KA1_COLOR", "known: auto"),
        ("KA1_CALL", "write a year"),
        ("KA1_ON", "write a date"),
    ],
)
def test_a_variable_that_cannot_be_understood_is_a_usage_error(variable: str, help: str) -> None:
    done = ka1("check", env={variable: "maybe"})
    assert (done.code, done.stdout) == (ExitCode.USAGE, "")
    assert variable in done.stderr
    assert help in done.stderr


def test_an_answer_may_be_given_twice_in_other_words() -> None:
    assert ka1("check", "--accredited", "yes", "--accredited", "Y").code == ExitCode.OK
    assert ka1("check", "--accredited", "yes", "--accredited", "?").code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("command", "name", "other"),
    [("routes", "JOB_shadowing", "activities job-shadowing"), ("activities", "κα122", "routes ka122")],
)
def test_who_asks_the_wrong_list_is_sent_to_the_other(command: str, name: str, other: str) -> None:
    done = ka1(command, name)
    assert done.code == ExitCode.USAGE
    assert f"see `ka1 {other}`" in done.stderr


def test_profile_faults_are_the_files_fault(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("first_time: yes\nshort-term-grants: 2\n", encoding="utf-8")
    done = ka1("check", "--profile", profile)
    assert done.code == ExitCode.INVALID_INPUT
    assert done.stderr.startswith(
        f"{profile}:2:20: error [P503]: `first_time` yes and `short_term_grants` 2 contradict"
    )


def test_a_flag_beats_the_file(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("accredited: yes\nfirst_time: yes\n", encoding="utf-8")
    assert ka1("check", "--profile", profile, *KNOWN, "--route", "ka122") == ka1("check", *KNOWN, "--route", "ka122")
    assert ka1("check", "--profile", profile, *KNOWN[4:], "--route", "ka122").code == ExitCode.INELIGIBLE


def test_a_flag_that_contradicts_the_file_is_a_usage_error(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("short_term_grants: 2\n", encoding="utf-8")
    done = ka1("check", "--profile", profile, "--first-time", "yes")
    assert done.code == ExitCode.USAGE
    assert f"--first-time yes and `short_term_grants: 2` ({profile}:1:20) contradict each other" in done.stderr


def test_a_broken_rule_file_is_4_for_every_command(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(LIBRARY.read_text(encoding="utf-8").replace("kind: visit", "kind: vist", 1), encoding="utf-8")
    for command in ("check", "routes", "activities"):
        done = ka1(command, "--rules", rules)
        assert done.code == ExitCode.INVALID_INPUT, command
        assert "did you mean `visit`?" in done.stderr


@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json", "--all"], ["routes"], ["--help"]])
def test_a_closed_pipe_ends_quietly_and_looks_like_no_verdict(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [*KA1, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({"PYTHONUNBUFFERED": "1"})
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == ExitCode.READER_GONE


def test_head_gets_its_line() -> None:
    script = f"{' '.join(KA1)} check --accredited no --first-time yes | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), check=False)
    assert done.stdout.decode().startswith("Erasmus+ Key Action 1")
    assert done.stderr == b""


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    os.mkfifo(profile)
    process = subprocess.Popen(
        [*KA1, "check", "--profile", profile], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    with profile.open("wb"):  # returns when the other side has opened the file to read it
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (ExitCode.INTERRUPTED, b"", b"")


def test_an_interrupt_while_the_program_is_still_being_read_ends_with_130() -> None:
    interrupted = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "ka1cli.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from ka1cli.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", interrupted], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.INTERRUPTED, b"", b"")


def test_a_result_that_cannot_be_written_is_no_verdict() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*KA1, "check"], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert done.stderr == b"error: cannot write the result: no space left on device\n"


@pytest.mark.parametrize("command", ["batch ../t.csv -o ../o.csv", "rules check", "ask - --save kept.yaml </dev/null"])
def test_a_folder_that_is_gone_is_no_bug(command: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("accredited\nno\n")
    (tmp_path / "gone").mkdir()
    done = shell(command, tmp_path / "gone", before="rmdir ../gone;")
    assert (done.returncode, done.stdout) == (ExitCode.INVALID_INPUT, b"")
    assert b"error: the folder in which you are is no longer there\n  help: change into another one" in done.stderr


def test_a_bug_is_70_and_says_so(tmp_path: Path) -> None:
    """A module that breaks stands in for a bug: nothing of ours is replaced, only the interpreter's path."""
    (tmp_path / "sitecustomize.py").write_text(
        "import ka1cli.decision.call_rules as d\ndef broken(*a, **k): raise ZeroDivisionError('planted')\n"
        "d.CallRules.decide = broken\n",
        encoding="utf-8",
    )
    done = ka1_process("check", env={"PYTHONPATH": str(tmp_path)})
    assert done.code == ExitCode.INTERNAL
    assert done.stdout == ""
    assert "internal error: ZeroDivisionError: planted" in done.stderr
    assert "please report" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in ka1_process("check", "-vv", env={"PYTHONPATH": str(tmp_path)}).stderr
