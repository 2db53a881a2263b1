"""How to begin: what `ka1` alone says, and `ka1 check` without any answer."""

from collections.abc import Iterable
from textwrap import wrap

from ka1cli.decision.model import Decision
from ka1cli.language.model import RuleSet
from ka1cli.render.text.flags import to_answer
from ka1cli.render.text.safe import text_of_lines

_WIDTH = 79
_LEFT = 50
_MOST = 5
"""Up to so many questions are named."""


def introduction(title: str, examples: Iterable[tuple[str, str]]) -> str:
    """What the program is, in ten lines."""
    return text_of_lines(
        [
            *wrap(f"ka1 says who can take part, why or why not, and what to do next. Its rules: {title}.", _WIDTH),
            "",
            *columns(examples),
            "",
            "All commands: ka1 help        One of them: ka1 help check",
        ]
    )


def how_to_begin(
    decision: Decision, rule_set: RuleSet, examples: Iterable[tuple[str, str]], view: Iterable[str]
) -> str:
    """What can be answered where nothing has been answered yet: the questions that decide most.

    `view` are the flags that name rules, call and day.
    """
    missing = [name for option in decision.options for name in option.missing]
    most = sorted(dict.fromkeys(missing), key=missing.count, reverse=True)[:_MOST]
    facts = [rule_set.facts[name] for name in most]
    return text_of_lines(
        [
            rule_set.title,
            "",
            "Nothing is answered yet. Say what you know; the rest is not taken for a no.",
            "",
            *columns(examples),
            "",
            "These answers decide most:" if facts else "No answer is needed.",
            *columns((to_answer(fact), fact.title) for fact in facts),
            "",
            f"All answers: {' '.join(('ka1 check --help', *view))}",
            f"What can be done: {' '.join(('ka1 routes', *view))}",
        ]
    )


def columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Two columns; a left side that is too long stands alone in its line."""
    rows = list(rows)
    left = max((len(first) for first, _ in rows if len(first) <= _LEFT), default=0)
    return [
        line
        for first, second in rows
        for line in (
            [f"  {first:<{left}}  {second}"] if len(first) <= left else [f"  {first}", f"  {'':<{left}}  {second}"]
        )
    ]
