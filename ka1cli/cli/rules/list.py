"""`ka1 rules list`: the rule sets that come with the package."""

from ka1cli.cli.inputs import rules_from
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome
from ka1cli.render.text.safe import printable
from ka1cli.render.text.wording import day_text
from ka1cli.shipped import DEFAULT, SHIPPED, shipped_rules


class ListOptions(CallOptions):
    idle = ("named_rules", "call", "on", "color", "quiet", "verbose")


def run(options: ListOptions) -> Outcome:  # noqa: ARG001 - every command is called alike
    """List the rule sets that come with ka1: the name that `--rules` takes, what it is about, how old it is."""
    width = max(map(len, SHIPPED))
    return Outcome("".join(f"{name:{width}}  {_about(name)}\n" for name in SHIPPED))


def _about(name: str) -> str:
    rule_set = rules_from(str(shipped_rules(name))).rule_set
    default = ", the one without --rules" if name == DEFAULT else ""
    return printable(f"{rule_set.title}, version {rule_set.version}, checked on {day_text(rule_set.as_of)}{default}")
