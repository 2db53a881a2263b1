"""The semantics once more, naive and slow, straight from the definition: by brute force over completions.

An option is eligible when for every completion of the given facts there is a choice of the chosen ones under which all
its criteria are met; ineligible when there is such a choice for no completion; undetermined otherwise. Completions
keep the implications. Nothing here comes from `ka1cli.cases` or `ka1cli.decision`: what a test means is read from the
rule set, and the values to try are found here, on both sides of every threshold.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product

from ka1cli.language.formulas import (
    Aged,
    AllOf,
    Answer,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    CriterionMet,
    FigureBound,
    InFigure,
    Not,
    OneOf,
    OptionMet,
    Range,
    Sum,
    Table,
    Test,
)
from ka1cli.language.model import Fact, FactType, Option, RuleSet

Profile = Mapping[str, Answer]


def newest(by_call: Mapping[int, object], call: int) -> object:
    """The entry that holds in a call."""
    return next((by_call[year] for year in sorted(by_call, reverse=True) if year <= call), None)


def tests_in(condition: Condition) -> Iterator[Test]:
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from tests_in(part)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from tests_in(part)
        case Table(_, _, _, rows):
            for row in rows:
                yield from row.when if row.then is None else (*row.when, row.then)


def compared_in(condition: Condition) -> Iterator[str]:
    """The facts that a condition compares or sums up: each of their answers counts."""
    match condition:
        case Not(part):
            yield from compared_in(part)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from compared_in(part)
        case Compared(fact, _, other):
            yield from (fact, other)
        case Sum(of, _):
            yield from of


FAR = 10
"""Sums and comparisons of random rule sets stay below: larger numbers are all alike to them."""


def number(answer: Answer) -> int:
    """A day as a count of days, a number as a count of its smallest steps."""
    if isinstance(answer, Decimal):
        return int(str(answer).replace(".", ""))
    return answer.toordinal() if isinstance(answer, date) else int(answer)


def at(place: int, fact: Fact) -> Answer:
    """The answer that stands at such a count."""
    if fact.type is FactType.DATE:
        return date.fromordinal(place)
    tens = 10**fact.decimals
    return Decimal(f"{place // tens}.{place % tens:0{fact.decimals}}") if fact.decimals else place


class Meaning:
    """What the tests of a rule set mean in one call, and which values can tell them apart."""

    def __init__(self, rules: RuleSet, call: int) -> None:
        self.rules, self.call = rules, call
        self.implications = [(fact, entry) for fact in rules.facts for entry in rules.facts[fact].implies]
        conditions = [criterion.when for criterion in rules.criteria.values()]
        conditions += [entry.when for option in rules.options.values() for entry in option.recommend]
        conditions += [part for _, entry in self.implications for part in (entry.when, entry.then)]
        self.tests = {fact: [] for fact in rules.facts}
        self.compared = {fact for condition in conditions for fact in compared_in(condition)}
        for test in (test for condition in conditions for test in tests_in(condition)):
            self.tests[test.fact].append(test)
        self.values = {name: self._values(fact) for name, fact in rules.facts.items()}
        """For each fact, one answer of every kind that the tests can tell apart."""

    def passes(self, test: Test, answer: Answer) -> bool:
        return self.accepts(test.accepts, answer, self.rules.facts[test.fact])

    def accepts(self, accepts: object, answer: Answer, fact: Fact) -> bool:
        match accepts:
            case Aged(on, low, high):
                day, born = date.fromordinal(self._bound(on, fact)), answer
                age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
                return (low is None or low <= age) and (high is None or age <= high)
            case OneOf(values, groups):
                return answer in values or any(answer in self._group(group) for group in groups)
            case InFigure(figure):
                low, high = self._range(figure, fact)
            case (low, high):
                low, high = self._bound(low, fact), self._bound(high, fact)
        return (low is None or low <= number(answer)) and (high is None or number(answer) <= high)

    def holds(self, condition: Condition, answers: Profile) -> bool:
        match condition:
            case Test(fact):
                return self.passes(condition, answers[fact])
            case Not(part):
                return not self.holds(part, answers)
            case AllOf(parts):
                return all(self.holds(part, answers) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, answers) for part in parts)
            case AtLeast(least, parts):
                return sum(self.holds(part, answers) for part in parts) >= least
            case CriterionMet(name):
                return self.holds(self.rules.criteria[name].when, answers)
            case OptionMet(name):
                criteria = self.rules.options[name].criteria
                return all(self.holds(self.rules.criteria[criterion].when, answers) for criterion in criteria)
            case Table(_, _, _, rows):
                tests = ((*row.when, row.then) for row in rows)
                return any(all(test is None or self.holds(test, answers) for test in row) for row in tests)
            case Compared(fact, relation, other):
                one, two = answers[fact], answers[other]
                return {"equals": one == two, "differs_from": one != two}.get(relation) or (
                    relation in ("min", "max") and (one >= two if relation == "min" else one <= two)
                )
            case Sum(of, accepts):
                return self.accepts(accepts, sum(answers[fact] for fact in of), self.rules.facts[of[0]])
        raise AssertionError(condition)

    def lawful(self, answers: Profile) -> bool:
        return all(
            not self.holds(entry.when, answers) or self.holds(entry.then, answers) for _, entry in self.implications
        )

    def kind(self, fact: str, answer: Answer) -> tuple[bool, ...]:
        """What the tests say about an answer: answers of one kind cannot be told apart."""
        alike = [self.passes(test, answer) for test in self.tests[fact]]
        if fact in self.compared:
            alike.append(min(number(answer), FAR) if self.rules.facts[fact].type is FactType.NUMBER else answer)
        return tuple(alike)

    def stand_in(self, fact: str, answer: Answer) -> Answer:
        """The one of `values` that cannot be told from an answer."""
        kind = self.kind(fact, answer)
        return next(value for value in self.values[fact] if self.kind(fact, value) == kind)

    def both_sides(self, fact: str) -> tuple[Answer, ...]:
        """For numbers and days, the answers on both sides of every threshold; for others, one of every kind."""
        numeric = self.rules.facts[fact].type in (FactType.NUMBER, FactType.DATE)
        return tuple(self._all_values(self.rules.facts[fact])) if numeric else self.values[fact]

    def _group(self, name: str) -> tuple[str, ...]:
        group = self.rules.groups[name]
        own = newest(group.by_call, self.call) or ()
        return (*own, *(value for part in group.of for value in self._group(part)))

    def _bound(self, bound: int | FigureBound | None, fact: Fact) -> int | None:
        if not isinstance(bound, FigureBound):
            return bound
        value = newest(self.rules.figures[bound.figure].by_call, self.call)
        return value.toordinal() if isinstance(value, date) else value * self._tens(bound.figure, fact)

    def _range(self, figure: str, fact: Fact) -> Iterator[int | None]:
        found = newest(self.rules.figures[figure].by_call, self.call)
        assert isinstance(found, Range)
        return (None if end is None else end * self._tens(figure, fact) for end in found)

    def _tens(self, figure: str, fact: Fact) -> int:
        return 10 ** (fact.decimals - self.rules.figures[figure].decimals)

    def _values(self, fact: Fact) -> tuple[Answer, ...]:
        kinds: dict[tuple[bool, ...], Answer] = {}
        for value in self._all_values(fact):
            kinds.setdefault(self.kind(fact.id, value), value)
        return tuple(kinds.values())

    def _all_values(self, fact: Fact) -> list[Answer]:
        if fact.type is FactType.YES_NO:
            return [True, False, *fact.values]
        if fact.type not in (FactType.NUMBER, FactType.DATE):
            return list(fact.values)
        thresholds = {fact.min, *([] if fact.max is None else [fact.max])}
        for test in self.tests[fact.id]:
            thresholds |= self._thresholds(test, fact)
        if fact.id in self.compared:
            thresholds |= set(range(fact.min, FAR if fact.max is None else fact.max + 1))
        around = sorted({threshold + step for threshold in thresholds for step in (-1, 0, 1)})
        inside = [value for value in around if value >= fact.min and (fact.max is None or value <= fact.max)]
        return [at(value, fact) for value in inside]

    def _thresholds(self, test: Test, fact: Fact) -> set[int]:
        match test.accepts:
            case OneOf(values):
                return {number(value) for value in values}
            case Aged(on, low, high):
                day = date.fromordinal(self._bound(on, fact))
                ages = [age for age in (low, high, None if high is None else high + 1) if age is not None]
                return {
                    day.replace(year=day.year - age, day=min(day.day, 28)).toordinal() + more
                    for age in ages
                    for more in (0, 1)
                }
            case InFigure(figure):
                found = self._range(figure, fact)
            case (low, high):
                found = (self._bound(low, fact), self._bound(high, fact))
        return {bound for bound in found if bound is not None}


def written_out(condition: Condition, rules: RuleSet) -> Condition:
    """A condition with what it names in full."""
    match condition:
        case Not(part):
            return Not(written_out(part, rules))
        case AllOf(parts):
            return AllOf(tuple(written_out(part, rules) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(written_out(part, rules) for part in parts))
        case AtLeast(number, parts):
            return AtLeast(number, tuple(written_out(part, rules) for part in parts))
        case CriterionMet(name):
            return written_out(rules.criteria[name].when, rules)
        case OptionMet(name):
            criteria = rules.options[name].criteria
            return AllOf(tuple(written_out(rules.criteria[criterion].when, rules) for criterion in criteria))
    return condition


class Oracle:
    """Decides by trying every completion of all facts. For rule sets with few facts.

    Sets of completions are bit masks: bit `i` is the i-th of the lawful completions.
    """

    def __init__(self, rules: RuleSet, call: int) -> None:
        self.rules = rules
        self.meaning = Meaning(rules, call)
        self.facts = tuple(rules.facts)
        tried = (dict(zip(self.facts, values, strict=True)) for values in product(*self.meaning.values.values()))
        self.completions = [answers for answers in tried if self.meaning.lawful(answers)]
        self.all = (1 << len(self.completions)) - 1

    @cached_property
    def meets(self) -> dict[str, int]:
        """For each criterion, the completions that meet it."""
        return {name: self.where(criterion.when) for name, criterion in self.rules.criteria.items()}

    def where(self, condition: Condition) -> int:
        return sum(1 << i for i, answers in enumerate(self.completions) if self.meaning.holds(condition, answers))

    @cached_property
    def _with_answer(self) -> dict[tuple[str, Answer], int]:
        found: dict[tuple[str, Answer], int] = {}
        for i, answers in enumerate(self.completions):
            for item in answers.items():
                found[item] = found.get(item, 0) | 1 << i
        return found

    def completing(self, profile: Profile) -> int:
        """The completions of a profile."""
        found = self.all
        for fact, answer in profile.items():
            found &= self._with_answer.get((fact, self.meaning.stand_in(fact, answer)), 0)
        return found

    def _blocks(self, treated_as_given: Collection[str]) -> list[int]:
        """The completions, those that agree on the given facts together."""
        given = [name for name, fact in self.rules.facts.items() if not fact.chosen or name in treated_as_given]
        blocks: dict[tuple[Answer, ...], int] = {}
        for i, answers in enumerate(self.completions):
            key = tuple(answers[name] for name in given)
            blocks[key] = blocks.get(key, 0) | 1 << i
        return list(blocks.values())

    @cached_property
    def _usual_blocks(self) -> list[int]:
        return self._blocks(())

    def state(self, criteria: Iterable[str], profile: Profile, treated_as_given: Collection[str] = ()) -> str:
        """Whether the criteria are met together: for every completion of the given facts by some choice."""
        goal = self.all
        for name in criteria:
            goal &= self.meets[name]
        return self._quantified(goal, profile, treated_as_given)

    def _quantified(self, goal: int, profile: Profile, treated_as_given: Collection[str] = ()) -> str:
        possible = self.completing(profile)
        assert possible, "the answers contradict each other"
        blocks = self._blocks(treated_as_given) if treated_as_given else self._usual_blocks
        outcomes = {bool(block & possible & goal) for block in blocks if block & possible}
        return "unknown" if len(outcomes) == 2 else "met" if True in outcomes else "unmet"

    def verdict(self, option: Option, profile: Profile) -> str:
        state = self.state(option.criteria, profile)
        return {"met": "eligible", "unmet": "ineligible", "unknown": "undetermined"}[state]

    def holds_for_sure(self, condition: Condition, profile: Profile) -> bool:
        """Whether a condition holds in every completion, of the chosen facts as well."""
        return self._quantified(self.where(condition), profile, self.facts) == "met"

    def settle(self, criteria: Collection[str], profile: Profile, facts: Collection[str]) -> bool:
        """Whether answers to the facts, however they come out, decide whether the criteria are met together."""
        for values in product(*(self.meaning.values[fact] for fact in facts)):
            answered = {**profile, **dict(zip(facts, values, strict=True))}
            if self.completing(answered) and self.state(criteria, answered) == "unknown":
                return False
        return True

    def smallest_settling(self, criteria: Collection[str], profile: Profile) -> list[frozenset[str]]:
        """All smallest sets of open given facts that settle the criteria."""
        open_facts = [name for name, fact in self.rules.facts.items() if not fact.chosen and name not in profile]
        return smallest(open_facts, lambda facts: self.settle(criteria, profile, facts))

    def contradictory(self, profile: Profile) -> bool:
        return not self.completing(profile)


def smallest(items: Collection[str], holds) -> list[frozenset[str]]:
    """All subsets of the smallest size for which something holds."""
    for size in range(len(items) + 1):
        found = [frozenset(subset) for subset in combinations(items, size) if holds(subset)]
        if found:
            return found
    return []
