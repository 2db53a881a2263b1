"""`ka1 rules show`: a rule set as a page to read."""

from ka1cli.cli.inputs import at_known_call
from ka1cli.cli.options.declaration import choice
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.cli.terminal.screen import show
from ka1cli.render.pages.rules import rules_page


class ShowOptions(rule_file.RuleFileOptions):
    idle = ("on", "quiet", "verbose")
    format: str = choice("--format", ("text", "markdown", "html"), "Form of the answer.")


def run(options: ShowOptions) -> Outcome:
    """Show a rule set as a page to read: options, criteria with their conditions, facts, figures by call, sources."""
    rules = rule_file.read_rule_file(options, options.file).rules
    return Outcome(show(rules_page(at_known_call(rules, options.call)), options.format, options.color))
