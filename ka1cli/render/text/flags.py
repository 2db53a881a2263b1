"""How facts are written on the command line: their flags, and the command that repeats a decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from shlex import quote

from ka1cli.decision.model import Moment
from ka1cli.language.answers import answer_text
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType

KIND = "KIND"
"""Stands behind a flag for a list of values that is too long to stand there itself."""
MAX_VALUES_WIDTH = 24


def metavar(fact: Fact) -> str:
    """What to write after the flag of a fact."""
    match fact.type:
        case FactType.YES_NO | FactType.CHOICE:
            values = "|".join(map(answer_text, fact.answers))
            return values if len(values) <= MAX_VALUES_WIDTH else KIND
        case FactType.CODE | FactType.COUNTRY:
            return "CODE"
        case FactType.NUMBER:
            return "N"
        case FactType.DATE:
            return "DATE"


def answer_flag(fact: Fact, answer: Answer) -> str:
    """An answer as a flag: `--pupil yes`."""
    return f"{fact.flag} {quote(answer_text(answer))}"


def on_value(at: Moment) -> str:
    """A day or time as `--on` takes it."""
    return at.isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


def view_flags(rules: str | None, call: int | None = None, at: Moment | None = None) -> list[str]:
    """The flags that name a rule file other than the shipped one, a call and a day or time, where each is given."""
    return [
        *([f"--rules {quote(rules)}"] if rules else []),
        *([f"--call {call}"] if call else []),
        *([f"--on {on_value(at)}"] if at else []),
    ]


def check_command(
    facts: Mapping[str, Fact],
    profile: Mapping[str, Answer],
    *,
    rules: str | None = None,
    call: int | None = None,
    at: Moment | None = None,
    options: Iterable[str] = (),
    command: str = "check",
) -> str:
    """The command that decides on a profile. `rules` is a rule file other than the shipped one."""
    parts = [f"ka1 {command}", *(answer_flag(facts[name], answer) for name, answer in profile.items())]
    parts += [f"--route {quote(name)}" for name in options]
    return " ".join((*parts, *view_flags(rules, call, at)))
