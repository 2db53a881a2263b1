"""What two rule sets say apart from their decisions: facts, figures, groups and deadlines, compared."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ka1cli.language.answers import answer_at, answer_text
from ka1cli.language.conditions import facts_of
from ka1cli.language.model import Deadline, Fact, Figure, Option, RuleSet
from ka1cli.language.resolve import figure_text, group_values
from ka1cli.language.sentences import in_force
from ka1cli.language.within_call import figures_on, last_days


class ContentChange(NamedTuple):
    """Something that is said otherwise than before."""

    kind: str
    """`fact`, `option`, `figure`, `group` or `deadline`."""
    name: str
    before: str | None
    """Nothing: it is new."""
    after: str | None
    """Nothing: it is gone."""


def content_changes(
    before: RuleSet, call: int, after: RuleSet, new_call: int, options: Collection[str] | None = None
) -> tuple[ContentChange, ...]:
    """What two rule sets say in a call each; of some options only whether they exist.

    Dates of deadlines are compared within one call, as each has its own.
    """
    then, now = (
        _statements_by_kind(in_force(rule_set, at), at, dates=call == new_call)
        for rule_set, at in ((before, call), (after, new_call))
    )
    said = (said for kind in now for said in _differing(kind, then[kind], now[kind]))
    return tuple(entry for entry in said if not options or (entry.kind == "option" and entry.name in options))


def _statements_by_kind(rule_set: RuleSet, call: int, *, dates: bool) -> dict[str, dict[str, str]]:
    """By kind, what every entry says in a call."""
    groups = {name: " ".join(sorted(group_values(rule_set.groups, name, call))) for name in rule_set.groups}
    return {
        "fact": {name: fact_text(fact) for name, fact in rule_set.facts.items()},
        "option": {name: option.kind for name, option in rule_set.options.items()},
        "figure": {name: _figure_text(figure, call) for name, figure in rule_set.figures.items()},
        "group": groups,
        "deadline": _deadlines(rule_set, call, dates=dates),
    }


def _figure_text(figure: Figure, call: int) -> str:
    """What a figure says in a call, also before it changes within the call."""
    alone = {figure.id: figure}
    texts = {day: figure_text(figures_on(alone, call, day)[figure.id], call) for day in last_days(alone, call)}
    *before, at_end = texts.items()
    return "".join(f"{text} until {day}, then " for day, text in before) + at_end[1]


def _differing(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[ContentChange]:
    for name in dict.fromkeys((*after, *before)):
        then, now = before.get(name), after.get(name)
        if then != now:
            yield ContentChange(kind, name, then, now)


def fact_text(fact: Fact) -> str:
    """What can be answered to a fact: its type, its values or range, and whether it is given or chosen."""
    asked = "chosen" if fact.chosen else "given"
    if fact.answers:
        return f"{asked}, {fact.type} of {' '.join(sorted(map(answer_text, fact.answers)))}"
    low, high = (None if end is None else answer_text(answer_at(end, fact)) for end in (fact.min, fact.max))
    decimals = f" with {fact.decimals} decimals" if fact.decimals else ""
    return f"{asked}, {fact.type}{decimals} from {low}" + ("" if high is None else f" to {high}")


def _deadlines(rule_set: RuleSet, call: int, *, dates: bool) -> dict[str, str]:
    return {
        f"{option.id} round {deadline.round}": _deadline_text(deadline) if dates else ""
        for option in rule_set.options.values()
        for deadline in option.deadlines
        if deadline.call == call
    }


def _deadline_text(deadline: Deadline) -> str:
    closes = f"closes {deadline.closes.isoformat(timespec='minutes')}" if deadline.closes else "not known here"
    starts = [str(day) if day else "" for day in (deadline.starts_from, deadline.starts_to)]
    return closes + (f", starts {starts[0]} to {starts[1]}" if any(starts) else "") + _who(deadline)


def _who(deadline: Deadline) -> str:
    """Who has a round: it is open to those only for whom that is known."""
    where = deadline.only_where
    if where is None or isinstance(where, str):
        return f", for some: {where}" if where else ""
    return f", for some, by {', '.join(facts_of(where))}"


def changed_wording(before: RuleSet, after: RuleSet) -> tuple[str, ...]:
    """The criteria, options and facts of both whose sentences differ. No decision depends on them."""
    then, now = _sentences(before), _sentences(after)
    return tuple(name for name in then if name in now and then[name] != now[name])


def _sentences(rule_set: RuleSet) -> dict[str, list[object]]:
    """The sentences of every entry, by its kind and name."""
    return {
        **{f"fact {fact.id}": [fact.title, fact.question, fact.help, fact.unit] for fact in rule_set.facts.values()},
        **{
            f"criterion {entry.id}": [entry.title, entry.met, entry.unmet, entry.unknown, entry.limit, entry.note]
            for entry in rule_set.criteria.values()
        },
        **{f"option {option.id}": _of_option(option) for option in rule_set.options.values()},
    }


def _of_option(option: Option) -> list[object]:
    because = (entry.because for entry in option.recommend)
    return [option.title, option.summary, option.who, *because, *(entry.text for entry in option.statements)]
