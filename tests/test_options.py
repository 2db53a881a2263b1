"""The options of every command: declared once, and the same in the documentation."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from process import LIBRARY, ROOT, ka1

from ka1cli import load_rules
from ka1cli.cli.command_line import preview
from ka1cli.cli.commands import COMMANDS, module_of
from ka1cli.cli.options.declaration import CommandOption
from ka1cli.cli.options.every_command import Options
from ka1cli.cli.routes import RoutesOptions
from ka1cli.language.sections.facts import OPTIONS
from ka1cli.shipped import SHIPPED, shipped_rules

PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
OF_TYPER = {"--help", "--version", "--install-completion", "--show-completion"}
WRITTEN = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")


def declared(command: str) -> dict[str, CommandOption]:
    """The options of a command that are no facts, by field."""
    options: type[Options] = import_module(module_of(command)).run.__annotations__["options"]
    return {name: field for name, field in options.declared().items() if isinstance(field, CommandOption)}


def flags(command: str) -> set[str]:
    """The long flags of a command."""
    fields = declared(command).values()
    return {flag for field in fields for flag in (*field.opts, *field.secondary_opts) if flag.startswith("--")}


def command_lines() -> list[tuple[str, str, str]]:
    """Each `ka1 ...` that a page shows: page, command, what follows."""
    names = "|".join(sorted(COMMANDS, key=len, reverse=True))
    return [
        (page, command, rest)
        for page, text in PAGES.items()
        for command, rest in re.findall(rf"\bka1 ({names})\b([^`|>#\n]*(?:\\\n[^`|>#\n]*)*)", text)
    ]


def test_the_documentation_shows_only_options_that_there_are():
    facts = {fact.flag for name in SHIPPED for fact in load_rules(shipped_rules(name)).rule_set.facts.values()}
    wrong = {
        (page, command, flag)
        for page, command, rest in command_lines()
        for flag in WRITTEN.findall(rest)
        if flag not in flags(command) | facts | OF_TYPER and f"{flag[2:]}:" not in PAGES[page]  # a fact of an example
    }
    assert len(command_lines()) > 50
    assert not wrong


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documentation_tells_of_every_option(command: str):
    told = {flag for text in PAGES.values() for flag in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)}
    options: type[Options] = import_module(module_of(command)).run.__annotations__["options"]
    listed = {name: field for name, field in declared(command).items() if name not in options.idle}
    assert not [name for name, field in listed.items() if told.isdisjoint(field.opts)]


def test_no_fact_can_have_the_name_of_an_option():
    own = {flag for command in ("check", "ask", "batch") for flag in flags(command)}
    assert {f"--{name}" for name in OPTIONS} == own | {"--help", "--version"}


@pytest.mark.parametrize("command", COMMANDS)
def test_only_options_that_there_are_can_be_idle(command: str):
    options: type[Options] = import_module(module_of(command)).run.__annotations__["options"]
    assert set(options.idle) <= options.declared().keys()


def test_a_variable_stands_for_its_option_whole(tmp_path: Path):
    (tmp_path / "t.csv").write_text("age\n5\n")
    done = ka1("batch", "t.csv", env={"KA1_MAP": "my map.yaml", "KA1_RULES": str(LIBRARY)}, cwd=tmp_path)
    assert "cannot read `my map.yaml`" in done.stderr
    done = ka1(
        "batch", "t.csv", "--layout", "long", env={"KA1_LAYOUT": "tall", "KA1_RULES": str(LIBRARY)}, cwd=tmp_path
    )
    assert done.code == 0
    done = ka1("batch", "t.csv", env={"KA1_LAYOUT": "tall", "KA1_RULES": str(LIBRARY)}, cwd=tmp_path)
    assert "--layout (from KA1_LAYOUT) cannot be `tall`" in done.stderr


def test_what_a_command_is_given_does_not_change():
    options = RoutesOptions.read(dict.fromkeys(RoutesOptions.declared()), preview(["routes"]))
    assert (options.format, options.id, options.call) == ("text", None, None)
    with pytest.raises(AttributeError):
        options.format = "json"  # type: ignore[misc]
