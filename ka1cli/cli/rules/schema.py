"""`ka1 rules schema`: the JSON Schema of rule files, for editors."""

from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome
from ka1cli.language.keys.schema import rules_schema
from ka1cli.render.json.values import dumped


class SchemaOptions(CallOptions):
    idle = ("named_rules", "call", "on", "color", "quiet", "verbose")


def run(options: SchemaOptions) -> Outcome:  # noqa: ARG001 - every command is called alike
    """Print the JSON Schema of rule files, for editors that complete and check YAML."""
    return Outcome(dumped(rules_schema()))
