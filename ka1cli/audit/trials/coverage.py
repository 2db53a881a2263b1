"""Which criteria and options cases have seen decide, both ways. Lines of the rule file do not count."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from ka1cli.audit.trials.run import Tried
from ka1cli.audit.view import LIMIT, View
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.logic import State
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.decide import Rules
from ka1cli.decision.model import CriterionFinding
from ka1cli.language.formulas import Answer
from ka1cli.language.sentences import in_force
from ka1cli.language.yaml.document import Document
from ka1cli.language.yaml.places import Places


class Way(StrEnum):
    """One of the two ways in which a criterion or option decides."""

    OPENS = "opens"
    """The option is eligible, and the criterion is met by an answer."""
    CLOSES = "closes"
    """The option is ineligible, and no other of its criteria is unmet."""


class Goal(NamedTuple):
    """Something that some case should show."""

    option: str
    criterion: str | None
    """Nothing: the option itself."""
    way: Way


class Suggestion(NamedTuple):
    """A case that would show some goals that no case has shown yet."""

    goals: tuple[Goal, ...]
    call: int | None
    profile: Mapping[str, Answer]
    option: str
    verdict: Verdict


class Coverage(NamedTuple):
    seen: tuple[Goal, ...]
    missing: tuple[Suggestion, ...]
    out_of_reach: tuple[Goal, ...]
    """Goals that no profile reaches, so that no case can show them; they do not count. `ka1 rules check` says why."""

    @property
    def wanted(self) -> int:
        """How many goals can be shown."""
        return len(self.seen) + sum(len(entry.goals) for entry in self.missing)

    @property
    def percent(self) -> float:
        """The share of them that cases have shown; 100 where there is nothing to show."""
        return 100 * len(self.seen) / self.wanted if self.wanted else 100.0


def coverage_of(rules: Rules, document: Document, tried: Iterable[Tried], limit: int = LIMIT) -> Coverage:
    """The coverage of the cases that passed. Raises `TooLarge`."""
    seen = {goal for entry in tried if entry.passed for goal in _shown_by(entry)}
    call = rules.at().call
    view = View(CaseSpace(in_force(rules.rule_set, call), call), Places(document), limit)
    missing: list[Suggestion] = []
    out_of_reach: list[Goal] = []
    for name, option in rules.rule_set.options.items():
        opening = [Goal(name, criterion, Way.OPENS) for criterion in (None, *option.criteria)]
        unseen = [goal for goal in opening if goal not in seen]
        case = view.case(view.goal(name)) if unseen else None
        if case is not None:
            missing.append(Suggestion(tuple(unseen), call or None, view.profile(case), name, Verdict.ELIGIBLE))
        else:
            out_of_reach += unseen
        for criterion in option.criteria:
            goal = Goal(name, criterion, Way.CLOSES)
            if goal in seen:
                continue
            others = [view.criterion(other) for other in option.criteria if other != criterion]
            case = view.case(*others, unmet=[view.criterion(criterion)])
            if case is None:
                out_of_reach.append(goal)
            else:
                missing.append(Suggestion((goal,), call or None, view.profile(case), name, Verdict.INELIGIBLE))
        closed = Goal(name, None, Way.CLOSES)
        if closed not in seen and not _attached(missing, closed):
            case = view.case(unmet=[view.goal(name)])
            if case is None:
                out_of_reach.append(closed)
            else:
                missing.append(Suggestion((closed,), call or None, view.profile(case), name, Verdict.INELIGIBLE))
    return Coverage(tuple(goal for goal in _goals(rules) if goal in seen), tuple(missing), tuple(out_of_reach))


def _attached(missing: list[Suggestion], closed: Goal) -> bool:
    """Whether some suggested case shows as well that an option is closed at all; it is noted with the first one."""
    for position, entry in enumerate(missing):
        if entry.option == closed.option and entry.verdict is Verdict.INELIGIBLE:
            missing[position] = entry._replace(goals=(closed, *entry.goals))
            return True
    return False


def _goals(rules: Rules) -> Iterable[Goal]:
    for name, option in rules.rule_set.options.items():
        for criterion in (None, *option.criteria):
            for way in Way:
                yield Goal(name, criterion, way)


def _shown_by(tried: Tried) -> Iterable[Goal]:
    """What a case shows of the options whose verdict it states."""
    findings = {option.option.id: option.findings for option in tried.decision.options}
    for name, verdict, _ in tried.trial.verdicts:
        if verdict is Verdict.ELIGIBLE:
            yield Goal(name, None, Way.OPENS)
            yield from (
                Goal(name, finding.criterion.id, Way.OPENS) for finding in findings[name] if not finding.by_choice
            )
        elif verdict is Verdict.INELIGIBLE:
            yield Goal(name, None, Way.CLOSES)
            unmet = [finding for finding in findings[name] if finding.state is State.UNMET]
            yield from (Goal(name, finding.criterion.id, Way.CLOSES) for finding in _alone(unmet))


def _alone(unmet: list[CriterionFinding]) -> list[CriterionFinding]:
    return unmet if len(unmet) == 1 else []
