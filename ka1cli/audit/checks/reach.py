"""Options that nobody can have or everybody has, recommendations and ways on that never show."""

from collections.abc import Iterator

from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.diagram import Node


def options_out_of_reach(view: View) -> Iterator[Finding]:
    """K101 and K102: options that come out alike for everybody."""
    for name, option in view.rule_set.options.items():
        goal = view.goal(name)
        place = view.places.of(*option.path)
        if name in view.closed_options:
            shows = f"`{name}` is ineligible although nothing is answered yet"
            message = f"nobody can ever have `{name}`: no answers meet all its criteria"
            yield Finding("K101", message, place, name, view.witness(None, [name], shows))
        elif not view.possible(unmet=[goal]):
            shows = f"`{name}` is eligible, with no limit to keep to, although nothing is answered yet"
            message = f"everybody has `{name}`: no answers fail any of its criteria"
            yield Finding("K102", message, place, name, view.witness(None, [name], shows))


def recommendations_never_shown(view: View) -> Iterator[Finding]:
    """K103: recommendations whose condition holds only where the option is closed, or never."""
    for name, option in view.rule_set.options.items():
        for position, entry in enumerate(option.recommend):
            when = view.space.diagram(entry.when)
            if name in view.closed_options or view.possible(view.goal(name), when):
                continue
            case = view.case(when)
            if case is None and not view.contradictory_facts.isdisjoint(view.space.facts_in(entry.when)):
                continue  # K401 has more to say
            closed = f"only where `{name}` is closed" if case is not None else "for nobody"
            shows = f"`{name}` is not recommended" + (" although its condition holds" if case is not None else "")
            yield Finding(
                "K103",
                f"this recommendation of `{name}` never shows: its condition holds {closed}",
                view.places.of_value(*option.path, "recommend", position, "when"),
                f"{name}/{position + 1}",
                view.witness(case, [name], shows),
            )


def ways_on_never_shown(view: View) -> Iterator[Finding]:
    """K105: ways on to options that are closed whenever the criterion is unmet."""
    for name, options in view.used_criteria.items():
        for way in view.rule_set.criteria[name].way_on:
            if way in view.closed_options or any(
                view.possible(view.goal(way), unmet=[_failing(view, name, option)]) for option in options
            ):
                continue
            case = view.case(unmet=[view.criterion(name)])
            if case is None:
                continue  # K202 has more to say
            yield Finding(
                "K105",
                f"this way on never shows: `{way}` is closed whenever `{name}` is unmet",
                view.places.of("criteria", name, "way_on", way),
                f"{name}/{way}",
                view.witness(case, [options[0], way], f"`{name}` is unmet and `{way}` is ineligible"),
            )


def _failing(view: View, criterion: str, option: str) -> Node:
    """The diagram that is unmet where a criterion can count as unmet: its own, or that of those that share its facts."""
    parts = view.space.options[option].parts
    return next(part for part in parts if criterion in [own.criterion.id for own in part.criteria]).question.goal
