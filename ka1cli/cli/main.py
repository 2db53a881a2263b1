"""The entry point: runs one command, prints its result, turns every end into an exit code."""

import os
import sys

from ka1cli.cli.command_line import COMPLETING, CommandLine, preview
from ka1cli.cli.commands import COMMANDS, GROUPS
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Outcome, UsageError, unusable, usage
from ka1cli.cli.terminal import streams
from ka1cli.cli.terminal.interrupt import Interrupt
from ka1cli.language.diagnostic import InvalidInput


def main() -> None:
    streams.open_missing()
    with Interrupt():
        code = run(sys.argv[1:])
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line, print the result and return the exit code."""
    if COMPLETING in os.environ:
        from ka1cli.cli.completion import typed_words

        arguments = typed_words()
    line = preview(arguments, GROUPS)
    try:
        return _print(_outcome(line))
    except BrokenPipeError:
        streams.drop(sys.stdout)
        return ExitCode.READER_GONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a bug must not look like a verdict
        return _internal(error, line)


def _outcome(line: CommandLine) -> Outcome:
    from typer.exceptions import TyperException

    from ka1cli.cli.app import NoCommand, invoke

    try:
        return invoke(line) if line.arguments else _introduction(line)
    except NoCommand as help:
        return Outcome("", ExitCode.USAGE, f"{help}\n")
    except TyperException as error:
        return _failure(_complaint(error, line), line)
    except InvalidInput as error:
        return _failure(error, line)
    except FileNotFoundError:
        if _folder_is_there():
            raise
        gone = unusable("the folder in which you are is no longer there", "change into another one")
        return _failure(gone, line)


def _folder_is_there() -> bool:
    """Whether names of files can be understood at all."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return False
    return True


def _failure(error: InvalidInput, line: CommandLine) -> Outcome:
    from ka1cli.render.text.diagnostics import problem_text

    code = ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.INVALID_INPUT
    return Outcome("", code, "" if line.completing else problem_text(error.diagnostics))


def _introduction(line: CommandLine) -> Outcome:
    """What `ka1` alone says."""
    from ka1cli.cli import examples, inputs
    from ka1cli.render.layouts.beginning import introduction
    from ka1cli.render.text.flags import view_flags

    rules = inputs.rules_of(line)
    commands = examples.about(view_flags(line.rules), examples.beginning(rules))
    return Outcome(introduction(rules.rule_set.title, commands))


def _complaint(error: Exception, line: CommandLine) -> UsageError:
    """What Typer has to say about a command line, in the style of the other messages."""
    from ka1cli.language.spelling import did_you_mean

    if hasattr(error, "possibilities") and hasattr(error, "option_name"):
        help = did_you_mean(error.option_name, error.possibilities or ()) or "see --help"
        return usage(f"there is no option {error.option_name}", _meant(line) or help)
    text = " ".join(str(error.format_message()).split()) if hasattr(error, "format_message") else str(error)
    text, yes_or_no, _ = text.partition(" Recognized values: ")
    text, near, guess = text.partition(" Did you mean ")
    help = "write yes or no" if yes_or_no else f"did you mean {guess}" if near else "see --help"
    return usage(text[:1].lower() + text[1:].rstrip("."), _meant(line) or help)


def _meant(line: CommandLine) -> str | None:
    """What to write where answers stand without their command or their dashes."""
    from ka1cli.cli import examples, inputs

    if line.command in COMMANDS and line.command not in ("check", "ask"):
        return None
    try:
        command = examples.meant(line, inputs.rules_of(line))
    except InvalidInput:  # the rule file is not what is wrong here
        return None
    return f"write {command}" if command and command != " ".join(("ka1", *line.arguments)) else None


def _print(outcome: Outcome) -> int:
    streams.tell(outcome.stderr)
    try:
        streams.write_out(outcome.stdout)
    except BrokenPipeError:
        raise
    except OSError as error:
        streams.drop(sys.stdout)
        streams.tell(f"error: cannot write the result: {streams.why_not(error)}\n")
        return ExitCode.INVALID_INPUT
    return outcome.code


def _internal(error: Exception, line: CommandLine) -> int:
    if line.verbosity > 1:
        import traceback

        streams.tell("".join(traceback.format_exception(error)))
    streams.tell(
        f"error: internal error: {type(error).__name__}: {error}\n"
        "  help: this is a bug in ka1, not in your input; please report it with the command and the output of -vv\n"
    )
    return ExitCode.INTERNAL
