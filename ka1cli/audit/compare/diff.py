"""Two rule sets, or two calls of one, compared: who gains or loses what, over all cases."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ka1cli.audit.compare.boxes import Box, cover, inside
from ka1cli.audit.compare.joint import JointSpace, Side
from ka1cli.audit.view import LIMIT
from ka1cli.cases.case_space import CaseSpace, connected
from ka1cli.cases.cells import Cells
from ka1cli.cases.diagram import MET, Node, TooLarge, lawful
from ka1cli.cases.search import shortest_case
from ka1cli.cases.walks import facts_below, leads_to
from ka1cli.language.formulas import Answer, Condition


class Where(NamedTuple):
    """Some profiles, as answers to a few facts, and one of them."""

    box: tuple[tuple[Cells, int], ...]
    """For each fact that matters, its cells in both rule sets together, and those that belong here."""
    before: Mapping[str, Answer]
    """The answers of the witness to facts of the rules before."""
    after: Mapping[str, Answer]


class DecisionChange(NamedTuple):
    """Profiles to which an option, a recommendation or a contradiction is new, or no longer so."""

    option: str | None
    """Nothing: answers that contradict each other."""
    what: str
    """`eligible`, `recommended` or `contradictory`."""
    gained: bool
    conditions: tuple[Where, ...]
    complete: bool
    """False where there are more profiles than the conditions say."""
    otherwise: tuple[str, ...]
    """Criteria that are alike in both and have to be met as well."""
    on: date | None = None
    """The last day on which it is so, where figures change within the call."""


class Changes(NamedTuple):
    changes: tuple[DecisionChange, ...]
    gave_up: tuple[str, ...]
    """The options about which it is not known, because their comparison is beyond the bound."""


def decision_changes(
    before: CaseSpace, after: CaseSpace, options: Collection[str] | None = None, limit: int = LIMIT
) -> Changes:
    """Every change of a decision, for the options that both have; or for some of them, without contradictions."""
    changes: list[DecisionChange] = []
    gave_up: list[str] = []
    wanted = [name for name in after.options if name in before.options and (options is None or name in options)]
    for name in (*([] if options else [None]), *wanted):
        try:
            comparison = _Comparison(before, after, limit)
            changes += comparison.contradictions() if name is None else comparison.option(name)
        except TooLarge:
            gave_up.append(name or "contradictions")
    return Changes(tuple(changes), tuple(gave_up))


class _Group(NamedTuple):
    facts: frozenset[int]
    criteria: tuple[str, ...]
    """Those of the rules after."""
    diagrams: tuple[Node, Node]
    """What the criteria come to before and after."""


class _Comparison:
    def __init__(self, before: CaseSpace, after: CaseSpace, limit: int) -> None:
        self.joint = JointSpace(before, after, limit)
        self.diagrams = self.joint.diagrams
        self.sides = (self.joint.before, self.joint.after)

    def contradictions(self) -> Iterable[DecisionChange]:
        then, now = (self._all(side, [law.condition for law in side.space.laws]) for side in self.sides)
        yield from self._changes(None, "contradictory", self.diagrams.negated(then), self.diagrams.negated(now), (), ())

    def option(self, name: str) -> Iterable[DecisionChange]:
        groups = self._groups(name)
        differing = [group for group in groups if not self._same(*group.diagrams)]
        if differing:
            then, now = (self.diagrams.every([group.diagrams[side] for group in differing]) for side in (0, 1))
            yield from self._changes(name, "eligible", then, now, [g for g in groups if g not in differing], ())
        yield from self._recommendation(name, groups)

    def _recommendation(self, name: str, groups: list[_Group]) -> Iterable[DecisionChange]:
        then, now = (
            self.diagrams.some(
                [self.joint.diagram(side, entry.when) for entry in side.space.options[name].option.recommend]
            )
            for side in self.sides
        )
        tied, _ = self.joint.bearing(facts_below(then) | facts_below(now))
        touching = [group for group in groups if not group.facts.isdisjoint(tied)]
        apart = [group for group in groups if group.facts.isdisjoint(tied)]
        if any(not self._possible(*group.diagrams) for group in apart):
            return  # nobody is eligible under both sets of rules
        eligible = [diagram for group in touching for diagram in group.diagrams]
        yield from self._changes(name, "recommended", then, now, apart, eligible)

    def _groups(self, name: str) -> list[_Group]:
        """The criteria of both sides, those that share facts together: the groups are independent of each other."""
        alone = []
        for number, side in enumerate(self.sides):
            for criterion in side.space.options[name].option.criteria:
                diagram = self.joint.diagram(side, side.space.rule_set.criteria[criterion].when)
                facts, _ = self.joint.bearing(facts_below(diagram))
                own = (MET, diagram) if number else (diagram, MET)
                alone.append(_Group(frozenset(facts), (criterion,) if number else (), own))
        return [self._joined(groups) for groups in connected(alone, lambda group: group.facts)]

    def _joined(self, groups: Sequence[_Group]) -> _Group:
        then, now = (self.diagrams.every([group.diagrams[side] for group in groups]) for side in (0, 1))
        criteria = tuple(criterion for group in groups for criterion in group.criteria)
        return _Group(frozenset().union(*(group.facts for group in groups)), criteria, (then, now))

    def _all(self, side: Side, conditions: Iterable[Condition]) -> Node:
        return self.diagrams.every([self.joint.diagram(side, condition) for condition in conditions])

    def _law(self, *nodes: Node) -> Node:
        """What implications of either side say about the facts of some diagrams."""
        return self.diagrams.every(self.joint.bearing(set[int]().union(*map(facts_below, nodes)))[1])

    def _possible(self, *nodes: Node) -> bool:
        return leads_to(self.diagrams.every([*nodes, self._law(*nodes)]), MET, self.joint.open_world)

    def _same(self, then: Node, now: Node) -> bool:
        law, world = self._law(then, now), self.joint.open_world
        lawful_then, lawful_now = (self.diagrams.every([node, law]) for node in (then, now))
        return lawful_then is lawful_now or not any(
            leads_to(self.diagrams.every([node, self.diagrams.negated(without)]), MET, world)
            for node, without in ((lawful_then, lawful_now), (lawful_now, lawful_then))
        )

    def _changes(
        self, option: str | None, what: str, then: Node, now: Node, apart: Sequence[_Group], also: Sequence[Node]
    ) -> Iterable[DecisionChange]:
        """The cases that gain and those that lose something, in words. `apart` is alike in both and independent."""
        rest = self.diagrams.every([group.diagrams[1] for group in apart])
        otherwise = tuple(criterion for group in apart for criterion in group.criteria)
        for gained in (True, False):
            having, lacking = (now, then) if gained else (then, now)
            cases = self.diagrams.every([having, self.diagrams.negated(lacking), *also])
            # A contradiction is one in the rules of one side alone: nothing else is taken for granted there.
            law = MET if option is None else self._law(cases)
            lawfully = self.diagrams.combined(lawful, cases, law)
            if leads_to(lawfully, MET, self.joint.open_world):
                cases_in_words = cover(lawfully, self.joint.open_world, self.diagrams)
                where = tuple(self._where(box, self.diagrams.every([cases, law]), rest) for box in cases_in_words.boxes)
                yield DecisionChange(
                    option, what, gained=gained, conditions=where, complete=cases_in_words.complete, otherwise=otherwise
                )

    def _where(self, box: Box, cases: Node, rest: Node) -> Where:
        everything, cells = self.joint.open_world, self.joint.cells
        here = self.diagrams.every([inside(box, self.diagrams), cases])
        whole = self.diagrams.every([here, rest, self._law(rest)])
        case = shortest_case(whole, everything) or shortest_case(here, everything)
        assert case is not None, "a box holds a case"
        answers = {
            fact: cells[fact].example(possible.bit_length() - 1)
            for fact, possible in enumerate(case)
            if possible != everything[fact]
        }
        before, after = (
            {cells[fact].fact.id: answer for fact, answer in answers.items() if self.joint.known_to[fact][side]}
            for side in (0, 1)
        )
        return Where(tuple((cells[fact], chosen) for fact, chosen in box.items()), before, after)
