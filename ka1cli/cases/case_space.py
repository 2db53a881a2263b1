"""A rule set compiled for one call: facts with their cells, options with the diagrams of their criteria."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

from ka1cli.cases.cells import Cells, cut, mask
from ka1cli.cases.compiler import Compiler, cutting_tests
from ka1cli.cases.diagram import MET, Diagrams, Node, lawful
from ka1cli.cases.logic import State, World, is_open
from ka1cli.cases.walks import state_in
from ka1cli.language.conditions import conditions_of, facts_of
from ka1cli.language.formulas import Answer, AnyOf, Condition, Not, Test
from ka1cli.language.model import Audience, Criterion, Fact, Implication, Option, RuleSet
from ka1cli.language.resolve import Accepted

T = TypeVar("T")


AUDIENCE = "for"
"""The id of the criterion that the rules are for the asker at all."""


class Law:
    """One implication, which every profile keeps."""

    def __init__(self, space: "CaseSpace", fact: str, implication: Implication) -> None:
        self.fact, self.implication = fact, implication
        self.condition = AnyOf((Not(implication.when), implication.then))
        self.facts = frozenset(space.facts_in(self.condition))
        self._space = space

    @cached_property
    def diagram(self) -> Node:
        return self._space.diagram(self.condition)


class Bond:
    """Implications that share facts, and so have to be kept together. Bonds are independent of each other."""

    def __init__(self, space: "CaseSpace", laws: tuple[Law, ...]) -> None:
        self.laws = laws
        self.facts = frozenset(fact for law in laws for fact in law.facts)
        self._space = space

    @cached_property
    def diagram(self) -> Node:
        return self._space.diagrams.every([law.diagram for law in self.laws])


class Question:
    """Whether something holds, and what binds its facts to each other."""

    def __init__(self, space: "CaseSpace", own: Iterable[int], goal: Callable[[], Node]) -> None:
        """`own` are the facts that the goal tests; `goal` makes its diagram, whatever implications say."""
        self.own = tuple(dict.fromkeys(own))
        self.bonds = tuple(bond for bond in space.bonds if not bond.facts.isdisjoint(self.own))
        order = (*self.own, *sorted({fact for bond in self.bonds for fact in bond.facts}.difference(self.own)))
        self.given = tuple(fact for fact in order if not space.facts[fact].chosen)
        """The facts that leave the outcome open while unanswered."""
        self.chosen = tuple(fact for fact in order if space.facts[fact].chosen)
        """The facts of which one fitting choice is enough while unanswered."""
        self.facts = self.given + self.chosen
        self._space, self._goal = space, goal

    @cached_property
    def goal(self) -> Node:
        """The diagram without implications."""
        return self._goal()

    @cached_property
    def diagram(self) -> Node:
        """The diagram, excluded where implications are broken. Made when it is first needed."""
        diagrams = self._space.diagrams
        return diagrams.combined(lawful, self.goal, diagrams.every([bond.diagram for bond in self.bonds]))

    def state(self, world: World) -> State:
        """Met, unmet or unknown in a world that contradicts no implication."""
        state = state_in(self.diagram, world, self.chosen)
        assert state is not None, "the answers contradict each other"
        return state


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
    """Everything that decisions of one call need. What it says never changes; diagrams are made when first needed."""

    def __init__(self, rule_set: RuleSet, call: int) -> None:
        self.rule_set, self.call = rule_set, call
        self.facts: tuple[Fact, ...] = tuple(rule_set.facts.values())
        self.number = {fact.id: position for position, fact in enumerate(self.facts)}
        self.accepted = Accepted(rule_set.groups, rule_set.figures, call)
        conditions = conditions_of(rule_set)
        tests = (test for condition in conditions for test in cutting_tests(condition, rule_set, self.accepted))
        cells = cut(rule_set.facts, tests, self.accepted)
        self.cells: tuple[Cells, ...] = tuple(cells[fact.id] for fact in self.facts)
        order = sorted(range(len(self.facts)), key=lambda fact: self.facts[fact].chosen)
        self.diagrams = Diagrams([order.index(fact) for fact in range(len(order))], [cell.all for cell in self.cells])
        self.diagram = Compiler(rule_set, self.accepted, self.diagrams, self._tested).diagram
        """Makes the diagram of a condition, whatever implications say."""
        self.open_world: World = self._open_world()
        self.laws = tuple(Law(self, fact.id, implication) for fact in self.facts for implication in fact.implies)
        self.bonds = tuple(Bond(self, laws) for laws in connected(self.laws, lambda law: law.facts))
        self.criteria: Mapping[str, Question] = {
            name: self.question(criterion.when) for name, criterion in rule_set.criteria.items()
        }
        self._audience = () if rule_set.audience is None else (self._audience_criterion(rule_set.audience),)
        self.options: Mapping[str, CompiledOption] = {
            name: self._option(option) for name, option in rule_set.options.items()
        }

    def facts_in(self, condition: Condition) -> dict[int, None]:
        """The facts that a condition tests, in the order of their first test."""
        names = facts_of(condition, self.rule_set.criteria, self.rule_set.options)
        return {self.number[name]: None for name in names}

    def accepting(self, test: Test) -> int:
        """The cells of a fact that a test accepts."""
        return mask(self.cells[self.number[test.fact]], test, self.accepted)

    def _tested(self, test: Test) -> Node:
        return self.diagrams.test(self.number[test.fact], self.accepting(test))

    def world(self, profile: Mapping[str, Answer]) -> World:
        """What is possible under the answers of a profile."""
        world = list(self.open_world)
        for name, answer in profile.items():
            number = self.number[name]
            world[number] = 1 << self.cells[number].cell_of(answer)
        return tuple(world)

    def state(self, condition: Condition, world: World) -> State:
        """What a world says about a condition."""
        state = state_in(self.diagram(condition), world)
        assert state is not None, "only implications exclude answers"
        return state

    def contradiction(self, world: World) -> Law | None:
        """An implication that the world breaks, alone or together with others, if it breaks any."""
        for bond in self.bonds:
            if state_in(bond.diagram, world) is State.UNMET:
                broken = (law for law in bond.laws if state_in(law.diagram, world) is State.UNMET)
                touched = (law for law in bond.laws if any(not is_open(world[fact]) for fact in law.facts))
                return next(chain(broken, touched, bond.laws))
        return None

    def question(self, condition: Condition) -> Question:
        return Question(self, self.facts_in(condition), lambda: self.diagram(condition))

    def _open_world(self) -> World:
        """What is possible while nothing is answered: everybody is taken to be one for whom the rules are."""
        world = [cells.all for cells in self.cells]
        if self.rule_set.audience is not None:
            edges = self.diagram(self.rule_set.audience.when).edges
            world[self.number[self.rule_set.audience.fact]] = sum(cells for cells, below in edges if below is MET)
        return tuple(world)

    def _audience_criterion(self, audience: Audience) -> CompiledCriterion:
        because = audience.because
        criterion = Criterion(
            AUDIENCE, because, audience.when, met=because, unmet=because, unknown=because, short=because
        )
        return CompiledCriterion(criterion, self.question(audience.when))

    def together(self, questions: Sequence[Question]) -> Question:
        """Whether some questions are met by the same answers."""
        if len(questions) == 1:
            return questions[0]
        own = (fact for question in questions for fact in question.own)
        return Question(self, own, lambda: self.diagrams.every([question.goal for question in questions]))

    def _option(self, option: Option) -> CompiledOption:
        criteria = [*self._audience]
        criteria += [CompiledCriterion(self.rule_set.criteria[name], self.criteria[name]) for name in option.criteria]
        parts = tuple(
            Part(group, self.together([compiled.question for compiled in group]))
            for group in connected(criteria, lambda criterion: criterion.question.facts)
        )
        recommend = tuple(self.question(entry.when) for entry in option.recommend)
        questions = [part.question for part in parts] + list(recommend)
        facts = sorted({fact for question in questions for fact in question.facts})
        return CompiledOption(option, parts, recommend, tuple(facts))


def connected(items: Iterable[T], facts_of: Callable[[T], Iterable[int]]) -> list[tuple[T, ...]]:
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
