"""Facts and values that make no difference."""

from collections.abc import Iterator

from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.outlook import Facts, Outlook
from ka1cli.language.conditions import facts_of
from ka1cli.language.formulas import Condition
from ka1cli.language.model import FactType


def questions_without_matter(view: View) -> Iterator[Finding]:
    """K302: facts whose answer changes no verdict and no recommendation, though conditions test them."""
    tested = {name for condition in _conditions(view) for name in facts_of(condition)}
    explained, bearing = _explained_facts(view), _bearing_facts(view)
    for number, fact in enumerate(view.space.facts):
        if fact.id not in tested or number in explained or number in view.contradictory_facts:
            continue
        if view.space.cells[number].size < 2:
            continue
        if not bearing >> number & 1:
            example = view.space.cells[number].example(0)
            yield Finding(
                "K302",
                f"the answer to `{fact.id}` can never change a verdict or a recommendation",
                view.places.of("facts", fact.id),
                fact.id,
                view.witness(view.space.world({fact.id: example}), [], "everything is as it is without this answer"),
            )


def _bearing_facts(view: View) -> Facts:
    """The facts of which an answer can change a verdict or a recommendation, alone or after others."""
    space, bearing = view.space, 0
    for choosing in (True, False):
        outlook = Outlook(space, choosing=choosing)
        for option in space.options.values():
            for question in [part.question for part in option.parts] if choosing else option.recommend:
                left = outlook.start(question.diagram, space.open_world, -1)
                bearing |= outlook.worth_asking(left, -1, closing=False)
    return bearing


def _conditions(view: View) -> Iterator[Condition]:
    """The conditions that can change a decision."""
    yield from (view.rule_set.criteria[name].when for name in view.used_criteria)
    yield from (entry.when for option in view.rule_set.options.values() for entry in option.recommend)
    for fact in view.rule_set.facts.values():
        for implication in fact.implies:
            yield implication.when
            yield implication.then


def _explained_facts(view: View) -> set[int]:
    """The facts of criteria that never decide for a reason that has a finding of its own, and what is tied to them."""
    own = {view.space.number[fact] for name in _explained(view) for fact in facts_of(view.rule_set.criteria[name].when)}
    return own.union(*(bond.facts for bond in view.space.bonds if not bond.facts.isdisjoint(own)))


def _explained(view: View) -> set[str]:
    """The criteria that never decide in an option for a reason that has a finding of its own: K101, K201 to K204."""
    from ka1cli.audit.checks.criteria import criteria_that_never_decide, implied_criteria

    names = {finding.about for finding in criteria_that_never_decide(view)}
    names |= {finding.about.split("/")[1] for finding in implied_criteria(view)}
    return names.union(*(view.rule_set.options[name].criteria for name in view.closed_options))


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
