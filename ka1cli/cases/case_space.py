"""A rule set compiled for one call: facts with their cells, options with their questions."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

from ka1cli.cases.cells import Cells, cut, mask
from ka1cli.cases.logic import Every, Formula, In, Negated, Question, Some, State, World, is_open, satisfiable, truth
from ka1cli.language.model import (
    AllOf,
    Answer,
    AnyOf,
    Condition,
    Criterion,
    Fact,
    Implication,
    Not,
    Option,
    RuleSet,
    Test,
)
from ka1cli.language.resolve import Accepted

T = TypeVar("T")


class Law(NamedTuple):
    """One implication as a formula that every profile keeps."""

    fact: str
    implication: Implication
    formula: Formula
    facts: frozenset[int]


class Bond(NamedTuple):
    """Implications that share facts, and so have to be kept together. Bonds are independent of each other."""

    laws: tuple[Law, ...]
    formula: Formula
    facts: frozenset[int]


class CompiledCriterion(NamedTuple):
    """A criterion of an option and the question whether it is met."""

    criterion: Criterion
    question: Question


class Part(NamedTuple):
    """Criteria that share facts, and so have to be judged together. Parts of an option are independent."""

    criteria: tuple[CompiledCriterion, ...]
    question: Question


class CompiledOption(NamedTuple):
    option: Option
    parts: tuple[Part, ...]
    recommend: tuple[Question, ...]
    facts: tuple[int, ...]
    """Every fact on which the verdict, the reasons or the recommendation can depend, in the order of the file."""


class CaseSpace:
    """Everything that decisions of one call need. Built once, never changed."""

    def __init__(self, rules: RuleSet, call: int) -> None:
        self.rules, self.call = rules, call
        self.facts: tuple[Fact, ...] = tuple(rules.facts.values())
        self.number = {fact.id: position for position, fact in enumerate(self.facts)}
        cells = cut(rules, call)
        self.cells: tuple[Cells, ...] = tuple(cells[fact.id] for fact in self.facts)
        self._accepted = Accepted(rules.groups, rules.figures, call)
        self.open_world: World = tuple(cell.all for cell in self.cells)
        self.laws = tuple(self._law(fact, implication) for fact in self.facts for implication in fact.implies)
        self.bonds = tuple(_bond(laws) for laws in _connected(self.laws, lambda law: law.facts))
        compiled = {name: self._question(criterion.when) for name, criterion in rules.criteria.items()}
        self.options: Mapping[str, CompiledOption] = {
            name: self._option(option, compiled) for name, option in rules.options.items()
        }

    def formula(self, condition: Condition) -> Formula:
        """A condition over numbered facts and sets of cells."""
        match condition:
            case Test(fact):
                number = self.number[fact]
                return In(number, mask(self.cells[number], condition, self._accepted))
            case AllOf(parts):
                return Every(tuple(self.formula(part) for part in parts))
            case AnyOf(parts):
                return Some(tuple(self.formula(part) for part in parts))
            case Not(part):
                return Negated(self.formula(part))

    def world(self, profile: Mapping[str, Answer]) -> World:
        """What is possible under the answers of a profile."""
        world = list(self.open_world)
        for name, answer in profile.items():
            number = self.number[name]
            world[number] = 1 << self.cells[number].cell_of(answer)
        return tuple(world)

    def contradiction(self, world: World) -> Law | None:
        """An implication that the world breaks, alone or together with others, if it breaks any."""
        for bond in self.bonds:
            if not satisfiable(bond.formula, world, tuple(bond.facts)):
                broken = (law for law in bond.laws if truth(law.formula, world) is State.UNMET)
                touched = (law for law in bond.laws if any(not is_open(world[fact]) for fact in law.facts))
                return next(chain(broken, touched, bond.laws))
        return None

    def _law(self, fact: Fact, implication: Implication) -> Law:
        when, then = self.formula(implication.when), self.formula(implication.then)
        formula = Some((Negated(when), then))
        return Law(fact.id, implication, formula, frozenset(facts_in(formula)))

    def _question(self, *conditions: Condition) -> Question:
        """Whether all conditions hold, with the laws that bear on their facts."""
        goal = Every(tuple(self.formula(condition) for condition in conditions))
        own = facts_in(goal)
        bonds = [bond for bond in self.bonds if not bond.facts.isdisjoint(own)]
        order = [*own, *sorted({fact for bond in bonds for fact in bond.facts} - own.keys())]
        return Question(
            goal,
            Every(tuple(law.formula for bond in bonds for law in bond.laws)),
            tuple(fact for fact in order if not self.facts[fact].chosen),
            tuple(fact for fact in order if self.facts[fact].chosen),
        )

    def _option(self, option: Option, compiled: Mapping[str, Question]) -> CompiledOption:
        criteria = [CompiledCriterion(self.rules.criteria[name], compiled[name]) for name in option.criteria]
        parts = tuple(
            Part(group, group[0].question if len(group) == 1 else self._question(*(c.criterion.when for c in group)))
            for group in _connected(criteria, lambda criterion: criterion.question.facts)
        )
        # A recommendation rests on what is known, never on what could still be chosen.
        recommend = tuple(
            question.with_given(question.chosen)
            for question in (self._question(entry.when) for entry in option.recommend)
        )
        questions = [part.question for part in parts] + list(recommend)
        facts = sorted({fact for question in questions for fact in question.facts})
        return CompiledOption(option, parts, recommend, tuple(facts))


def facts_in(formula: Formula) -> dict[int, None]:
    """The facts that a formula tests, in the order of their first test."""
    match formula:
        case In(fact):
            return {fact: None}
        case Negated(part):
            return facts_in(part)
    return {fact: None for part in formula.parts for fact in facts_in(part)}


def _bond(laws: tuple[Law, ...]) -> Bond:
    formula = Every(tuple(law.formula for law in laws))
    return Bond(laws, formula, frozenset(facts_in(formula)))


def _connected(items: Iterable[T], facts_of: Callable[[T], Iterable[int]]) -> list[tuple[T, ...]]:
    """Items grouped so that no two groups share a fact. They keep their order."""
    groups: list[tuple[set[int], list[tuple[int, T]]]] = []
    for position, item in enumerate(items):
        facts = set(facts_of(item))
        members = [(position, item)]
        for group in [group for group in groups if group[0] & facts]:
            groups.remove(group)
            facts |= group[0]
            members += group[1]
        groups.append((facts, members))
    return [tuple(item for _, item in sorted(members, key=itemgetter(0))) for _, members in groups]
