"""Bad input ends with the right code, one clear message with its place, no traceback, in bounded time and memory."""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from process import KA1, LIBRARY, Finished, environment, ka1

pytestmark = pytest.mark.thorough

MEMORY = 200 * 1024 * 1024
PROCESSOR_SECONDS = 10
"""A bound against endless work, not a measurement: the processes need a small part of it."""


def bounded(*arguments: str | Path, stdin: bytes = b"") -> Finished:
    """Run `ka1` with 200 MB of data at most."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))

    done = subprocess.run(
        [*KA1, *map(str, arguments)], input=stdin, capture_output=True, env=environment(), preexec_fn=limit, check=False
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def billion_laughs() -> bytes:
    levels = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(levels).encode()


def library_with(old: str, new: str) -> bytes:
    text = LIBRARY.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank lines": (b"\n\n# nothing\n", "is empty"),
    "binary": (bytes(range(256)) * 8, "not UTF-8 text"),
    "UTF-16": ("accredited: no\n".encode("utf-16"), "not UTF-8 text"),
    "NUL": (b"accredited: \x00no\n", "does not allow"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not UTF-8 text"),
    "huge": (b"accredited: no # " + b"x" * (8 * 1024 * 1024), "larger than 4 MiB"),
    "deeply nested lists": (b"accredited: " + b"[" * 100_000, "nested more than 40 deep"),
    "deeply nested mappings": (b"accredited: " + b"{a: " * 100_000, "nested more than 40 deep"),
    "deeply nested blocks": (b"".join(b" " * n + b"- \n" for n in range(2_000)), "nested more than 40 deep"),
    "itself inside": (b"accredited: &a [*a]\n", "an alias inside its own anchor"),
    "billion laughs": (billion_laughs(), "aliases expand"),
    "an unknown alias": (b"accredited: *nothing\n", "undefined alias"),
    "two documents": (b"accredited: no\n---\naccredited: yes\n", "one document"),
    "a tag": (b"accredited: !!python/object/apply:os.system ['true']\n", ""),
    "a list": (b"- accredited\n", "should map facts to answers"),
    "a text": (b"accredited\n", "should map facts to answers"),
    "a tab": (b"accredited:\n\tno\n", "not well-formed"),
    "an open quote": (b"accredited: 'no\n", "not well-formed"),
    "mappings on one line": (b"accredited: " * 100_000, "mapping values are not allowed"),
    "blanks in a number": (b'short_term_grants: "1' + b" " * 200_000 + b'x"\n', "is not an answer"),
    "a long line": (b"accredited: " + b"n" * 1_000_000, "(1,000,000 characters)"),
}


LARGE = (
    "huge",
    "deeply nested lists",
    "deeply nested mappings",
    "deeply nested blocks",
    "billion laughs",
    "a long line",
)
"""What could take memory or time without end."""


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("option", ["--profile", "--rules"])
def test_a_file_that_is_none(option: str, name: str, tmp_path: Path) -> None:
    content, message = FILES[name]
    file = tmp_path / "input.yaml"
    file.write_bytes(content)
    code, out, error = (bounded if name in LARGE else ka1)("check", option, file)
    assert (code, out) == (4, ""), error
    assert "Traceback" not in error
    assert str(file) in error.splitlines()[0]
    assert max(map(len, error.splitlines())) < 400
    if option == "--profile":
        assert message in error, error


@pytest.mark.parametrize("name", ["empty", "binary", "billion laughs"])
def test_standard_input_that_is_none(name: str) -> None:
    content, message = FILES[name]
    done = (bounded if name in LARGE else ka1)("check", "--profile", "-", stdin=content)
    assert (done.code, done.stdout) == (4, "")
    assert message in done.stderr


def test_a_text_of_json_that_is_never_closed() -> None:
    done = bounded("check", "--profile", "-", stdin=b'{"' + b'\\"' * 200_000)
    assert done.code == 4
    assert "not well-formed JSON: unterminated string" in done.stderr


PROFILES = [
    ("acredited: no\n", ":1:1: error [P501]: no fact is called `acredited`", "did you mean `accredited`?"),
    (
        "accredited: no\nfirst_time: perhaps\n",
        ":2:13: error [P502]: `perhaps` is not an answer to `first_time`",
        "yes or no",
    ),
    ("country: XX\n", ":1:10: error [P502]: `XX` is not a value of `country`", "its code of two letters"),
    ("country: Cyprsu\n", ":1:10: error [P502]: `Cyprsu` is not a value", "did you mean `CY` (Cyprus)?"),
    ("first_time: no\nfirst-time: no\n", ":2:1: error [E107]: `first_time` stands twice", "on line 1"),
    ("project_months: 6.5\n", ":1:17: error [P502]: `6.5` is not an answer", "a whole number"),
    ("project_months: [6]\n", ":1:17: error [P502]", "one value, not a list"),
    ("accredited: \x1b[31mred\n", "", ""),
]


@pytest.mark.parametrize(("text", "first", "then"), PROFILES, ids=[text[:20].strip() for text, _, _ in PROFILES])
def test_a_wrong_profile_is_told_with_its_place(text: str, first: str, then: str, tmp_path: Path) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(text, encoding="utf-8")
    done = ka1("check", "--profile", file)
    assert done.code == 4
    assert done.stderr.startswith(f"{file}{first}")
    assert then in done.stderr
    assert "\x1b" not in done.stderr


def test_all_problems_of_a_profile_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text("acredited: no\ncountry: XX\nproject_months: six\n", encoding="utf-8")
    assert ka1("check", "--profile", file).stderr.count("error [") == 3


FLAGS = [
    (["--acredited", "no"], "there is no option --acredited", "did you mean `--accredited`?"),
    (["--accredited"], "--accredited needs an answer", "write --accredited yes or --accredited no"),
    (["--accredited", "--first-time", "yes"], "--accredited needs an answer", "--accredited yes or --accredited no"),
    (["--country"], "--country needs an answer", "--country CODE"),
    (["--country", "XX"], "`XX` is not a value of `country`", "its code of two letters"),
    (["--country", "Cypruss"], "`Cypruss` is not a value of `country`", "did you mean `CY` (Cyprus)?"),
    (["--organisation-type", "vet-provder"], "not a value of `organisation_type`", "did you mean `vet-provider`?"),
    (["--accredited", "maybe"], "`maybe` is not an answer to `accredited`", "write yes, no or pending"),
    (["--project-months", "0"], "`0` is not an answer to `project_months`", "1 or more"),
    (["--project-months", "-3"], "`-3` is not an answer to `project_months`", "1 or more"),
    (["--activity-days", "366"], "`366` is not an answer to `activity_days`", "from 1 to 365"),
    (["--project-months", "9" * 10_000], "(10,000 characters)", "a whole number"),
    (
        ["--first-time", "yes", "--short-term-grants", "2"],
        "--first-time yes and --short-term-grants 2 contradict each other",
        "",
    ),
    (["--accredited", "yes", "--accredited", "no"], "--accredited is given as `yes` and as `no`", "keep one of them"),
    (["--route", "ka12"], "nothing is called `ka12`", "did you mean `ka12"),
    (["--format", "jsn"], "--format cannot be `jsn`", "did you mean `json`?"),
    (["--call", "2031"], "--call 2031 is not known", "2027"),
    (["--call", "next"], "--call cannot be `next`", "write a year"),
    (["--on", "tomorrow"], "--on cannot be `tomorrow`", "a date such as 2026-11-24"),
    (["--route", ""], "--route is empty", "write an id or a code"),
    (["--route"], "option '--route' requires an argument", "--help"),
    (["--profile"], "option '--profile' requires an argument", "--help"),
    (["stray"], "unexpected extra argument", "--help"),
]


@pytest.mark.parametrize(("arguments", "message", "help"), FLAGS, ids=[" ".join(flags)[:40] for flags, _, _ in FLAGS])
def test_a_wrong_flag_is_told_with_the_way_out(arguments: list[str], message: str, help: str) -> None:
    code, out, error = ka1("check", *arguments)
    assert (code, out) == (2, "")
    assert error.startswith("error: ")
    assert message in error.splitlines()[0]
    assert help in error
    assert "Traceback" not in error
    assert error.count("error: ") == 1


@pytest.mark.parametrize("answers", [(), ("--accredited", "no")])
def test_a_wrong_command_is_told_with_the_nearest(answers: tuple[str, ...]) -> None:
    done = ka1("chekc", *answers)
    assert done.code == 2
    assert "help: did you mean 'check'?" in done.stderr


RULES: list[tuple[str, Callable[[], bytes], str]] = [
    ("a misspelt key", lambda: library_with("kind: visit", "knid: visit"), "did you mean `kind`?"),
    ("a misspelt criterion", lambda: library_with("criteria: [quiet]", "criteria: [quite]"), "did you mean `quiet`?"),
    ("a criterion too few", lambda: library_with("criteria: [quiet]", "criteria: []"), "criteria"),
    ("an unknown fact", lambda: library_with("when: {still: yes}", "when: {stil: yes}"), "did you mean `still`?"),
]


@pytest.mark.parametrize(("content", "message"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_wrong_rule_file_is_told_with_its_place(content: Callable[[], bytes], message: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(content())
    done = ka1("check", "--rules", file)
    assert done.code == 4
    assert done.stderr.startswith(f"{file}:")
    assert message in done.stderr
    assert "  | " in done.stderr
    assert "^" in done.stderr


def test_hostile_text_in_a_rule_file_stays_text(tmp_path: Path) -> None:
    """Control characters do not reach the terminal, whatever page they stand on."""
    file = tmp_path / "rules.yaml"
    evil = '"\\e]0;owned\\a<script>alert(1)</script>\\u202etext"'
    file.write_bytes(library_with("title: Reading room", f"title: {evil}"))
    for arguments in (["check", "--pupil", "no"], ["check", "--format", "markdown"], ["routes"], ["check", "-q"]):
        done = ka1(*arguments, "--rules", file)
        assert done.code == 0
        assert not set(done.stdout) & set("\x1b\x07\u202e")
        assert "owned" in done.stdout
    assert "<script>" not in ka1("check", "--format", "markdown", "--rules", file).stdout.replace("\\<", "")


@pytest.mark.parametrize("name", ["missing.yaml", "/", "a" * 5000, "\udcff.yaml"])
def test_an_unreadable_file_is_named(name: str) -> None:
    done = ka1("check", "--rules", name)
    assert done.code == 4
    assert "cannot read" in done.stderr
