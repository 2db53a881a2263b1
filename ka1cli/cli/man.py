"""`ka1 man`: the manual page, from the very text that `--help` shows."""

from collections.abc import Callable, Iterator
from typing import Any

import typer

from ka1cli.cli import inputs, options
from ka1cli.cli.app import ABOUT, GroupedCommand, application
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.commands import COMMANDS
from ka1cli.cli.exit_codes import MEANINGS
from ka1cli.cli.outcome import Outcome
from ka1cli.render import roff

IDLE = ("call", "on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 man`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Print the manual page, with the facts of the rule file as options.

        To read it: ka1 man | man -l -

        To keep it: ka1 man > ~/.local/share/man/man1/ka1.1
        """
        options.common(values)
        return Outcome(_page(line))

    return options.command(run, options.common_options(idle=IDLE))


def _page(line: CommandLine) -> str:
    from ka1cli import __version__

    rules = inputs.rules_of(line).rule_set
    documented = [(name, *_documented(name, line)) for name in COMMANDS]
    about, _, more = ABOUT.partition("\n\n")
    parts = [
        roff.title("KA1", 1, rules.as_of.isoformat(), f"ka1 {__version__}", "Rule set " + rules.id),
        roff.heading("NAME"),
        f"ka1 \\- {roff.plain(about.rstrip('.'))}\n",
        roff.heading("SYNOPSIS"),
        *(f".B {roff.quoted(usage)}\n.br\n" for _, usage, _, _ in documented),
        roff.heading("DESCRIPTION"),
        roff.paragraphs(f"{about}\n\n{more}"),
        roff.entries((f"ka1 {name}", summary) for name, summary in COMMANDS.items()),
    ]
    for name, usage, command, context in documented:
        parts += [
            roff.heading(f"ka1 {name}".upper()),
            f".B {roff.quoted(usage)}\n",
            roff.paragraphs(command.help or ""),
        ]
        for panel, records in command.panels(context).items():
            parts += [roff.subheading(panel), roff.entries(records)]
    parts += [roff.heading("ENVIRONMENT"), roff.entries(_variables(documented))]
    parts += [roff.heading("EXIT STATUS"), roff.entries((str(code), text) for code, text in MEANINGS.items())]
    return "".join(parts)


def _documented(name: str, line: CommandLine) -> tuple[str, GroupedCommand, Any]:
    """The usage line of a command, the command, and the context in which its help is written."""
    rules = ("--rules", line.rules) if line.rules else ()
    words = tuple(name.split())
    command: Any = typer.main.get_command(application(CommandLine((*words, *rules), name, line.rules)))
    context = command.make_context("ka1", [*words], resilient_parsing=True)
    for word in words:
        command = command.commands[word]
        context = command.make_context(word, [], parent=context, resilient_parsing=True)
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    return usage, command, context


def _variables(documented: list[tuple[str, str, GroupedCommand, Any]]) -> Iterator[tuple[str, str]]:
    """The variables that stand for options, each once."""
    flags: dict[str, str] = {}
    for _, _, command, context in documented:
        for parameter in command.get_params(context):
            variable = getattr(parameter, "envvar", None)
            if isinstance(variable, str):
                flags.setdefault(variable, parameter.opts[-1])
    for variable, flag in sorted(flags.items()):
        yield variable, f"Stands for {flag} where the option is not given."
    yield "NO_COLOR, FORCE_COLOR", "Switch the colours off or on where --color does not."
