"""The meaning of a verdict.

An option is `eligible` when every criterion is met, `ineligible` when some criterion is unmet whatever
the missing answers are, and `undetermined` otherwise.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace, CompiledOption, Part, Question
from ka1cli.cases.logic import State, World
from ka1cli.cases.smallest import holding, smallest_subset


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


class JudgedPart(NamedTuple):
    """Criteria that were judged together, the state of them all and of each."""

    part: Part
    state: State
    states: tuple[State, ...]


def judge(option: CompiledOption, world: World) -> Verdict:
    """The verdict of an option in a world."""
    return verdict_of({part.question.state(world) for part in option.parts})


def verdict_of(states: Collection[State]) -> Verdict:
    """The verdict of an option whose parts are in these states."""
    if State.UNMET in states:
        return Verdict.INELIGIBLE
    return Verdict.UNDETERMINED if State.UNKNOWN in states else Verdict.ELIGIBLE


def judge_part(space: CaseSpace, part: Part, world: World) -> JudgedPart:
    """The state of one part and of each of its criteria. Depends on the world only through the facts of the part."""
    state = part.question.state(world)
    if len(part.criteria) == 1 or state is State.MET:
        return JudgedPart(part, state, (state,) * len(part.criteria))
    states = tuple(compiled.question.state(world) for compiled in part.criteria)
    if state in states:
        return JudgedPart(part, state, states)
    # Each criterion can be met alone, but not together with the others: the smallest such set is to blame.
    places = range(len(states))
    blamed = smallest_subset(
        places, holding(places, lambda chosen: joint_question(space, part, chosen).state(world) is state)
    )
    return JudgedPart(part, state, tuple(state if i in blamed else own for i, own in enumerate(states)))


def joint_question(space: CaseSpace, part: Part, chosen: Iterable[int]) -> Question:
    """The question whether some criteria of a part, given by position, can be met together."""
    return space.together([part.criteria[i].question for i in chosen])
