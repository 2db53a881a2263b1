"""The interview about the shipped rules and the library, state by state."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

import pytest
from chances import one_in
from interview_oracle import Brute
from process import LIBRARY, ROOT
from rule_files import SHIPPED, loaded, options_in

from bench.generated_rules import chain_of_implications
from ka1cli import decide
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World, is_open, narrowed
from ka1cli.cases.outlook import Facts
from ka1cli.cases.verdict import Verdict, judge
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.loading import parse_rules
from ka1cli.interview.interview import Interview, Interviewer
from ka1cli.interview.order import Order
from ka1cli.interview.unsettled import Rest, Unsettled
from ka1cli.language.formulas import Answer
from ka1cli.render.interview.question import question_lines

FILES = {"rules": SHIPPED, "library": LIBRARY}
ON = date(2026, 11, 24)


def facts_of(rules: CallRules, option: str) -> tuple[str, ...]:
    parts = rules.space.options[option].parts
    return tuple(rules.space.facts[fact].id for part in parts for fact in part.question.facts)


def routes_only(rules: CallRules) -> Interviewer:
    return Interviewer(rules, lambda _: rules.routes)


def examples(rules: CallRules, fact: str) -> list[Answer]:
    """An answer in every cell of a fact."""
    cells = rules.space.cells[rules.space.number[fact]]
    return [cells.example(cell) for cell in range(cells.size)]


def expected_answers(rules: CallRules, fact: str) -> list[Answer]:
    """An answer in every cell that is possible for those for whom the rules are."""
    number = rules.space.number[fact]
    return [rules.space.cells[number].example(cell) for cell in bits(rules.space.open_world[number])]


@one_in(
    4, ("name", "option"), [(name, option) for name, file in FILES.items() for option in reversed(options_in(file))]
)
def test_in_every_position_exactly_the_questions_count_that_can_change_the_verdict(name: str, option: str):
    """Every given fact of the option answered in every way, not known, or open: all positions that there are."""
    rules = loaded(FILES[name]).at()
    facts = [fact for fact in facts_of(rules, option) if not rules.rule_set.facts[fact].chosen]
    brute, interviewer = Brute(rules, (option,)), Interviewer(rules, lambda _: (option,))
    open_, not_known = object(), object()
    for position in product(*([open_, not_known, *examples(rules, fact)] for fact in facts)):
        said = dict(zip(facts, position, strict=True))
        answers = {fact: answer for fact, answer in said.items() if answer not in (open_, not_known)}
        if not brute.lawful(frozenset(answers.items())):
            continue
        askable = frozenset(fact for fact in facts if said[fact] is open_)
        unknown = frozenset(fact for fact in rules.rule_set.facts if fact not in answers and fact not in askable)
        interview = Interview(answers, unknown)
        worth = {fact for fact in askable if interviewer.concerned(interview, fact)}
        assert worth == brute.changing(frozenset(answers.items()), askable), said
        assert (interviewer.next(interview) is None) == (not worth)


def every(rules: CallRules, *, chosen: bool) -> Facts:
    return sum(1 << number for number, fact in enumerate(rules.space.facts) if chosen or not fact.chosen)


def steps(rules: CallRules, world: World, fact: int) -> Iterator[World]:
    """The world after *I don't know* and after every lawful answer."""
    yield world
    for cell in bits(world[fact]):
        after = narrowed(world, fact, cell)
        if rules.space.contradiction(after) is None:
            yield after


def verdicts(rules: CallRules, options: tuple[str, ...], world: World) -> list[Verdict]:
    return [judge(rules.space.options[option], world) for option in options]


def can_change(rules: CallRules, options: tuple[str, ...], world: World, askable: Facts, fact: int) -> bool:
    """Whether an answer to a fact changes a verdict once some others are answered, tried with few others first."""
    others = [other for other in bits(askable & ~(1 << fact)) if is_open(world[other])]
    for count in range(len(others) + 1):
        for some in combinations(others, count):
            for cells in product(*(bits(world[other]) for other in some)):
                there = world
                for other, cell in zip(some, cells, strict=True):
                    there = narrowed(there, other, cell)
                if rules.space.contradiction(there) is not None:
                    continue
                before = verdicts(rules, options, there)
                if any(verdicts(rules, options, after) != before for after in steps(rules, there, fact)):
                    return True
    return False


def is_settled(rules: CallRules, option: str, world: World, askable: Facts) -> bool:
    """Whether no answers at all change the verdict of an option."""
    if judge(rules.space.options[option], world) is Verdict.INELIGIBLE:
        return True
    asked = {rules.space.number[fact] for fact in facts_of(rules, option)}
    own = sum(1 << fact for fact in bits(askable) if fact in asked)
    return not any(can_change(rules, (option,), world, own, fact) for fact in bits(own))


@pytest.mark.parametrize("chosen", [False, True], ids=["given", "plan"])
@pytest.mark.parametrize("name", FILES)
def test_in_every_state_it_reaches_the_interview_asks_what_can_change_a_verdict_and_stops_when_nothing_can(
    name: str, chosen: bool
):
    """Every answer and every *I don't know* to every question that is asked. Equal rests are looked at once."""
    rules = loaded(FILES[name]).at()
    options = tuple(rules.rule_set.options)
    unsettled = Unsettled(rules.space, options)
    order = Order(unsettled)
    start = rules.space.open_world, every(rules, chosen=chosen)
    seen: set[Rest] = set()
    ahead: list[tuple[Rest, World, Facts]] = [(rest, *start) for rest in unsettled.rests(*start)]
    while ahead:
        rest, world, askable = ahead.pop()
        if rest in seen:
            continue
        seen.add(rest)
        about = tuple(options[option.number] for option in rest.options)
        fact = order.best(rest)
        assert can_change(rules, about, world, rest.askable, fact)
        for after in steps(rules, world, fact):
            rests = unsettled.after(rest, fact, None if after == world else after[fact])
            still = {option.number for left in rests for option in left.options}
            for option in about:
                if options.index(option) not in still:
                    assert is_settled(rules, option, after, askable & ~(1 << fact)), (option, after)
            ahead += [(left, after, askable & ~(1 << fact)) for left in rests]
    assert len(seen) > 5


def test_looking_ahead_from_a_rest_sees_what_a_fresh_look_would_see():
    """From every state of the library's interview, whatever is asked in whatever order."""
    rules = loaded(FILES["library"]).at()
    unsettled = Unsettled(rules.space, tuple(rules.rule_set.options))
    seen = set()
    ahead = [(rules.space.open_world, every(rules, chosen=False))]
    while ahead:
        world, askable = ahead.pop()
        if (world, askable) in seen:
            continue
        seen.add((world, askable))
        rests = set(unsettled.rests(world, askable))
        for rest in rests:
            for fact in bits(rest.worth_asking):
                for after in steps(rules, world, fact):
                    cell = None if after == world else after[fact]
                    fresh = unsettled.rests(after, askable & ~(1 << fact))
                    assert rests - {rest} | set(unsettled.after(rest, fact, cell)) == set(fresh)
                    ahead.append((after, askable & ~(1 << fact)))
    assert len(seen) > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_path_up_to_six_answers_ends_in_the_decision_that_check_gives(name: str):
    """With the public `decide`, after each of the answers, *I don't know* included."""
    rules = loaded(FILES[name]).at()
    interviewer = routes_only(rules)
    ways = 0
    ahead = [Interview({})]
    while ahead:
        interview = ahead.pop()
        ways += 1
        decision = decide(loaded(FILES[name]), interview.answers, on=ON)
        assert interviewer.verdicts(interview) == {found.option.id: found.verdict for found in decision.options}
        fact = interviewer.next(interview)
        left = interviewer.most_left(interview)
        assert (fact is None) == (left == 0)
        if fact is None:
            undetermined = decision.with_verdict(Verdict.UNDETERMINED)
            assert interview.not_known or not undetermined
            continue
        if len(interview.asked) == 6:
            continue
        for answer in (None, *examples(rules, fact)):
            after = interview.answered(fact, answer)
            if rules.space.contradiction(rules.space.world(after.profile)) is None:
                assert interviewer.most_left(after) < left
                ahead.append(after)
    assert ways > 50


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_expected_number_of_questions_is_the_average_over_all_cases(name: str):
    """Over all lawful combinations of answers to the given facts, each once, of those for whom the rules are."""
    rules = loaded(FILES[name]).at()
    interviewer = routes_only(rules)
    facts = sorted({fact for route in rules.routes for fact in facts_of(rules, route)})
    given = [fact for fact in facts if not rules.rule_set.facts[fact].chosen]
    lengths = []
    for answers in product(*(expected_answers(rules, fact) for fact in given)):
        known = dict(zip(given, answers, strict=True))
        if rules.space.contradiction(rules.space.world(known)) is not None:
            continue
        interview = Interview({})
        while (fact := interviewer.next(interview)) is not None:
            interview = interview.answered(fact, known[fact])
        lengths.append(len(interview.asked))
    unsettled = Unsettled(rules.space, rules.routes)
    order = Order(unsettled)
    rests = unsettled.rests(rules.space.open_world, every(rules, chosen=False))
    assert sum(map(order.expected, rests)) == pytest.approx(sum(lengths) / len(lengths))
    assert max(lengths) <= interviewer.most_left(Interview({})) <= len(given)


