"""Options of commands: those that all share, and those that the facts of a rule file bring."""

import inspect
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Annotated, Any, NamedTuple

import typer

from ka1cli.cli.commands import Examples
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.language.answers import AnswerReader
from ka1cli.language.model import Fact, FactType
from ka1cli.language.spelling import did_you_mean
from ka1cli.render.text.flags import KIND, flag_of, metavar
from ka1cli.render.text.safe import printable
from ka1cli.shipped import DEFAULT

COMMON = "Rules, output and help"
"""The panel of the options that are not facts."""


class Common(NamedTuple):
    """The options that every command takes."""

    rules: str | None
    call: str | None
    on: str | None
    color: str
    quiet: bool
    verbose: int


def option(
    name: str, kind: Any, default: Any, *flags: str, help: str, panel: str = COMMON, **more: Any
) -> inspect.Parameter:
    """One option of a command. Unless told otherwise it has a variable: `KA1_ROUTE` for `--route`."""
    more.setdefault("envvar", "KA1_" + flags[-1].split("/")[0].removeprefix("--").replace("-", "_").upper())
    info = typer.Option(*flags, help=help, rich_help_panel=panel, show_default=False, **more)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])


def format_option(*formats: str) -> inspect.Parameter:
    """The choice of a format; the first one is the default."""
    help = f"Form of the answer. [default: {formats[0]}]"
    return option("format", str, formats[0], "--format", metavar="|".join(formats), help=help)


def common_options(*, idle: Collection[str] = ()) -> list[inspect.Parameter]:
    """The options that every command takes. Those that do nothing for it (`idle`) are taken, but not listed."""
    rows: list[tuple[str, Any, Any, tuple[str, ...], str, dict[str, Any]]] = [
        ("rules", str | None, None, ("--rules",), f"Rule file, or a name of `ka1 rules list`. [default: {DEFAULT}]", {"metavar": "FILE"}),
        ("call", str | None, None, ("--call",), "Call whose figures and deadlines count. [default: the newest]", {"metavar": "YEAR"}),
        ("on", str | None, None, ("--on",), "Day on which to decide. [default: today]", {"metavar": "DATE"}),
        ("color", str, "auto", ("--color",), "Colour of the text. [default: auto]", {"metavar": "auto|always|never"}),
        ("quiet", bool, False, ("-q", "--quiet"), "Say less: one line for each option; of a table, only what is wrong.", {}),
        ("verbose", int, 0, ("-v", "--verbose"), "Everything that is known; twice: tracebacks as well.", {"count": True}),
    ]  # fmt: skip
    return [
        option(name, kind, default, *flags, help=help, hidden=name in idle, **more)
        for name, kind, default, flags, help, more in rows
    ]


def common(values: Mapping[str, Any]) -> Common:
    """The common options among the values of a command."""
    found = Common(*(values[name] for name in Common._fields))
    one_of("--color", found.color, ("auto", "always", "never"))
    return found


def one_of(flag: str, value: str, known: tuple[str, ...]) -> str:
    """The value of an option that has a few known values."""
    folded = value.strip().lower()
    if folded not in known:
        raise usage(f"{named(flag, value)} cannot be `{value[:40]}`", did_you_mean(value, known))
    return folded


def named(flag: str, value: str) -> str:
    """An option as a message names it: with its variable, where the value may have come from there."""
    variable = "KA1_" + flag.removeprefix("--").replace("-", "_").upper()
    return f"{flag} (from {variable})" if os.environ.get(variable) == value else flag


def command(
    run: Callable[[dict[str, Any]], Outcome], parameters: Iterable[inspect.Parameter], examples: Examples = ()
) -> Callable[..., Callable[[], Outcome]]:
    """A function with the given parameters, as Typer wants it. It does not call `run` but says how to.

    `examples` are shown in the help.
    """

    def wrapper(**values: Any) -> Callable[[], Outcome]:
        return partial(run, values)

    parameters = list(parameters)
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    wrapper.__doc__ = run.__doc__
    wrapper.examples = examples  # type: ignore[attr-defined]
    return wrapper


def fact_options(facts: Mapping[str, Fact], panels: Mapping[str, str]) -> list[inspect.Parameter]:
    """One option for each fact, in the panel and with the words of the rule file."""
    return [
        option(
            f"fact_{position}",
            list[str] | None,
            None,
            flag_of(fact),
            metavar=metavar(fact),
            help=printable(_help(fact)),
            panel=printable(panels.get(fact.panel, COMMON)),
            envvar=None,
        )
        for position, fact in enumerate(facts.values())
    ]


def _help(fact: Fact) -> str:
    listed = fact.type is FactType.CHOICE and metavar(fact) == KIND
    values = "; ".join(f"{value}: {meaning}" if meaning else value for value, meaning in fact.values.items())
    return " ".join((fact.question, *([fact.help] if fact.help else []), *([f"{KIND} is {values}."] if listed else [])))


def facts_given(values: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, str]:
    """The answers given as flags, as they were written. A flag may be repeated, but not with another answer."""
    answers = {}
    for position, (name, fact) in enumerate(facts.items()):
        given = list(dict.fromkeys(values[f"fact_{position}"] or ()))
        if len(given) > 1 and len(set(map(AnswerReader(fact).read, given))) > 1:
            raise usage(f"{flag_of(fact)} is given as `{given[0]}` and as `{given[1]}`", "keep one of them")
        if given:
            answers[name] = given[0]
    return answers


def check_bare_flags(arguments: Iterable[str], facts: Mapping[str, Fact]) -> None:
    """Refuse a fact's flag without an answer, before the next option is taken for it."""
    arguments = list(arguments)
    by_flag = {flag_of(fact): fact for fact in facts.values()}
    for argument, following in zip(arguments, [*arguments[1:], "--"], strict=True):
        if argument == "--":
            return
        if argument in by_flag and following.startswith("--"):
            fact = by_flag[argument]
            known = fact.values if fact.type is FactType.CHOICE else metavar(fact).split("|")
            raise usage(f"{argument} needs an answer", f"write {' or '.join(f'{argument} {value}' for value in known)}")
