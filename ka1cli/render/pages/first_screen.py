"""A decision in one look: what to do, every option in one table, each open question once."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision, OptionDecision, Remedy, WindowState
from ka1cli.language.conditions import facts_of
from ka1cli.language.model import Criterion, Fact, FactType, Option, Statement
from ka1cli.render.pages.citations import Citations
from ka1cli.render.pages.page import FOR_YOU, Hint, Line, Mark, OpenQuestion, OptionRow, Screen
from ka1cli.render.pages.standing import MARKS, Standing, standing_of
from ka1cli.render.text import wording
from ka1cli.render.text.flags import KIND, metavar

_SHORT = 44
"""A longer question gives way to the title of its fact."""
_ELIGIBLE = {
    Standing.NOW: "You can do this now",
    Standing.TO_COME: "You are eligible, but no round is known to be open now",
}
_MOST_ADVICE = 3
_MOST_CHANGES = 2
"""A plan that has to change more is not where to start."""
_HINT = 58
"""So many characters of a hint are said where room is short; the rest stands on the page of its option."""


class Advice(NamedTuple):
    """An option that is worth starting with, and why."""

    option: OptionDecision
    because: str
    remedy: Remedy | None = None
    """The change of plan that it takes."""


def first_screen(decision: Decision, at_call: CallRules, cite: Citations, again: str = "", asking: str = "") -> Screen:
    """The screen of a decision. What it says cites its sources.

    `again` is the command that repeats it, if that is shown; `asking` is the one that asks what is still open.
    """
    return _Writer(decision, at_call, cite).screen(again, asking)


class _Writer:
    def __init__(self, decision: Decision, at_call: CallRules, cite: Citations) -> None:
        self.decision, self.at_call, self.cite = decision, at_call, cite
        self.rule_set, self.facts = at_call.rule_set, at_call.rule_set.facts
        standing = {option.option.id: standing_of(option) for option in decision.options}
        self.options = sorted(decision.options, key=lambda option: (standing[option.option.id], not option.recommended))
        self.standing = standing
        missing = [name for option in decision.options for name in option.missing]
        order = list(self.facts)
        self.open = sorted(dict.fromkeys(missing), key=lambda name: (-missing.count(name), order.index(name)))
        self.number = {name: number for number, name in enumerate(self.open, 1)}

    def screen(self, again: str, asking: str) -> Screen:
        if self.decision.closed_to:
            return self._closed_to()
        advice = self._advice()
        return Screen(
            start=tuple(self._start(advice)),
            option=self.rule_set.words.option,
            rows=tuple(map(self._row, self.options)),
            legend=self._legend(),
            hints=tuple(self._hints(advice)),
            questions=tuple(map(self._question, self.open)),
            settles=self._settles(),
            commands=tuple(self._commands(advice, again, asking)),
            foot=self._foot(),
        )

    def _closed_to(self) -> Screen:
        """What those can do for whom the rules are not."""
        audience = self.rule_set.audience
        assert audience is not None
        lines = [Line(audience.because, mark=Mark.CLOSED), *(self._cited(entry) for entry in self.decision.closed_to)]
        fact = self.facts[audience.fact]
        commands = [("Ask for somebody else", f"{fact.flag} {metavar(fact)}")]
        if any(option.is_activity for option in self.rule_set.options.values()):
            commands.insert(0, ("What there is", "ka1 activities"))
        return Screen(
            start=tuple(lines),
            option=self.rule_set.words.option,
            commands=tuple(commands),
            foot=self._foot(),
        )

    def _advice(self) -> list[Advice]:
        """Where to start: what is recommended and not over, then what a changed plan would open and recommend."""
        found = [
            Advice(option, option.recommended_because[0])
            for option in self.decision.options
            if option.recommended
            and option.verdict is not Verdict.INELIGIBLE
            and option.window.state is not WindowState.CLOSED
        ]
        if len(found) < _MOST_ADVICE:
            changed = [advice for option in self.options for advice in self._after_change(option)]
            found += sorted(changed, key=lambda advice: len(advice.remedy.changes if advice.remedy else ()))[:1]
        return found[:_MOST_ADVICE]

    def _after_change(self, option: OptionDecision) -> list[Advice]:
        if self.standing[option.option.id] is not Standing.CHANGE:
            return []
        remedy = option.remedies[0]
        if len(remedy.changes) > _MOST_CHANGES:
            return []
        changed = {**self.decision.profile, **{change.allowed.fact: change.to for change in remedy.changes}}
        (after,) = self.at_call.decide(changed, self.decision.rules.at, [option.option.id]).options
        worth = after.recommended and after.window.state is not WindowState.CLOSED
        return [Advice(option, after.recommended_because[0], remedy)] if worth else []

    def _start(self, advice: list[Advice]) -> Iterable[Line]:
        if advice:
            return map(self._advised, advice)
        eligible = [
            Line(f"{'; '.join(names)}.", about=label)
            for standing, label in _ELIGIBLE.items()
            if (
                names := [wording.option_name(o.option) for o in self.options if self.standing[o.option.id] is standing]
            )
        ]
        if eligible:
            return eligible
        if self.open:
            return [Line("Answer question 1 first: it decides most.")]
        if any(standing in (Standing.TO_COME, Standing.CHANGE) for standing in self.standing.values()):
            return [Line("Nothing can be done today. The table says what can be done later, or with a changed plan.")]
        ask = f" Ask {self.rule_set.ask} what you can do instead." if self.rule_set.ask else ""
        return [Line(f"Nothing is open to you with these answers.{ask}")]

    def _advised(self, advice: Advice) -> Line:
        """What is advised, with the source of the option."""
        option = advice.option.option
        return self._cited(Statement(self._advice_text(advice), option.sources))._replace(
            about=wording.option_name(option)
        )

    def _advice_text(self, advice: Advice) -> str:
        option, parts = advice.option, [advice.because]
        if advice.remedy is not None:
            parts.append(
                f"{wording.change_text(self.facts, self.decision.profile, advice.remedy)}, and you are eligible."
            )
        elif option.verdict is Verdict.UNDETERMINED:
            numbers = sorted(self.number[name] for name in option.missing)
            decide = "decides" if len(numbers) == 1 else "decide"
            parts.append(f"{_questions_text(numbers)} {decide} whether you are eligible.")
        if option.window.state is WindowState.OPEN and option.window.deadline:
            parts.append(wording.apply_by_text(option.window.deadline, self.decision.rules.on))
        return " ".join(parts)

    def _row(self, decided: OptionDecision) -> OptionRow:
        standing = self.standing[decided.option.id]
        window = wording.window_short(decided.window)
        verdict = str(decided.verdict)
        name = wording.option_name(decided.option)
        return OptionRow(
            decided.option.id,
            name,
            mark=MARKS[standing],
            recommended=decided.recommended,
            verdict=verdict,
            window=window,
            decided=self._decided_by(decided),
            is_activity=decided.option.is_activity,
        )

    def _decided_by(self, decided: OptionDecision) -> str:
        if decided.verdict is Verdict.UNDETERMINED:
            return " ".join(str(number) for number in sorted(self.number[name] for name in decided.missing))
        if decided.verdict is Verdict.ELIGIBLE:
            return "-"
        if decided.remedies:
            return wording.changes_short(self.facts, self.decision.profile, decided.remedies[0])
        unmet = next(finding for finding in decided.findings if finding.state is State.UNMET)
        answers = (wording.answer_short(self.facts[name], self.decision.profile[name]) for name in unmet.facts[:1])
        return unmet.criterion.short or " · ".join(answers)

    def _legend(self) -> str:
        marks = []
        if any(option.recommended for option in self.options):
            marks.append("★ recommended")
        if Standing.CHANGE in self.standing.values():
            marks.append("~ a small change of plan opens it")
        if self.open:
            marks.append("numbers: questions below")
        return "   ".join(marks)

    def _question(self, name: str) -> OpenQuestion:
        fact = self.facts[name]
        text = fact.question if len(fact.question) <= _SHORT else f"{fact.title[:1].upper()}{fact.title[1:]}"
        listed = fact.type is FactType.CHOICE and metavar(fact) == KIND
        decides = tuple(wording.option_name(option.option) for option in self.options if name in option.missing)
        return OpenQuestion(
            self.number[name],
            text,
            question=fact.question,
            flag=to_answer(fact),
            values=tuple(fact.values.items()) if listed else (),
            decides=decides,
        )

    def _settles(self) -> str:
        """What the fewest first questions settle that settle more than one option, said where that is news."""
        for most in range(1, len(self.open)):
            settled = [o for o in self.options if o.missing and all(self.number[name] <= most for name in o.missing)]
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
        open_advice = [entry.option for entry in advice if entry.option.verdict is not Verdict.INELIGIBLE]
        for option in open_advice:
            limits = " · ".join(self._limits(option))
            if limits:
                text = f"{limits} ({_code(option.option)})"
                yield Hint("KEEP TO", text, text, Line(text))
        for option in open_advice[:1]:
            if option.next_steps:
                yield self._hint("FIRST STEP", option.next_steps[0], option.option.id)
            if option.manual_checks:
                count = f"{wording.counted(len(option.manual_checks), 'point')} that no form decides"
                text = f"{count}: --route {option.option.id}"
                yield Hint("A PERSON CHECKS", text, text, Line(f"{count} ({_code(option.option)})"))
        closed: dict[tuple[str, ...], list[str]] = {}
        for option in self.options:
            if option.ways_on and option.verdict is Verdict.INELIGIBLE:
                closed.setdefault(tuple(option.ways_on), []).append(_code(option.option))
        for ways, codes in closed.items():
            do = "does" if len(codes) == 1 else "do"
            others = " or ".join(wording.option_name(self.rule_set.options[way]) for way in ways)
            listed = " and ".join(filter(None, (", ".join(codes[:-1]), codes[-1])))
            text = f"{listed} {do} not fit your answers; look at {others}"
            yield Hint("INSTEAD", text, text, Line(text))

    def _limits(self, option: OptionDecision) -> Iterable[str]:
        """The ranges that open choices have to keep to. Where they share one, what is said about them together."""
        limited = {limit.fact: limit for limit in option.limits if limit.ranges}
        for finding in option.findings:
            shared = [name for name in self._tested(finding.criterion) if name in limited]
            if len(shared) > 1:
                yield (finding.criterion.limit or finding.criterion.title).rstrip(".")
                limited = {name: limit for name, limit in limited.items() if name not in shared}
        for name, limit in limited.items():
            text = wording.allowed_text(self.facts[name], limit)
            yield text if self.facts[name].unit else f"{self.facts[name].title} {text}"

    def _tested(self, criterion: Criterion) -> Iterable[str]:
        return facts_of(criterion.when, self.rule_set.criteria, self.rule_set.options)

    def _hint(self, label: str, entry: Statement, option: str) -> Hint:
        text, more = entry.text, f" … ({option})"
        if len(text) > _HINT:
            text = text[: _HINT - len(more)].rsplit(" ", 1)[0].rstrip(",;:.") + more
        return Hint(label, f"{entry.text} ({option})", text, self._cited(entry))

    def _commands(self, advice: list[Advice], again: str, asking: str) -> Iterable[tuple[str, str]]:
        if again:
            yield ("This answer again", again)
        elif self.open and asking:
            short = asking if len(asking) <= _HINT else "the same command, with ask in place of check"
            yield ("Answer one by one", short)
        first = advice[0].option if advice else self.options[0]
        yield (f"One {self.rule_set.words.option} in full", f"add --route {first.option.id}")
        yield ("Everything, or a page", "add -v, or --format html > slip.html")

    def _foot(self) -> str:
        told = self.decision.rules
        return f"Rules {told.version}. Not legal advice."

    def _cited(self, entry: Statement) -> Line:
        return self.cite.line(entry.text, self.rule_set.best_first(entry.sources, self.decision.countries)[:1])


def _code(option: Option) -> str:
    return option.code or option.title


def to_answer(fact: Fact) -> str:
    """How to answer a question on the command line."""
    return f"{fact.flag} {metavar(fact)}"


def _questions_text(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Question {numbers[0]}"
    return f"Questions {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
