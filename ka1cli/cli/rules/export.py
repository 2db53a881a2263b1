"""`ka1 rules export`: a rule file that stands for itself, for whoever wants to change it."""

from collections.abc import Callable
from typing import Any

from ka1cli.cli import options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.language.include import self_contained

IDLE = ("call", "on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules export`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Write a rule file to standard output, comments included: ka1 rules export > my-rules.yaml

        What it includes is put in, so that one file stands for itself. Without a FILE it is the one that comes with ka1. Change it, look at it with `ka1 rules check my-rules.yaml`, and
        use it with `--rules my-rules.yaml`.
        """
        options.common(values)
        return Outcome(self_contained(rule_file.read_or_fail(line, values["file"]).document))

    return options.command(run, [rule_file.file_argument(), *options.common_options(idle=IDLE)])
