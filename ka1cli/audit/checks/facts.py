"""Facts and values that make no difference."""

from collections.abc import Iterator
from itertools import product

from ka1cli.audit.finding import Finding
from ka1cli.audit.search import with_cells
from ka1cli.audit.view import View
from ka1cli.cases.case_space import Question
from ka1cli.cases.cells import bits, tests_of
from ka1cli.cases.logic import World, narrowed
from ka1cli.cases.walks import fewest_differences, state_in
from ka1cli.language.model import Condition, FactType


def questions_without_matter(view: View) -> Iterator[Finding]:
    """K302: facts whose answer changes no verdict and no recommendation, though conditions test them."""
    tested = {name for condition in _conditions(view) for name in _facts(condition)}
    explained = _explained_facts(view)
    for number, fact in enumerate(view.space.facts):
        if fact.id not in tested or number in explained or number in view.contradictory_facts:
            continue
        if view.space.cells[number].size < 2:
            continue
        questions = [
            question
            for option in view.space.options.values()
            for question in (*(part.question for part in option.parts), *option.recommend)
            if number in question.facts
        ]
        if not any(_bears_on(view, question, number) for question in questions):
            example = view.space.cells[number].example(0)
            yield Finding(
                "K302",
                f"the answer to `{fact.id}` can never change a verdict or a recommendation",
                view.places.of("facts", fact.id),
                fact.id,
                view.witness(view.space.world({fact.id: example}), [], "everything is as it is without this answer"),
            )


def _conditions(view: View) -> Iterator[Condition]:
    """The conditions that can change a decision."""
    yield from (view.rules.criteria[name].when for name in view.used_criteria)
    yield from (entry.when for option in view.rules.options.values() for entry in option.recommend)
    for fact in view.rules.facts.values():
        for implication in fact.implies:
            yield implication.when
            yield implication.then


def _facts(condition: Condition) -> set[str]:
    return {test.fact for test in tests_of(condition)}


def _explained_facts(view: View) -> set[int]:
    """The facts of criteria that never decide for a reason that has a finding of its own, and what is tied to them."""
    own = {view.space.number[fact] for name in _explained(view) for fact in _facts(view.rules.criteria[name].when)}
    return own.union(*(bond.facts for bond in view.space.bonds if not bond.facts.isdisjoint(own)))


def _explained(view: View) -> set[str]:
    """The criteria that never decide in an option for a reason that has a finding of its own: K101, K201 to K204."""
    from ka1cli.audit.checks.criteria import criteria_that_never_decide, implied_criteria

    found = {finding.about for finding in criteria_that_never_decide(view)}
    found |= {finding.about.split("/")[1] for finding in implied_criteria(view)}
    return found.union(*(view.rules.options[name].criteria for name in view.closed_options))


def _bears_on(view: View, question: Question, fact: int) -> bool:
    """Whether an answer to the fact can change the state of the question."""
    others = [other for other in question.facts if other != fact]
    return bool(fewest_differences(question.diagram, others)) or any(
        _tells(view, question, world, fact) for world in _part_answered(view, question, fact)
    )


def _tells(view: View, question: Question, world: World, fact: int) -> bool:
    """Whether an answer changes the state by what it implies about other facts."""
    view.search.spend(len(question.facts))
    before = state_in(question.diagram, world, question.chosen)
    return before is not None and any(
        after not in (None, before)
        for after in (
            state_in(question.diagram, narrowed(world, fact, cell), question.chosen) for cell in bits(world[fact])
        )
    )


def _part_answered(view: View, question: Question, fact: int) -> Iterator[World]:
    """Every case of the other facts of the question, those with facts that are not answered included."""
    others = [other for other in question.facts if other != fact]
    everything = [view.space.open_world[other] for other in others]
    answers = [(cells, *(1 << cell for cell in bits(cells))) for cells in everything]
    for chosen in product(*answers):
        world = view.space.open_world
        for other, cells in zip(others, chosen, strict=True):
            world = with_cells(world, other, cells)
        yield world


def values_never_told_apart(views: tuple[View, ...]) -> Iterator[Finding]:
    """K308: values of a choice between which no test of any call makes a difference."""
    newest = views[0]
    for number, fact in enumerate(newest.space.facts):
        if fact.type is not FactType.CHOICE or newest.space.cells[number].size < 2:
            continue
        alike: dict[tuple[int, ...], list[str]] = {}
        for value in fact.values:
            key = tuple(view.space.cells[number].cell_of(value) for view in views)
            alike.setdefault(key, []).append(value)
        for values in alike.values():
            if len(values) > 1:
                quoted = " and ".join(f"`{value}`" for value in values)
                yield Finding(
                    "K308",
                    f"no test tells {quoted} of `{fact.id}` apart",
                    newest.places.of("facts", fact.id, "values", values[-1]),
                    f"{fact.id}/{'/'.join(values)}",
                    newest.witness(None, [], "")._replace(
                        profile={fact.id: values[-1]}, shows=f"everything is as it is with `{values[0]}`"
                    ),
                )
