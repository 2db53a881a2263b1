"""The rule file that a command for rule authors works on."""

from pathlib import Path

from ka1cli.cli.inputs import not_loaded
from ka1cli.cli.options.declaration import argument, value
from ka1cli.cli.options.every_command import CallOptions, Options, year
from ka1cli.decision.loading import load_rules_and_document
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.shipped import DEFAULT, rule_file_called


class RuleFileOptions(CallOptions):
    call: int | None = value("--call YEAR", "Call whose figures count. [default: the newest]", year)
    file: str | None = argument(
        "[FILE]", f"Rule file, or a name of `ka1 rules list`; the same as --rules. [default: {DEFAULT}]"
    )


def read_rule_file(options: Options, file: str | None) -> RuleFile:
    """The rule file that is named, else that of the command line. Raises `InvalidInput` where it cannot be loaded."""
    name = file or options.line.rules
    try:
        return RuleFile(*load_rules_and_document(_from_here(rule_file_called(name))), name)
    except InvalidInput as error:
        raise not_loaded(error, name) from None


def _from_here(path: Path | str) -> Path | str:
    """The path of a shipped file as seen from the working directory, if it lies in there."""
    here = Path.cwd()
    return path.relative_to(here) if isinstance(path, Path) and path.is_relative_to(here) else path
