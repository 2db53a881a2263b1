"""The options that the facts of a rule file bring."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Self

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.options.declaration import PANEL, CommandOption
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import usage
from ka1cli.decision.rules import Rules
from ka1cli.language.answers import AnswerReader
from ka1cli.language.model import Fact, FactType
from ka1cli.language.sentences import newest_facts
from ka1cli.render.text.flags import KIND, metavar, to_answer, unlisted, with_meaning
from ka1cli.render.text.safe import printable


class FactOptions(CallOptions):
    """The options of commands that take answers. `of` makes the class for a rule file."""

    facts_last: ClassVar[bool] = False
    """Whether the help shows the facts after the options of the command itself."""
    rules: ClassVar[Rules]
    """The rule file that the facts are of."""

    @classmethod
    def of(cls, rules: Rules, line: CommandLine) -> type[Self]:
        """The class with an option for each fact, in the panel and with the words of the rule file."""
        newest = newest_facts(rules.rule_set)
        _refuse_bare_flags(line.arguments, newest)
        panels = rules.rule_set.panels
        options = {_field(name): _option(fact, panels.get(fact.panel, PANEL)) for name, fact in newest.items()}
        facts = type("Facts", (FactOptions,), options)
        # The help shows what a class declares before what it inherits.
        return type(cls.__name__, (cls, facts) if cls.facts_last else (facts, cls), {"rules": rules})

    @property
    def answers(self) -> dict[str, str]:
        """The answers by fact, as they were written. A flag may be repeated, but not with another answer."""
        answers = {}
        for name, fact in self.rules.rule_set.facts.items():
            given = list(dict.fromkeys(getattr(self, _field(name))))
            if len(given) > 1 and len(set(map(AnswerReader(fact).read, given))) > 1:
                raise usage(f"{fact.flag} is given as `{given[0]}` and as `{given[1]}`", "keep one of them")
            if given:
                answers[name] = given[0]
        return answers


def _field(fact: str) -> str:
    return f"fact {fact}"


def _option(fact: Fact, panel: str) -> CommandOption:
    declaration, help = to_answer(fact), printable(_help(fact))
    # No variable: a stray one must not change a verdict.
    option = CommandOption(declaration, help, panel=printable(panel), variable=False, multiple=True)
    option.fact = fact.id
    return option


def _help(fact: Fact) -> str:
    values = "; ".join(with_meaning(value, meaning) for value, meaning in unlisted(fact).items())
    return " ".join(filter(None, (fact.question, fact.help, values and f"{KIND} is {values}.")))


def _refuse_bare_flags(arguments: Iterable[str], facts: Mapping[str, Fact]) -> None:
    """Refuse a fact's flag without an answer, before the next option is taken for it."""
    arguments = list(arguments)
    by_flag = {fact.flag: fact for fact in facts.values()}
    for argument, following in zip(arguments, [*arguments[1:], "--"], strict=True):
        if argument == "--":
            return
        if argument in by_flag and following.startswith("--"):
            fact = by_flag[argument]
            known = fact.values if fact.type is FactType.CHOICE else metavar(fact).split("|")
            raise usage(f"{argument} needs an answer", f"write {' or '.join(f'{argument} {value}' for value in known)}")
