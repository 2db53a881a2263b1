"""Runs every check on every call of a rule file: exact findings, or a word on what was not walked to its end."""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple

from ka1cli.audit.checks.conditions import idle_parts, tables_with_gaps
from ka1cli.audit.checks.criteria import (
    contradicting_criteria,
    criteria_that_never_decide,
    implied_criteria,
    repeated_criteria,
)
from ka1cli.audit.checks.facts import questions_without_matter, values_never_told_apart
from ka1cli.audit.checks.figures import figures_not_confirmed, missing_figures
from ka1cli.audit.checks.gaps import left_with_nothing, partitions
from ka1cli.audit.checks.implications import answers_ruled_out, implications_without_effect
from ka1cli.audit.checks.reach import options_out_of_reach, recommendations_never_shown, ways_on_never_shown
from ka1cli.audit.checks.rounds import missing_deadlines, newest_call_over, superseded_days
from ka1cli.audit.checks.sources import sources_without_address, unsound_sources
from ka1cli.audit.checks.unused import unused_entries
from ka1cli.audit.finding import CODES, Finding, Witness
from ka1cli.audit.view import LIMIT, View
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.diagram import TooLarge
from ka1cli.decision.model import Moment
from ka1cli.decision.rules import Rules
from ka1cli.language.conditions import conditions_of, tests_of
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.sentences import in_force
from ka1cli.language.within_call import last_days, rules_on
from ka1cli.language.yaml.document import Document
from ka1cli.language.yaml.places import Places

IN_EACH_CALL: dict[Callable[[View], Iterator[Finding]], tuple[str, ...]] = {
    options_out_of_reach: ("K101", "K102"),
    recommendations_never_shown: ("K103",),
    left_with_nothing: ("K104",),
    ways_on_never_shown: ("K105",),
    partitions: ("K111", "K112"),
    criteria_that_never_decide: ("K201", "K202"),
    implied_criteria: ("K203",),
    contradicting_criteria: ("K204",),
    repeated_criteria: ("K205",),
    idle_parts: ("K206",),
    tables_with_gaps: ("K207",),
    questions_without_matter: ("K302",),
    answers_ruled_out: ("K401",),
    implications_without_effect: ("K402",),
}
"""The checks of the cases of one call, with the codes that each can find."""

IN_ALL_CALLS = (
    missing_figures,
    unused_entries,
    values_never_told_apart,
    unsound_sources,
    figures_not_confirmed,
    missing_deadlines,
    superseded_days,
    sources_without_address,
)
"""The checks that look at all calls together. The newest comes first."""


class Unfinished(NamedTuple):
    codes: tuple[str, ...]
    call: int | None
    limit: int
    """How many nodes and steps it was allowed."""


class Report(NamedTuple):
    """What `ka1 rules check` found, in the order of the rule file."""

    findings: tuple[Finding, ...]
    meant: tuple[Finding, ...]
    """Findings that the rule file says are meant."""
    unfinished: tuple[Unfinished, ...]
    calls: tuple[int, ...]


def check(
    rules: Rules,
    document: Document,
    calls: Iterable[int] | None = None,
    limit: int = LIMIT,
    at: Moment | None = None,
) -> Report:
    """Check a rule file in some of its calls, by default in all. `limit` bounds every single check.

    `at` is the moment from which rounds are seen; without it nothing is said about rounds that have passed.
    """
    every_call = rules.calls or (ALWAYS,)
    chosen = tuple(every_call if calls is None else calls)
    places = Places(document)
    unfinished: list[Unfinished] = []
    by_key: dict[tuple[str, str], Finding] = {}
    walked: dict[str, list[Finding]] = {}
    views: dict[int, View] = {}
    for call in reversed(chosen):
        for day in reversed(last_days(rules.rule_set.figures, call)):
            view = View(CaseSpace(in_force(rules_on(rules.rule_set, call, day), call), call), places, limit, day)
            views.setdefault(call, view)
            # Calls differ in their figures, seldom in their cases: what has been walked is not walked again.
            cases = _fingerprint(view.space)
            if cases not in walked:
                walked[cases] = list(_in_call(view, unfinished))
            for finding in walked[cases]:
                first = by_key.setdefault(finding.key, finding)
                earlier = (call,) if call and call not in first.calls else ()
                by_key[finding.key] = first._replace(calls=(*earlier, *first.calls))
    newest_first = tuple(views.values())
    by_key |= {finding.key: finding for whole in IN_ALL_CALLS for finding in whole(newest_first)}
    if at is not None and rules.calls[-1:] == chosen[-1:]:
        by_key |= {finding.key: finding for finding in newest_call_over(newest_first[0], at)}
    newest = max(chosen)
    findings = [
        finding._replace(past=bool(finding.calls) and newest not in finding.calls) for finding in by_key.values()
    ]
    findings.sort(key=lambda finding: (finding.place.file, finding.place.start, finding.key))
    stale = _no_longer_meant(rules, places, by_key) if chosen == every_call and not unfinished else ()
    meant = {(entry.finding, name) for entry in rules.rule_set.meant for name in entry.about}
    return Report(
        (*(finding for finding in findings if finding.key not in meant), *stale),
        tuple(finding for finding in findings if finding.key in meant),
        tuple(unfinished),
        tuple(call for call in chosen if call),
    )


def _fingerprint(space: CaseSpace) -> str:
    """A text that two calls share only if they have the same cases, decided in the same way."""
    cells = [(cells.starts, cells.members) for cells in space.cells]
    conditions = conditions_of(space.rule_set)
    tests = [[(test.fact, space.accepting(test)) for test in tests_of(condition)] for condition in conditions]
    return repr((cells, tests, [option.criteria for option in space.rule_set.options.values()]))


def _in_call(view: View, unfinished: list[Unfinished]) -> Iterator[Finding]:
    for findings, codes in IN_EACH_CALL.items():
        try:
            yield from findings(View(view.space, view.places, view.limit, view.day))
        except TooLarge:
            unfinished.append(Unfinished(codes, view.space.call or None, view.limit))


def _no_longer_meant(rules: Rules, places: Places, keys: Container[tuple[str, str]]) -> Iterator[Finding]:
    """K901: entries of `meant` to which no finding answers."""
    call = rules.calls[-1] if rules.calls else None
    for position, entry in enumerate(rules.rule_set.meant):
        code = entry.finding
        for name in entry.about:
            if (code, name) not in keys:
                why = f"there is no {code} about `{name}`" if code in CODES else "there is no such code"
                yield Finding(
                    "K901",
                    f"`meant` speaks of {code} about `{name}`, but {why}",
                    places.of("meant", position, "about", name),
                    f"{code}/{name}",
                    Witness({}, call, (), "nothing is to be seen that would have to be meant"),
                )
