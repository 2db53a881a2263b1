"""What can be written on the command line, by example: in the words of the rule file."""

from collections.abc import Iterable
from shlex import quote

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.commands import ExampleCommands
from ka1cli.decision.rules import Rules
from ka1cli.language.model import FactType
from ka1cli.render.text.flags import answer_flag


def answers_example(rules: Rules) -> str:
    """Two answers as flags; fewer where the rules have no such facts or exclude the two together."""
    yes_no = [fact for fact in rules.rule_set.facts.values() if fact.type is FactType.YES_NO and not fact.chosen]
    answers = {fact.id: answer for fact, answer in zip(yes_no, (False, True), strict=False)}
    space = rules.at().space
    if space.contradiction(space.world(answers)) is not None:
        answers = dict(list(answers.items())[:1])
    return " ".join(answer_flag(rules.rule_set.facts[name], answer) for name, answer in answers.items())


def beginning(rules: Rules) -> ExampleCommands:
    return (
        ("ka1 ask", "a few questions, then the answer"),
        (f"ka1 check {answers_example(rules)}", "the answer at once"),
        ("ka1 batch table.csv -o result.csv", "a whole table"),
    )


def about(view: Iterable[str], examples: ExampleCommands) -> ExampleCommands:
    """Examples with the flags that name rules, call and day right behind their command."""
    return tuple((" ".join((*text.split(" ")[:2], *view, *text.split(" ")[2:])), what) for text, what in examples)


def meant(line: CommandLine, rules: Rules) -> str | None:
    """The command that was probably meant, where answers stand without their command or without their dashes."""
    words, answers = [], 0
    arguments = line.arguments[1:] if line.command in ("check", "ask") else line.arguments
    for argument in arguments:
        name, equals, answer = argument.partition("=")
        fact = rules.rule_set.facts.get(rules.profiles.fact(name.lstrip("-")) or "")
        if fact is None and argument == line.command:
            return None  # a misspelt command, of which more is known
        answers += fact is not None
        words += [quote(argument)] if fact is None else [fact.flag, *([quote(answer)] if equals else [])]
    command = "ask" if line.command == "ask" else "check"
    return " ".join(("ka1", command, *words)) if answers else None
