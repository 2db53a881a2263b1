"""A decision in one look: what to do, every option in one table, each open question once."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision, OptionDecision, Remedy, WindowState
from ka1cli.language.answers.texts import series
from ka1cli.language.conditions import facts_of
from ka1cli.language.model import Option, Statement
from ka1cli.render.pages.citations import Citations
from ka1cli.render.pages.page import FOR_YOU, Hint, Line, Mark, NextCommands, OpenQuestion, OptionRow, Screen
from ka1cli.render.pages.standing import MARKS, Standing, standing_of
from ka1cli.render.text import wording
from ka1cli.render.text.flags import to_answer, unlisted

_SHORT = 44
"""A longer question gives way to the title of its fact."""
_ELIGIBLE = {
    Standing.NOW: "You can do this now",
    Standing.TO_COME: "You are eligible, but no round is known to be open now",
}
_MOST_ADVICE = 3
_MOST_CHANGES = 2
"""A plan that has to change more is not where to start."""
_COMMAND = 58
"""So many characters of a command fit."""


class Advice(NamedTuple):
    """An option that is worth starting with, and why."""

    option: OptionDecision
    because: str
    remedy: Remedy | None = None
    """The change of plan that it takes."""


def first_screen(decision: Decision, at_call: CallRules, cite: Citations, commands: NextCommands) -> Screen:
    """The screen of a decision. What it says cites its sources. Where nothing is to be asked, it says how to repeat it."""
    return _Writer(decision, at_call, cite).screen(commands)


class _Writer:
    def __init__(self, decision: Decision, at_call: CallRules, cite: Citations) -> None:
        self.decision, self.at_call, self.cite = decision, at_call, cite
        self.rule_set, self.facts = at_call.rule_set, at_call.rule_set.facts
        self.options = sorted(decision.options, key=lambda option: (standing_of(option), not option.recommended))
        self.standings = set(map(standing_of, decision.options))
        missing = [name for option in decision.options for name in option.missing]
        order = list(self.facts)
        self.open = sorted(dict.fromkeys(missing), key=lambda name: (-missing.count(name), order.index(name)))
        self.number = {name: number for number, name in enumerate(self.open, 1)}
        self.foot = f"Rules {decision.rules.version}. Not legal advice."

    def screen(self, commands: NextCommands) -> Screen:
        if self.decision.closed_to:
            return self._closed_to(commands.activities)
        advice = self._advice()
        return Screen(
            start=tuple(self._start(advice)),
            option=self.rule_set.words.option,
            rows=tuple(map(self._row, self.options)),
            legend=self._legend(),
            hints=tuple(self._hints(advice)),
            questions=tuple(map(self._question, self.open)),
            settles=self._settles(),
            commands=tuple(self._commands(advice, commands)),
            foot=self.foot,
        )

    def _closed_to(self, activities: str) -> Screen:
        """What those can do for whom the rules are not."""
        audience = self.rule_set.audience
        assert audience is not None
        ways_on = (self.cite.brief(entry.text, entry.sources) for entry in self.decision.closed_to)
        commands = [("Ask for somebody else", to_answer(self.facts[audience.fact]))]
        if any(option.is_activity for option in self.rule_set.options.values()):
            commands.insert(0, ("What there is", activities))
        return Screen(
            start=(Line(audience.because, mark=Mark.CLOSED), *ways_on),
            option=self.rule_set.words.option,
            commands=tuple(commands),
            foot=self.foot,
        )

    def _advice(self) -> list[Advice]:
        """Where to start: what is recommended and not over, then what a changed plan would open and recommend."""
        advice = [
            Advice(option, option.recommended_because[0])
            for option in self.decision.options
            if option.recommended and option.window.state is not WindowState.CLOSED
        ]
        if len(advice) < _MOST_ADVICE:
            changed = (option for option in self.options if standing_of(option) is Standing.CHANGE)
            remedies = sorted(((option, option.remedies[0]) for option in changed), key=lambda way: len(way[1].changes))
            after = (self._after(option, remedy) for option, remedy in remedies if len(remedy.changes) <= _MOST_CHANGES)
            advice += [entry for entry in after if entry][:1]
        return advice[:_MOST_ADVICE]

    def _after(self, option: OptionDecision, remedy: Remedy) -> Advice | None:
        """The advice to change the plan, where the option is recommended then."""
        changed = {**self.decision.profile, **{change.allowed.fact: change.to for change in remedy.changes}}
        (after,) = self.at_call.decide(changed, self.decision.rules.at, [option.option.id]).options
        worth = after.recommended and after.window.state is not WindowState.CLOSED
        return Advice(option, after.recommended_because[0], remedy) if worth else None

    def _start(self, advice: list[Advice]) -> list[Line]:
        if advice:
            return list(map(self._advised, advice))
        eligible = []
        for standing, label in _ELIGIBLE.items():
            names = [wording.option_name(o.option) for o in self.options if standing_of(o) is standing]
            eligible += [Line(f"{'; '.join(names)}.", about=label)] if names else []
        if eligible:
            return eligible
        if self.open:
            return [Line("Answer question 1 first: it decides most.")]
        if Standing.CHANGE in self.standings:
            return [Line("Nothing can be done today. The table says what can be done later, or with a changed plan.")]
        ask = f" Ask {self.rule_set.ask} what you can do instead." if self.rule_set.ask else ""
        return [Line(f"Nothing is open to you with these answers.{ask}")]

    def _advised(self, advice: Advice) -> Line:
        """What is advised, with the source of the option."""
        option = advice.option.option
        return self.cite.brief(self._advice_text(advice), option.sources)._replace(about=wording.option_name(option))

    def _advice_text(self, advice: Advice) -> str:
        option, parts = advice.option, [advice.because]
        if advice.remedy is not None:
            parts.append(
                f"{wording.change_text(self.facts, self.decision.profile, advice.remedy)}, and you are eligible."
            )
        elif option.verdict is Verdict.UNDETERMINED:
            numbers = self._numbers(option)
            decide = "decides" if len(numbers) == 1 else "decide"
            parts.append(f"{_questions_text(numbers)} {decide} whether you are eligible.")
        state, deadline = option.window.state, option.window.deadline
        if state is WindowState.OPEN and deadline:
            parts.append(wording.apply_by_text(deadline, self.decision.rules.at))
        elif state is WindowState.UNKNOWN and deadline and deadline.closes:
            ask = f": ask {self.rule_set.ask}" if self.rule_set.ask else ""
            parts.append(f"Perhaps a round is open until {wording.moment_text(deadline.closes)}{ask}.")
        return " ".join(parts)

    def _row(self, decided: OptionDecision) -> OptionRow:
        return OptionRow(
            decided.option.id,
            wording.option_name(decided.option),
            mark=MARKS[standing_of(decided)],
            recommended=decided.recommended,
            verdict=decided.verdict,
            window=wording.window_short(decided.option, decided.window),
            decided=self._decided_by(decided),
            is_activity=decided.option.is_activity,
        )

    def _decided_by(self, decided: OptionDecision) -> str:
        if decided.verdict is Verdict.UNDETERMINED:
            return " ".join(map(str, self._numbers(decided)))
        if decided.verdict is Verdict.ELIGIBLE:
            return "-"
        if decided.remedies:
            return wording.changes_short(self.facts, self.decision.profile, decided.remedies[0])
        unmet = [finding for finding in decided.findings if finding.state is State.UNMET]
        # Beside what a plan breaks may stand what closes it for good: that is what has to be known.
        closing = next((finding for finding in unmet if not set(decided.fixed).isdisjoint(finding.facts)), unmet[0])
        facts = [name for name in closing.facts if name in decided.fixed] or list(closing.facts)
        answers = (wording.answer_short(self.facts[name], self.decision.profile[name]) for name in facts[:1])
        return closing.criterion.short or next(answers, "")

    def _numbers(self, option: OptionDecision) -> list[int]:
        return sorted(self.number[name] for name in option.missing)

    def _legend(self) -> str:
        marks = []
        if any(option.recommended for option in self.options):
            marks.append("★ recommended")
        if Standing.CHANGE in self.standings:
            marks.append("~ a small change of plan opens it")
        if self.open:
            marks.append("numbers: questions below")
        return "   ".join(marks)

    def _question(self, name: str) -> OpenQuestion:
        fact = self.facts[name]
        text = fact.question if len(fact.question) <= _SHORT else f"{fact.title[:1].upper()}{fact.title[1:]}"
        return OpenQuestion(
            self.number[name],
            text,
            question=fact.question,
            flag=to_answer(fact),
            values=tuple(unlisted(fact).items()),
            decides=tuple(wording.option_name(option.option) for option in self.options if name in option.missing),
        )

    def _settles(self) -> str:
        """What the fewest first questions settle that settle more than one option, said where that is news."""
        for most in range(1, len(self.open)):
            settled = [o for o in self.options if o.missing and max(self._numbers(o)) <= most]
            if len(settled) > 1:
                what = "of these" if any(o.option.is_activity for o in settled) else self.rule_set.words.options
                settle = "settles" if most == 1 else "settle"
                return f"{_questions_text(list(range(1, most + 1)))} {settle} {len(settled)} {what}"
        return ""

    def _hints(self, advice: list[Advice]) -> Iterable[Hint]:
        """What else matters: first what is said to some askers only, then what holds for all."""
        for_some = {
            entry.text: (entry, option.option.id)
            for option in reversed(self.options)
            if option.verdict is not Verdict.INELIGIBLE
            for entry in (*option.notes, *option.manual_checks, *option.next_steps)
            if entry.when is not None
        }
        for entry, option_id in reversed(for_some.values()):
            yield self._hint(FOR_YOU, entry, option_id)
        open_advice = [entry.option for entry in advice if entry.remedy is None]
        for option in open_advice:
            limits = " · ".join(self._limits(option))
            if limits:
                text = f"{limits} ({_code(option.option)})"
                yield Hint("KEEP TO", text, Line(text))
        for option in open_advice[:1]:
            if option.next_steps:
                yield self._hint("FIRST STEP", option.next_steps[0], option.option.id)
            if option.manual_checks:
                count = f"{wording.counted(len(option.manual_checks), 'point')} that no form decides"
                text = f"{count}: --route {option.option.id}"
                yield Hint("A PERSON CHECKS", text, Line(f"{count} ({_code(option.option)})"))
        closed: dict[tuple[str, ...], list[str]] = {}
        for option in self.options:
            if option.ways_on:
                closed.setdefault(option.ways_on, []).append(_code(option.option))
        for ways, codes in closed.items():
            do = "does" if len(codes) == 1 else "do"
            others = " or ".join(wording.option_name(self.rule_set.options[way]) for way in ways)
            text = f"{series(codes, 'and')} {do} not fit your answers; look at {others}"
            yield Hint("INSTEAD", text, Line(text))

    def _limits(self, option: OptionDecision) -> Iterable[str]:
        """The ranges that open choices have to keep to. Where they share one, what is said about them together."""
        limited = {limit.fact: limit for limit in option.limits if limit.ranges}
        for finding in option.findings:
            tested = facts_of(finding.criterion.when, self.rule_set.criteria, self.rule_set.options)
            shared = [name for name in tested if name in limited]
            if len(shared) > 1:
                yield (finding.criterion.limit or finding.criterion.title).rstrip(".")
                limited = {name: limit for name, limit in limited.items() if name not in shared}
        for name, limit in limited.items():
            text = wording.allowed_text(self.facts[name], limit)
            yield text if self.facts[name].unit else f"{self.facts[name].title} {text}"

    def _hint(self, label: str, entry: Statement, option: str) -> Hint:
        return Hint(label, f"{entry.text} ({option})", self.cite.brief(entry.text, entry.sources), option)

    def _commands(self, advice: list[Advice], commands: NextCommands) -> Iterable[tuple[str, str]]:
        if not commands.asking:
            yield ("This answer again", commands.again)
        elif self.open:
            fits = len(commands.asking) <= _COMMAND
            yield ("Answer one by one", commands.asking if fits else "the same command, with ask in place of check")
        first = advice[0].option if advice else self.options[0]
        yield (f"One {self.rule_set.words.option} in full", f"add --route {first.option.id}")
        yield ("Everything, or a page", "add -v, or --format html > slip.html")


def _code(option: Option) -> str:
    return option.code or option.title


def _questions_text(numbers: list[int]) -> str:
    return f"Question{'s' if len(numbers) > 1 else ''} {series(map(str, numbers), 'and')}"
