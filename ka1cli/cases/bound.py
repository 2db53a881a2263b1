"""The bound on diagrams: a rule file beyond it is refused, so that nothing that is loaded is ever slow."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ka1cli.cases.case_space import Bond, CaseSpace, Question
from ka1cli.cases.diagram import TooLarge

LIMIT = 20_000
"""So many nodes at most are made for the conditions of one call: less than half a second of work, 10 MB."""

FACTS = 400
"""So many facts at most hang together: walks go down one level for each."""


class Conditions(NamedTuple):
    """Conditions that are decided together."""

    path: tuple[str | int, ...]
    """Where they stand in the rule file."""
    names: tuple[str, ...]
    """The criteria, the option of a recommendation, or the facts of implications."""
    facts: Collection[int]


def too_large(space: CaseSpace) -> Conditions | None:
    """Make every diagram of a call: the first conditions that are beyond the bound; nothing if none are."""
    space.diagrams.limit = LIMIT
    try:
        for conditions, question in _all(space):
            try:
                if len(conditions.facts) > FACTS:
                    return conditions
                _ = question.diagram
            except TooLarge:
                return conditions
    finally:
        space.diagrams.limit = None
    return None


def _all(space: CaseSpace) -> Iterator[tuple[Conditions, Bond | Question]]:
    for bond in space.bonds:
        laws = tuple(dict.fromkeys(law.fact for law in bond.laws))
        yield Conditions(("facts", laws[0], "implies"), laws, bond.facts), bond
    for option in space.options.values():
        path = option.option.path
        for part in option.parts:
            for criterion, own in part.criteria:
                yield Conditions(("criteria", criterion.id, "when"), (criterion.id,), own.facts), own
            names = tuple(criterion.id for criterion, _ in part.criteria)
            yield Conditions((*path, "criteria"), names, part.question.facts), part.question
        said = option.option.statements
        asked = (space.question(statement.when) for statement in said if statement.when is not None)
        for number, question in enumerate((*option.recommend, *asked)):
            yield Conditions((*path, "recommend", number), (option.option.id,), question.facts), question
