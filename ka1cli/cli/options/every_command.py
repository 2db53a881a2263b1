"""What a command is given: a frozen object with a field for each option that its class declares."""

import re
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Self, dataclass_transform

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.commands import ExampleCommands
from ka1cli.cli.options.declaration import Argument, CommandOption, Unfit, choice, count, switch, text, value
from ka1cli.decision.model import Moment
from ka1cli.language.answers.days import day_meant
from ka1cli.render.text.flags import view_flags
from ka1cli.shipped import DEFAULT

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Options:
    """The base of what commands are given. Each field is declared as an option or argument."""

    idle: ClassVar[tuple[str, ...]] = ()
    """Fields of common options that do nothing for this command: they are taken, but the help leaves them out."""
    line: CommandLine
    """The command line that all this was read from."""

    @classmethod
    def declared(cls) -> dict[str, CommandOption | Argument]:
        """What can be given, by field: what a class declares before what it inherits."""
        declared: dict[str, CommandOption | Argument] = {}
        for owner in cls.__mro__:
            for name, field in vars(owner).items():
                if isinstance(field, CommandOption | Argument):
                    declared.setdefault(name, field)
        return declared

    @classmethod
    def parameters(cls) -> list[CommandOption | Argument]:
        """What the command line is parsed by, and the help is made of: arguments first."""
        parameters = sorted(map(copy, cls.declared().values()), key=lambda field: isinstance(field, CommandOption))
        for parameter in parameters:
            parameter.hidden = parameter.name in cls.idle
        return parameters

    @classmethod
    def examples(cls) -> ExampleCommands:
        """What the help shows first."""
        return ()

    @classmethod
    def read(cls, given: Mapping[str, Any], line: CommandLine) -> Self:
        """What was given, by field. Raises `UsageError`."""
        options = cls.__new__(cls)
        vars(options).update({name: field.value(given[name]) for name, field in cls.declared().items()}, line=line)
        options.refuse()
        return options

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change: {name}")

    def refuse(self) -> None:
        """Refuse options that do not go together. Raises `UsageError`."""


def moment(text: str) -> Moment | None:
    """A day, or a time in Brussels where no offset says otherwise. Raises `Unfit`."""
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _TIME.fullmatch(text):
            from zoneinfo import ZoneInfo

            at = datetime.fromisoformat(text)
            return at if at.tzinfo else at.replace(tzinfo=ZoneInfo("Europe/Brussels"))
    except ValueError:
        pass
    meant = day_meant(text.strip())
    raise Unfit(f"write {meant}" if meant else "write a date such as 2026-11-24 or a time such as 2026-11-24T12:00")


def year(text: str) -> int | None:
    """A year. Raises `Unfit`."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Unfit("write a year")
    return int(text) if text else None


class CommonOptions(Options):
    named_rules: str | None = text("--rules FILE", f"Rule file, or a name of `ka1 rules list`. [default: {DEFAULT}]")
    on: Moment | None = value("--on DATE", "Day on which to decide. [default: today]", moment)
    color: str = choice("--color", ("auto", "always", "never"), "Colour of the text.")
    quiet: bool = switch("-q, --quiet", "Say less: one line for each option; of a table, only what is wrong.")
    verbose: int = count("-v, --verbose", "Everything that is known; twice: tracebacks as well.")

    @cached_property
    def moment(self) -> Moment:
        """When to decide: now where nothing is said."""
        return self.on or datetime.now().astimezone().replace(second=0, microsecond=0)


class CallOptions(CommonOptions):
    call: int | None = value(
        "--call YEAR", "Call whose figures and deadlines count. [default: follows from the day]", year
    )

    @property
    def view(self) -> list[str]:
        """The flags that name rules, call and day, as they were given."""
        return view_flags(self.named_rules, self.call, self.on)
