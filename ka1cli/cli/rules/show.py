"""`ka1 rules show`: a rule set as a page to read."""

from collections.abc import Callable
from typing import Any

from ka1cli.cli import options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.cli.terminal.screen import page_on_screen

FORMATS = ("text", "markdown", "html")
IDLE = ("on", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules show`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Show a rule set as a page to read: options, criteria with their conditions, facts, figures by call, sources."""
        return _show(line, values)

    parameters = [rule_file.file_argument(), options.format_option(*FORMATS), *options.common_options(idle=IDLE)]
    return options.command(run, parameters)


def _show(line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    format = options.one_of("--format", values["format"], FORMATS)
    file = rule_file.read_or_fail(line, values["file"])
    from ka1cli.render.pages.rules import rules_page

    page = rules_page(file.rules.at(rule_file.call_of(file.rules, common.call)))
    if format == "markdown":
        from ka1cli.render.layouts.markdown import page_markdown

        return Outcome(page_markdown(page))
    if format == "html":
        from ka1cli.render.html.page import page_html

        return Outcome(page_html(page))
    return Outcome(page_on_screen(page, common.color))
