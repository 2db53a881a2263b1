"""What an interview still has to settle, split into rests that have no fact in common."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import State, World, is_open, narrowed
from ka1cli.interview.outlook import Facts, Outlook


class OpenOption(NamedTuple):
    """An option whose verdict an answer can still change."""

    number: int
    """Its place among the options that the interview is about."""
    parts: tuple[int, ...]
    """The parts that answers can still change."""
    blocked: bool
    """Some other part can no longer be met, so that answers can only close the option."""


class Rest(NamedTuple):
    """A part of an interview that is still to be settled, independent of every other.

    Two situations with equal rests ask the same questions, whatever led to them: the world is 0 at every fact that
    does not matter any more.
    """

    options: tuple[OpenOption, ...]
    world: World
    askable: Facts
    worth_asking: Facts
    """The facts of which an answer, alone or after others, can change a verdict."""
    alone: Facts
    """Those of them that are the only one worth asking for some option: no way leads past them."""


class Unsettled:
    """Finds the rests of an interview about some options."""

    def __init__(self, space: CaseSpace, options: Iterable[str]) -> None:
        compiled = [space.options[name] for name in options]
        questions = [part.question for option in compiled for part in option.parts]
        self._facts = tuple(sum(1 << fact for fact in question.facts) for question in questions)
        self._outlook = Outlook(space.diagrams, tuple(questions))
        numbers = iter(range(len(questions)))
        self._all = tuple(
            OpenOption(place, tuple(next(numbers) for _ in option.parts), blocked=False)
            for place, option in enumerate(compiled)
        )

    def rests(self, world: World, askable: Facts) -> tuple[Rest, ...]:
        """The rests while the facts in `askable` can still be answered and no others."""
        return self._split(self._all, world, askable)

    def concerned(self, world: World, askable: Facts, fact: int) -> tuple[int, ...]:
        """The options whose verdict an answer to a fact can still change, by their place."""
        found = (self._still_open(option, world, askable) for option in self._all)
        return tuple(still[0].number for still in found if still is not None and still[1] >> fact & 1)

    def after(self, rest: Rest, fact: int, cell: int | None) -> tuple[Rest, ...]:
        """What remains of a rest after an answer, or after *I don't know*."""
        world = rest.world if cell is None else narrowed(rest.world, fact, cell)
        return self._split(rest.options, world, rest.askable & ~(1 << fact))

    def _split(self, options: Iterable[OpenOption], world: World, askable: Facts) -> tuple[Rest, ...]:
        groups: list[tuple[Facts, list[tuple[OpenOption, Facts]]]] = []
        for option in options:
            still = self._still_open(option, world, askable)
            if still is None:
                continue
            members = [still]
            touched = sum(1 << fact for fact in bits(self._touched(still[0].parts)) if is_open(world[fact]))
            for group in [group for group in groups if group[0] & touched]:
                groups.remove(group)
                touched |= group[0]
                members = group[1] + members
            groups.append((touched, members))
        return tuple(self._rest(members, world, askable) for _, members in groups)

    def _rest(self, members: list[tuple[OpenOption, Facts]], world: World, askable: Facts) -> Rest:
        options = tuple(option for option, _ in members)
        facts = self._touched(part for option in options for part in option.parts)
        worth_asking = alone = 0
        for _, asked in members:
            worth_asking |= asked
            alone |= asked if not asked & (asked - 1) else 0
        reduced = tuple(cells if facts >> fact & 1 else 0 for fact, cells in enumerate(world))
        return Rest(options, reduced, askable & facts, worth_asking, alone)

    def _touched(self, parts: Iterable[int]) -> Facts:
        facts = 0
        for part in parts:
            facts |= self._facts[part]
        return facts

    def _still_open(self, option: OpenOption, world: World, askable: Facts) -> tuple[OpenOption, Facts] | None:
        """The option with the parts that still matter and the facts worth asking for it; nothing if it is settled."""
        outlook = self._outlook
        if any(outlook.state(part, world) is State.UNMET for part in option.parts):
            return None
        blocked = option.blocked or not all(outlook.can_be_met(part, world, askable) for part in option.parts)
        matter = {part: outlook.worth_asking(part, world, askable, closing=blocked) for part in option.parts}
        parts = tuple(part for part, facts in matter.items() if facts)
        if not parts:
            return None
        worth_asking = 0
        for facts in matter.values():
            worth_asking |= facts
        return OpenOption(option.number, parts, blocked), worth_asking
