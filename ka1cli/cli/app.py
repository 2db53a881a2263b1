"""The Typer application, built for one command line: only the command that is called is imported."""

import gc
import inspect
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_install_completion_arguments

from ka1cli.cli import inputs
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.commands import COMMANDS, GROUPS, ExampleCommands, module_of
from ka1cli.cli.examples import about
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.options.declaration import PANEL
from ka1cli.cli.options.every_command import Options
from ka1cli.cli.options.facts import FactOptions
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.terminal.interrupt import came_of_interrupt
from ka1cli.render.text.flags import view_flags
from ka1cli.render.text.safe import printable_lines, shell_safe

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


class Command(TyperCommand):
    """A command whose help gives examples, then its options by panel, in plain text."""

    def __init__(self, name: str, *, examples: Callable[[], ExampleCommands], **more: Any) -> None:
        super().__init__(name, **more)
        self.examples = examples

    def format_options(self, ctx: Any, formatter: Any) -> None:
        for panel, records in self.panels(ctx).items():
            with formatter.section(panel):
                formatter.write_dl(records)

    def panels(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """Examples, options and variables, each with what it means."""
        examples = list(self.examples())
        panels: dict[str, list[tuple[str, str]]] = {"Examples": examples} if examples else {}
        variables = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                panel = getattr(parameter, "rich_help_panel", None) or PANEL
                name, meaning = record
                panels.setdefault(str(panel), []).append((name, meaning.partition("  [env var:")[0]))
                variables += [parameter.envvar] if isinstance(parameter.envvar, str) else []
        if variables:
            meaning = f"stand for the options of these names where they are not given: {', '.join(variables)}"
            panels["Variables"] = [("KA1_...", meaning)]
        return panels


def invoke(line: CommandLine) -> Outcome:
    """Parse the command line and run its command. Raises `InvalidInput`, `NoCommand` and Typer's exceptions."""
    said, complaint = StringIO(), StringIO()
    parsed: Any = None
    code = ExitCode.OK
    # What Typer prints itself (help, the version, completions) is written as every other result is.
    with redirect_stdout(said), redirect_stderr(complaint):
        try:
            parsed = application(line).main(list(line.arguments), prog_name="ka1", obj=line, standalone_mode=False)
        except typer.Abort:
            raise KeyboardInterrupt from None
        except SystemExit as end:  # completions were shown or installed
            code = ExitCode.USAGE if end.code else ExitCode.OK
    if not gc.isenabled():  # see `ka1cli/__main__.py`
        gc.freeze()  # what starting has made stays until the end
        gc.enable()
    if parsed == ExitCode.INTERRUPTED:  # what Typer makes of an interrupt
        raise KeyboardInterrupt
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


def application(line: CommandLine) -> TyperGroup:
    """The application in which the command of a command line is complete."""
    root = _group("ka1", ABOUT)
    called = line.command in COMMANDS
    if not called or line.completing:
        # What stands before a command; where one is called, nothing does.
        root.params = [_version(), *get_install_completion_arguments()]
    groups = {name: _group(name, summary) for name, summary in GROUPS.items()}
    # The command that is called is all that parsing needs; help and misspelt names need them all.
    for name in [line.command] if line.command in COMMANDS else COMMANDS:
        group, _, own_name = name.rpartition(" ")
        owner = groups[group] if group else root
        stub = TyperCommand(own_name, short_help=COMMANDS[name], rich_markup_mode=None)
        owner.commands[own_name] = _command(name, line) if name == line.command else stub
        if group:
            root.commands[group] = owner
    return root


def _command(name: str, line: CommandLine) -> TyperCommand:
    """The command that is called. It does not do its work, but hands over what will."""
    run = import_module(module_of(name)).run
    options: type[Options] = run.__annotations__["options"]
    if issubclass(options, FactOptions):
        options = options.of(inputs.rules_of(line), line)
    parameters = options.parameters()
    if line.completing:
        from ka1cli.cli.completion import hand_over

        for parameter in parameters:
            parameter.help = shell_safe(parameter.help or "")
        hand_over(line)
    return Command(
        name.rpartition(" ")[2],
        callback=lambda **given: lambda: run(options.read(given, line)),
        params=cast("list[Any]", parameters),
        help=inspect.getdoc(run),
        short_help=COMMANDS[name],
        context_settings=_CONTEXT,
        rich_markup_mode=None,
        examples=lambda: about(view_flags(line.rules), options.examples()),
    )


def _group(name: str, summary: str) -> CommandGroup:
    return CommandGroup(name=name, help=summary, rich_markup_mode=None, context_settings=_CONTEXT)


def _version() -> TyperOption:
    return TyperOption(
        param_decls=["--version"],
        is_flag=True,
        default=False,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help="Show the version and exit.",
    )


def _show_version(context: Any, parameter: Any, wanted: bool) -> None:  # noqa: ARG001 - as Typer calls it
    if wanted:
        from ka1cli import __version__

        typer.echo(f"ka1 {__version__}")
        raise typer.Exit
