"""What people see: text and Markdown against golden files, terminals of all widths, colour only where it is wanted.

`UPDATE_GOLDEN=1 pytest tests/test_pages.py` writes the golden files anew; read the difference before you keep it.
"""

import os
import pty
import re
import select
import struct
import subprocess
from collections.abc import Mapping
from fcntl import ioctl
from itertools import product
from pathlib import Path
from termios import TIOCSWINSZ

import pytest
from chances import one_in
from process import KA1, LIBRARY, ROOT, environment, ka1, without_hash
from rule_files import SHIPPED, loaded

GOLDEN = ROOT / "tests" / "golden"
DAY = ("--on", "2026-01-15")
NEWCOMER = ("check", "--accredited", "no", "--first-time", "yes", *DAY)
LONG_PLAN = (
    "check",
    "--accredited",
    "no",
    "--project-months",
    "20",
    "--short-term-grants",
    "1",
    "--country",
    "CY",
    *DAY,
)

COMPLETE = (
    *("--country", "CY", "--organisation-type", "vet-provider", "--accredited", "no", "--first-time", "yes"),
    *("--years-in-field", "5", "--operational-capacity", "yes", "--consortium-open", "no"),
)

PAGES = {
    "newcomer.txt": NEWCOMER,
    "newcomer-full.txt": (*NEWCOMER, "-v"),
    "newcomer-brief.txt": (*NEWCOMER, "-q"),
    "newcomer.md": (*NEWCOMER, "--format", "markdown"),
    "remedy.txt": (*LONG_PLAN, "--route", "ka122"),
    "closed.txt": ("check", "--accredited", "yes", "--country", "US", "--will-apply", "no", *DAY),
    "activities.txt": ("check", "--participant", "learner", "--activity-days", "5", "--group-size", "1", *DAY),
    "beyond.txt": ("check", "--route", "host", "--on", "2030-01-01"),
    "routes.txt": ("routes", *DAY),
    "routes-ka120.txt": ("routes", "KA120", *DAY),
    "routes-ka120.md": ("routes", "KA120", "--format", "markdown", *DAY),
    "activities-list.txt": ("activities", *DAY),
    "library.txt": ("check", "--rules", "tests/rules/library.yaml", "--pupil", "yes", *DAY),
    "library.md": ("check", "--rules", "tests/rules/library.yaml", "--books", "2", "--format", "markdown", *DAY),
    "help.txt": ("check", "--help"),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_agreed(name: str) -> None:
    done = ka1(*PAGES[name], cwd=ROOT, env={"COLUMNS": "100"})
    assert done.stderr == ""
    compared(name, without_hash(done.stdout))


def compared(name: str, page: str) -> None:
    """Compare a page with its golden file, or write that anew."""
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


def on_terminal(*arguments: str | Path, columns: int, env: Mapping[str, str] = {}, code: int | None = None) -> str:
    """What a command writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*KA1, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=environment({"TERM": "xterm-256color", **env}),
    )
    os.close(theirs)
    seen = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) in ((0, 1, 3) if code is None else (code,))
    return seen.decode().replace("\r\n", "\n")


ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@one_in(3, "columns", [72, 80, 200])
def test_a_terminal_gets_lines_that_fit_and_lose_nothing(columns: int) -> None:
    seen = ESCAPES.sub("", on_terminal(*NEWCOMER, columns=columns))
    assert max(map(len, seen.splitlines())) <= columns
    assert sorted(seen.split()) == sorted(ka1(*NEWCOMER).stdout.split())


SCREENS = {
    "newcomer": NEWCOMER,
    "plan": ("check", *COMPLETE, "--project-months", "20", *DAY),
    "route": ("check", *COMPLETE, "--route", "ka122", *DAY),
}


@one_in(4, ("columns", "name"), product((60, 80, 120), SCREENS))
def test_a_terminal_shows_what_was_agreed(name: str, columns: int) -> None:
    plain = on_terminal(*SCREENS[name], columns=columns, env={"NO_COLOR": "1"})
    compared(f"{name}-{columns}.txt", without_hash(plain))
    colored = on_terminal(*SCREENS[name], columns=columns)
    assert ESCAPES.sub("", colored) == plain
    assert "\x1b[1m" in colored


def test_sources_of_the_web_are_links_at_a_terminal() -> None:
    seen = on_terminal("check", *COMPLETE, "--route", "ka122", *DAY, columns=100)
    assert re.search(r"\x1b\]8;[^;]*;https://", seen)


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}], ids=["coloured", "plain"])
@one_in(3, "arguments", [NEWCOMER, ("routes", *DAY), ("rules", "show")], ids=lambda words: words[0])
def test_a_terminal_keeps_the_empty_lines(arguments: tuple[str, ...], env: dict[str, str]) -> None:
    in_a_pipe = ka1(*arguments).stdout.splitlines()
    at_the_terminal = ESCAPES.sub("", on_terminal(*arguments, columns=100, env=env)).splitlines()
    assert in_a_pipe.count("") > 2
    assert at_the_terminal.count("") == in_a_pipe.count("")


def test_colour_says_nothing_that_words_do_not_say() -> None:
    colored = on_terminal(*NEWCOMER, columns=100)
    plain = on_terminal(*NEWCOMER, columns=100, env={"NO_COLOR": "1"})
    assert ESCAPES.search(colored)
    assert "\x1b" not in plain
    assert ESCAPES.sub("", colored) == plain


@one_in(
    3,
    ("arguments", "env", "wanted"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"KA1_COLOR": "never"}, False),
        (["--color", "auto"], {"KA1_COLOR": "never"}, True),
    ],
)
def test_who_decides_on_colour_at_a_terminal(arguments: list[str], env: dict[str, str], wanted: bool) -> None:
    assert ("\x1b" in on_terminal(*NEWCOMER, *arguments, columns=80, env=env)) == wanted


@pytest.mark.parametrize(
    ("arguments", "env", "wanted"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "always"], {}, True),
        ([], {"FORCE_COLOR": "0"}, False),
    ],
)
def test_who_decides_on_colour_in_a_pipe(arguments: list[str], env: dict[str, str], wanted: bool) -> None:
    done = ka1(*NEWCOMER, *arguments, env=env)
    assert ("\x1b" in done.stdout) == wanted
    lengths = [len(ESCAPES.sub("", line)) for line in done.stdout.splitlines()]
    assert max(lengths) > 140, "a pipe is not wrapped"


def test_flags_of_facts_never_come_from_variables() -> None:
    stray = {"KA1_ACCREDITED": "yes", "KA1_COUNTRY": "FR", "ACCREDITED": "yes", "KA1_FACT_0": "yes"}
    assert ka1(*NEWCOMER, env=stray).stdout == ka1(*NEWCOMER).stdout


def test_options_come_from_variables_and_flags_beat_them() -> None:
    env = {"KA1_RULES": str(LIBRARY), "KA1_CALL": "2025", "KA1_QUIET": "1", "KA1_ROUTE": "card archive"}
    assert [line.split()[1] for line in ka1("check", env=env).stdout.splitlines()] == ["card:", "archive:"]
    done = ka1("check", "--rules", ROOT / "rules.yaml", "--call", "2026", "--route", "host", env=env)
    assert done.stdout.split()[:2] == ["eligible", "host:"]
    assert ka1("check", env={"KA1_FORMAT": "json"}).stdout.startswith("{")


def test_common_options_may_stand_before_the_command() -> None:
    assert ka1("--rules", LIBRARY, "-q", "check").stdout == ka1("check", "--rules", LIBRARY, "-q").stdout


def test_the_answer_can_be_repeated() -> None:
    """The command at the end of a page gives the same page."""
    first = ka1(*NEWCOMER, "-v", "--destination", "UK", "--rules", LIBRARY.parent.parent.parent / "rules.yaml").stdout
    (command,) = re.findall(r"^To repeat: ka1 (.*)$", first, flags=re.MULTILINE)
    assert "--destination GB" in command
    assert ka1(*command.split(), "-v").stdout == first


def test_the_command_to_repeat_asks_for_all_and_for_whom_again() -> None:
    page = ka1(*NEWCOMER, "--all", "--for", "A school", "-v").stdout
    (command,) = re.findall(r"^To repeat: (.*)$", page, flags=re.MULTILINE)
    assert command.endswith(" --all --for 'A school'")


def test_the_background_of_routes_is_a_list_of_titles_until_more_is_wanted() -> None:
    titles = {entry.title for entry in loaded(SHIPPED).rule_set.background.values() if entry.shown_with == "routes"}
    listed = ka1("routes", *DAY).stdout
    assert all(f"  - {title}\n" in listed for title in titles)
    assert "no paid outsider" not in listed
    for more in (["-v"], ["--format", "markdown"], ["--format", "html"]):
        assert "no paid outsider" in ka1("routes", *more, *DAY).stdout
    assert len(listed.splitlines()) < 100


@one_in(2, "columns", [60, 80])
def test_the_summary_of_a_table_fits_the_terminal(columns: int, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("country,accredited,contry\nCY,no,\nSE,perhaps,\n", encoding="utf-8")
    seen = on_terminal("batch", tmp_path / "t.csv", "-o", tmp_path / "r.csv", *DAY, columns=columns)
    prose = [line for line in seen.splitlines() if " " in line and "%" not in line and str(tmp_path) not in line]
    assert [line for line in prose if len(line) > columns] == []
    assert "No column for: organisation_type, first_time" in seen
    # In a pipe, which has no width, each is one line.
    piped = ka1("batch", tmp_path / "t.csv", "-o", tmp_path / "r.csv", *DAY).stderr
    assert max(map(len, piped.splitlines())) > 100


def test_what_is_said_on_stderr_fits_a_narrow_terminal(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("name,accredited,first_time\nA,perhaps it is so,yes\n")
    for command in (("ask", "-"), ("batch", table, "-q", "-o", tmp_path / "out.csv")):
        said = ESCAPES.sub("", on_terminal(*command, columns=44)).splitlines()
        assert any(line.startswith(("The input ended", "! 1 of 2 answers")) for line in said)
        assert max(map(len, said)) <= 44
