"""What an interview still has to settle, split into rests that have no fact in common."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.diagram import EXCLUDED, MET, UNMET, Node
from ka1cli.cases.logic import State, World
from ka1cli.cases.outlook import Facts, Outlook


class OpenOption(NamedTuple):
    """An option whose verdict an answer can still change."""

    number: int
    """Its place among the options that the interview is about."""
    parts: tuple[Node, ...]
    """The parts that answers can still change, as far as they are open."""
    blocked: bool
    """Some other part can no longer be met, so that answers can only close the option."""


class Rest(NamedTuple):
    """A part of an interview that is still to be settled, independent of every other.

    Two situations with equal rests ask the same questions, whatever led to them.
    """

    options: tuple[OpenOption, ...]
    laws: tuple[Node, ...]
    """What implications say about its facts, as far as that is open."""
    askable: Facts
    worth_asking: Facts
    """The facts of which an answer, alone or after others, can change a verdict."""
    alone: Facts
    """Those of them that are the only open one of some option: no way leads past them."""


class Unsettled:
    """Finds the rests of an interview about some options."""

    def __init__(self, space: CaseSpace, options: Iterable[str]) -> None:
        self._space = space
        self._options = [space.options[name] for name in options]
        self.outlook = Outlook(space)
        self._still: dict[tuple[OpenOption, Facts], tuple[OpenOption, Facts] | None] = {}
        self._shares: dict[Node, float] = {EXCLUDED: 0.0, UNMET: 0.0, MET: 1.0}

    def rests(self, world: World, askable: Facts) -> tuple[Rest, ...]:
        """The rests while the facts in `askable` can still be answered and no others."""
        laws = [self.outlook.start(bond.diagram, world, -1) for bond in self._space.bonds]
        return self._split(self._all(world, askable), laws, askable)

    def concerned(self, world: World, askable: Facts, fact: int) -> tuple[int, ...]:
        """The options whose verdict an answer to a fact can still change, by their place."""
        options = (self.still_open(option, askable) for option in self._all(world, askable))
        return tuple(still[0].number for still in options if still is not None and still[1] >> fact & 1)

    def _all(self, world: World, askable: Facts) -> list[OpenOption]:
        return [
            OpenOption(
                place,
                tuple(self.outlook.start(part.question.diagram, world, askable) for part in option.parts),
                blocked=False,
            )
            for place, option in enumerate(self._options)
        ]

    def answers(self, rest: Rest, fact: int) -> tuple[tuple[int, float], ...]:
        """The answers to a fact that make a difference, each as a set of cells with its likelihood.

        Every combination of cells that keeps the implications is equally likely; how often organisations really answer
        one or the other is not known here. Answers that implications exclude are left out.
        """
        apart = self.told_apart(rest, fact)
        law = next((law for law in rest.laws if self.outlook.facts(law) >> fact & 1), MET)
        shares = [(cells, cells.bit_count() * self._share(self.outlook.answered(law, fact, cells))) for cells in apart]
        total = sum(share for _, share in shares)
        return tuple((cells, share / total) for cells, share in shares if share)

    def told_apart(self, rest: Rest, fact: int) -> tuple[int, ...]:
        """The answers to a fact that make a difference, each as a set of cells."""
        asked = dict.fromkeys((*(part for option in rest.options for part in option.parts), *rest.laws))
        return refined(self.outlook.answers(node, fact) for node in asked)

    def _share(self, law: Node) -> float:
        """The share of the cases that keep a law."""
        share = self._shares.get(law)
        if share is None:
            everything, share = 0, 0.0
            for cells, below in law.edges:
                everything += cells.bit_count()
                share += cells.bit_count() * self._share(below)
            share = self._shares[law] = share / everything
        return share

    def after(self, rest: Rest, fact: int, cells: int | None) -> tuple[Rest, ...]:
        """What remains of a rest after an answer, given as one of `answers`, or after *I don't know*."""
        askable = rest.askable & ~(1 << fact)
        laws = rest.laws if cells is None else [self.outlook.answered(law, fact, cells) for law in rest.laws]
        return self._split([self.stepped(option, fact, cells, askable) for option in rest.options], laws, askable)

    def stepped(self, option: OpenOption, fact: int, cells: int | None, askable: Facts) -> OpenOption:
        """An option after an answer, or after *I don't know*."""
        parts = tuple([self.outlook.after(part, fact, cells, askable) for part in option.parts])
        return option._replace(parts=parts)

    def _split(self, options: Iterable[OpenOption], laws: Iterable[Node], askable: Facts) -> tuple[Rest, ...]:
        groups: list[tuple[Facts, list[tuple[OpenOption, Facts]]]] = []
        for option in options:
            still = self.still_open(option, askable)
            if still is None:
                continue
            members, touched = [still], self._touched(still[0])
            for group in [group for group in groups if group[0] & touched]:
                groups.remove(group)
                touched |= group[0]
                members = group[1] + members
            groups.append((touched, members))
        return tuple(self._rest(touched, members, laws, askable) for touched, members in groups)

    def _rest(
        self, touched: Facts, members: list[tuple[OpenOption, Facts]], laws: Iterable[Node], askable: Facts
    ) -> Rest:
        worth_asking = alone = 0
        for option, asked in members:
            worth_asking |= asked
            # Another fact may change nothing for the option, and yet spare it the question by what it implies.
            open_facts = self._touched(option) & askable
            alone |= asked if not open_facts & (open_facts - 1) else 0
        bearing = tuple(law for law in laws if self.outlook.facts(law) & touched)
        return Rest(tuple(option for option, _ in members), bearing, askable & touched, worth_asking, alone)

    def _touched(self, option: OpenOption) -> Facts:
        facts = 0
        for part in option.parts:
            facts |= self.outlook.facts(part)
        return facts

    def still_open(self, option: OpenOption, askable: Facts) -> tuple[OpenOption, Facts] | None:
        """The option with the parts that still matter and the facts worth asking for it; nothing if it is settled."""
        key = option, askable & self._touched(option)
        if key not in self._still:
            self._still[key] = self._looked_at(*key)
        return self._still[key]

    def _looked_at(self, option: OpenOption, askable: Facts) -> tuple[OpenOption, Facts] | None:
        outlook = self.outlook
        if any(outlook.state(part) is State.UNMET for part in option.parts):
            return None
        blocked = option.blocked or not all(outlook.can_be_met(part, askable) for part in option.parts)
        asked = [(part, outlook.worth_asking(part, askable, closing=blocked)) for part in option.parts]
        matter = [(part, facts) for part, facts in asked if facts]
        if not matter:
            return None
        worth_asking = 0
        for _, facts in matter:
            worth_asking |= facts
        return OpenOption(option.number, tuple(part for part, _ in matter), blocked), worth_asking


def refined(partitions: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """The sets of cells that any of some partitions tells apart."""
    parts: tuple[int, ...] = ()
    for partition in dict.fromkeys(partitions):
        if not parts:
            parts = partition
        elif partition:
            parts = tuple(first & other for first in parts for other in partition if first & other)
    return parts
