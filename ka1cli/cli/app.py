"""The Typer application, built for one command line: only the command that is called is imported."""

import gc
import inspect
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.commands import COMMANDS, GROUPS, Examples, module_of
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.options import COMMON
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.terminal.interrupt import came_of_interrupt
from ka1cli.render.text.safe import printable_lines

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
ABOUT = """Decide and explain who can take part, from a YAML rule file.

Start with: ka1 ask
"""


class NoCommand(Exception):
    """A command line that names no command. The message is the help text that lists them."""


class CommandGroup(TyperGroup):
    """A group of commands that does nothing alone."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            raise NoCommand(ctx.get_help())
        return super().parse_args(ctx, args)


class GroupedCommand(TyperCommand):
    """A command whose help gives examples, then its options by panel, in plain text."""

    examples: Examples = ()

    def format_options(self, ctx: Any, formatter: Any) -> None:
        for panel, records in self.panels(ctx).items():
            with formatter.section(panel):
                formatter.write_dl(records)

    def panels(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """Examples, options and variables, each with what it means."""
        panels: dict[str, list[tuple[str, str]]] = {"Examples": list(self.examples)} if self.examples else {}
        variables = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                panel = getattr(parameter, "rich_help_panel", None) or COMMON
                name, meaning = record
                panels.setdefault(str(panel), []).append((name, meaning.partition("  [env var:")[0]))
                variables += [parameter.envvar] if isinstance(parameter.envvar, str) else []
        if variables:
            meaning = f"stand for the options of these names where they are not given: {', '.join(variables)}"
            panels["Variables"] = [("KA1_...", meaning)]
        return panels


def invoke(line: CommandLine) -> Outcome:
    """Parse the command line and run its command. Raises `Failure`, `NoCommand` and Typer's exceptions."""
    said, complaint = StringIO(), StringIO()
    parsed: Any = None
    code = ExitCode.OK
    # What Typer prints itself (help, the version, completions) is written as every other result is.
    with redirect_stdout(said), redirect_stderr(complaint):
        try:
            parsed = application(line)(list(line.arguments), prog_name="ka1", standalone_mode=False)
        except typer.Abort:  # what Typer makes of an interrupt
            raise KeyboardInterrupt from None
        except SystemExit as end:  # completions were shown or installed
            code = ExitCode.USAGE if end.code else ExitCode.OK
    gc.enable()  # see `ka1cli/__main__.py`
    # The work is done here, out of Typer's reach, which would turn a closed pipe into exit code 1, and 1 is a verdict.
    try:
        outcome = parsed() if callable(parsed) else None
    except Exception as error:
        if came_of_interrupt(error):
            raise KeyboardInterrupt from None
        raise
    if isinstance(outcome, Outcome):
        return outcome
    # Help shows texts of the rule file; a shell, which completes, gets words that are harmless already.
    text = said.getvalue() if line.completing else printable_lines(said.getvalue())
    return Outcome(text, code, complaint.getvalue())


def application(line: CommandLine) -> typer.Typer:
    """The application in which the command of a command line is complete."""
    app = _group("ka1", ABOUT)
    app.callback()(_version)
    groups = {name: _group(name, summary) for name, summary in GROUPS.items()}
    # The command that is called is all that parsing needs; help and misspelt names need them all.
    for name in [line.command] if line.command in COMMANDS else COMMANDS:
        summary = COMMANDS[name]
        group, _, command = name.rpartition(" ")
        function: Callable[..., Any] = _unused
        if name == line.command:
            function = import_module(module_of(name)).build(line)
            if line.completing:
                from ka1cli.cli.completion import hand_over, with_values

                with_values(function, line)
                hand_over(line)
        (groups[group] if group else app).command(
            command,
            cls=type("Command", (GroupedCommand,), {"examples": getattr(function, "examples", ())}),
            help=inspect.getdoc(function) if function is not _unused else summary,
            short_help=summary,
            context_settings=_CONTEXT,
        )(function)
    for name, group_app in groups.items():
        if group_app.registered_commands:
            app.add_typer(group_app, name=name)
    return app


def _group(name: str, summary: str) -> typer.Typer:
    return typer.Typer(
        name=name,
        help=summary,
        cls=CommandGroup,
        rich_markup_mode=None,
        context_settings=_CONTEXT,
        pretty_exceptions_enable=False,
    )


def _unused() -> None:
    """Stands for a command that this command line does not call."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from ka1cli import __version__

        typer.echo(f"ka1 {__version__}")
        raise typer.Exit


def _version(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass
