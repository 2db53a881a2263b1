"""What can be done, as a page: options with criteria, figures, deadlines and sources, for one call."""

from collections.abc import Iterator

from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import DatedDeadline, Moment
from ka1cli.decision.windows import day_of, rounds_of
from ka1cli.language.conditions import figures_of, tests_of
from ka1cli.language.model import Background, Option, RuleSet
from ka1cli.language.resolve import figure_text, value_at
from ka1cli.render.pages.citations import Citations
from ka1cli.render.pages.page import Block, Entry, Line, Mark, Page, Section
from ka1cli.render.text import wording


def routes_page(
    at_call: CallRules, options: tuple[str, ...], at: Moment, show: str, *, full: bool, background: bool
) -> Page:
    """The page of some options. `show` is the command that shows one of them; empty where it is about one.

    The background is told whole or, without `background`, by its titles.
    """
    return _Writer(at_call, at, full).page(options, show, background)


class _Writer:
    def __init__(self, at_call: CallRules, at: Moment, full: bool) -> None:
        self.call, self.at, self.full = at_call.call, at, full
        self.rule_set: RuleSet = at_call.rule_set
        self.sha256 = at_call.sha256
        self.cite = Citations(self.rule_set)
        self.cited = self.cite.line if full else self.cite.brief

    def page(self, names: tuple[str, ...], show: str, background: bool) -> Page:
        chosen = [self.rule_set.options[name] for name in names]
        kinds: dict[str, list[Option]] = {}
        for option in chosen:
            kinds.setdefault(option.kind, []).append(option)
        sections = [
            Section(self.rule_set.kinds.get(kind, "Activities"), tuple(map(self._option, members)))
            for kind, members in kinds.items()
        ]
        closing = [("More about one of them", Line(show, code=show))] if show else []
        subjects = self._background(chosen) if show else []
        if subjects and background:
            sections.append(Section("Background", tuple(map(self._subject, subjects))))
        elif subjects:
            titles = tuple(Line(entry.title) for entry in subjects)
            sections.append(Section("Background", intro=titles))
            closing.append(("The background, or a page", Line("add -v, or --format html > page.html")))
        return Page(
            self.rule_set.title,
            self.rule_set.language,
            heading="What can be done",
            about=tuple(self._about()),
            sections=tuple(sections),
            closing=tuple(closing),
            sources=self.cite.listed(),
        )

    def _about(self) -> Iterator[tuple[str, str]]:
        rule_set = self.rule_set
        if self.call:
            yield rule_set.words.period_heading, f"{self.call}, seen on {wording.day_text(day_of(self.at))}"
        yield "Rules", f"{wording.version_text(rule_set)} (sha256 {self.sha256[:12]}…)"

    def _option(self, option: Option) -> Entry:
        blocks = [Block("About", (self.cited(option.summary, option.sources),))]
        if option.who:
            blocks.append(Block("Who", (Line(option.who),)))
        names = [name for name in option.figures if self.full or name in self._limits(option)]
        figures = Block("Figures" if self.full else "Limits", tuple(map(self._figure, names)))
        deadlines = Block("Deadlines", tuple(map(self._deadline, rounds_of(option, self.call, self.at))))
        if self.full:
            blocks += [
                Block("All of these", tuple(map(self._criterion, option.criteria))),
                Block("Recommended when", tuple(Line(entry.because) for entry in option.recommend)),
                figures,
                deadlines,
                Block("A person has to check", self.cite.statements(option.manual_checks, self.call), Mark.BY_HAND),
                Block("Next steps", self.cite.statements(option.next_steps, self.call)),
                Block("Good to know", self.cite.statements(option.notes, self.call)),
                Block("Links", tuple(map(Line, option.links))),
            ]
        else:
            blocks += [figures, deadlines]
        return Entry.of(option.id, wording.option_name(option), *blocks)

    def _criterion(self, name: str) -> Line:
        criterion = self.rule_set.criteria[name]
        return self.cited(f"{criterion.title}.", criterion.sources, criterion.note)

    def _limits(self, option: Option) -> set[str]:
        """The figures by which an option is judged."""
        conditions = (self.rule_set.criteria[name].when for name in option.criteria)
        return {figure for condition in conditions for test in tests_of(condition) for figure in figures_of(test)}

    def _figure(self, name: str) -> Line:
        figure = self.rule_set.figures[name]
        text = f"{figure.title}: {figure_text(figure, self.call)}"
        if value_at(figure.by_call, self.call) is not None:
            older = figure.confirmed and self.call not in figure.confirmed
            remark = f", not confirmed for call {self.call}" if older else ""
            text += f" ({self.rule_set.confidence(figure.sources)}{remark})"
        return self.cited(text, figure.sources, figure.note)

    def _deadline(self, entry: DatedDeadline) -> Line:
        text = wording.deadline_text(entry, self.rule_set)
        return self.cited(text, entry.deadline.sources, entry.deadline.note)

    def _background(self, chosen: list[Option]) -> list[Background]:
        """What is told beside a whole list of options."""
        kinds = {"activities" if option.is_activity else "routes" for option in chosen}
        return [entry for entry in self.rule_set.background.values() if entry.shown_with in kinds]

    def _subject(self, entry: Background) -> Entry:
        """A subject of the background, with every remark."""
        text = (self.cited(entry.text, entry.sources),) if entry.text else ()
        items = self.cite.statements(entry.items, self.call)
        return Entry(entry.id, entry.title, (Block("", (*text, *items, *map(self._figure, entry.figures))),))
