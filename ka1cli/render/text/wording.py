"""The program's own sentences about decisions, each in one place. Whatever is about the subject comes from the rules."""

from collections.abc import Mapping
from datetime import date, datetime

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.model import Allowed, Change, DatedDeadline, Moment, Provenance, Remedy, Window, WindowState
from ka1cli.decision.windows import day_of
from ka1cli.language.answers import answer_text
from ka1cli.language.formulas import Answer, Range
from ka1cli.language.model import Deadline, Fact, FactType, Option, RuleSet
from ka1cli.language.resolve import amount
from ka1cli.render.text.conditions import who_has

VERDICTS = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)
"""In the order in which they are counted."""
MANY = 8
"""Lists of values longer than this are counted instead of shown."""


def day_text(day: date) -> str:
    """A day as people write it: `19 February 2026`."""
    return f"{day.day} {day:%B} {day.year}"


def moment_text(moment: datetime) -> str:
    """A time with its offset: `19 February 2026, 12:00 (UTC+01:00)`."""
    return f"{day_text(moment)}, {moment:%H:%M} ({moment.tzname()})"


def version_text(rule_set: RuleSet) -> str:
    """Which rules these are, and how old: `library, version 2.0, checked on 3 May 2026`."""
    return f"{rule_set.id}, version {rule_set.version}, checked on {day_text(rule_set.as_of)}"


def rules_text(rules: Provenance, rule_set: RuleSet) -> str:
    """Which rules were used, so that they can be found again."""
    return f"{version_text(rule_set)}, sha256 {rules.sha256}"


def beyond_text(rules: Provenance, rule_set: RuleSet) -> str:
    """That the day lies beyond what the rules know; empty where it does not."""
    if rules.beyond is None:
        return ""
    ask = f" Ask {rule_set.ask} about anything newer." if rule_set.ask else ""
    return f"{day_text(rules.on)} lies beyond what these rules know: their last date is {day_text(rules.beyond)}.{ask}"


def deadline_text(entry: DatedDeadline, rule_set: RuleSet) -> str:
    """A round: whether it can still be met, until when, who has it, and when projects start."""
    deadline, state = entry
    parts = [f"{rule_set.words.period_heading} {deadline.call}, round {deadline.round}:"]
    if deadline.closes is None:
        parts.append("the closing date is not known here.")
    else:
        verb = {WindowState.OPEN: "open until", WindowState.UNKNOWN: "perhaps open until"}.get(state, "closed on")
        parts.append(f"{verb} {moment_text(deadline.closes)}.")
    return " ".join(filter(None, (*parts, who_has(deadline, rule_set), _start_text(deadline))))


def window_text(option: Option, window: Window) -> str:
    """When an option can be applied for, in a few words; nothing for an activity, which takes place within a route."""
    closes = window.deadline.closes if window.deadline else None
    match window.state:
        case WindowState.ALWAYS:
            return "" if option.is_activity else "at any time"
        case WindowState.UNKNOWN:
            return f"perhaps until {moment_text(closes)}" if closes else "day not known yet"
        case WindowState.OPEN:
            return f"until {moment_text(closes)}" if closes else ""
    return f"closed on {day_text(closes)}" if closes else "closed"


def _start_text(deadline: Deadline) -> str:
    start, end = deadline.starts_from, deadline.starts_to
    if start and end:
        return f"Projects start between {day_text(start)} and {day_text(end)}."
    if start:
        return f"Projects start on or after {day_text(start)}."
    return f"Projects start by {day_text(end)}." if end else ""


def value_text(fact: Fact, answer: Answer) -> str:
    """An answer with what it means and its unit: `N1 (North one)`, `12 months`, `no`."""
    if isinstance(answer, str) and fact.values.get(answer):
        return f"{answer} ({fact.values[answer]})"
    text = answer_text(answer)
    # Units are plural in the rule file: one of them is said without.
    return f"{text} {fact.unit}" if fact.unit and answer != 1 and fact.type is FactType.NUMBER else text


def allowed_text(fact: Fact, allowed: Allowed) -> str:
    """What a fact may be: `6 to 18 months`, `at most 30 participants`, `yes`, `one of 33 codes`."""
    if allowed.ranges:
        return " or ".join(range_text(fact, span) for span in allowed.ranges)
    if len(allowed.values) > MANY:
        return f"one of {len(allowed.values)} that fit"
    return " or ".join(_meaning(fact, value) for value in allowed.values)


def _meaning(fact: Fact, answer: Answer) -> str:
    """What an answer means, without its unit: `Books only`, `20`, `no`."""
    return (isinstance(answer, str) and fact.values.get(answer)) or answer_text(answer)


