"""A first look at the command line: which command, and which rule file its flags come from."""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

COMPLETING = "_KA1_COMPLETE"
"""The variable with which a shell asks for completions."""

_WITH_VALUE = ("--rules", "--call", "--on", "--color")
_WITHOUT_VALUE = ("-q", "--quiet", "-v", "-vv", "--verbose")


class CommandLine(NamedTuple):
    """The arguments, common options that stood before the command moved behind it."""

    arguments: tuple[str, ...]
    command: str | None
    """The command, with its group in front: `check`, `rules check`."""
    rules: str | None
    """The rule file that is named, by flag or variable."""
    completing: bool = False
    """Whether a shell only asks how the line can go on."""

    @property
    def verbosity(self) -> int:
        return sum(
            argument.count("v") if argument.startswith("-v") else argument == "--verbose" for argument in self.arguments
        )


def preview(
    arguments: list[str], groups: Collection[str] = (), environment: Mapping[str, str] = os.environ
) -> CommandLine:
    """Look at the arguments without judging them: whatever is wrong is found when they are parsed."""
    before: list[str] = []
    rest = list(arguments)
    while rest:
        name = rest[0].split("=", 1)[0]
        if name in _WITH_VALUE and "=" not in rest[0] and len(rest) > 1:
            before += [rest.pop(0), rest.pop(0)]
        elif name in (*_WITH_VALUE, *_WITHOUT_VALUE):
            before.append(rest.pop(0))
        else:
            break
    rest = _help_last(rest, groups)
    words = 2 if rest and rest[0] in groups and not (rest[1:] or ["-"])[0].startswith("-") else 1
    command = rest[:words] if rest and not rest[0].startswith("-") else []
    ordered = (*command, *(before if command else ()), *rest[len(command) :])
    rules = _rules((*before, *rest)) or environment.get("KA1_RULES") or None
    return CommandLine(ordered, " ".join(command) or None, rules, COMPLETING in environment)


def _help_last(arguments: list[str], groups: Collection[str]) -> list[str]:
    """`help check` means `check --help`, and `rules help` means `rules --help`."""
    at = 1 if arguments[:1] and arguments[0] in groups else 0
    return arguments if arguments[at : at + 1] != ["help"] else [*arguments[:at], *arguments[at + 1 :], "--help"]


def _rules(arguments: tuple[str, ...]) -> str | None:
    name = None
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--rules" and position + 1 < len(arguments):
            name = arguments[position + 1]
        elif argument.startswith("--rules="):
            name = argument.removeprefix("--rules=")
    return name
