"""A decision as a page: the answer in one look, or options in full, or both."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import CriterionFinding, DatedDeadline, Decision, OptionDecision, WindowState
from ka1cli.language.model import Statement
from ka1cli.render.pages.citations import Citations
from ka1cli.render.pages.first_screen import first_screen
from ka1cli.render.pages.page import Block, Entry, Line, Mark, NextCommands, Page, Screen, Section
from ka1cli.render.pages.standing import MARKS, TITLES, Standing, standing_of
from ka1cli.render.text import wording
from ka1cli.render.text.flags import to_answer

_SAID = 140
"""So many characters of answers are repeated on the screen."""


class Scope(Enum):
    """What of a decision is shown."""

    SCREEN = 1
    """The answer in one look (`layouts.fitting`)."""
    OPTIONS = 2
    """Its options in full, without the screen."""
    EVERYTHING = 3


def decision_page(
    decision: Decision,
    at_call: CallRules,
    scope: Scope,
    commands: NextCommands,
    subject: str = "",
    *,
    full: bool,
) -> Page:
    """The page of a decision. `subject` says whom it is about, if anybody said so.

    In `full` every source and every note of the rule author is named.
    """
    return _Writer(decision, at_call, scope, full).page(commands, subject)


class _Writer:
    def __init__(self, decision: Decision, at_call: CallRules, scope: Scope, full: bool) -> None:
        self.decision, self.at_call, self.rule_set, self.scope = decision, at_call, at_call.rule_set, scope
        self.cite = Citations(self.rule_set, decision.countries)
        self.cited = self.cite.line if full else self.cite.brief
        concerning = [option for option in decision.options if option.verdict is not Verdict.INELIGIBLE]
        checks = Counter(entry.text for option in concerning for entry in option.manual_checks)
        self.shared = {text for text, times in checks.items() if times > 1 and scope is not Scope.OPTIONS}
        """What a person has to check for several options."""

    def page(self, commands: NextCommands, subject: str) -> Page:
        screen: Screen | None = None
        sections: Iterable[Section] = ()
        if self.scope is Scope.OPTIONS:
            sections = [Section("", tuple(map(self._entry, self.decision.options)))]
        else:
            screen = first_screen(self.decision, self.at_call, self.cite, commands)
        again = Line(commands.again, code=commands.again)
        rules = Line(wording.rules_text(self.decision.rules, self.rule_set))
        if self.scope is Scope.EVERYTHING and not self.decision.closed_to:
            sections = [*map(self._section, Standing), self._shared_checks()]
        return Page(
            self.rule_set.title,
            self.rule_set.language,
            heading="What you can do",
            about=self._about(subject),
            notices=self._notices(),
            sections=tuple(section for section in sections if section.entries or section.intro),
            closing=() if self.scope is Scope.SCREEN else (("To repeat", again), ("Rules", rules)),
            sources=self.cite.listed(),
            screen=screen,
        )

    def _about(self, subject: str) -> tuple[tuple[str, str], ...]:
        rules, words = self.decision.rules, self.rule_set.words
        seen = f"as of {wording.day_text(rules.on)}"
        period = (words.period_heading, f"{rules.call}, {seen}") if rules.call else ("Day", seen)
        return (*((("For", subject),) if subject else ()), period, ("You said", self._said()))

    def _said(self) -> str:
        """The answers, on the screen as many as have room."""
        facts = self.rule_set.facts
        said = [wording.answer_words(facts[name], answer) for name, answer in self.decision.profile.items()]
        kept = said
        while self.scope is Scope.SCREEN and len(" · ".join(kept)) > _SAID:
            kept = kept[:-1]
        more = [f"and {len(said) - len(kept)} more"] if len(kept) < len(said) else []
        return " · ".join((*kept, *more)) or "nothing yet"

    def _notices(self) -> tuple[str, ...]:
        rules, parts = self.decision.rules, []
        if self.decision.closed_to:
            return ()
        open_options = [option for option in self.decision.options if option.verdict is not Verdict.INELIGIBLE]
        waiting = any(
            option.window.state is WindowState.UNKNOWN
            and not (option.window.deadline and option.window.deadline.closes)
            for option in open_options
        )
        if waiting:
            last = f"; the last was {wording.day_text(rules.beyond)}" if rules.beyond else ""
            parts.append(f"The next closing day is not known here{last}.")
        elif rules.beyond is not None and open_options:
            parts.append(f"The last day known here was {wording.day_text(rules.beyond)}.")
        if rules.unconfirmed and rules.call:
            number = len(rules.unconfirmed)
            are, periods = "is" if number == 1 else "are", self.rule_set.words.periods
            parts.append(f"{wording.counted(number, 'figure')} {are} of other {periods}, not confirmed here.")
        if parts and self.rule_set.ask:
            parts.append(f"Ask {self.rule_set.ask}.")
        return (" ".join(parts),) if parts else ()

    def _section(self, standing: Standing) -> Section:
        options = [option for option in self.decision.options if standing_of(option) is standing]
        entries = map(self._entry, sorted(options, key=lambda option: not option.recommended))
        return Section(TITLES[standing], tuple(entries), MARKS[standing])

    def _shared_checks(self) -> Section:
        checks = [entry for option in self.decision.options for entry in option.manual_checks]
        once = {entry.text: entry for entry in checks if entry.text in self.shared}
        lines = tuple(self.cited(entry.text, entry.sources, entry.note) for entry in once.values())
        return Section("A person checks, whatever you choose", mark=Mark.BY_HAND, intro=lines)

    def _entry(self, option: OptionDecision) -> Entry:
        parts = [str(option.verdict)]
        window = "" if option.verdict is Verdict.INELIGIBLE else wording.window_text(option.option, option.window)
        if window:
            parts.append(window)
        if option.recommended:
            parts.append("recommended")
        name, mark = wording.option_name(option.option), MARKS[standing_of(option)]
        return Entry.of(option.option.id, name, *self._blocks(option), remark=", ".join(parts), mark=mark)

    def _blocks(self, option: OptionDecision) -> list[Block]:
        closed = option.verdict is Verdict.INELIGIBLE
        by_state = {state: [f for f in option.findings if f.state is state] for state in State}
        keep_to = [finding for finding in by_state[State.MET] if finding.by_choice]
        met = [finding for finding in by_state[State.MET] if not finding.by_choice]
        why = [*by_state[State.UNMET], *([] if closed else by_state[State.UNKNOWN]), *met]
        for_you = [entry for entry in option.notes if entry.when is not None]
        own_checks = [entry for entry in option.manual_checks if entry.text not in self.shared]
        alone = self.scope is Scope.OPTIONS  # no screen says it already
        blocks = [
            Block("", (self.cited(option.option.summary, option.option.sources),)),
            Block("", tuple(Line(text, about="Recommended") for text in option.recommended_because if alone)),
            Block("Why", self._findings(why)),
            Block("What you can do instead", self._instead(option)),
        ]
        if closed:
            not_known = [*by_state[State.UNKNOWN], *keep_to]
            return [
                *blocks,
                Block("For you in particular", self._statements(for_you)),
                Block("Not answered, and not what closes it", self._findings(not_known)),
            ]
        return [
            *blocks,
            Block("Still to answer", self._questions(option) if alone else ()),
            Block("If you apply, keep to", self._findings(keep_to)),
            Block("For you in particular", self._statements(for_you)),
            Block("Dates", tuple(map(self._deadline, option.deadlines))),
            Block("Next steps", self._statements(option.next_steps), Mark.STEPS),
            Block("A person checks", self._statements(own_checks), Mark.BY_HAND),
            Block("Good to know", self._statements(entry for entry in option.notes if entry.when is None)),
        ]

    def _findings(self, findings: Iterable[CriterionFinding]) -> tuple[Line, ...]:
        marks = {State.MET: Mark.GOOD, State.UNMET: Mark.CLOSED, State.UNKNOWN: Mark.OPEN}
        return tuple(
            self.cited(finding.reason, finding.criterion.sources, finding.criterion.note)._replace(
                mark=Mark.PLAIN if finding.by_choice else marks[finding.state]
            )
            for finding in findings
        )

    def _questions(self, option: OptionDecision) -> tuple[Line, ...]:
        facts = [self.rule_set.facts[name] for name in option.missing]
        return tuple(Line(f"{fact.question} {to_answer(fact)}", code=to_answer(fact)) for fact in facts)

    def _instead(self, option: OptionDecision) -> tuple[Line, ...]:
        facts, profile = self.rule_set.facts, self.decision.profile
        lines = [Line(wording.remedy_text(facts, profile, remedy)) for remedy in option.remedies]
        if option.fixed and not self.decision.closed_to:
            lines.append(Line(wording.fixed_text(facts, profile, option.fixed)))
        lines += self._statements(self.decision.closed_to)
        for way in option.ways_on:
            flag = f"--route {way}"
            lines.append(Line(f"Look at {wording.option_name(self.rule_set.options[way])} ({flag}).", code=flag))
        return tuple(lines)

    def _deadline(self, entry: DatedDeadline) -> Line:
        text = wording.deadline_text(entry, self.rule_set)
        return self.cited(text, entry.deadline.sources, entry.deadline.note)

    def _statements(self, statements: Iterable[Statement]) -> tuple[Line, ...]:
        return tuple(self.cited(entry.text, entry.sources, entry.note) for entry in statements)
