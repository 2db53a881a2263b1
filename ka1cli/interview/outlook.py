"""What further answers can still do to the parts of an option.

A question is worth asking only if an answer to it can change a verdict: now, or after answers to others. That is
decided by walking the positions of a part, never guessed.
"""

from collections.abc import Iterator
from math import prod

from ka1cli.cases.case_space import Question
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import Diagrams, better
from ka1cli.cases.logic import State, World, is_open, narrowed
from ka1cli.cases.walks import state_in

LIMIT = 20_000
"""A part with at most so many positions (for each open fact, its cells and *not answered*) is walked. Beyond, every open
question of the part counts as worth asking: what is asked is then still enough, but perhaps more than needed."""

Facts = int
"""A set of facts as a bit mask: bit `i` is fact `i` of the rule file."""


class Outlook:
    """The outlook of some parts of options, by their numbers. Every position is looked at once."""

    def __init__(self, diagrams: Diagrams, parts: tuple[Question, ...]) -> None:
        self._diagrams = diagrams
        self._parts = parts
        self._facts = tuple(question.facts for question in parts)
        self._states: dict[tuple[int, World], State | None] = {}
        self._can_be_met: dict[tuple[int, World, Facts], bool] = {}
        self._worth_asking: dict[tuple[int, World, Facts, bool], Facts] = {}

    def state(self, part: int, world: World) -> State | None:
        """The state of a part; nothing where its answers contradict each other."""
        key = part, self._position(part, world)
        if key not in self._states:
            question = self._parts[part]
            self._states[key] = state_in(question.diagram, world, question.chosen)
        return self._states[key]

    def can_be_met(self, part: int, world: World, askable: Facts) -> bool:
        """Whether answers to the facts in `askable` can make the part met, or it is.

        Answers about choices cannot: a choice that is open may still fit.
        """
        state = self.state(part, world)
        if state is not State.UNKNOWN:
            return state is State.MET
        key = part, self._position(part, world), askable
        found = self._can_be_met.get(key)
        if found is None:
            fact = next((f for f in self._parts[part].given if askable >> f & 1 and is_open(world[f])), None)
            found = self._can_be_met[key] = fact is not None and any(
                self.can_be_met(part, narrowed(world, fact, cell), askable) for cell in bits(world[fact])
            )
        return found

    def worth_asking(self, part: int, world: World, askable: Facts, closing: bool) -> Facts:
        """The facts in `askable` of which an answer can change the state of a part, alone or after others.

        With `closing`, only a change to unmet counts.
        """
        own = 0
        for fact in self._facts[part]:
            if askable >> fact & 1 and is_open(world[fact]):
                own |= 1 << fact
        key = part, self._position(part, world), own, closing
        found = self._worth_asking.get(key)
        if found is None:
            found = self._worth_asking[key] = self._walk(part, world, own, closing)
        return found

    def _position(self, part: int, world: World) -> World:
        return tuple([world[fact] for fact in self._facts[part]])

    def _walk(self, part: int, world: World, askable: Facts, closing: bool) -> Facts:
        state = self.state(part, world)
        if self._is_final(part, world, askable, state):
            return 0
        found, ahead = 0, []
        for fact, there in _steps(world, askable):
            after = self.state(part, there)
            if after is None:
                continue
            ahead.append(there)
            if after is not state and (after is State.UNMET or not closing):
                found |= 1 << fact
        if prod(world[fact].bit_count() + 1 for fact in bits(askable)) > LIMIT:
            return askable
        for there in ahead:
            if found == askable:
                break
            found |= self.worth_asking(part, there, askable, closing)
        return found

    def _is_final(self, part: int, world: World, askable: Facts, state: State | None) -> bool:
        """Whether no answer at all changes the state any more."""
        if state is not State.MET:
            return state is State.UNMET
        question = self._parts[part]
        still_chosen = [fact for fact in question.chosen if askable >> fact & 1]
        if not still_chosen:
            return True
        others = [fact for fact in question.chosen if fact not in still_chosen]
        left = self._diagrams.scratch().without(question.diagram, others, better, world)
        return state_in(left, world) is State.MET


def _steps(world: World, askable: Facts) -> Iterator[tuple[int, World]]:
    """Every single answer that can come next."""
    for fact in bits(askable):
        for cell in bits(world[fact]):
            yield fact, narrowed(world, fact, cell)
