"""One line for each option; its variable and its place in the help follow from it.

    sheet: str | None = text("--sheet NAME", "Sheet of a workbook.")

declares the option `--sheet` with the variable `KA1_SHEET`.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from typer.core import TyperArgument, TyperOption

from ka1cli.cli.outcome import usage
from ka1cli.language.spelling import did_you_mean

T = TypeVar("T")
PANEL = "Rules, output and help"
"""Where the help shows options that are not facts."""


class Unfit(Exception):
    """A text that an option cannot be. The message says what to write instead."""


class Declared:
    """What options and arguments have in common."""

    name: str | None
    metavar: str | None
    help: str | None
    choices: tuple[str, ...] = ()
    """All that can be written there, where that is a few words."""
    fact: str | None = None
    """The fact whose answers can be written there."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def _complete(self, context: Any, _: object, incomplete: str) -> list[tuple[str, str]]:
        from ka1cli.cli.completion import offered

        return offered(self, context.find_root().obj, incomplete)


class CommandOption(Declared, TyperOption):
    """An option. Its declaration reads as in the help: `-o, --output OUT`."""

    def __init__(
        self,
        declaration: str,
        help: str,
        read: Callable[[str], Any] = str,
        absent: Any = None,
        *,
        choices: Iterable[str] = (),
        panel: str = PANEL,
        variable: bool = True,
        once: bool = False,
        **more: Any,
    ) -> None:
        words = declaration.replace(",", "").split()
        flags = [word for word in words if word.startswith("-")]
        self.flag = flags[-1].partition("/")[0]
        self.read, self.absent, self.choices, self.once = read, absent, tuple(choices), once
        metavar = "|".join(self.choices) or " ".join(words[len(flags) :])
        super().__init__(
            param_decls=flags,
            help=help,
            metavar=metavar or None,
            envvar="KA1_" + self.flag[2:].replace("-", "_").upper() if variable else None,
            show_envvar=True,
            rich_help_panel=panel,
            autocompletion=self._complete,
            **({"multiple": True} if once else more),
        )

    def value_from_envvar(self, ctx: Any) -> Any:
        text = self.resolve_envvar_value(ctx)
        return [text] if self.once and text else super().value_from_envvar(ctx)

    def value(self, given: Any) -> Any:
        """What the command gets where this was given. Raises `UsageError`."""
        if self.once:
            given = self._only(list(dict.fromkeys(given or ())))
        elif self.multiple:
            return tuple(map(self._read, given or ()))
        if given is None:
            return self.absent
        return self._read(given) if isinstance(given, str) else given

    def _only(self, given: list[str]) -> str | None:
        if len(given) > 1:
            raise usage(f"{self.flag} is given as `{given[0][:60]}` and as `{given[1][:60]}`", "keep one of them")
        return given[0] if given else None

    def _read(self, text: str) -> Any:
        try:
            return self.read(text)
        except Unfit as error:
            by_variable = isinstance(self.envvar, str) and os.environ.get(self.envvar) == text
            source = f"{self.flag} (from {self.envvar})" if by_variable else self.flag
            raise usage(f"{source} cannot be `{text[:40]}`", str(error) or None) from None


class Argument(Declared, TyperArgument):
    """An argument; in brackets, as the help shows it, it may be left out."""

    def __init__(self, metavar: str, help: str, *, several: bool = False) -> None:
        super().__init__(
            param_decls=["argument"],
            metavar=metavar,
            help=help,
            show_default=False,
            required=not (several or metavar.startswith("[")),
            nargs=-1 if several else 1,
            autocompletion=self._complete,
        )

    def value(self, given: Any) -> Any:
        """What the command gets where this was given."""
        return tuple(given or ()) if self.nargs == -1 else given


def text(declaration: str, help: str, *, once: bool = False) -> str | None:
    """A text. An empty one counts as none. The last one counts, but where it may be given only `once`."""
    return cast("str | None", CommandOption(declaration, help, lambda text: text or None, once=once))


def texts(declaration: str, help: str) -> tuple[str, ...]:
    """Texts: the option may be repeated."""
    return cast("tuple[str, ...]", CommandOption(declaration, help, multiple=True))


def value(declaration: str, help: str, read: Callable[[str], T | None]) -> T | None:
    """What `read` makes of a text. Raises `Unfit` where it cannot."""
    return cast("T | None", CommandOption(declaration, help, read))


def values(declaration: str, help: str, read: Callable[[str], T]) -> tuple[T, ...]:
    """The same for an option that may be repeated."""
    return cast("tuple[T, ...]", CommandOption(declaration, help, read, multiple=True))


def switch(declaration: str, help: str) -> bool:
    return cast("bool", CommandOption(declaration, help, is_flag=True, default=False))


def on_or_off(declaration: str, help: str) -> bool | None:
    """Something to switch on or off: `--plan/--no-plan`."""
    return cast("bool | None", CommandOption(declaration, help, is_flag=True))


def count(declaration: str, help: str) -> int:
    return cast("int", CommandOption(declaration, help, type=int, count=True, default=0))


def choice(declaration: str, values: Iterable[T], help: str) -> T:
    """One of a few values; the first is the default, which may be none."""
    values = tuple(values)
    first = values[0]
    known = {str(value): value for value in values if value is not None}

    def read(text: str) -> T:
        folded = text.strip().lower()
        if folded not in known:
            raise Unfit(did_you_mean(text, known) or "")
        return known[folded]

    help = help if first is None else f"{help} [default: {first}]"
    return cast("T", CommandOption(declaration, help, read, first, choices=known))


def argument(metavar: str, help: str) -> str | None:
    """An argument that may be left out."""
    return cast("str | None", Argument(metavar, help))


def arguments(metavar: str, help: str) -> tuple[str, ...]:
    """Arguments, as many as there are."""
    return cast("tuple[str, ...]", Argument(metavar, help, several=True))


def required(metavar: str, help: str) -> str:
    """An argument that has to be there."""
    return cast("str", Argument(metavar, help))
