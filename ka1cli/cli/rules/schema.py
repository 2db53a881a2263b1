"""`ka1 rules schema`: the JSON Schema of rule files, for editors."""

from ka1cli.cli.options.declaration import argument
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.language.keys.schema import rules_schema
from ka1cli.render.json.values import dumped


class SchemaOptions(CallOptions):
    idle = ("call", "on", "color", "quiet", "verbose")
    file: str | None = argument("[FILE]", "Rule file whose names are offered.")


def run(options: SchemaOptions) -> Outcome:
    """Print the JSON Schema of rule files, for editors that complete and check YAML.

    With a FILE, the editor also offers the names that stand in it: facts, criteria, figures, groups, sources.
    """
    name = options.file or options.line.rules
    return Outcome(dumped(rules_schema(rule_file.read_rule_file(options, name).rules.rule_set if name else None)))
