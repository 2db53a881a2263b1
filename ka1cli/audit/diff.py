"""Two rule sets, or two calls of one, compared: who gains or loses what, over all cases."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ka1cli.audit.boxes import Box, cover, inside
from ka1cli.audit.formula import Every, Formula, Negated, Some, bond_formula, facts_in, formula_of
from ka1cli.audit.joint import JointSpace, Side
from ka1cli.audit.search import LIMIT, Search, few_answers
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import Cells
from ka1cli.language.model import Answer


class Condition(NamedTuple):
    """Some profiles, as answers to a few facts, and one of them."""

    box: tuple[tuple[Cells, int], ...]
    """For each fact that matters, its cells in both rule sets together, and those that belong here."""
    before: Mapping[str, Answer]
    """The answers of the witness to facts of the rules before."""
    after: Mapping[str, Answer]


class Change(NamedTuple):
    """Profiles to which an option, a recommendation or a contradiction is new, or no longer so."""

    option: str | None
    """Nothing: answers that contradict each other."""
    what: str
    """`eligible`, `recommended` or `contradictory`."""
    gained: bool
    conditions: tuple[Condition, ...]
    complete: bool
    """False where there are more profiles than the conditions say."""
    otherwise: tuple[str, ...]
    """Criteria that are alike in both and have to be met as well."""


def changed_decisions(before: CaseSpace, after: CaseSpace, limit: int = LIMIT) -> tuple[Change, ...]:
    """Every change of a decision, for the options that both have. Raises `GaveUp`."""
    return tuple(_Comparison(before, after, Search(limit)).changes())


class _Comparison:
    def __init__(self, before: CaseSpace, after: CaseSpace, search: Search) -> None:
        self.joint, self.search = JointSpace(before, after), search

    def changes(self) -> Iterable[Change]:
        before, after = self.joint.before, self.joint.after
        laws = [
            _every(side.moved(bond_formula(side.space, bond)) for bond in side.space.bonds) for side in (before, after)
        ]
        for gained in (True, False):
            now, then = laws if gained else reversed(laws)
            yield from self._change(None, "contradictory", gained, Every((now, Negated(then))), Every(()), ())
        for name in after.space.options:
            if name in before.space.options:
                yield from self._eligibility(name)
                yield from self._recommendation(name)

    def _eligibility(self, name: str) -> Iterable[Change]:
        alike: list[_Group] = []
        differing: list[_Group] = []
        for group in self._groups(name):
            (alike if self._same(*group.formulas) else differing).append(group)
        if not differing:
            return
        then, now = (_every(group.formulas[side] for group in differing) for side in (0, 1))
        rest = _every(group.formulas[1] for group in alike)
        otherwise = tuple(criterion for group in alike for criterion in group.criteria)
        yield from self._change(name, "eligible", True, Every((now, Negated(then))), rest, otherwise)
        yield from self._change(name, "eligible", False, Every((then, Negated(now))), rest, otherwise)

    def _recommendation(self, name: str) -> Iterable[Change]:
        sides = (self.joint.before, self.joint.after)
        then, now = (
            Some(
                tuple(
                    side.moved(formula_of(side.space, entry.when))
                    for entry in side.space.options[name].option.recommend
                )
            )
            for side in sides
        )
        tied, _ = self.joint.bearing([*facts_in(then), *facts_in(now)])
        groups = self._groups(name)
        touching = [group for group in groups if not group.facts.isdisjoint(tied)]
        apart = [group for group in groups if group.facts.isdisjoint(tied)]
        eligible = [formula for group in touching for formula in group.formulas]
        rest = _every(formula for group in apart for formula in group.formulas)
        otherwise = tuple(criterion for group in apart for criterion in group.criteria)
        for gained in (True, False):
            one, other = (now, then) if gained else (then, now)
            cases = Every((one, Negated(other), *eligible))
            yield from self._change(name, "recommended", gained, cases, rest, otherwise)

    def _criteria(self, side: Side, name: str) -> dict[str, Formula]:
        option = side.space.options[name]
        found = {
            compiled.criterion.id: side.moved(formula_of(side.space, compiled.criterion.when))
            for part in option.parts
            for compiled in part.criteria
        }
        return {criterion: found[criterion] for criterion in option.option.criteria}

    def _groups(self, name: str) -> "list[_Group]":
        """The criteria of both sides, those that share facts together: the groups are independent of each other."""
        groups: list[_Group] = []
        for number, side in enumerate((self.joint.before, self.joint.after)):
            for criterion, formula in self._criteria(side, name).items():
                facts, _ = self.joint.bearing(facts_in(formula))
                own = [(formula,), ()] if number == 0 else [(), (formula,)]
                group = _Group(frozenset(facts), (criterion,) if number else (), (Every(own[0]), Every(own[1])))
                touching = [other for other in groups if not other.facts.isdisjoint(facts)]
                groups = [other for other in groups if other.facts.isdisjoint(facts)]
                groups.append(_joined([*touching, group]))
        return groups

    def _same(self, then: Formula, now: Formula) -> bool:
        return not self._possible(Every((then, Negated(now)))) and not self._possible(Every((now, Negated(then))))

    def _possible(self, formula: Formula) -> bool:
        return self.search.find(Every((formula, self._law(formula)[1])), self.joint.open_world) is not None

    def _law(self, formula: Formula) -> tuple[tuple[int, ...], Formula]:
        facts, laws = self.joint.bearing(facts_in(formula))
        return tuple(sorted(facts)), Every(tuple(laws))

    def _change(
        self, option: str | None, what: str, gained: bool, cases: Formula, rest: Formula, otherwise: tuple[str, ...]
    ) -> Iterable[Change]:
        world = self.joint.open_world
        # A contradiction is one in the rules of one side alone: nothing else is taken for granted there.
        facts, law = (tuple(facts_in(cases)), Every(())) if option is None else self._law(cases)
        if self.search.find(Every((cases, law)), world) is None or not self._possible(rest):
            return
        found = cover(cases, law, facts, world, self.search)
        conditions = tuple(self._condition(box, cases, law, rest) for box in found.boxes)
        yield Change(option, what, gained, conditions, found.complete, otherwise)

    def _condition(self, box: Box, cases: Formula, law: Formula, rest: Formula) -> Condition:
        whole = Every((inside(box), cases, law, rest, self._law(rest)[1]))
        everything, cells = self.joint.open_world, self.joint.cells
        found = self.search.find(whole, everything)
        assert found is not None, "what is left of an option is independent of what differs"
        case = few_answers(whole, found, everything)
        answers = {
            fact: cells[fact].example(possible.bit_length() - 1)
            for fact, possible in enumerate(case)
            if possible != everything[fact]
        }
        return Condition(
            tuple((cells[fact], chosen) for fact, chosen in box.items()),
            *(
                {cells[fact].fact.id: answer for fact, answer in answers.items() if self.joint.known_to[fact][side]}
                for side in (0, 1)
            ),
        )


class _Group(NamedTuple):
    facts: frozenset[int]
    criteria: tuple[str, ...]
    """Those of the rules after."""
    formulas: tuple[Formula, Formula]
    """What the criteria come to before and after."""


def _joined(groups: list[_Group]) -> _Group:
    return _Group(
        frozenset().union(*(group.facts for group in groups)),
        tuple(criterion for group in groups for criterion in group.criteria),
        (_every(group.formulas[0] for group in groups), _every(group.formulas[1] for group in groups)),
    )


def _every(formulas: Iterable[Formula]) -> Formula:
    return Every(tuple(formulas))
