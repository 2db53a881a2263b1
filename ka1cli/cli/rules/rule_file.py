"""The rule file that a command for rule authors works on."""

import inspect
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.inputs import not_loaded
from ka1cli.cli.outcome import usage
from ka1cli.decision.decide import Rules, load_rules_and_document
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.language.yaml.document import Document
from ka1cli.shipped import DEFAULT, rule_file_called


class RuleFile(NamedTuple):
    """A loaded rule file."""

    rules: Rules
    document: Document
    named: str | None
    """How it was named; nothing for the shipped one."""


def argument(name: str, kind: Any, metavar: str, help: str, default: Any = None) -> inspect.Parameter:
    """A positional argument of a command."""
    annotation = Annotated[kind, typer.Argument(metavar=metavar, help=help, show_default=False)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def file_argument() -> inspect.Parameter:
    """The rule file as an argument."""
    help = f"Rule file, or a name of `ka1 rules list`; the same as --rules. [default: {DEFAULT}]"
    return argument("file", str | None, "[FILE]", help)


def read(line: CommandLine, file: str | None) -> RuleFile:
    """The rule file of a command. Raises `InvalidInput` where it cannot be loaded."""
    named = file or line.rules
    return RuleFile(*load_rules_and_document(_from_here(rule_file_called(named))), named)


def _from_here(path: Path | str) -> Path | str:
    """The path of a shipped file as seen from the working directory, if it lies in there."""
    here = Path.cwd()
    return path.relative_to(here) if isinstance(path, Path) and path.is_relative_to(here) else path


def read_or_fail(line: CommandLine, file: str | None) -> RuleFile:
    """The rule file of a command; its problems go to stderr where it cannot be loaded."""
    try:
        return read(line, file)
    except InvalidInput as error:
        raise not_loaded(error, file or line.rules) from None


def call_of(rules: Rules, text: str | None) -> int | None:
    """The call that was asked for, if any was."""
    if not text:
        return None
    known = [str(call) for call in rules.calls]
    if text not in known:
        said = f"the rules know the calls {', '.join(known)}" if known else "the rules have no calls"
        raise usage(f"--call cannot be `{text[:40]}`", said)
    return int(text)
