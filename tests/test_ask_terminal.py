"""`ka1 ask` at a pseudo-terminal."""

import sys
from pathlib import Path

import pytest
from chances import one_in
from process import ka1

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from terminal import Terminal, without_colour

pytestmark = pytest.mark.thorough

ON = ("--on", "2026-11-24")
PATHS = [
    ("other", "unknown", "yes", "no"),
    ("4", "2", "CY", "1"),
    ("1", "no", "GR", "no", "0", "2", "yes", "no", ""),
    ("vet-provider", "no", "US", "no", ""),
    ("2", "yes", "EL", "3"),
    ("unknown", "unknown", "unknown", "unknown", "unknown", "unknown"),
]


@one_in(3, "path", PATHS)
def test_a_path_at_the_terminal_ends_as_it_does_through_a_pipe(path: tuple[str, ...]):
    through_pipe = ka1("ask", "-", *ON, stdin="".join(f"{line}\n" for line in path))
    terminal = Terminal("ask", *ON)
    terminal.answer(*path)
    if path[-1]:
        terminal.type("\x04")
    code, shown = terminal.end()
    assert code == through_pipe.code == 0
    words = without_colour(shown).split()
    expected = through_pipe.stdout.split()
    assert sorted(words[-len(expected) :]) == sorted(expected)  # a table for a terminal breaks its lines elsewhere


def test_questions_need_no_cursor_and_no_colour():
    terminal = Terminal("ask", *ON, "--color", "never")
    terminal.answer("1", "?", "CY", "back", "", "no", "quit")
    code, _ = terminal.end()
    assert code == 0
    assert "\x1b" not in terminal.shown


def test_back_change_and_do_not_know():
    terminal = Terminal("ask", *ON, "-q")
    terminal.answer("1", "unknown", "back")
    terminal.expect("Your answer so far: I don't know.")
    terminal.answer("no", "CY", "change country")
    terminal.expect("Your answer so far: CY (Cyprus).")
    terminal.answer("US", "change 1")
    terminal.expect("Your answer so far: vet-provider")
    terminal.answer("4", "no", "")
    assert terminal.end()[0] == 0


def test_the_result_can_go_elsewhere(tmp_path: Path):
    with (tmp_path / "result.txt").open("w") as file:
        terminal = Terminal("ask", *ON, stdout=file.fileno())
        terminal.answer("4", "quit")
        code, _ = terminal.end()
    assert code == 0
    result = (tmp_path / "result.txt").read_text()
    assert result.splitlines()[:20] == ka1("check", *ON, "--organisation-type", "other").stdout.splitlines()[:20]
    assert "STILL TO ANSWER" not in terminal.shown


def test_ctrl_c_keeps_the_answers_and_the_interview_goes_on(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    terminal = Terminal("ask", *ON, "--save", file)
    terminal.answer("1", "unknown")
    terminal.type("\x03")
    code, shown = terminal.end()
    assert code == 130
    assert f"Interrupted. The answers are kept. To go on: ka1 ask --save {file}" in shown.replace("\n", " ")
    assert "WHAT" not in shown
    again = Terminal("ask", *ON, "--save", file)
    again.expect("3. ")
    again.answer("back")
    again.expect("Your answer so far: I don't know.")
    again.type("\x03")
    assert again.end()[0] == 130
    assert "organisation_type: vet-provider\naccredited: '?'\n" in file.read_text()


def test_ctrl_c_without_a_file_says_what_was_known():
    terminal = Terminal("ask", *ON)
    terminal.answer("other")
    terminal.type("\x03")
    code, shown = terminal.end()
    assert code == 130
    assert "What was known: ka1 check --organisation-type other" in shown


@pytest.mark.slow
def test_ctrl_c_ends_it_however_soon_it_comes():
    """The key that follows the prompt at once met the moment before the process waits: 4 of 100 were forgotten."""
    for _ in range(40):
        terminal = Terminal("ask", *ON)
        terminal.type("\x03")
        assert terminal.end()[0] == 130


def test_ctrl_d_decides_with_what_is_known():
    terminal = Terminal("ask", *ON)
    terminal.answer("other")
    terminal.type("\x04")
    code, shown = terminal.end()
    assert code == 0
    assert "The input ended before the last question." in shown
    assert "STILL TO ANSWER" in without_colour(shown)
