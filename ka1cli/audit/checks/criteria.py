"""Criteria that never decide, contradict each other or repeat."""

from collections.abc import Iterator
from itertools import combinations

from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.smallest import holding, smallest_subset
from ka1cli.language.conditions import figures_of, groups_of, tests_of
from ka1cli.language.model import Option, RuleSet


def criteria_that_never_decide(view: View) -> Iterator[Finding]:
    """K201 and K202: criteria that come out alike for everybody."""
    for name, options in view.used_criteria.items():
        met = view.criterion(name)
        place = view.places.of("criteria", name, "when")
        if not view.possible(met):
            shows = f"`{name}` is unmet although nothing is answered yet"
            yield Finding("K201", f"nobody can ever meet `{name}`", place, name, view.witness(None, options[:1], shows))
        elif not view.possible(unmet=[met]):
            shows = f"`{name}` is met although nothing is answered yet"
            yield Finding("K202", f"everybody meets `{name}`", place, name, view.witness(None, options[:1], shows))


def implied_criteria(view: View) -> Iterator[Finding]:
    """K203: criteria of an option that can be left out without a change, the last ones first."""
    for option in view.rule_set.options.values():
        if option.id in view.closed_options:
            continue
        kept = [name for name in option.criteria if view.possible(unmet=[view.criterion(name)])]
        for name in reversed(kept.copy()):
            others = [view.criterion(other) for other in kept if other != name]
            if not others or view.possible(*others, unmet=[view.criterion(name)]):
                continue
            kept.remove(name)
            case = view.case(*others)
            shows = f"`{name}` is met wherever the other criteria of `{option.id}` are"
            yield Finding(
                "K203",
                f"`{name}` never decides in `{option.id}`: whoever meets the other criteria meets it too",
                view.places.of(*option.path, "criteria", name),
                f"{option.id}/{name}",
                view.witness(case, [option.id], shows),
                related=(("this criterion", view.places.of("criteria", name, "when")),),
            )


def contradicting_criteria(view: View) -> Iterator[Finding]:
    """K204: in an option that nobody can have, the criteria that cannot be met together."""
    for option in view.rule_set.options.values():
        if option.id not in view.closed_options:
            continue
        able = [name for name in option.criteria if view.possible(view.criterion(name))]
        sets: list[tuple[str, ...]] = [pair for pair in combinations(able, 2) if not _possible(view, pair)]
        if not sets and not _possible(view, tuple(able)):
            sets = [smallest_subset(able, holding(able, lambda names: not _possible(view, names)))]
        for names in sets:
            yield _contradiction(view, option, names)


def _possible(view: View, names: tuple[str, ...]) -> bool:
    return view.possible(*(view.criterion(name) for name in names))


def _contradiction(view: View, option: Option, names: tuple[str, ...]) -> Finding:
    quoted = " and ".join(f"`{name}`" for name in names)
    case = view.case(*(view.criterion(name) for name in names[:-1]))
    return Finding(
        "K204",
        f"{quoted} contradict each other in `{option.id}`: nobody can meet them together",
        view.places.of(*option.path, "criteria", names[-1]),
        "/".join((option.id, *names)),
        view.witness(case, [option.id], f"`{option.id}` is ineligible where the others of them are met"),
        related=tuple((f"`{name}`", view.places.of("criteria", name, "when")) for name in names),
    )


def repeated_criteria(view: View) -> Iterator[Finding]:
    """K205: criteria that ask the same, of the same figures and groups."""
    decided = ((name, view.criterion(name)) for name in view.used_criteria)
    names = [name for name, met in decided if view.possible(met) and view.possible(unmet=[met])]
    by_content: dict[tuple[frozenset[str], ...], list[str]] = {}
    for name in names:
        by_content.setdefault(_compares(view.rule_set, name), []).append(name)
    for alike in by_content.values():
        while alike:
            first = alike.pop(0)
            for name in [other for other in alike if view.same(view.criterion(first), view.criterion(other))]:
                alike.remove(name)
                case = view.case(unmet=[view.criterion(name)])
                options = [view.used_criteria[first][0], view.used_criteria[name][0]]
                yield Finding(
                    "K205",
                    f"`{name}` asks the same as `{first}`",
                    view.places.of("criteria", name),
                    f"{first}/{name}",
                    view.witness(case, dict.fromkeys(options), f"`{first}` and `{name}` are both unmet"),
                    related=((f"`{first}`", view.places.of("criteria", first)),),
                )


def _compares(rule_set: RuleSet, name: str) -> tuple[frozenset[str], ...]:
    """The facts, figures and groups of a criterion, also of what it names: what agrees only by chance is not the same."""
    tests = list(tests_of(rule_set.criteria[name].when, rule_set.criteria, rule_set.options))
    return (
        frozenset(test.fact for test in tests),
        frozenset(figure for test in tests for figure in figures_of(test)),
        frozenset(group for test in tests for group in groups_of(test)),
    )
