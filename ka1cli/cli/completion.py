"""Completion in bash, zsh and fish: Typer's, with the values that the rule file of the very command line brings.

The shell calls `ka1` with what is typed so far in the environment. What is handed back is evaluated by some shells, so
nothing of a rule file goes there but words of harmless characters.
"""

import os
import re
import shlex
from collections.abc import Iterable, MutableMapping

from ka1cli.cli import inputs
from ka1cli.cli.command_line import COMPLETING, CommandLine
from ka1cli.cli.options.declaration import Declared
from ka1cli.language.answers import answer_text
from ka1cli.language.spelling import fold
from ka1cli.render.text.safe import shell_safe
from ka1cli.shipped import SHIPPED

_VALUE = re.compile(r"[A-Za-z0-9_.+-]+")


def typed_words(environment: MutableMapping[str, str] = os.environ) -> list[str]:
    """The words after `ka1` that are typed so far; the last one is still incomplete, and perhaps empty."""
    if "bash" in environment[COMPLETING]:
        text, place = environment.get("COMP_WORDS", ""), environment.get("COMP_CWORD", "")[:9]
        words = _split(text)
        cursor = min(int(place), len(words)) if place.isdecimal() else 0
        environment.update({"COMP_WORDS": text, "COMP_CWORD": str(cursor)})  # Typer reads them as well
        return _joined([*words[1 : cursor + 1], *[""] * (cursor + 1 - len(words))])
    line = environment.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    return words if words and not line.endswith(" ") else [*words, ""]


def hand_over(line: CommandLine, environment: MutableMapping[str, str] = os.environ) -> None:
    """Show Typer the command line with the common options behind the command, where it knows them."""
    words = shlex.join(("ka1", *line.arguments))
    environment["COMP_WORDS"] = words
    environment["COMP_CWORD"] = str(len(line.arguments))
    environment["_TYPER_COMPLETE_ARGS"] = words.removesuffix("''")
    environment["COLUMNS"] = "10000"  # Typer would break the meaning of a value into lines


def offered(parameter: Declared, line: CommandLine, incomplete: str) -> list[tuple[str, str]]:
    """The values that an option or argument can go on with, and what they mean.

    Case and `_` do not matter, and what is typed stays as it is.
    """
    return [
        (incomplete + (value.lower() if incomplete.islower() else value)[len(incomplete) :], shell_safe(meaning))
        for value, meaning in _values(parameter, line)
        if _VALUE.fullmatch(value) and fold(value).startswith(fold(incomplete))
    ]


def _values(parameter: Declared, line: CommandLine) -> Iterable[tuple[str, str]]:
    """What can stand there; nothing where that is a file or a free text."""
    if parameter.fact:
        fact = inputs.rules_of(line).rule_set.facts[parameter.fact]
        return ((answer_text(answer), fact.values.get(str(answer), "")) for answer in fact.answers)
    if parameter.choices:
        return ((value, "") for value in parameter.choices)
    if parameter.name == "named_rules" or parameter.metavar in ("[FILE]", "OLD NEW"):
        return ((name, "") for name in SHIPPED)
    match (parameter.metavar or "").strip("[]"):
        case "ID":
            kinds = {"routes": (False,), "activities": (True,)}.get(line.command or "", (False, True))
            options = inputs.rules_of(line).rule_set.options.values()
            return ((option.id, option.title) for option in options if option.is_activity in kinds)
        case "YEAR":
            return ((str(call), "") for call in reversed(inputs.rules_of(line).calls))
    return ()


def _split(text: str) -> list[str]:
    """The words of a command line that may end in the middle of a quoted word."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


def _joined(words: list[str]) -> list[str]:
    """Words as they were typed: bash takes `--flag=value` for three."""
    joined: list[str] = []
    for word in words:
        after_flag = joined and joined[-1].startswith("--")
        if after_flag and (word == "=" or joined[-1].endswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
