"""Compares rule files call by call, and joins the calls that differ in the same way."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ka1cli.audit.compare.contents import ContentChange, changed_wording, content_changes
from ka1cli.audit.compare.diff import DecisionChange, decision_changes
from ka1cli.audit.view import LIMIT
from ka1cli.decision.rules import Rules
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.within_call import last_days

Pair = tuple[int, int]
"""A call of the rules before, and the call of the rules after with which it is compared."""


class Difference(NamedTuple):
    """What differs, in the same way in all of some pairs of calls."""

    pairs: tuple[Pair, ...]
    changes: tuple[DecisionChange, ...]
    said: tuple[ContentChange, ...]


class Comparison(NamedTuple):
    before: Rules
    after: Rules
    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]
    """None: the rules decide alike and say the same."""
    calls: tuple[tuple[int, ...], tuple[int, ...]] | None
    """The calls that both know, where they are not the same ones and nothing else was asked for."""
    wording: tuple[str, ...]
    """Entries whose sentences differ; that is no difference of the rules."""
    gave_up: tuple[str, ...]
    """The options about which it is not known whether they differ."""

    @property
    def same(self) -> bool:
        return not self.differences and self.calls is None and not self.gave_up


def pairs_of(before: Rules, after: Rules) -> tuple[Pair, ...]:
    """The calls that both know, each with itself, and the newest of one with the newest of the other."""
    shared = [(call, call) for call in after.calls if call in before.calls]
    newest = tuple((rules.calls or (ALWAYS,))[-1] for rules in (before, after))
    return tuple(dict.fromkeys((*shared, (newest[0], newest[1]))))


def compare(
    before: Rules,
    after: Rules,
    pairs: Iterable[Pair] | None = None,
    options: Collection[str] | None = None,
    limit: int = LIMIT,
) -> Comparison:
    """Compare two rule sets, by default in all calls and all options. `limit` bounds the comparison of each option."""
    chosen = tuple(pairs_of(before, after) if pairs is None else pairs)
    differing: list[tuple[DecisionChange | ContentChange, list[Pair]]] = []
    gave_up: dict[str, None] = {}
    for call, new_call in chosen:
        changes: list[DecisionChange] = []
        for day in _parts(before, call, after, new_call):
            then, now = before.at(call or None, day), after.at(new_call or None, day)
            of_part, beyond = decision_changes(then.space, now.space, options, limit)
            undated = [change._replace(on=None) for change in changes]
            changes += [change._replace(on=day) for change in of_part if change not in undated]
            gave_up |= dict.fromkeys(beyond)
        said = content_changes(before.rule_set, call, after.rule_set, new_call, options)
        items: tuple[DecisionChange | ContentChange, ...] = (*changes, *said)
        for item in items:
            pairs_of_item = next((pairs for known, pairs in differing if known == item), None)
            if pairs_of_item is None:
                differing.append((item, [(call, new_call)]))
            else:
                pairs_of_item.append((call, new_call))
    differing_calls = pairs is None and before.calls != after.calls
    return Comparison(
        before,
        after,
        pairs=chosen,
        differences=tuple(_joined(differing)),
        calls=(before.calls, after.calls) if differing_calls else None,
        wording=() if options else changed_wording(before.rule_set, after.rule_set),
        gave_up=tuple(gave_up),
    )


def _parts(before: Rules, call: int, after: Rules, new_call: int) -> list[date | None]:
    """The last days of the parts of a call that have to be compared, the last one first."""
    if call != new_call:
        return [None]
    days = {day for rules in (before, after) for day in last_days(rules.rule_set.figures, call) if day is not None}
    return [*sorted(days, reverse=True)] if days else [None]


def _joined(differing: list[tuple[DecisionChange | ContentChange, list[Pair]]]) -> Iterator[Difference]:
    """What differs in the same calls, together; the widest differences first."""
    together: dict[tuple[Pair, ...], list[DecisionChange | ContentChange]] = {}
    for item, pairs in differing:
        together.setdefault(tuple(pairs), []).append(item)
    for calls, items in sorted(together.items(), key=lambda entry: -len(entry[0])):
        changes = tuple(item for item in items if isinstance(item, DecisionChange))
        yield Difference(calls, changes, tuple(item for item in items if isinstance(item, ContentChange)))