def range_text(fact: Fact, span: Range) -> str:
    """A range of numbers or days; a bound that the fact has anyway is left out."""
    low = None if span.min == fact.min and span.max not in (None, span.min) else span.min
    high = None if span.max == fact.max else span.max
    if fact.type is not FactType.DATE:
        return amount(Range(low, high), fact.unit, fact.decimals)
    days = [day_text(date.fromordinal(bound)) for bound in (low, high) if bound is not None]
    if len(days) == 2:
        return " to ".join(days)
    return f"from {days[0]} on" if high is None else f"until {days[0]}"


def answer_words(fact: Fact, answer: Answer) -> str:
    """An answer with what it answers, in few words: `pupil no`, `age 5`, `card full`."""
    text = fact.values.get(answer) or answer if isinstance(answer, str) else value_text(fact, answer)
    if fact.unit and fact.unit in fact.title:
        text = answer_text(answer)
    return f"{fact.title} {text}"


def change_text(facts: Mapping[str, Fact], profile: Mapping[str, Answer], remedy: Remedy) -> str:
    """A smallest set of changes as a request: `Change “length” from 20 to 18 months`."""
    parts = []
    for change in remedy.changes:
        fact = facts[change.allowed.fact]
        to = value_text(fact, change.to) if change.allowed.ranges else allowed_text(fact, change.allowed)
        parts.append(f"“{fact.title}” from {_meaning(fact, profile[fact.id])} to {to}")
    return f"Change {' and '.join(parts)}"


def changes_short(facts: Mapping[str, Fact], profile: Mapping[str, Answer], remedy: Remedy) -> str:
    """A smallest set of changes in few words: `20 -> 18 months`, `pupil: yes`, `another card`."""
    if len(remedy.changes) > 1:
        return counted(len(remedy.changes), "change")
    (change,) = remedy.changes
    fact = facts[change.allowed.fact]
    if fact.type is FactType.NUMBER:
        title = "" if fact.unit else f"{fact.title} "
        return f"{title}{answer_text(profile[fact.id])} -> {value_text(fact, change.to)}"
    if len(change.allowed.values) > 2:
        return f"another {fact.title}"
    return f"{fact.title}: {' or '.join(map(answer_text, change.allowed.values or (change.to,)))}"


def answer_short(fact: Fact, answer: Answer) -> str:
    """An answer in as few words as can be understood: `pupil no`, `full`."""
    return (
        answer
        if isinstance(answer, str) and fact.type is not FactType.YES_NO
        else f"{fact.title} {answer_text(answer)}"
    )


def window_short(option: Option, window: Window) -> str:
    """When an option can be applied for, for a table: `29 Sep 2026`, `any time`, `-` for an activity."""
    closes = window.deadline.closes if window.deadline else None
    short = f"{closes.day} {closes:%b} {closes.year}" if closes else ""
    match window.state:
        case WindowState.ALWAYS:
            return "-" if option.is_activity else "any time"
        case WindowState.OPEN:
            return short
        case WindowState.UNKNOWN:
            return f"{short}?" if closes else "not known yet"
    return "closed"


def apply_by_text(deadline: Deadline, at: Moment) -> str:
    """Until when to apply, and how many days are left: `Apply by 19 February 2026, 12:00 (UTC+01:00); 35 days are left.`"""
    if deadline.closes is None:
        return ""
    # A time elsewhere in the world can have another date than the place that the hour is of.
    today = day_of(at.astimezone(deadline.closes.tzinfo) if isinstance(at, datetime) else at)
    days = (deadline.closes.date() - today).days
    left = f"{counted(days, 'day')} are left" if days > 1 else "one day is left" if days else "today"
    return f"Apply by {moment_text(deadline.closes)}; {left}."


def counted(number: int, noun: str) -> str:
    """A number of things: `1 point`, `2,000 points`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def option_name(option: Option) -> str:
    return f"{option.code} {option.title}" if option.code else option.title


def remedy_text(facts: Mapping[str, Fact], profile: Mapping[str, Answer], remedy: Remedy) -> str:
    """A smallest set of changes, and what it brings."""
    changes = " and ".join(_change_text(facts[change.allowed.fact], profile, change) for change in remedy.changes)
    after = "eligible" if remedy.verdict is Verdict.ELIGIBLE else "open again, with answers still missing"
    return f"Change {changes}: then {after}."


def _change_text(fact: Fact, profile: Mapping[str, Answer], change: Change) -> str:
    now, allowed = _meaning(fact, profile[fact.id]), allowed_text(fact, change.allowed)
    if not change.allowed.ranges:
        return f"“{fact.title}” from {now} to {allowed}"
    to = answer_text(change.to)
    return f"“{fact.title}” from {now} to {to}" + (f" ({allowed} fits)" if allowed != to else "")


def fixed_text(facts: Mapping[str, Fact], profile: Mapping[str, Answer], fixed: tuple[str, ...]) -> str:
    """The answers that no other plan can change."""
    answers = " and ".join(f"“{facts[name].title}” ({_meaning(facts[name], profile[name])})" for name in fixed)
    return f"A different plan cannot change this: it rests on {answers}."
