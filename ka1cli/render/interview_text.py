"""What the interview says between the questions, as lines that are not yet safe for a terminal."""

from collections.abc import Mapping

from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import CallRules
from ka1cli.interview.interview import Interview
from ka1cli.language.model import Fact, Option
from ka1cli.render.question import answer_text_of
from ka1cli.render.wording import VERDICTS


def option_name(option: Option) -> str:
    """An option as people call it."""
    return f"{option.code} {option.title}" if option.code else option.title


def decided_lines(
    rules: CallRules, interview: Interview, before: Mapping[str, Verdict], after: Mapping[str, Verdict]
) -> list[str]:
    """What an answer has decided, with the reasons of what it closed; what it has opened again is told, too."""
    world = rules.world(interview.profile)
    lines = []
    for name, verdict in after.items():
        if verdict is before.get(name, Verdict.UNDETERMINED):
            continue
        option = option_name(rules.rule_set.options[name])
        if verdict is Verdict.UNDETERMINED:
            lines.append(f"   Open again: {option}.")
            continue
        findings = rules.explain(name, world).findings if verdict is Verdict.INELIGIBLE else ()
        reasons = "".join(f" {finding.reason}" for finding in findings if finding.state is State.UNMET)
        lines.append(f"   Decided: {option}: {VERDICTS[verdict]}.{reasons}")
    return lines


def left_lines(most: int | None) -> list[str]:
    """How much is left at most, where that is known."""
    if not most:
        return []
    return [f"   {'One question' if most == 1 else f'{most} questions'} left at most."]


def closing_lines(verdicts: Mapping[str, Verdict], plan: int | None) -> list[str]:
    """Said where no question is left: what stays open, and that the plan can be asked about, in so many questions.

    No number: in many.
    """
    lines = ["No further question can change a verdict."]
    undetermined = list(verdicts.values()).count(Verdict.UNDETERMINED)
    if undetermined:
        stays = "One option stays" if undetermined == 1 else f"{undetermined} options stay"
        lines.append(f"{stays} undetermined, because of what is not known.")
    if plan != 0:
        up_to = "Questions" if plan is None else "One question" if plan == 1 else f"Up to {plan} questions"
        lines = ["What is given is settled." if not undetermined else lines[0], *lines[1:]]
        lines.append(f"{up_to} about what is planned could still close an option: write plan to answer them.")
    lines.append("An empty line shows the result. back and change still work.")
    return lines


def answers_lines(facts: Mapping[str, Fact], interview: Interview, listed: tuple[str, ...]) -> list[str]:
    """The answers so far, numbered as `change` takes them."""
    if not listed:
        return ["   There are no answers yet."]
    return [
        f"   {number}  {name}: {answer_text_of(facts[name], interview.answers.get(name))}"
        for number, name in enumerate(listed, 1)
    ]
