"""What stands in a rule file and nothing uses."""

from collections.abc import Callable, Iterable, Iterator

from ka1cli.audit.checks.citations import (
    cited_sources,
    every_test,
    placeholders_in,
    used_groups,
)
from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.language.conditions import figures_of
from ka1cli.language.model import RuleSet
from ka1cli.language.sentences import WITH_SENTENCES
from ka1cli.language.yaml.places import Places


def unused_entries(views: tuple[View, ...]) -> Iterator[Finding]:
    """K301 and K303 to K307: entries of the sections to which nothing refers.

    What an included file offers may serve another rule set, so it is never unused.
    """
    view = views[0]
    rule_set, places = view.rule_set, view.places

    def used(names: Callable[[RuleSet], Iterable[str]]) -> set[str]:
        """What some call uses."""
        return {name for other in views for name in names(other.rule_set)}

    for finding in _unused(
        view,
        "K301",
        "facts",
        rule_set.facts,
        used(lambda rule_set: (test.fact for test in every_test(rule_set))),
        "no condition tests the fact",
    ):
        answer = view.space.cells[view.space.number[finding.about]].example(0)
        shows = "everything is as it is without this answer"
        yield finding._replace(witness=finding.witness._replace(profile={finding.about: answer}, shows=shows))
    criteria = used(lambda rule_set: rule_set.criteria)
    in_options = used(lambda rule_set: (name for option in rule_set.options.values() for name in option.criteria))
    yield from _unused(view, "K303", "criteria", criteria, in_options, "no option uses the criterion")
    yield from _unused(view, "K304", "sources", rule_set.sources, used(cited_sources), "nothing cites the source")
    yield from _unused(view, "K305", "groups", rule_set.groups, used(used_groups), "nothing uses the group")
    figures = used(lambda rule_set: _used_figures(rule_set, places))
    yield from _unused(view, "K306", "figures", rule_set.figures, figures, "nothing uses the figure")
    panels = {fact.panel for fact in rule_set.facts.values()}
    yield from _unused(view, "K307", "panels", rule_set.panels, panels, "no fact stands in the panel")
    kinds = used(lambda rule_set: (option.kind for option in rule_set.options.values()))
    yield from _unused(view, "K307", "kinds", rule_set.kinds, kinds, f"no {rule_set.words.option} is of the kind")


def _unused(
    view: View, code: str, section: str, entries: Iterable[str], used: Iterable[str], message: str
) -> Iterator[Finding]:
    used = set(used)
    for name in entries:
        place = view.places.of(section, name)
        if name not in used and place.file == view.places.document.name:
            shows = f"no part of the decision speaks of `{name}`"
            yield Finding(code, f"{message} `{name}`", place, name, view.witness(None, [], shows))


def _used_figures(rule_set: RuleSet, places: Places) -> set[str]:
    used = {name for test in every_test(rule_set) for name in figures_of(test)}
    used |= {name for option in rule_set.options.values() for name in option.figures}
    used |= {name for entry in rule_set.background.values() for name in entry.figures}
    for section in WITH_SENTENCES:
        if section != "figures":
            used |= set(placeholders_in(places.node(section)))
    for name in rule_set.figures:
        # A note is shown wherever its figure is.
        used |= set(placeholders_in(places.node("figures", name))) - {name}
    return used
