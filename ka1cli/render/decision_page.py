"""A decision as a page: first what can be done, then what is open and which answers it needs, then what is closed."""

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.model import DatedDeadline, Decision, OptionDecision
from ka1cli.language.model import Fact, RuleSet, Statement
from ka1cli.render import wording
from ka1cli.render.citations import Citations
from ka1cli.render.flags import flag_of, metavar
from ka1cli.render.page import Block, Detail, Entry, Line, Mark, Page, Section

_MARKS = {Verdict.ELIGIBLE: Mark.GOOD, Verdict.UNDETERMINED: Mark.OPEN, Verdict.INELIGIBLE: Mark.CLOSED}
_ORDER = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)


def decision_page(decision: Decision, rules: RuleSet, detail: Detail, command: str, subject: str = "") -> Page:
    """The page of a decision. `rules` are those of the decision's call, `command` repeats the decision.

    `subject` names whom the decision is about, if anybody said so.
    """
    return _Writer(decision, rules, detail).page(command, subject)


class _Writer:
    def __init__(self, decision: Decision, rules: RuleSet, detail: Detail) -> None:
        self.decision, self.rules, self.detail = decision, rules, detail
        self.cite = Citations(rules.sources)

    def page(self, command: str, subject: str) -> Page:
        sections = (self._recommended(), *(self._section(verdict) for verdict in _ORDER))
        return Page(
            self.rules.title,
            self.rules.language,
            self._about(subject),
            self._notices(),
            tuple(section for section in sections if section is not None),
            self._closing(command),
            self.cite.listed(),
        )

    def _about(self, subject: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        told = self.decision.rules
        seen = f"seen on {wording.day_text(told.on)}"
        short = f"{told.id}, version {told.version} (sha256 {told.sha256[:12]}…)"
        rules = wording.rules_text(told, self.rules) if self.detail is Detail.FULL else short
        return (
            *([("For", (subject,))] if subject else []),
            ("Answers", wording.answers_told(self.rules.facts, self.decision.profile)),
            (self.rules.words.period_heading, (f"{told.call}, {seen}" if told.call else seen,)),
            ("Rules", (rules,)),
        )

    def _notices(self) -> tuple[str, ...]:
        beyond = wording.beyond_text(self.decision.rules, self.rules)
        return (beyond,) if beyond else ()

    def _recommended(self) -> Section | None:
        found = self.decision.recommended
        if not found:
            return None
        lines = tuple(
            Line(f"{_name(option)} ({wording.VERDICTS[option.verdict]}). {' '.join(option.recommended_because)}")
            for option in found
        )
        return Section("Recommended", Mark.RECOMMENDED, lines, ())

    def _section(self, verdict: Verdict) -> Section | None:
        found = sorted(self.decision.with_verdict(verdict), key=lambda option: not option.recommended)
        if not found:
            return None
        title = f"{wording.SECTIONS[verdict]} ({len(found)})"
        return Section(title, _MARKS[verdict], (), tuple(self._entry(option) for option in found))

    def _entry(self, option: OptionDecision) -> Entry:
        remark = wording.VERDICTS[option.verdict] + (", recommended" if option.recommended else "")
        blocks = [block for block in self._blocks(option) if block.lines]
        return Entry(option.option.id, _name(option), remark, _MARKS[option.verdict], tuple(blocks))

    def _blocks(self, option: OptionDecision) -> list[Block]:
        full = self.detail is Detail.FULL
        blocks = []
        if full:
            blocks.append(Block("About", (self._cited(option.option.summary, option.option.sources),)))
            blocks.append(Block("Recommended", tuple(Line(text) for text in option.recommended_because)))
        if option.verdict is Verdict.INELIGIBLE:
            blocks += [Block("Because", self._findings(option, State.UNMET), Mark.CLOSED), self._way_on(option)]
            if full:
                blocks.append(Block("Not known yet", self._findings(option, State.UNKNOWN)))
                blocks.append(Block("Met", self._findings(option, State.MET)))
        else:
            blocks.append(Block("Still needed", self._needed(option), Mark.OPEN))
            blocks.append(Block("Open because", self._findings(option, State.UNKNOWN)))
            if full or option.verdict is Verdict.ELIGIBLE:
                blocks.append(Block("Because", self._findings(option, State.MET, by_choice=False)))
            blocks.append(Block("Keep to", self._findings(option, State.MET, by_choice=True)))
        return blocks + self._around(option)

    def _around(self, option: OptionDecision) -> list[Block]:
        """What else there is to know: dates, steps, and what only a person can judge."""
        full = self.detail is Detail.FULL
        checks, steps = option.manual_checks, option.next_steps
        if option.verdict is Verdict.INELIGIBLE and not full:
            return []
        blocks = [Block("Deadlines", tuple(self._deadline(entry) for entry in option.deadlines))]
        if full:
            return [
                *blocks,
                Block("A person has to check", self._statements(checks), Mark.BY_HAND),
                Block("Next steps", self._statements(steps)),
                Block("Good to know", self._statements(option.notes)),
            ]
        count = f"{len(checks)} {'point' if len(checks) == 1 else 'points'} that no form decides; -v lists them."
        return [
            *blocks,
            Block("Next step", tuple(Line(step.text) for step in steps[:1])),
            Block("A person has to check", (Line(count),) if checks else ()),
        ]

    def _needed(self, option: OptionDecision) -> tuple[Line, ...]:
        return tuple(
            Line(f"{_to_answer(fact)}: {fact.question}", code=_to_answer(fact))
            for fact in (self.rules.facts[name] for name in option.missing)
        )

    def _way_on(self, option: OptionDecision) -> Block:
        facts, profile = self.rules.facts, self.decision.profile
        lines = [Line(wording.remedy_text(facts, profile, remedy)) for remedy in option.remedies]
        if option.fixed:
            lines.append(Line(wording.fixed_text(facts, profile, option.fixed)))
        for way in option.ways_on:
            other = self.rules.options[way]
            named = f"--route {other.id}"
            lines.append(Line(f"Look at {_named(other.code, other.title)} ({named}).", code=named))
        return Block("Way on", tuple(lines))

    def _findings(self, option: OptionDecision, state: State, by_choice: bool | None = None) -> tuple[Line, ...]:
        """The reasons of the criteria in a state; with `by_choice`, of those met, or not met, by an open choice only."""
        return tuple(
            self._cited(finding.reason, finding.criterion.sources, finding.criterion.note)
            for finding in option.findings
            if finding.state is state and by_choice in (None, finding.by_choice)
        )

    def _deadline(self, entry: DatedDeadline) -> Line:
        return self._cited(wording.deadline_text(entry, self.rules.words), entry.deadline.sources, entry.deadline.note)

    def _statements(self, statements: tuple[Statement, ...]) -> tuple[Line, ...]:
        return tuple(self._cited(entry.text, entry.sources, entry.note) for entry in statements)

    def _cited(self, text: str, sources: tuple[str, ...], note: str | None = None) -> Line:
        """A sentence with its sources. Only the full page names all of them, and the notes of the rule author."""
        if self.detail is Detail.FULL:
            return self.cite.line(text, sources, note)
        best = self.rules.best_source(sources)
        return self.cite.line(text, (best,) if best else ())

    def _closing(self, command: str) -> tuple[tuple[str, Line], ...]:
        closing = []
        if self.decision.next_question is not None:
            fact = self.rules.facts[self.decision.next_question]
            closing.append(("Next question", Line(f"{fact.question} Add {_to_answer(fact)}", code=_to_answer(fact))))
        closing.append(("This answer again", Line(command, code=command)))
        return tuple(closing)


def _to_answer(fact: Fact) -> str:
    return f"{flag_of(fact)} {metavar(fact)}"


def _name(option: OptionDecision) -> str:
    return _named(option.option.code, option.option.title)


def _named(code: str | None, title: str) -> str:
    return f"{code} {title}" if code else title
