"""`ka1 rules graph`: a picture of what rests on what."""

import sys

from ka1cli.cli.inputs import at_known_call, named_options
from ka1cli.cli.options.declaration import choice, texts
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.render.author.graph import graph_dot, graph_mermaid, graph_of


class GraphOptions(rule_file.RuleFileOptions):
    idle = ("on", "color", "quiet", "verbose")
    route: tuple[str, ...] = texts("--route ID", "Only this option; may be repeated.")
    format: str = choice("--format", ("mermaid", "dot"), "Form of the answer.")

    def refuse(self) -> None:
        if sys.stdout.isatty():
            help = "write `ka1 rules graph > graph.txt`, or pipe it"
            raise usage("a drawing is for a program, not for a terminal", help)


def run(options: GraphOptions) -> Outcome:
    """Draw options, their criteria and the facts that these test, as Mermaid or DOT.

    Without --route it is an overview with names only; with it, titles and conditions are shown as well.
    """
    at_call = at_known_call(rule_file.read_rule_file(options, options.file).rules, options.call)
    wanted = named_options(at_call.rule_set.options, options.route, "--route", at_call.every_call.options)
    graph = graph_of(at_call.rule_set, at_call.call, wanted or tuple(at_call.rule_set.options), full=bool(wanted))
    return Outcome(graph_dot(graph) if options.format == "dot" else graph_mermaid(graph))
