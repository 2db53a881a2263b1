"""What further answers can still do to a part of an option.

A part in the middle of an interview is a diagram: over the facts that can still be asked about, and, where choices are
asked about too, over those that will stay open. A question is worth asking only if an answer to it can change the
state of the part: now, or after answers to others.
"""

from bisect import bisect
from math import prod

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import EXCLUDED, MET, UNKNOWN, UNMET, Node, better, joint
from ka1cli.cases.logic import State, World
from ka1cli.cases.walks import nodes_of, told_apart

LIMIT = 20_000
"""Where implications tie facts together, a part with at most so many positions (for each open fact, its different answers
and *not answered*) is walked. Beyond, every open question of the part counts as worth asking: what is asked is then still
enough, but perhaps more than needed."""

Facts = int
"""A set of facts as a bit mask: bit `i` is fact `i` of the rule file."""

_STATES = (None, State.UNMET, State.MET, State.UNKNOWN)


class Outlook:
    """The outlook of the parts of options. Everything is worked out once for each node."""

    def __init__(self, space: CaseSpace, *, choosing: bool = True) -> None:
        """`choosing`: of a chosen fact that is open one fitting choice is enough. Recommendations know no choice."""
        self._diagrams = space.diagrams.scratch()
        self._everything = (-1,) * len(space.facts)
        self._chosen: Facts = sum(1 << number for number, fact in enumerate(space.facts) if choosing and fact.chosen)
        self._facts: dict[Node, Facts] = {}
        self._leaves = {leaf: frozenset((leaf,)) for leaf in (EXCLUDED, UNMET, MET, UNKNOWN)}
        self._outcomes = {EXCLUDED: 0, UNMET: 1, MET: 2, UNKNOWN: 3}
        self._answered: dict[tuple[Node, int, int], Node] = {}
        self._answers: dict[Node, dict[int, tuple[int, ...]]] = {}
        self._can_be_met: dict[tuple[Node, Facts], bool] = {}
        self._worth_asking: dict[tuple[Node, Facts, bool], Facts] = {}

    def start(self, diagram: Node, world: World, askable: Facts) -> Node:
        """A part as far as it is open in a world."""
        return self._asked(self._diagrams.without(diagram, (), better, world), askable)

    def facts(self, part: Node) -> Facts:
        """The facts that still make a difference."""
        found = self._facts.get(part)
        if found is None:
            found = 1 << part.fact if part.edges else 0
            for _, below in part.edges:
                found |= self.facts(below)
            self._facts[part] = found
        return found

    def answers(self, part: Node, fact: int) -> tuple[int, ...]:
        """The answers to a fact that the part tells apart, each as a set of cells."""
        if part not in self._answers:
            self._answers[part] = told_apart(part)
        return self._answers[part].get(fact, ())

    def work(self, part: Node, facts: Facts) -> int:
        """How much work it is, counted in nodes, to answer each of some facts in every way."""
        inner = [node for node in nodes_of(part) if node.edges]
        levels = sorted(node.level for node in inner)
        own = {node.fact: node.level for node in inner if facts >> node.fact & 1}
        return sum(len(self.answers(part, fact)) * (2 + bisect(levels, level)) for fact, level in own.items())

    def after(self, part: Node, fact: int, cells: int | None, askable: Facts) -> Node:
        """What is left of a part after an answer, or after *I don't know*; `askable` are the facts that are left."""
        return self._asked(part if cells is None else self.answered(part, fact, cells), askable)

    def answered(self, node: Node, fact: int, cells: int) -> Node:
        """A diagram where a fact has been answered."""
        if not self.facts(node) >> fact & 1:
            return node
        if node.fact == fact:
            return node.below(cells)
        found = self._answered.get((node, fact, cells))
        if found is None:
            edges = []
            for inside, below in node.edges:
                edges.append((inside, self.answered(below, fact, cells)))
            found = self._answered[node, fact, cells] = self._diagrams.node(node.fact, edges)
        return found

    def _asked(self, part: Node, askable: Facts) -> Node:
        """The part without facts that nobody will be asked about."""
        gone = self.facts(part) & ~askable
        if gone & self._chosen:
            part = self._diagrams.without(part, bits(gone & self._chosen), better, self._everything)
        if gone & ~self._chosen and not self.facts(part) & self._chosen:
            part = self._diagrams.without(part, bits(gone & ~self._chosen), joint, self._everything)
        return part

    def state(self, part: Node) -> State | None:
        """The state of a part; nothing where its answers contradict each other."""
        return _STATES[self._outcome(part)]

    def _outcome(self, node: Node) -> int:
        found = self._outcomes.get(node)
        if found is None:
            found = 0
            for _, below in node.edges:
                found |= self._outcome(below)
            if found == 3 and self._chosen >> node.fact & 1:
                found = 2
            self._outcomes[node] = found
        return found

    def leaves(self, node: Node) -> frozenset[Node]:
        """The leaves to which a diagram leads."""
        found = self._leaves.get(node)
        if found is None:
            found = self._leaves[node] = frozenset().union(*[self.leaves(below) for _, below in node.edges])
        return found

    def can_be_met(self, part: Node, askable: Facts) -> bool:
        """Whether answers to the facts in `askable` can make the part met, or it is.

        Answers about choices cannot, for a choice that is open may still fit; but they can where implications lead from
        them to other facts.
        """
        key = part, self.facts(part) & askable
        found = self._can_be_met.get(key)
        if found is None:
            found = MET in self.leaves(self._asked(part, askable & ~self._chosen))
            if not found and MET in self.leaves(part) and EXCLUDED in self.leaves(part):
                found = self._can_be_met_by_choices(part, key[1] & self._chosen, askable)
            self._can_be_met[key] = found
        return found

    def _can_be_met_by_choices(self, part: Node, choices: Facts, askable: Facts) -> bool:
        if prod(len(self.answers(part, fact)) + 1 for fact in bits(choices)) > LIMIT:
            return True
        for fact in bits(choices):
            left = askable & ~(1 << fact)
            if any(self.can_be_met(self.after(part, fact, cells, left), left) for cells in self.answers(part, fact)):
                return True
        return False

    def worth_asking(self, part: Node, askable: Facts, *, closing: bool) -> Facts:
        """The facts in `askable` of which an answer can change the state of a part, alone or after others.

        With `closing`, only a change to unmet counts.
        """
        own = self.facts(part) & askable
        key = part, own, closing
        found = self._worth_asking.get(key)
        if found is None:
            found = self._worth_asking[key] = self._worth(part, own, closing=closing)
        return found

    def _worth(self, part: Node, own: Facts, *, closing: bool) -> Facts:
        state, leaves = self.state(part), self.leaves(part)
        if state is State.UNMET or not own or (state is State.MET and UNMET not in leaves):
            return 0
        if EXCLUDED not in leaves and not (own & self._chosen and self.facts(part) & ~own):
            # Every fact of a diagram makes a difference somewhere.
            return self.facts(self._diagrams.combined(_closing, part, MET)) if closing else own
        if prod(len(self.answers(part, fact)) + 1 for fact in bits(own)) > LIMIT:
            return own
        found = 0
        for fact in bits(own):
            for cells in self.answers(part, fact):
                there = self.after(part, fact, cells, own & ~(1 << fact))
                after = self.state(there)
                if after is not None:
                    if after is not state and (after is State.UNMET or not closing):
                        found |= 1 << fact
                    found |= self.worth_asking(there, own & ~(1 << fact), closing=closing)
                if found == own:
                    return found
        return found


def _closing(one: Node, _: Node) -> Node | None:
    """Only unmet counts, everything else is alike."""
    return {UNKNOWN: MET, MET: MET, UNMET: UNMET}.get(one)
