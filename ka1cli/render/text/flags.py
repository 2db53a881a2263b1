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


def to_answer(fact: Fact) -> str:
    """How to answer a question on the command line: `--pupil yes|no`."""
    return f"{fact.flag} {metavar(fact)}"


def unlisted(fact: Fact) -> Mapping[str, str]:
    """The values of a choice, with what they mean, that have no room behind its flag."""
    return fact.values if fact.type is FactType.CHOICE and metavar(fact) == KIND else {}


def with_meaning(value: str, meaning: str) -> str:
    """A value in a list of all: `full: a full card`, or alone where its meaning is not said."""
    return f"{value}: {meaning}" if meaning else value


def answer_flag(fact: Fact, answer: Answer) -> str:
    """An answer as a flag: `--pupil yes`."""
    return f"{fact.flag} {quote(answer_text(answer))}"


def view_flags(rules: str | None, call: int | None = None, at: Moment | None = None) -> list[str]:
    """The flags that name a rule file other than the shipped one, a call and a day or time, where each is given."""
    on = at.isoformat(timespec="minutes") if isinstance(at, datetime) else at
    flags = {"--rules": rules and quote(rules), "--call": call, "--on": on}
    return [f"{flag} {value}" for flag, value in flags.items() if value]


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
