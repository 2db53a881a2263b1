"""From conditions to diagrams.

Nothing else is judged than what stands here: whatever the language adds becomes tests of single facts in this way.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from ka1cli.cases.diagram import MET, UNMET, Diagrams, Node
from ka1cli.language.conditions import leaves_of, tests_of
from ka1cli.language.formulas import (
    AllOf,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    LookUpRow,
    Not,
    OneOf,
    OptionMet,
    Range,
    Relation,
    Sum,
    Table,
    Test,
    Within,
)
from ka1cli.language.model import Fact, RuleSet
from ka1cli.language.resolve import Accepted, is_numeric, last_number, steps_of_sum, top_of_sum


def cutting_tests(condition: Condition, rule_set: RuleSet, accepted: Accepted) -> Iterator[Test]:
    """The tests of single facts by which a condition tells answers apart; those of criteria that it names left out."""
    for leaf in leaves_of(condition):
        match leaf:
            case Compared():
                for row in _rows(leaf, rule_set):
                    yield from row.tests
            case Sum():
                facts, bounds = _summed(leaf, rule_set, accepted)
                for fact in facts:
                    last = min(fact.min + steps_of_sum(facts, bounds), last_number(fact))
                    yield from (Test(fact.id, Within(value, None)) for value in range(fact.min, last + 1))
            case _:
                yield from tests_of(leaf)


class Compiler:
    """Makes the diagrams of conditions, their tests given as diagrams. A criterion that several name is made once."""

    def __init__(
        self, rule_set: RuleSet, accepted: Accepted, diagrams: Diagrams, tested: Callable[[Test], Node]
    ) -> None:
        self.rule_set, self.accepted, self.diagrams, self.tested = rule_set, accepted, diagrams, tested
        self._criterion = cache(lambda name: self.diagram(rule_set.criteria[name].when))

    def diagram(self, condition: Condition) -> Node:
        """The diagram of a condition, whatever implications say."""
        match condition:
            case Test():
                return self.tested(condition)
            case AllOf(parts):
                return self.diagrams.every(list(map(self.diagram, parts)))
            case AnyOf(parts):
                return self.diagrams.some(list(map(self.diagram, parts)))
            case Not(part):
                return self.diagrams.negated(self.diagram(part))
            case AtLeast(number, parts):
                return self._at_least(number, list(map(self.diagram, parts)))
            case CriterionMet(name):
                return self._criterion(name)
            case OptionMet(name):
                return self.diagrams.every(list(map(self._criterion, self.rule_set.options[name].criteria)))
            case Table(rows=rows):
                return self.diagrams.some([self.diagrams.every(list(map(self.tested, row.tests))) for row in rows])
            case Compared(relation=relation):
                nodes = [[self.tested(test) for test in row.tests] for row in _rows(condition, self.rule_set)]
                node = self._by_answer([(first, self.diagrams.every(others)) for first, *others in nodes])
                return self.diagrams.negated(node) if relation is Relation.DIFFERS else node
            case Sum():
                return self._sum(*_summed(condition, self.rule_set, self.accepted))

    def _at_least(self, number: int, nodes: Sequence[Node]) -> Node:
        """Met where so many nodes are met, or more: for each node, how many are still needed with it and without it."""
        needed = [MET, *[UNMET] * number]
        for node in reversed(nodes):
            with_it = [MET, *(self.diagrams.every([node, fewer]) for fewer in needed[:-1])]
            needed = [self.diagrams.some(list(pair)) for pair in zip(with_it, needed, strict=True)]
        return needed[number]

    def _sum(self, facts: Sequence[Fact], bounds: Range) -> Node:
        """One fact after the other: what is left of the bounds is all that the next has to know."""
        low, high = bounds
        top = top_of_sum(bounds)
        # From there on, nothing changes any more.
        beyond = UNMET if high is not None else MET

        @cache
        def rest(number: int, total: int) -> Node:
            """What the facts from a number on have to come to, after the others came to a total."""
            fact, after = facts[number], sum(fact.min for fact in facts[number + 1 :])
            end = top - total - after
            if fact.min >= end:
                return beyond
            if number == len(facts) - 1:
                least = low and max(low - total, 0)
                return self.tested(Test(fact.id, Within(least, None if high is None else high - total)))
            branches = [
                (self.tested(Test(fact.id, Within(value, value))), rest(number + 1, total + value))
                for value in range(fact.min, min(end, last_number(fact) + 1))
            ]
            if last_number(fact) >= end:
                branches.append((self.tested(Test(fact.id, Within(end, None))), beyond))
            return self._by_answer(branches)

        return rest(0, 0)

    def _by_answer(self, branches: list[tuple[Node, Node]]) -> Node:
        """The answer to one fact tells which diagram counts: of the tests on it no two hold, and with none it is unmet."""
        tops = {test.fact: test.level for test, _ in branches if test.edges}
        if len(tops) == 1 and all(below.level > level for _, below in branches for level in tops.values()):
            (fact,) = tops
            rest = self.diagrams.cells_of(fact)
            edges = []
            for test, below in branches:
                passing = (
                    sum(cells for cells, leaf in test.edges if leaf is MET) if test.edges else rest * (test is MET)
                )
                edges.append((passing, below))
                rest &= ~passing
            return self.diagrams.node(fact, [edge for edge in (*edges, (rest, UNMET)) if edge[0]])
        return self.diagrams.some([self.diagrams.every(list(branch)) for branch in branches])


def _rows(compared: Compared, rule_set: RuleSet) -> list[LookUpRow]:
    """A comparison as a look-up table: a row for every answer to one fact, with the answers to the other that fit.

    Of two facts that differ, those that are the same.
    """
    first, second = _in_order((compared.fact, compared.other), rule_set)
    if not is_numeric(first):
        shared = [value for value in first.answers if value in second.answers]
        return [LookUpRow((Test(first.id, OneOf((v,))),), Test(second.id, OneOf((v,)))) for v in shared]
    low, high = max(first.min, second.min), min(last_number(first), last_number(second))
    equal = compared.relation in (Relation.EQUALS, Relation.DIFFERS)
    goes_down = (compared.relation is Relation.AT_LEAST) is (first.id == compared.fact)
    rows = []
    for value in range(low, high + 1):
        alone = Within(value, value)
        fitting = alone if equal else Within(None, value) if goes_down else Within(value, None)
        rows.append(LookUpRow((Test(first.id, alone),), Test(second.id, fitting)))
    if not equal and goes_down and last_number(first) > high:
        rows.append(LookUpRow((Test(first.id, Within(high + 1, None)),), None))
    elif not equal and not goes_down and first.min < low:
        rows.append(LookUpRow((Test(first.id, Within(None, low - 1)),), None))
    return rows


def _summed(condition: Sum, rule_set: RuleSet, accepted: Accepted) -> tuple[list[Fact], Range]:
    facts = _in_order(condition.of, rule_set)
    bounds = accepted.bounds(condition.accepts, facts[0])
    assert bounds is not None, "loading refuses a bound without a value"
    return facts, bounds


def _in_order(names: Sequence[str], rule_set: RuleSet) -> list[Fact]:
    """Facts in the order of diagrams: given before chosen ones, then as in the file."""
    order = list(rule_set.facts)
    return sorted((rule_set.facts[name] for name in names), key=lambda fact: (fact.chosen, order.index(fact.id)))
