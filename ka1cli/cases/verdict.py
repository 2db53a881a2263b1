"""The meaning of a verdict.

An option is `eligible` when every criterion is met, `ineligible` when some criterion is unmet whatever
the missing answers are, and `undetermined` otherwise.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from ka1cli.cases.case_space import CompiledOption, Part
from ka1cli.cases.logic import Every, Question, State, World, state_of
from ka1cli.cases.smallest import smallest_subset


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


class JudgedPart(NamedTuple):
    """Criteria that were judged together, the state of them all and of each."""

    part: Part
    state: State
    states: tuple[State, ...]


class Judged(NamedTuple):
    verdict: Verdict
    parts: tuple[JudgedPart, ...]


def judge(option: CompiledOption, world: World) -> Judged:
    """The verdict of an option in a world, with the state of every criterion."""
    parts = tuple(judge_part(part, world) for part in option.parts)
    return Judged(verdict_of({part.state for part in parts}), parts)


def verdict_of(states: Collection[State]) -> Verdict:
    """The verdict of an option whose parts are in these states."""
    if State.UNMET in states:
        return Verdict.INELIGIBLE
    return Verdict.UNDETERMINED if State.UNKNOWN in states else Verdict.ELIGIBLE


def judge_part(part: Part, world: World) -> JudgedPart:
    """The state of one part and of each of its criteria. Depends on the world only through the facts of the part."""
    state = state_of(part.question, world)
    if len(part.criteria) == 1 or state is State.MET:
        return JudgedPart(part, state, (state,) * len(part.criteria))
    states = tuple(state_of(compiled.question, world) for compiled in part.criteria)
    if state in states:
        return JudgedPart(part, state, states)
    # Each criterion can be met alone, but not together with the others: the smallest such set is to blame.
    blamed = smallest_subset(range(len(states)), lambda chosen: state_of(together(part, chosen), world) is state)
    return JudgedPart(part, state, tuple(state if i in blamed else one for i, one in enumerate(states)))


def together(part: Part, chosen: tuple[int, ...]) -> Question:
    """The question whether some criteria of a part, given by position, can be met together."""
    return part.question._replace(goal=Every(tuple(part.criteria[i].question.goal for i in chosen)))
