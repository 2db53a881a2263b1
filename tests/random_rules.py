"""Hypothesis strategies for rule sets and profiles, small enough for brute force.

`rule_sets()` draws a `RuleSet` that the loader would accept: every type of fact, given and chosen, implications that
leave something possible, groups, figures by call, nested conditions, recommendations, options that share criteria.
`profiles(rules, call)` draws answers to some of its facts, one of every kind that the tests can tell apart.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from oracle import Meaning, Oracle, at

from ka1cli.decision.rules import Rules
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
from ka1cli.language.model import (
    ACTIVITY,
    Confidence,
    Criterion,
    Fact,
    FactType,
    Figure,
    Group,
    Implication,
    Option,
    Recommendation,
    RuleSet,
    Source,
    Statement,
)

CALLS = (2025, 2026)
CODES = ("AA", "BB", "CC", "DD")
_DAYS = [dt.date(2026, 1, day) for day in range(1, 7)]
T = TypeVar("T")

_TEXTS = (
    "Plain.",
    "it's: #1 - [x]",
    "no",
    "010",
    "Ναι, «σίγουρα»",
    "It takes {limit}.",
    "two\nlines",
    "~",
    'a \\ b "c"',
)


def rules_of(rule_set: RuleSet) -> Rules:
    """A rule set as `load_rules` gives it, without a file."""
    return Rules(rule_set, "0" * 64)


def calls_of(rule_set: RuleSet) -> tuple[int, ...]:
    """The calls in which a rule set can be used."""
    return rule_set.calls or (0,)


class _Choices:
    """Draws by numbers alone: new strategies for every choice would take most of the time of a test."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def one(self, items: Sequence[T]) -> T:
        return items[self.number(0, len(items) - 1)]

    def some(self, items: Sequence[T], low: int, high: int) -> tuple[T, ...]:
        """Different items, in any order."""
        left = list(items)
        return tuple(left.pop(self.number(0, len(left) - 1)) for _ in range(min(self.number(low, high), len(left))))


@st.composite
def rule_sets(draw: st.DrawFn, *, implications: bool | None = None) -> RuleSet:
    """A rule set that the loader accepts, with at most a few thousand different complete profiles."""
    choices = _Choices(draw)
    calls = choices.one([CALLS, ()])
    figures = _figures(choices, calls)
    groups = _groups(choices, calls)
    facts = [_fact(choices, f"f_{i}") for i in range(choices.one([1, 2, 3, 3, 4, 4, 4, 5, 5]))]
    # Numbers and days have the most cells: two of them are enough.
    numeric = [fact for fact in facts if fact.type in (FactType.NUMBER, FactType.DATE)]
    facts = [fact for fact in facts if fact not in numeric[2:]]
    by_id = {fact.id: fact for fact in facts}
    wanted = choices.number(1 if implications else 0, 0 if implications is False else 3)
    for _ in range(wanted if len(facts) > 1 else 0):
        own = choices.one(facts)
        others = [fact for fact in facts if fact is not own]
        entry = Implication(_test(choices, own), _condition(choices, others, depth=1), "Because {limit}.")
        by_id[own.id] = by_id[own.id]._replace(implies=(*by_id[own.id].implies, entry))
    criteria: dict[str, Criterion] = {}
    for name in _names("c", choices.one([1, 2, 3, 4, 4, 5])):
        criteria[name] = _criterion(choices, name, facts, criteria)
    options = [_option(choices, name, tuple(criteria), facts) for name in _names("o", choices.number(1, 3))]
    options[0] = options[0]._replace(kind="go")
    options.sort(key=lambda option: option.is_activity)  # as files have them
    rules = RuleSet(
        id="random",
        title=choices.one(["Random", "no", "1:30"]),
        version="1.10",
        language="en",
        as_of=dt.date(2026, 1, 1),
        calls=calls,
        ask=choices.one([None, "the desk"]),
        sources={"s": Source("s", "Source", "Publisher", "2024", None, None, Confidence.OFFICIAL)},
        groups=groups,
        panels={"p": "Panel"},
        facts=by_id,
        figures=figures,
        criteria=criteria,
        kinds={"go": "Go"},
        options={option.id: option for option in options},
        background={},
        partitions={},
        meant=(),
    )
    if any(fact.implies for fact in by_id.values()):
        bare = rules._replace(criteria={}, options={})
        assume(all(Oracle(bare, call).completions for call in calls_of(rules)))
    return rules


