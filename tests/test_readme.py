"""Every command and program of the README does what the README shows."""

import html
import io
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from process import ROOT, environment, ka1, without_hash

pytestmark = pytest.mark.thorough

README = (ROOT / "README.md").read_text(encoding="utf-8")
ANYTHING = "[...]"


def consoles() -> list[tuple[str, list[str]]]:
    """Each shown command with the output that is shown below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL):
        lines = block.splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        found += [(lines[a][2:], lines[a + 1 : b]) for a, b in pairwise([*starts, len(lines)])]
    return found


def matches(shown: list[str], got: list[str]) -> bool:
    """Whether the output is what is shown; `[...]` stands for any number of lines."""
    pattern = "".join("(.*\n)*" if line == ANYTHING else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) is not None


@pytest.mark.parametrize(("command", "shown"), consoles(), ids=[command[:50] for command, _ in consoles()])
def test_the_console_shows_what_happens(command: str, shown: list[str], tmp_path: Path) -> None:
    for entry in ROOT.iterdir():  # what a command writes does not land in the checkout
        (tmp_path / entry.name).symlink_to(entry)
    env = environment({"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"})
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert shown or ">" in command, "the README shows no output"
    got = without_hash(done.stdout + done.stderr).splitlines()
    assert matches([without_hash(line) for line in shown], got), "\n".join(got)


def test_the_python_example_runs() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert "ka122 eligible ()" in done.stdout


def test_the_exit_codes_are_those_of_the_program() -> None:
    from ka1cli.cli.exit_codes import ExitCode

    table = README.split("## Exit codes")[1].split("##")[0]
    shown = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, flags=re.MULTILINE) for code in row.split(",")}
    assert shown == set(ExitCode)


def test_the_variables_exist() -> None:
    help_text = ka1("check", "--help").stdout
    for name in re.findall(r"`(KA1_[A-Z]+)`", README):
        assert name in help_text


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


PICTURE = ROOT / "docs" / "first-screen.svg"


def test_the_picture_shows_what_the_command_says() -> None:
    """The first screen as a terminal of 80 columns shows it. `UPDATE_GOLDEN=1` draws it anew."""
    from rich.console import Console
    from rich.text import Text
    from test_pages import ESCAPES, on_terminal

    command = "check --accredited no --first-time yes --on 2026-11-27"
    shown = on_terminal(*command.split(), columns=80)
    if os.environ.get("UPDATE_GOLDEN"):
        console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
        console.print(Text.from_ansi(re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", shown)))
        drawing = console.export_svg(title=f"ka1 {command}", unique_id="ka1")
        PICTURE.write_text(
            re.sub(r"@font-face \{[^}]*\}\s*", "", drawing), encoding="utf-8"
        )  # they lead to the network
    drawn = [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", PICTURE.read_text("utf-8"))]
    words = " ".join(drawn).replace("\u00a0", " ").split()
    assert sorted(words) == sorted([*f"ka1 {command}".split(), *ESCAPES.sub("", shown).split()])


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 150
