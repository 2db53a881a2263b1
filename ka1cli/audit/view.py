"""One call of a rule file as the checks see it: its diagrams, what is possible in them, and where things stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from ka1cli.audit.finding import Witness
from ka1cli.cases.case_space import Bond, CaseSpace
from ka1cli.cases.diagram import MET, UNMET, Node, TooLarge
from ka1cli.cases.logic import World, is_open
from ka1cli.cases.search import Wanted, answers_to, case_of, shortest_case
from ka1cli.cases.walks import facts_below, fitting
from ka1cli.language.formulas import Answer
from ka1cli.language.model import RuleSet
from ka1cli.language.yaml.places import Places

LIMIT = 200_000
"""So many nodes and steps at most are spent on one check: some seconds. The shipped rules need a thousandth."""

CLEAR = 5_000
"""A case with the fewest answers is looked for where that takes so many nodes; beyond, one with no answer to spare."""


class View:
    """One call of a rule file. Only profiles count that keep what facts imply, of those for whom the rules are.

    Whatever takes more than `limit` nodes or steps raises `TooLarge`.
    """

    def __init__(self, space: CaseSpace, places: Places, limit: int = LIMIT, day: date | None = None) -> None:
        self.space, self.places, self.limit, self.day = space, places, limit, day
        self.diagrams = space.diagrams.scratch(limit)
        self._goals: dict[str, Node] = {}

    @property
    def rule_set(self) -> RuleSet:
        return self.space.rule_set

    def criterion(self, name: str) -> Node:
        return self.space.criteria[name].goal

    def goal(self, option: str) -> Node:
        if option not in self._goals:
            names = self.rule_set.options[option].criteria
            self._goals[option] = self.diagrams.every([self.criterion(name) for name in names])
        return self._goals[option]

    @cached_property
    def used_criteria(self) -> dict[str, tuple[str, ...]]:
        """The criteria that options use, each with those options."""
        options = self.rule_set.options.values()
        used = {
            name: tuple(option.id for option in options if name in option.criteria) for name in self.rule_set.criteria
        }
        return {name: users for name, users in used.items() if users}

    @cached_property
    def closed_options(self) -> frozenset[str]:
        """The options that nobody can ever have."""
        return frozenset(name for name in self.rule_set.options if not self.possible(self.goal(name)))

    @cached_property
    def contradictory_facts(self) -> frozenset[int]:
        """The facts of implications that rule out some answer altogether."""
        return frozenset(
            fact
            for bond in self.space.bonds
            if any(self.ruled_out(bond, tied) for tied in bond.facts)
            for fact in bond.facts
        )

    def ruled_out(self, bond: Bond, fact: int) -> int:
        """The cells of a fact that no profile can have, as implications contradict each other there."""
        _, possible = fitting(bond.diagram, self.space.open_world, fact)
        return self.space.open_world[fact] & ~possible

    def laws(self, *nodes: Node) -> list[Node]:
        """What facts imply about the facts that some diagrams look at."""
        if not self.space.bonds:
            return []
        own = set[int]().union(*map(facts_below, nodes))
        return [bond.diagram for bond in self.space.bonds if not bond.facts.isdisjoint(own)]

    def possible(self, *met: Node, unmet: Sequence[Node] = ()) -> bool:
        """Whether some diagrams can be met together while others are unmet."""
        return self.can_be(*((node, MET) for node in met), *((node, UNMET) for node in unmet))

    def can_be(self, *wanted: Wanted) -> bool:
        """Whether some diagrams can lead to the wanted leaves together."""
        laws = self.laws(*(node for node, _ in wanted))
        return answers_to([*wanted, *((law, MET) for law in laws)], self.space.open_world, self.limit) is not None

    def case(self, *met: Node, unmet: Sequence[Node] = ()) -> World | None:
        """A case in which some diagrams are met and others unmet, with as few answers as it takes; nothing if none is."""
        wanted = [*((node, MET) for node in (*met, *self.laws(*met, *unmet))), *((node, UNMET) for node in unmet)]
        room = self.space.diagrams.scratch(min(CLEAR, self.limit))
        try:
            whole = room.every([node if leaf is MET else room.negated(node) for node, leaf in wanted])
        except TooLarge:
            return case_of(wanted, self.space.open_world, self.limit)
        return shortest_case(whole, self.space.open_world)

    def same(self, first: Node, second: Node) -> bool:
        """Whether two diagrams come out alike in every case."""
        return first is second or not (self.possible(first, unmet=[second]) or self.possible(second, unmet=[first]))

    def profile(self, world: World | None) -> Mapping[str, Answer]:
        """Answers that lie in a case; none where there is no case."""
        if world is None:
            return {}
        return {
            cells.fact.id: cells.example(possible.bit_length() - 1)
            for cells, possible, everything in zip(self.space.cells, world, self.space.open_world, strict=True)
            if possible != everything and not is_open(possible)
        }

    def witness(self, world: World | None, options: Iterable[str], shows: str) -> Witness:
        """The answers of a case as a witness in this call."""
        return Witness(self.profile(world), self.space.call or None, tuple(options), shows, on=self.day)