@st.composite
def profiles(draw: st.DrawFn, rules: RuleSet, call: int) -> dict[str, Answer]:
    """Answers to some facts; they may contradict each other."""
    choices = _Choices(draw)
    answers: dict[str, Answer] = {}
    for fact, values in Meaning(rules, call).values.items():
        position = choices.number(-1 - len(values), len(values) - 1)
        if position >= 0:
            answers[fact] = values[position]
    return answers


def piece(rules: RuleSet, option: Option, criteria: tuple[str, ...]) -> RuleSet:
    """One option of a rule set with some of its criteria, and the facts that they and the implications between them use."""
    kept = {name: rules.criteria[name]._replace(way_on=()) for name in criteria}
    used = set().union(*(facts_in(criterion.when) for criterion in kept.values()))
    links = [{name} | facts_in(entry.then) for name, fact in rules.facts.items() for entry in fact.implies]
    for _ in links:
        used = used.union(*(link for link in links if link & used))
    recommend = tuple(entry for entry in option.recommend if facts_in(entry.when) <= used)
    return rules._replace(
        facts={name: fact for name, fact in rules.facts.items() if name in used},
        criteria=kept,
        options={
            option.id: option._replace(
                criteria=criteria, recommend=recommend, manual_checks=(), next_steps=(), notes=()
            )
        },
        partitions={},
        audience=None,
    )


@st.composite
def pieces(draw: st.DrawFn, rules: RuleSet) -> RuleSet:
    """A piece of a rule set with at most four criteria."""
    choices = _Choices(draw)
    option = choices.one(list(rules.options.values()))
    return piece(rules, option, choices.some(option.criteria, choices.one([1, 2, 3]), 4))


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{i}" for i in range(count)]


def _figures(choices: _Choices, calls: tuple[int, ...]) -> dict[str, Figure]:
    since = calls or (0,)

    def figure(name: str, by_call: dict[int, object]) -> Figure:
        return Figure(name, "Figure", "units", by_call, (), ("s",), None, {0: ("s",)})

    return {
        "exact": figure("exact", {call: choices.number(25, 45) for call in since})._replace(decimals=1),
        "limit": figure("limit", {call: choices.number(3, 5) for call in since}),
        "span": figure("span", {call: Range(choices.number(2, 3), choices.number(4, 5)) for call in since}),
        "day": figure("day", {call: choices.one(_DAYS[1:5]) for call in since}),
        "words": figure("words", {call: choices.one(["2 January", None]) for call in since}),
    }


def _groups(choices: _Choices, calls: tuple[int, ...]) -> dict[str, Group]:
    members = {call: choices.some(CODES[:2], 1, 2) for call in calls or (0,)}
    return {
        "all": Group("all", "all", {0: CODES}, {"AA": "Aland"}, (), ()),
        "some": Group("some", "some", members, {}, (), ("s",)),
        "third": Group("third", "third", {0: CODES[2:3]}, {}, (), ()),
        "union": Group("union", "union", {}, {}, ("some", "third"), ()),
    }


def _fact(choices: _Choices, name: str) -> Fact:
    kind = choices.one(
        [kind for kind in FactType if kind is not FactType.COUNTRY]
    )  # to all but its reader, it is a code
    group, values, decimals, low, high = None, {}, 0, 0, None
    if kind is FactType.YES_NO:
        values = choices.one([{}, {}, {"pending": "Not decided"}])
    elif kind is FactType.CHOICE:
        meanings = choices.one([("", "", ""), ("One", "Two", "Three {limit}")])
        values = dict(list(zip(("red", "NO", "sky-blue"), meanings, strict=True))[: choices.number(2, 3)])
    elif kind is FactType.CODE:
        group, values = "all", dict.fromkeys(CODES, "") | {"AA": "Aland"}
    elif kind is FactType.NUMBER:
        decimals, low, high = choices.one(
            [(0, 0, None), (0, 1, None), (0, 0, 9), (0, 2, 6), (1, 0, None), (1, 20, 60), (1, 0, 9)]
        )
    elif kind is FactType.DATE:
        low, high = choices.one([(1, None), (_DAYS[0].toordinal(), _DAYS[-1].toordinal())])
    return Fact(
        id=name,
        chosen=choices.one([False, True]),
        type=kind,
        values=values,
        values_group=group,
        aliases={"crimson": "red"} if kind is FactType.CHOICE else {},
        min=low,
        max=high,
        unit="units" if kind is FactType.NUMBER else None,
        headings=choices.one([(), ("Heading of " + name, "Überschrift")]),
        panel="p",
        title=name,
        question=choices.one(_TEXTS),
        help=None,
        implies=(),
        decimals=decimals,
    )


