"""What the interview says between the questions, as lines that are not yet safe for a terminal."""

from collections.abc import Mapping

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules, Contradiction
from ka1cli.interview.interview import Interview
from ka1cli.language.answers import Unreadable
from ka1cli.language.model import Fact
from ka1cli.render.interview.question import answer_text_of
from ka1cli.render.pages.page import SYMBOLS, Mark
from ka1cli.render.text.lines import Paragraph, Piece, Said
from ka1cli.render.text.wording import counted, option_name

_MARKS = {Verdict.ELIGIBLE: Mark.GOOD, Verdict.UNDETERMINED: Mark.OPEN, Verdict.INELIGIBLE: Mark.CLOSED}


def decided_lines(
    at_call: CallRules, interview: Interview, before: Mapping[str, Verdict], after: Mapping[str, Verdict]
) -> list[Said]:
    """What an answer has decided, with the reasons of what it closed; what it has opened again is told, too."""
    world = at_call.world(interview.profile)
    lines: list[Said] = []
    for name, verdict in after.items():
        if verdict is before.get(name, Verdict.UNDETERMINED):
            continue
        option = option_name(at_call.rule_set.options[name])
        if verdict is Verdict.UNDETERMINED:
            lines.append(_settled(f"Open again: {option}."))
            continue
        findings = at_call.explain(name, world).findings if verdict is Verdict.INELIGIBLE else ()
        reasons = "".join(f" {finding.reason}" for finding in findings if finding.state is State.UNMET)
        lines.append(_settled(f"{SYMBOLS[_MARKS[verdict]]} {option}: {verdict}.{reasons}"))
    return lines


def note_lines(
    at_call: CallRules, earlier: Interview, interview: Interview, verdicts: Mapping[str, Verdict]
) -> list[Said]:
    """What is said about options to some askers only, and to this one since an answer: it may lead elsewhere."""
    notes = [
        entry
        for name, verdict in verdicts.items()
        if verdict is not Verdict.INELIGIBLE
        for entry in at_call.rule_set.options[name].notes
        if entry.when is not None
    ]
    known = at_call.concerning(tuple(notes), at_call.world(earlier.profile))
    new = at_call.concerning(tuple(notes), at_call.world(interview.profile))
    return [_settled(text) for text in dict.fromkeys(entry.text for entry in new if entry not in known)]


def unreadable_lines(fact: Fact, unreadable: Unreadable) -> list[Said]:
    """Why an answer is not read. The question has been asked, so that the name of the fact says nothing."""
    message = unreadable.message.replace(f"a value of `{fact.id}`", "one of the answers")
    return [f"   {message.replace(f'an answer to `{fact.id}`', 'an answer')}: {unreadable.help}"]


def contradiction_lines(facts: Mapping[str, Fact], fact: str, contradiction: Contradiction) -> list[Said]:
    """Why an answer to a fact is refused beside others, and how to change those."""
    answers = [
        f"{facts[name].title} ({answer_text_of(facts[name], answer)})" for name, answer in contradiction.answers.items()
    ]
    others = " or ".join(f"change {name}" for name in contradiction.answers if name != fact)
    reason = [f"   {contradiction.because}"] if contradiction.because else []
    return [f"   {' and '.join(answers)} contradict each other.", *reason, f"   Answer differently, or write {others}."]


def left_lines(most: int | None) -> list[Said]:
    """How much is left at most, where that is known and more than one question."""
    return [_settled(f"At most {most} more questions.")] if most and most > 1 else []


def closing_lines(verdicts: Mapping[str, Verdict], plan: int | None) -> list[Said]:
    """Said where no question is left: what stays open, and that the plan can be asked about, in so many questions.

    No number: in many.
    """
    undetermined = list(verdicts.values()).count(Verdict.UNDETERMINED)
    stays = f" {counted(undetermined, 'verdict')} left open by what is not known." if undetermined else ""
    lines: list[Said] = [Paragraph((Piece("That was all.", "bold"), Piece(stays))), "   Enter  shows the result."]
    if plan != 0:
        many = "some questions" if plan is None else "one question" if plan == 1 else f"at most {plan} questions"
        lines.append(f"   plan   first asks about a concrete project: {many}.")
    return [*lines, "   back and change still work."]


def _settled(text: str) -> Paragraph:
    return Paragraph((Piece(text, "dim"),), 3, 2)


def answers_lines(facts: Mapping[str, Fact], interview: Interview, listed: tuple[str, ...]) -> list[str]:
    """The answers so far, numbered as `change` takes them."""
    if not listed:
        return ["   There are no answers yet."]
    return [
        f"   {number}  {name}: {answer_text_of(facts[name], interview.answers.get(name))}"
        for number, name in enumerate(listed, 1)
    ]
