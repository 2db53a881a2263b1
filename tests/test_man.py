"""`ka1 man`: the manual page, from the text of `--help`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from process import LIBRARY, ka1

from ka1cli.cli.commands import COMMANDS
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.render import roff

needs_groff = pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")


def words(text: str) -> str:
    """A text without the breaks of its lines."""
    return " ".join(text.split())


def shown(page: str) -> str:
    """The page as `man` shows it, in one long line for each paragraph; any warning fails."""
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-rLL=2000n", "-P-cbou"],
        input=page,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.replace("\N{MINUS SIGN}", "-").replace("\N{HYPHEN}", "-")


@pytest.fixture(scope="module")
def page() -> str:
    return ka1("man").stdout


@needs_groff
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_help_says_stands_in_the_manual(page: str, command: str):
    manual = words(shown(page))
    usage, *lines = ka1(*command.split(), "--help", env={"COLUMNS": "10000"}).stdout.splitlines()
    assert words(usage.removeprefix("Usage:")) in manual
    for line in lines:
        for part in re.split(r" {2,}", line.strip()):
            assert words(part.rstrip(":")) in manual


def test_codes_and_variables(page: str):
    for code in ExitCode:
        assert f'.B "{int(code)}"\n' in page
    assert '.B "KA1_RULES"\nStands for \\-\\-rules' in page


def test_the_facts_of_another_rule_file():
    page = ka1("man", "--rules", LIBRARY).stdout
    assert '.B "\\-\\-district CODE"' in page
    assert '"Rule set library\\-card"' in page
    assert "accredited" not in page


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (".sy touch x", "\\&.sy touch x"),
        ("'br", "\\&'br"),
        ("a\n.br", "a .br"),
        ("\\*[x] \\n(yr", "\\e*[x] \\en(yr"),
        ("\x1b[1m--bold", "[1m\\-\\-bold"),
        ("Ναι", "Ναι"),
    ],
)
def test_nothing_means_anything_to_roff(text: str, written: str):
    assert roff.plain(text) == written


@needs_groff
def test_hostile_text_shows_as_text(tmp_path: Path):
    rules = LIBRARY.read_text()
    hostile = rules.replace("Will you be quiet?", '".so /etc/passwd \\\\*[x] \\"\\n.sy touch got"')
    assert hostile != rules
    (tmp_path / "hostile.yaml").write_text(hostile)
    page = ka1("man", "--rules", tmp_path / "hostile.yaml", cwd=tmp_path).stdout
    assert '.so /etc/passwd \\*[x] " .sy touch got' in words(shown(page))
    assert not (tmp_path / "got").exists()
