"""`ka1 rules schema`: the JSON Schema of rule files, for editors."""

from collections.abc import Callable
from typing import Any

from ka1cli.cli import options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.language.keys.schema import rules_schema
from ka1cli.render.json.values import dumped

IDLE = ("call", "on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules schema`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Print the JSON Schema of rule files, for editors that complete and check YAML.

        With a FILE, the editor also offers the names that stand in it: facts, criteria, figures, groups, sources.
        """
        options.common(values)
        file = rule_file.read_or_fail(line, values["file"]) if values["file"] or line.rules else None
        return Outcome(dumped(rules_schema(file.rules.rule_set if file else None)))

    names = rule_file.argument("file", str | None, "[FILE]", "Rule file whose names are offered.")
    return options.command(run, [names, *options.common_options(idle=IDLE)])
