"""Completion in shells: values of facts, options and calls, from the rule file of the very command line."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from process import KA1, LIBRARY, ROOT, environment, ka1
from rule_files import SHIPPED, loaded

pytestmark = pytest.mark.thorough


def complete(*words: str, env: Mapping[str, str] = {}) -> list[str]:
    """What bash is offered after some words; the last one is incomplete."""
    asked = {"_KA1_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(["ka1", *words]), "COMP_CWORD": str(len(words))}
    done = ka1(env={**asked, **env})
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["che"], ["check"]),
        (["check", "--accr"], ["--accredited"]),
        (["check", "--accredited", ""], ["yes", "no", "pending"]),
        (["check", "--accredited", "no", "--organisation-type", "VET"], ["VET-provider"]),
        (["check", "--organisation-type", "other", "--country", "cy"], ["cy"]),
        (["check", "--country", "CY"], ["CY"]),
        (["check", "--route", "ka"], ["ka122", "ka121", "ka120"]),
        (["ask", "--route", "eras"], ["erasmuspro"]),
        (["routes", "e"], ["epale", "etwinning"]),
        (["activities", "e"], ["erasmuspro"]),
        (["check", "--call", "2025"], ["2025"]),
        (["check", "--format", "js"], ["json"]),
        (["check", "--profile", ""], []),
        (["check", "--rules", ""], ["vet", "school", "adult"]),
        (["rules", "show", "s"], ["school"]),
        (["check", "--years-in-field", ""], []),
        (["rules", "exp"], ["export", "explain"]),
        (["check", "--rules", str(LIBRARY), "--dis"], ["--district"]),
        (["check", "--rules", "=", str(LIBRARY), "--district", ""], ["N1", "N2", "S1", "S2", "NO"]),
        (["--rules", str(LIBRARY), "check", "--district", "n"], ["n1", "n2", "no"]),
        (["check", "--rules", str(LIBRARY), "--route", ""], ["card", "reading-room", "archive", "piano-hour"]),
        (["check", "--rules", "no-such-file.yaml", "--acc"], []),
        (["check", "'", ""], []),
    ],
)
def test_what_is_offered(words: list[str], offered: list[str]):
    assert complete(*words) == offered


@pytest.mark.parametrize(
    "env",
    [{"COMP_CWORD": "x"}, {"COMP_CWORD": ""}, {"COMP_CWORD": "999999999"}, {"COMP_WORDS": "", "COMP_CWORD": "-1"}],
)
def test_a_place_that_is_none(env: Mapping[str, str]):
    complete("check", "--accr", env=env)


def test_countries_are_offered_behind_an_equals_sign():
    countries = list(loaded(SHIPPED).rule_set.facts["country"].values)
    assert complete("check", "--country", "=") == countries
    assert complete("check", "--country", "=", "G") == [code for code in countries if code.startswith("G")]


def test_the_rule_file_of_the_variable_counts():
    assert complete("check", "--dis", env={"KA1_RULES": str(LIBRARY)}) == ["--district"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_the_meanings_as_well(shell: str):
    env = {"_KA1_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = ka1(env={**env, "_TYPER_COMPLETE_ARGS": "ka1 check --organisation-type v"})
    assert "vet-provider" in done.stdout
    assert "School or centre for VET" in done.stdout
    assert done.stdout.count("\n") == 1


HOSTILE = r"""
ka1: 1
id: hostile
title: t
version: "1"
language: en
as_of: 2026-01-01
sources: {s: {title: s, publisher: p, confidence: official}}
panels: {p: "Panel"}
facts:
  a:
    asks: given
    type: choice
    values:
      x1: 'y \$(touch GOT1) `touch GOT2` \"; touch GOT3; "'
      "x2$(touch GOT4)": "q"
      'x3"; touch GOT5; "': "z"
    panel: p
    title: a
    question: 'Q \$(touch GOT6) [bold]x[/bold] \"; touch GOT7; "?'
criteria:
  c: {title: c, when: {a: x1}, met: met, unmet: unmet, unknown: unknown, sources: [s]}
kinds: {k: k}
routes:
  r: {kind: k, title: 'Route \"; touch GOT8;', summary: s, criteria: [c]}
"""


@pytest.mark.parametrize("typed", ["--a ", "--", "--route "])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nothing_that_a_shell_would_run_comes_from_a_rule_file(tmp_path: Path, shell: str, typed: str):
    (tmp_path / "hostile.yaml").write_text(HOSTILE)
    line = f"ka1 check --rules {tmp_path / 'hostile.yaml'} {typed}"
    env = {"_KA1_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    env |= {"_TYPER_COMPLETE_ARGS": line, "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    shown = ka1(env=env).stdout
    assert {"--a ": "x1", "--": "--a", "--route ": "r"}[typed] in shown
    words = shown.removeprefix("_arguments '*: :((").removesuffix("))'\n") if shell == "zsh" else shown
    assert not re.search(r"[\\$`'&|<>\[\]{}]", words)
    if shell == "zsh":
        assert all(re.fullmatch(r'"[\w.-]+"(:"[^"]*")?', entry) for entry in words.splitlines())
    if program := shutil.which(shell):
        run = f"function _arguments () {{ eval offered=${{1#*: :}}; }}; {shown}" if shell == "zsh" else ":"
        subprocess.run([program, "-c", run], cwd=tmp_path, check=False, capture_output=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["hostile.yaml"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with `ka1` on the path."""
    program = tmp_path / "bin" / "ka1"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {" ".join(KA1)} "$@"\n')
    program.chmod(0o755)
    return tmp_path


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = environment({"HOME": str(home), "PATH": path, "PYTHONPATH": str(ROOT)})
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
needs_fish = pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")


@needs_bash
def test_installed_for_bash(home: Path):
    done = run(home, "bash", "-c", "ka1 --install-completion; echo $?")
    assert done.stdout.endswith("\n0\n")
    script = """
        source ~/.bashrc
        COMP_WORDS=(ka1 check --route k); COMP_CWORD=3
        _ka1_completion ka1
        echo "${COMPREPLY[*]}"
    """
    assert run(home, "bash", "-c", script).stdout == "ka122 ka121 ka120\n"


@needs_fish
def test_shown_for_fish(home: Path):
    script = (
        'ka1 --show-completion > ~/ka1.fish; echo $status; source ~/ka1.fish; complete -C "ka1 check --accredited "'
    )
    status, *lines = run(home, "fish", "-c", script).stdout.splitlines()
    assert status == "0"
    assert [line.split()[0] for line in lines] == ["no", "pending", "yes"]
