"""One call of a rule file as the checks see it: its cases, the search through them, and where things stand."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from ka1cli.audit.finding import Witness
from ka1cli.audit.formula import Every, Formula, In, Negated, bond_formula, facts_in, formula_of
from ka1cli.audit.search import Search, few_answers
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World, is_open
from ka1cli.language.model import Answer, RuleSet
from ka1cli.language.yaml.places import Places


class View:
    """One call of a rule file. Formulas are searched among the profiles that keep what facts imply, and only there."""

    def __init__(self, space: CaseSpace, places: Places, search: Search) -> None:
        self.space, self.places, self.search = space, places, search

    @property
    def rules(self) -> RuleSet:
        return self.space.rules

    def criterion(self, name: str) -> Formula:
        """Whether a criterion is met."""
        return self._criteria[name]

    @cached_property
    def _criteria(self) -> dict[str, Formula]:
        return {name: formula_of(self.space, criterion.when) for name, criterion in self.rules.criteria.items()}

    def goal(self, option: str) -> Formula:
        """Whether every criterion of an option is met."""
        return Every(tuple(self.criterion(name) for name in self.rules.options[option].criteria))

    @cached_property
    def used_criteria(self) -> dict[str, tuple[str, ...]]:
        """The criteria that options use, each with those options."""
        found: dict[str, list[str]] = {}
        for option in self.rules.options.values():
            for name in option.criteria:
                found.setdefault(name, []).append(option.id)
        return {name: tuple(found[name]) for name in self.rules.criteria if name in found}

    @cached_property
    def closed_options(self) -> frozenset[str]:
        """The options that nobody can ever have."""
        return frozenset(name for name in self.rules.options if not self.possible(self.goal(name)))

    @cached_property
    def contradictory_facts(self) -> frozenset[int]:
        """The facts of implications that rule out some answer altogether."""
        return frozenset(
            fact
            for bond in self.space.bonds
            if any(
                not self.possible(In(tied, 1 << cell))
                for tied in bond.facts
                for cell in bits(self.space.open_world[tied])
            )
            for fact in bond.facts
        )

    def lawful(self, formula: Formula) -> Formula:
        """The formula, and what facts imply about the facts that it tests."""
        own = facts_in(formula)
        return Every(
            (formula, *(bond_formula(self.space, bond) for bond in self.space.bonds if not bond.facts.isdisjoint(own)))
        )

    def case(self, *parts: Formula) -> World | None:
        """A case in which all formulas hold, with as few answers as it takes; nothing if there is none."""
        whole = self.lawful(Every(parts))
        found = self.search.find(whole, self.space.open_world)
        return None if found is None else few_answers(whole, found, self.space.open_world)

    def possible(self, *parts: Formula) -> bool:
        """Whether all formulas can hold together."""
        return self.search.find(self.lawful(Every(parts)), self.space.open_world) is not None

    def same(self, one: Formula, other: Formula) -> bool:
        """Whether two formulas come out alike in every case."""
        return not self.possible(one, Negated(other)) and not self.possible(Negated(one), other)

    def profile(self, world: World | None) -> Mapping[str, Answer]:
        """Answers that lie in a case; none where there is no case."""
        if world is None:
            return {}
        return {
            cells.fact.id: cells.example(possible.bit_length() - 1)
            for cells, possible in zip(self.space.cells, world, strict=True)
            if possible != cells.all and not is_open(possible)
        }

    def witness(self, world: World | None, options: Iterable[str], shows: str) -> Witness:
        """The answers of a case as a witness in this call."""
        return Witness(self.profile(world), self.space.call or None, tuple(options), shows)
