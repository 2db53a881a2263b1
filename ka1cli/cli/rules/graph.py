"""`ka1 rules graph`: a picture of what rests on what."""

import sys
from collections.abc import Callable
from typing import Any

from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.render.author.graph import graph_of

FORMATS = ("mermaid", "dot")
IDLE = ("on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules graph`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Draw options, their criteria and the facts that these test, as Mermaid or DOT.

        Without --route it is an overview with names only; with it, titles and conditions are shown as well.
        """
        return _graph(line, values)

    route = options.option(
        "route",
        list[str] | None,
        None,
        "--route",
        metavar="ID",
        help="Only this option; may be repeated.",
    )
    parameters = [rule_file.file_argument(), route, options.format_option(*FORMATS), *options.common_options(idle=IDLE)]
    return options.command(run, parameters)


def _graph(line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    if sys.stdout.isatty():
        raise usage("a drawing is for a program, not for a terminal", "write `ka1 rules graph > graph.txt`, or pipe it")
    format = options.one_of("--format", values["format"], FORMATS)
    file = rule_file.read_or_fail(line, values["file"])
    rules = file.rules.at(rule_file.call_of(file.rules, common.call))
    named = inputs.named_options(rules.rule_set.options, values["route"] or (), "--route")
    graph = graph_of(rules.rule_set, rules.call, named or tuple(rules.rule_set.options), full=bool(named))
    from ka1cli.render.author.graph_text import graph_dot, graph_mermaid

    return Outcome(graph_dot(graph) if format == "dot" else graph_mermaid(graph))