def _condition(choices: _Choices, facts: Sequence[Fact], depth: int = 2) -> Condition:
    kind = choices.number(0, 8) if depth else choices.one([0, 0, 8])
    if kind == 8:
        return _on_several_facts(choices, facts)
    if kind in (6, 7):
        parts = tuple(_condition(choices, facts, depth - 1) for _ in range(choices.number(2, 3)))
        return AtLeast(choices.number(1, len(parts)), parts)
    if kind <= 1:
        return _test(choices, choices.one(facts))
    if kind == 2:
        return Not(_condition(choices, facts, depth - 1))
    parts = tuple(_condition(choices, facts, depth - 1) for _ in range(choices.number(1, 3)))
    return AllOf(parts) if kind == 3 else AnyOf(parts)


def _on_several_facts(choices: _Choices, facts: Sequence[Fact]) -> Condition:
    """A comparison, a sum or a table, where the facts allow one."""
    pairs = [(one, other) for one in facts for other in facts if one is not other and _comparable(one, other)]
    decimals = choices.one([0, 0, 1])
    numbers = [
        fact for fact in facts if fact.type is FactType.NUMBER and fact.decimals == decimals and _few_steps(fact)
    ]
    kind = choices.number(0, 2)
    if kind == 0 and pairs:
        one, other = choices.one(pairs)
        numeric = one.type in (FactType.NUMBER, FactType.DATE)
        return Compared(
            one.id, choices.one(list(Relation) if numeric else [Relation.EQUALS, Relation.DIFFERS]), other.id
        )
    if kind == 1 and len(numbers) > 1:
        low = sum(fact.min for fact in numbers)
        high = min(7, *(sum(fact.max or 9 for fact in numbers) for _ in range(2)))
        return Sum(tuple(fact.id for fact in numbers), choices.one(_bounds(choices, low, high)))
    others = list(facts)
    result = others.pop(choices.number(0, len(others) - 1))
    return _table(choices, choices.some(others, 1, 2), result) if others else _test(choices, result)


def _comparable(one: Fact, other: Fact) -> bool:
    if one.type in (FactType.NUMBER, FactType.DATE):
        alike = (one.type, one.decimals) == (other.type, other.decimals)
        return alike and None not in (one.max, other.max) and _few_steps(one) and _few_steps(other)
    kinds = (one.type, other.type)
    return kinds in ((FactType.CODE,) * 2, (FactType.CHOICE,) * 2, (FactType.YES_NO,) * 2)


def _few_steps(fact: Fact) -> bool:
    """Whether each answer can be looked at: of numbers with decimals only where all lie below 1."""
    return not fact.decimals or fact.max == 9


def _table(choices: _Choices, by: Sequence[Fact], result: Fact) -> Table:
    """Rows for some of the combinations of cells that have nothing in common."""
    end = choices.one(["min", "max", "value"]) if result.type in (FactType.NUMBER, FactType.DATE) else "value"
    rows = []
    for cells in product(*(_apart(choices, fact) for fact in by)):
        if not rows or choices.number(0, 3):
            then = _test(choices, result)
            if end != "value":
                bound = choices.number(result.min + 1, (result.max or result.min + 6) - 1)
                then = Test(result.id, Within(bound, None) if end == "min" else Within(None, bound))
            elif not isinstance(then.accepts, (OneOf, InFigure)):
                then = None
            rows.append(LookUpRow(tuple(cell for cell in cells if cell), choices.one([then, then, then, None])))
    return Table(tuple(fact.id for fact in by), result.id, end, tuple(rows))


def _apart(choices: _Choices, fact: Fact) -> list[Test | None]:
    """Tests on a fact that have no answer in common; one nothing: any answer."""
    if not choices.number(0, 3):
        return [None]
    if fact.type in (FactType.NUMBER, FactType.DATE):
        low = fact.min if fact.type is FactType.NUMBER else _DAYS[0].toordinal()
        middle = choices.number(low + 1, low + 3)
        return [Test(fact.id, Within(None, middle)), Test(fact.id, Within(middle + 1, None))]
    return [Test(fact.id, OneOf((value,))) for value in fact.answers[:3]]


