"""Options of commands: those that all share, and those that the facts of a rule file bring."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

import typer

from ka1cli.cli.outcome import Outcome, usage
from ka1cli.language.model import Fact, FactType

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


def option(name: str, kind: Any, default: Any, *flags: str, help: str, panel: str = COMMON, **more: Any) -> inspect.Parameter:
    """One option of a command, with its environment variable if it has one."""
    annotation = Annotated[kind, typer.Option(*flags, help=help, rich_help_panel=panel, show_default=False, **more)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def common_options() -> list[inspect.Parameter]:
    """The options that every command takes."""
    return [
        option("rules", str | None, None, "--rules", metavar="FILE", envvar="KA1_RULES", help="Rule file. [default: the shipped one]"),
        option("call", str | None, None, "--call", metavar="YEAR", envvar="KA1_CALL", help="Call whose figures and deadlines count. [default: the newest]"),
        option("on", str | None, None, "--on", metavar="DATE", envvar="KA1_ON", help="Day from which deadlines are seen. [default: today]"),
        option("color", str, "auto", "--color", metavar="auto|always|never", envvar="KA1_COLOR", help="Colour of the text. [default: auto]"),
        option("quiet", bool, False, "-q", "--quiet", envvar="KA1_QUIET", help="One line for each option."),
        option("verbose", int, 0, "-v", "--verbose", count=True, envvar="KA1_VERBOSE", help="Everything that is known; twice: tracebacks as well."),
    ]


def common(values: Mapping[str, Any]) -> Common:
    """The common options among the values of a command."""
    found = Common(*(values[name] for name in Common._fields))
    if found.color not in ("auto", "always", "never"):
        raise usage(f"--color cannot be `{found.color}`", "write auto, always or never")
    return found


def command(
    run: Callable[[dict[str, Any]], Outcome], parameters: Iterable[inspect.Parameter]
) -> Callable[..., Outcome]:
    """A function with the given parameters, as Typer wants it, that calls `run` with their values."""

    def wrapper(**values: Any) -> Outcome:
        return run(values)

    parameters = list(parameters)
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    wrapper.__doc__ = run.__doc__
    return wrapper


class FactFlag(NamedTuple):
    """The option that stands for a fact."""

    flag: str
    fact: Fact


def fact_flags(facts: Mapping[str, Fact], taken: Iterable[str]) -> dict[str, FactFlag]:
    """The flag of each fact; `--fact-NAME` for a fact whose flag means something else to the command."""
    taken = set(taken) | {"--help", "--version"}
    return {
        name: FactFlag(f"--fact-{fact.flag[2:]}" if fact.flag in taken else fact.flag, fact)
        for name, fact in facts.items()
    }


def fact_options(flags: Mapping[str, FactFlag], panels: Mapping[str, str]) -> list[inspect.Parameter]:
    """One option for each fact, in the panel and with the words of the rule file."""
    return [
        option(
            f"fact_{position}",
            list[str] | None,
            None,
            entry.flag,
            metavar=metavar(entry.fact),
            help=_help(entry.fact),
            panel=panels.get(entry.fact.panel, COMMON),
        )
        for position, entry in enumerate(flags.values())
    ]


def metavar(fact: Fact) -> str:
    """What to write after the flag of a fact."""
    match fact.type:
        case FactType.YES_NO:
            return "yes|no"
        case FactType.CHOICE:
            return "|".join(fact.values)
        case FactType.CODE:
            return "CODE"
        case FactType.NUMBER:
            return "N"
        case FactType.DATE:
            return "DATE"


def _help(fact: Fact) -> str:
    return f"{fact.question} {fact.help}" if fact.help else fact.question


def facts_given(values: Mapping[str, Any], flags: Mapping[str, FactFlag]) -> dict[str, str]:
    """The answers given as flags, as they were written. A flag may be repeated, but not with another answer."""
    answers = {}
    for position, (name, entry) in enumerate(flags.items()):
        given = list(dict.fromkeys(values[f"fact_{position}"] or ()))
        if len(given) > 1:
            raise usage(f"{entry.flag} is given as `{given[0]}` and as `{given[1]}`", "keep one of them")
        if given:
            answers[name] = given[0]
    return answers


def check_bare_flags(arguments: Iterable[str], flags: Mapping[str, FactFlag]) -> None:
    """Refuse a fact's flag without an answer, before the next option is taken for it."""
    arguments = list(arguments)
    by_flag = {entry.flag: entry for entry in flags.values()}
    for argument, following in zip(arguments, [*arguments[1:], "--"], strict=True):
        if argument == "--":
            return
        if argument in by_flag and following.startswith("--"):
            fact = by_flag[argument].fact
            if fact.type is FactType.YES_NO:
                spelling = f"{argument} yes or {argument} no"
            else:
                spelling = f"{argument} {metavar(fact)}"
            raise usage(f"{argument} needs an answer", f"write {spelling}")
