"""`ka1 rules export`: a rule file that stands for itself, for whoever wants to change it."""

from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.language.include import self_contained


class ExportOptions(rule_file.RuleFileOptions):
    idle = ("call", "on", "color", "quiet", "verbose")


def run(options: ExportOptions) -> Outcome:
    """Write a rule file to standard output, comments included: ka1 rules export > my-rules.yaml

    What it includes is put in, so that one file stands for itself. Without a FILE it is the one that comes with ka1. Change it, look at it with `ka1 rules check my-rules.yaml`, and
    use it with `--rules my-rules.yaml`.
    """
    return Outcome(self_contained(rule_file.read_rule_file(options, options.file).document))
