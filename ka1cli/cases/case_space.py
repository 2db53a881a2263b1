"""A rule set compiled for one call: facts with their cells, options with their questions."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

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


class Law(NamedTuple):
    """One implication as a formula that every profile keeps."""

    fact: str
    implication: Implication
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
        """An implication that the world breaks, if it breaks any."""
        broken = next((law for law in self.laws if truth(law.formula, world) is State.UNMET), None)
        if broken is not None or len(self.laws) < 2:
            return broken
        keeps = Every(tuple(law.formula for law in self.laws))
        facts = tuple(sorted({fact for law in self.laws for fact in law.facts}))
        if satisfiable(keeps, world, facts):
            return None
        return next(law for law in self.laws if any(not is_open(world[fact]) for fact in law.facts))

    def _law(self, fact: Fact, implication: Implication) -> Law:
        when, then = self.formula(implication.when), self.formula(implication.then)
        formula = Some((Negated(when), then))
        return Law(fact.id, implication, formula, frozenset(facts_in(formula)))

    def _question(self, *conditions: Condition) -> Question:
        """Whether all conditions hold, with the laws that bear on their facts."""
        goal = Every(tuple(self.formula(condition) for condition in conditions))
        own = facts_in(goal)
        reached, laws = set(own), []
        waiting = list(self.laws)
        while bearing := [law for law in waiting if law.facts & reached]:
            laws += bearing
            reached |= {fact for law in bearing for fact in law.facts}
            waiting = [law for law in waiting if law not in bearing]
        order = [*own, *sorted(reached - set(own))]
        return Question(
            goal,
            Every(tuple(law.formula for law in laws)),
            tuple(fact for fact in order if not self.facts[fact].chosen),
            tuple(fact for fact in order if self.facts[fact].chosen),
        )

    def _option(self, option: Option, compiled: Mapping[str, Question]) -> CompiledOption:
        criteria = [CompiledCriterion(self.rules.criteria[name], compiled[name]) for name in option.criteria]
        parts = tuple(
            Part(group, group[0].question if len(group) == 1 else self._question(*(c.criterion.when for c in group)))
            for group in _connected(criteria)
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


def _connected(criteria: Iterable[CompiledCriterion]) -> list[tuple[CompiledCriterion, ...]]:
    """Criteria grouped so that no two groups share a fact."""
    groups: list[tuple[set[int], list[CompiledCriterion]]] = []
    for criterion in criteria:
        facts = set(criterion.question.facts)
        members = [criterion]
        for group in [group for group in groups if group[0] & facts]:
            groups.remove(group)
            facts |= group[0]
            members = group[1] + members
        groups.append((facts, members))
    return [tuple(members) for _, members in groups]
