"""A rule set as a page to read: options, criteria, facts, figures by call, groups, and what they rest on."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import starmap
from operator import itemgetter
from typing import TypeVar

from ka1cli.decision.call_rules import CallRules
from ka1cli.language.answers import alternatives, number_words, text_of_value
from ka1cli.language.conditions import tables_of
from ka1cli.language.formulas import Table
from ka1cli.language.model import Criterion, Deadline, Fact, FactType, Figure, FigureValue, Group, Option, RuleSet
from ka1cli.language.resolve import ALWAYS, amount, figure_text, group_values
from ka1cli.render.pages.citations import Citations
from ka1cli.render.pages.page import Block, Entry, Line, Mark, Page, Section
from ka1cli.render.text import wording
from ka1cli.render.text.conditions import accepted_text, condition_text, table_rows, who_has
from ka1cli.render.text.flags import with_meaning

T = TypeVar("T")
MANY = 12
"""Facts with more values than this show their number and some of them."""


def rules_page(at_call: CallRules) -> Page:
    """The page of a rule set as it stands in one call; figures and groups are shown for every call."""
    return _Writer(at_call).page()


class _Writer:
    def __init__(self, at_call: CallRules) -> None:
        self.call, self.rule_set, self.sha256 = at_call.call, at_call.rule_set, at_call.sha256
        self.every_call: RuleSet = at_call.every_call
        self.cite = Citations(self.rule_set)

    def page(self) -> Page:
        rule_set = self.rule_set
        titles = {**rule_set.kinds, "activity": "Activities"}
        options = rule_set.options.values()
        sections = [
            Section(titles[kind], tuple(self._option(option) for option in options if option.kind == kind))
            for kind in titles
        ]
        sections += [
            Section("Criteria", tuple(map(self._criterion, rule_set.criteria.values()))),
            Section("Facts", tuple(map(self._fact, rule_set.facts.values()))),
            Section("Figures", tuple(map(self._figure, self.every_call.figures.values()))),
            Section("Groups", tuple(map(self._group, rule_set.groups.values()))),
            Section("Partitions and what is meant", tuple(self._intentions())),
            Section("Background", tuple(map(self._background, rule_set.background))),
        ]
        return Page(
            rule_set.title,
            rule_set.language,
            heading="The rules in full",
            about=tuple(self._about()),
            sections=tuple(section for section in sections if section.entries),
            sources=self.cite.listed(),
        )

    def _about(self) -> Iterator[tuple[str, str]]:
        rule_set, words = self.rule_set, self.rule_set.words
        yield "Rules", wording.version_text(rule_set)
        yield "Hash", f"sha256 {self.sha256}"
        if self.call:
            yield words.period_heading, f"{self.call}, of the {words.periods} {', '.join(map(str, rule_set.calls))}"
        sections = {
            "options": "option",
            "criteria": "criterion",
            "facts": "fact",
            "figures": "figure",
            "sources": "source",
        }
        numbers = {section: len(getattr(rule_set, section)) for section in sections}
        yield "Content", " · ".join(f"{n} {sections[name] if n == 1 else name}" for name, n in numbers.items())

    def _option(self, option: Option) -> Entry:
        deadlines = (entry for entry in option.deadlines if entry.call == self.call)
        return Entry.of(
            option.id,
            wording.option_name(option),
            Block("About", (self.cite.line(option.summary, option.sources),)),
            Block("Who", _lines(option.who)),
            Block("All of these", tuple(map(self._required, option.criteria))),
            Block(
                "Recommended",
                tuple(
                    Line(f"{entry.because} (If {condition_text(entry.when, self.rule_set, self.call)}.)")
                    for entry in option.recommend
                ),
            ),
            Block("Figures", tuple(Line(self._figure_now(name)) for name in option.figures)),
            Block(
                "Deadlines",
                tuple(self.cite.line(self._deadline(entry), entry.sources, entry.note) for entry in deadlines),
            ),
            Block("A person has to check", self.cite.statements(option.manual_checks, self.call), Mark.BY_HAND),
            Block("Next steps", self.cite.statements(option.next_steps, self.call)),
            Block("Good to know", self.cite.statements(option.notes, self.call)),
        )

    def _deadline(self, deadline: Deadline) -> str:
        closes = wording.moment_text(deadline.closes) if deadline.closes else "not known here"
        who = who_has(deadline, self.rule_set)
        return f"Round {deadline.round}: {closes}" + (f". {who}" if who else "")

    def _required(self, name: str) -> Line:
        criterion = self.rule_set.criteria[name]
        return self.cite.line(f"{criterion.title} [{name}]", criterion.sources)

    def _figure_now(self, name: str) -> str:
        figure = self.rule_set.figures[name]
        return f"{figure.title}: {figure_text(figure, self.call)} [{name}]"

    def _criterion(self, criterion: Criterion) -> Entry:
        users = [option.id for option in self.rule_set.options.values() if criterion.id in option.criteria]
        return Entry.of(
            criterion.id,
            criterion.title,
            Block("Met if", (Line(condition_text(criterion.when, self.rule_set, self.call)),)),
            *(self._table(table) for table in tables_of(criterion.when)),
            Block("Met", _lines(criterion.met)),
            Block("Unmet", _lines(criterion.unmet)),
            Block("Not known", _lines(criterion.unknown)),
            Block("While a choice is open", _lines(criterion.limit)),
            Block("If unmet, look at", _lines(", ".join(criterion.way_on))),
            Block("Used by", _lines(", ".join(users))),
            Block("Sources", self._sources(criterion.sources, criterion.note)),
        )

    def _table(self, table: Table) -> Block:
        rows = table_rows(table, self.rule_set, self.call)
        return Block("Table", tuple(Line(" | ".join(row)) for row in rows))

    def _fact(self, fact: Fact) -> Entry:
        implied = tuple(
            Line(
                f"{accepted_text(entry.when.accepts, fact, self.rule_set, self.call)} means"
                f" {condition_text(entry.then, self.rule_set, self.call)}. {entry.because}"
            )
            for entry in fact.implies
        )
        asked = "chosen: it can still change" if fact.chosen else "given"
        return Entry.of(
            fact.id,
            fact.question,
            Block("Flag", (Line(fact.flag, code=fact.flag),)),
            Block("Answers", tuple(Line(text) for text in _answers(fact))),
            Block("Asked as", (Line(f"{asked}, under {self.rule_set.panels.get(fact.panel, fact.panel)}"),)),
            Block("Help", _lines(fact.help)),
            Block("Implies", implied),
        )

    def _figure(self, figure: Figure) -> Entry:
        earlier = (
            (change.year, f"{change.year}, before {wording.day_text(change)}", value)
            for change, value in figure.earlier.items()
        )
        values = (*earlier, *self._spans(figure.by_call, max(figure.earlier, default=None)))
        by_call = tuple(
            Line(f"{when}: {_value_text(figure, value)}") for _, when, value in sorted(values, key=itemgetter(0))
        )
        confirmed = ", ".join(map(str, figure.confirmed))
        return Entry.of(
            figure.id,
            figure.title,
            Block("Value", by_call),
            Block("Confirmed for", _lines(confirmed)),
            Block("Sources", self._sources(figure.sources, figure.note)),
        )

    def _group(self, group: Group) -> Entry:
        calls = self.rule_set.calls or (ALWAYS,)
        values = {call: group_values(self.rule_set.groups, group.id, call) for call in calls}
        changes = {
            call: members
            for i, (call, members) in enumerate(values.items())
            if i == 0 or members != values[calls[i - 1]]
        }
        return Entry.of(
            group.id,
            group.title,
            Block(
                "Values", tuple(Line(f"{when}: {_listed(members or ())}") for _, when, members in self._spans(changes))
            ),
            Block("Unites", _lines(", ".join(group.of))),
            Block("Sources", self._sources(group.sources, None)),
        )

    def _intentions(self) -> Iterator[Entry]:
        for partition in self.rule_set.partitions.values():
            text = f"{', '.join(partition.options)} divide `{partition.by}` among them: {partition.because}"
            yield Entry.of(partition.id, "Partition", Block("", (Line(text),)))
        for entry in self.rule_set.meant:
            about = ", ".join(entry.about)
            yield Entry.of(entry.finding, f"{entry.finding} is meant", Block("", (Line(f"{about}: {entry.because}"),)))

    def _background(self, name: str) -> Entry:
        entry = self.rule_set.background[name]
        text = (self.cite.line(entry.text, entry.sources),) if entry.text else ()
        figures = (Line(self._figure_now(name)) for name in entry.figures)
        return Entry.of(name, entry.title, Block("", (*text, *self.cite.statements(entry.items, self.call), *figures)))

    def _sources(self, names: tuple[str, ...], note: str | None) -> tuple[Line, ...]:
        if not names and not note:
            return ()
        confidence = f"confidence {self.rule_set.confidence(names)}" if names else ""
        return (self.cite.line(confidence, names, note),)

    def _spans(self, by_call: Mapping[int, T], since: date | None = None) -> Iterator[tuple[int, str, T]]:
        """The entries of a mapping from calls: the first call, the calls in words; a single one may hold since a day."""
        starts = sorted(by_call)
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            calls = [call for call in self.rule_set.calls if call >= start and (following is None or call < following)]
            if start == ALWAYS or len(starts) == 1:
                yield start, (f"since {wording.day_text(since)}" if since else "always"), by_call[start]
            elif calls:
                yield start, (str(calls[0]) if len(calls) == 1 else f"{calls[0]} to {calls[-1]}"), by_call[start]


def _lines(text: str | None) -> tuple[Line, ...]:
    return (Line(text),) if text else ()


def _value_text(figure: Figure, value: FigureValue | None) -> str:
    return "not known here" if value is None else amount(value, figure.unit, figure.decimals)


def _answers(fact: Fact) -> Iterator[str]:
    match fact.type:
        case FactType.YES_NO:
            yield alternatives(fact)
            yield from starmap(with_meaning, fact.values.items())
        case FactType.CHOICE:
            yield from starmap(with_meaning, fact.values.items())
        case FactType.COUNTRY:
            yield "a country: its code of two letters, or its name in a language of the EU"
        case FactType.CODE:
            yield _listed(tuple(fact.values))
        case FactType.NUMBER:
            yield number_words(fact)
        case FactType.DATE:
            yield "a date such as 2026-11-24"
    if fact.aliases:
        yield "also " + ", ".join(f"{alias} for {text_of_value(value)}" for alias, value in fact.aliases.items())


def _listed(values: tuple[str, ...]) -> str:
    if len(values) > 3 * MANY:
        return f"{len(values)} values: {', '.join(values[:MANY])}, …"
    return ", ".join(values) or "none"
