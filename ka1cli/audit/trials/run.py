"""Tries cases: what was expected, and what the rules decide."""

from typing import NamedTuple

from ka1cli.audit.trials.case_file import NOT_STATED, ExpectedNames, Trial
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision, OptionDecision
from ka1cli.decision.rules import Rules
from ka1cli.language.yaml.document import Node


class Mismatch(NamedTuple):
    """Something that comes out otherwise than expected."""

    what: str
    """The option, with what is expected of it: `card`, `missing of card`, `recommended`."""
    expected: str
    got: str
    option: OptionDecision | None
    """The option whose explanation tells why."""


class Actual(NamedTuple):
    """What came out for a node of a case file that states an expectation."""

    node: Node
    verdict: Verdict | None
    names: tuple[str, ...]
    """For a list of names: the names."""


class TriedCase(NamedTuple):
    trial: Trial
    decision: Decision
    mismatches: tuple[Mismatch, ...]
    results: tuple[Actual, ...]

    @property
    def passed(self) -> bool:
        return not self.mismatches


def try_case(rules: Rules, trial: Trial) -> TriedCase:
    """Decide a case in its call and on its day, and compare."""
    at_call = trial.rules_of(rules)
    decision = at_call.decide(trial.profile, trial.on or rules.rule_set.as_of, _judged(at_call, trial))
    by_id = {option.option.id: option for option in decision.options}
    mismatches: list[Mismatch] = []
    results: list[Actual] = []
    for name, expected, node in trial.verdicts:
        option = by_id[name]
        results.append(Actual(node, option.verdict, ()))
        if option.verdict is not expected:
            mismatches.append(Mismatch(name, str(expected or NOT_STATED), str(option.verdict), option))
    for entry in trial.names:
        got = _names(decision, by_id, entry)
        results.append(Actual(entry.node, None, got))
        if set(got) != set(entry.names):
            what = f"missing of {entry.option}" if entry.option else "recommended"
            because = by_id[entry.option] if entry.option else None
            mismatches.append(Mismatch(what, _listed(entry.names), _listed(got), because))
    if not trial.verdicts and not trial.names:
        verdicts = _listed(tuple(f"{name} {option.verdict}" for name, option in by_id.items()))
        mismatches.append(Mismatch("verdicts", "nothing, so nothing is tested", verdicts, None))
    return TriedCase(trial, decision, tuple(mismatches), tuple(results))


def _judged(at_call: CallRules, trial: Trial) -> tuple[str, ...]:
    """The options to decide on: those that are spoken of, and all that a profile asks about where it is about all."""
    judged: set[str | None] = {entry.option for entry in trial.verdicts}
    judged |= {entry.option for entry in trial.names}
    if None in judged or not judged:
        judged |= set(at_call.options_for(trial.profile))
    return tuple(name for name in at_call.rule_set.options if name in judged)


def _names(decision: Decision, by_id: dict[str, OptionDecision], entry: ExpectedNames) -> tuple[str, ...]:
    if entry.option is not None:
        return by_id[entry.option].missing
    return tuple(option.option.id for option in decision.recommended)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"