def test_changing_an_answer_loses_no_other_and_keeps_its_place():
    interview = Interview({}).answered("b", 1).answered("a", None).answered("c", "x")
    assert interview == Interview({"b": 1, "c": "x"}, frozenset({"a"}), ("b", "a", "c"))
    assert interview.answered("b", None) == Interview({"c": "x"}, frozenset({"a", "b"}), ("b", "a", "c"))
    assert interview.answered("a", True) == Interview({"b": 1, "c": "x", "a": True}, frozenset(), ("b", "a", "c"))
    assert interview.answered("b", 2).answers == {"b": 2, "c": "x"}


def test_the_question_before():
    interview = Interview({}).answered("b", 1).answered("a", None)
    assert [interview.before(fact) for fact in (None, "new", "a", "b")] == ["a", "a", "b", None]
    assert Interview({}).before(None) is None


@pytest.mark.parametrize("everything", [False, True], ids=["routes", "all"])
@pytest.mark.parametrize("chosen", [False, True], ids=["given", "plan"])
def test_the_figures_of_the_documentation(everything: bool, chosen: bool):
    """Where this fails the rules have changed: `python -m bench.questions` gives the new figures."""
    rules = loaded(FILES["rules"]).at()
    unsettled = Unsettled(rules.space, tuple(rules.rule_set.options) if everything else rules.routes)
    order = Order(unsettled)
    rests = unsettled.rests(rules.space.open_world, every(rules, chosen=chosen))
    lines = (ROOT / "docs" / "interview.md").read_text().splitlines()
    scope = {
        (False, False): "the routes",
        (False, True): "routes and plan",
        (True, False): "routes and activities",
        (True, True): "everything",
    }[everything, chosen]
    row = next(line for line in lines if line.startswith(f"| {scope}"))
    assert f"| **{sum(map(order.expected, rests)):.3f}** |" in row


@pytest.mark.parametrize(
    ("bounds", "said"),
    [((0, 36), "a number of days (0 to 36)"), ((1, None), "a number of days"), ((0, 0), "a number of days (0)")],
)
def test_how_to_answer_says_the_bounds_of_a_number(bounds: tuple[int, int | None], said: str):
    fact = loaded(FILES["library"]).rule_set.facts["books"]._replace(min=bounds[0], max=bounds[1], unit="days")
    assert question_lines(fact, 1, (), last=False)[1] == f"   Write {said}, or unknown."


def test_a_choice_is_asked_about_where_it_implies_what_nobody_knows():
    """`f0` implies `f1`; the answer to `f1` is not known, but `f0` can still be chosen."""
    text = (
        chain_of_implications(1)
        .replace("f0: {asks: given", "f0: {asks: chosen")
        .replace("{f1: yes, f0: no}", "{f1: yes}")
    )
    rules = parse_rules(text).at()
    interview = Interview({}, frozenset({"f1"}), (), about_plan=True)
    assert routes_only(rules).next(interview) == "f0"
    world = rules.world({"f0": True})
    assert [rules.explain(route, world).verdict for route in rules.routes] == [Verdict.ELIGIBLE]