def _test(choices: _Choices, fact: Fact) -> Test:
    match fact.type:
        case FactType.YES_NO:
            return Test(fact.id, OneOf(choices.some(fact.answers, 1, len(fact.answers) - 1)))
        case FactType.CHOICE | FactType.CODE:
            groups = [("some",), ("union",)] if fact.type is FactType.CODE else []
            group = choices.one([(), *groups])
            values = () if group else choices.some(list(fact.values), 1, len(fact.values) - 1)
            return Test(fact.id, OneOf(values, group))
        case FactType.NUMBER:
            one = 1 if _few_steps(fact) else 10
            values = [at(place, fact) for place in range(max(fact.min, one), 7 * one)]
            tests = [*_bounds(choices, fact.min, fact.max or 7 * one), OneOf(choices.some(values, 1, 2))]
            if not fact.decimals or one == 10:  # below 1 there is no figure
                tests += [InFigure("span"), Within(None, FigureBound("limit")), Within(FigureBound("limit"), None)]
            if one == 10:
                tests.append(Within(None, FigureBound("exact")))
            return Test(fact.id, choices.one(tests))
        case FactType.DATE:
            bounds = _bounds(choices, _DAYS[0].toordinal(), _DAYS[-1].toordinal())
            aged = [Aged(choices.one(_DAYS).replace(year=2044).toordinal(), *choices.one([(18, None), (None, 17)]))]
            figured = [Within(None, FigureBound("day")), Within(FigureBound("day"), None), *aged]
            if fact.max is not None:  # all are older or younger where the range is small
                aged[0] = aged[0]._replace(on=choices.one(_DAYS[1:-1]).replace(year=2044).toordinal())
                figured[-1:] = aged
            return Test(fact.id, choices.one([*bounds, OneOf((choices.one(_DAYS),)), *figured]))


def _bounds(choices: _Choices, first: int, last: int) -> list[Within]:
    """Bounds inside the range that leave something out."""
    one, other = choices.number(first + 1, last - 1), choices.number(first + 1, last - 1)
    return [Within(one, None), Within(None, other), Within(min(one, other), max(one, other))]


def _criterion(choices: _Choices, name: str, facts: Sequence[Fact], earlier: Mapping[str, Criterion]) -> Criterion:
    when = _condition(choices, facts)
    tested = facts_in(when)
    if earlier and not choices.number(0, 5):
        reference = CriterionMet(choices.one(list(earlier)))
        tested = tested | {fact.id for fact in facts}  # `limit` may be there without need
        when = choices.one([AllOf((when, reference)), AnyOf((reference, when)), Not(reference)])
    return Criterion(
        id=name,
        title=name,
        when=when,
        met=f"{name} is met",
        unmet=f"{name} is not met",
        unknown=f"{name} is not known",
        limit=choices.one(_TEXTS) if any(fact.chosen and fact.id in tested for fact in facts) else None,
        way_on=choices.one([(), ("o0",)]),
        sources=("s",),
        note=None,
    )


def _option(choices: _Choices, name: str, criteria: tuple[str, ...], facts: Sequence[Fact]) -> Option:
    return Option(
        id=name,
        kind=choices.one(["go", ACTIVITY]),
        code=None,
        aliases=(),
        title=name,
        summary=choices.one(_TEXTS),
        who=None,
        criteria=choices.some(criteria, choices.one([1, 2, 3]), 4),
        recommend=tuple(
            Recommendation(choices.one([*[_condition(choices, facts, depth=1)] * 5, OptionMet(name)]), f"reason {i}")
            for i in range(choices.number(0, 2))
        ),
        figures=("limit",),
        manual_checks=(Statement("Ask.", ("s",), None),),
        next_steps=(),
        deadlines=(),
        notes=(),
        links=(),
        sources=(),
    )


def facts_in(condition: Condition, rules: RuleSet | None = None) -> set[str]:
    """The facts that a condition names; with rules, those that it tests: also in the criteria and options which it names,
    and of the columns of a table only those with an entry in some row."""
    match condition:
        case Test(fact):
            return {fact}
        case Not(part):
            return facts_in(part, rules)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return set().union(*(facts_in(part, rules) for part in parts))
        case Table(by, fact, rows=rows):
            return {test.fact for row in rows for test in row.tests} if rules else {*by, fact}
        case Compared(fact, _, other):
            return {fact, other}
        case Sum(of):
            return set(of)
        case CriterionMet(name):
            return facts_in(rules.criteria[name].when, rules) if rules else set()
        case OptionMet(name):
            criteria = rules.options[name].criteria if rules else ()
            return set().union(*(facts_in(rules.criteria[criterion].when, rules) for criterion in criteria))
    raise AssertionError(condition)
