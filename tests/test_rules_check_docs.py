"""docs/rule-author.md shows what happens, and names every command of the bench."""

import re
import subprocess
import sys
from itertools import pairwise
from os import environ, pathsep
from pathlib import Path

import pytest
import yaml
from process import LIBRARY, ROOT, environment

from ka1cli.cli.commands import COMMANDS
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.main import run

pytestmark = pytest.mark.thorough

PAGE = (ROOT / "docs" / "rule-author.md").read_text(encoding="utf-8")


def consoles() -> list[tuple[str, str]]:
    """Each shown command with the output below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", PAGE, flags=re.DOTALL):
        lines = block.splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        found += [(lines[a][2:], "\n".join(lines[a + 1 : b])) for a, b in pairwise([*starts, len(lines)])]
    return found


@pytest.mark.parametrize(("command", "shown"), consoles(), ids=[command for command, _ in consoles()])
def test_a_shown_command_does_what_is_shown(command: str, shown: str, tmp_path: Path) -> None:
    # What a command writes does not land in the checkout.
    folder = tmp_path if ">" in command else ROOT
    env = environment({"PATH": f"{Path(sys.executable).parent}{pathsep}{environ['PATH']}"})
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == shown


def test_the_cases_that_are_shown_pass(tmp_path: Path) -> None:
    text = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL) if "cases:" in block)
    (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")
    assert run(["rules", "test", str(tmp_path / "cases.yaml"), "--rules", str(LIBRARY)]) == ExitCode.OK


def test_every_command_is_named_and_every_block_is_yaml() -> None:
    for command in COMMANDS:
        if command.startswith("rules "):
            assert f"`ka1 {command}`" in PAGE
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL):
        yaml.safe_load(block)
