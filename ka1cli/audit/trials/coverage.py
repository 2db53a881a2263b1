"""Which options, criteria and rows of tables cases have seen decide, both ways. Lines of the rule file do not count."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from ka1cli.audit.trials.run import TriedCase
from ka1cli.audit.view import LIMIT, View
from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.logic import State, World
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.rules import Rules
from ka1cli.language.conditions import tables_of
from ka1cli.language.formulas import AllOf, Answer, Condition, LookUpRow
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.sentences import in_force
from ka1cli.language.yaml.document import Document
from ka1cli.language.yaml.places import Places


class Way(StrEnum):
    """One of the two ways in which a criterion or option decides."""

    OPENS = "opens"
    """The option is eligible, and the criterion is met by an answer; so is the row."""
    CLOSES = "closes"
    """The option is ineligible, and no other of its criteria is unmet; the row is about the answers."""


class Goal(NamedTuple):
    """Something that some case should show."""

    option: str
    criterion: str | None
    """Nothing: the option itself."""
    way: Way
    row: int | None = None
    """Which row of the tables of the criterion, counted from 1; nothing: the criterion itself."""


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


def coverage_of(rules: Rules, document: Document, tried: Iterable[TriedCase], limit: int = LIMIT) -> Coverage:
    """The coverage of the cases that passed. Raises `TooLarge`."""
    seen = {goal for entry in tried if entry.passed for goal in _shown_by(rules, entry)}
    places = Places(document)
    views = [View(CaseSpace(in_force(rules.rule_set, call), call), places, limit) for call in _newest_first(rules)]
    missing: list[Suggestion] = []
    out_of_reach: list[Goal] = []

    def suggest(view: View, goals: Iterable[Goal], case: World | None) -> bool:
        """Whether a case shows some goals; what has been seen needs none."""
        unseen = tuple(goal for goal in goals if goal not in seen)
        if case is None:
            out_of_reach.extend(unseen)
        elif unseen:
            verdict = Verdict.ELIGIBLE if unseen[0].way is Way.OPENS else Verdict.INELIGIBLE
            profile = view.profile(case)
            missing.append(Suggestion(unseen, view.space.call or None, profile, unseen[0].option, verdict))
        return case is not None

    for name in rules.rule_set.options:
        for view, criteria in _where_they_exist(views, name):
            together = view.rule_set.options[name].criteria
            whole = [Goal(name, criterion, Way.OPENS) for criterion in criteria]
            for criterion in filter(None, criteria):
                for number, row in rows_of(rules.rule_set.criteria[criterion].when):
                    goal = Goal(name, criterion, Way.OPENS, number)
                    if goal not in seen:
                        case = view.case(view.goal(name), view.space.diagram(met_by(row)))
                        whole = [] if suggest(view, [*whole, goal] if case else [goal], case) else whole
            if not seen.issuperset(whole):
                suggest(view, whole, view.case(view.goal(name)))
            for criterion in filter(None, criteria):
                others = [view.criterion(other) for other in together if other != criterion]
                closing = [Goal(name, criterion, Way.CLOSES)]
                for number, row in rows_of(rules.rule_set.criteria[criterion].when):
                    goal = Goal(name, criterion, Way.CLOSES, number)
                    if goal not in seen:
                        applies = view.space.diagram(AllOf(row.when))
                        case = view.case(*others, applies, unmet=[view.criterion(criterion)])
                        closing = [] if suggest(view, [*closing, goal] if case else [goal], case) else closing
                if not seen.issuperset(closing):
                    suggest(view, closing, view.case(*others, unmet=[view.criterion(criterion)]))
            closed = Goal(name, None, Way.CLOSES)
            if None in criteria and closed not in seen and not _attached(missing, closed):
                suggest(view, [closed], view.case(unmet=[view.goal(name)]))
    goals = _goals(rules)
    return Coverage(tuple(goal for goal in goals if goal in seen), tuple(missing), tuple(out_of_reach))


def _newest_first(rules: Rules) -> tuple[int, ...]:
    return rules.calls[::-1] or (ALWAYS,)


def _where_they_exist(views: Iterable[View], option: str) -> Iterator[tuple[View, list[str | None]]]:
    """An option (nothing) and its criteria, each with the newest call in which they exist together."""
    known: set[str | None] = set()
    for view in views:
        if option in view.rule_set.options:
            new = [name for name in (None, *view.rule_set.options[option].criteria) if name not in known]
            known.update(new)
            if new:
                yield view, new


def rows_of(condition: Condition) -> Iterator[tuple[int, LookUpRow]]:
    """The rows of the tables in a condition, counted from 1."""
    return enumerate((row for table in tables_of(condition) for row in table.rows), 1)


def met_by(row: LookUpRow) -> Condition:
    """That a row is about the answers and its limit is kept."""
    return AllOf(row.tests)


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
            rows = rows_of(rules.rule_set.criteria[criterion].when) if criterion else ()
            for row in (None, *(number for number, _ in rows)):
                for way in Way:
                    yield Goal(name, criterion, way, row)


def _shown_by(rules: Rules, tried: TriedCase) -> Iterator[Goal]:
    """What a case shows of the options whose verdict it states."""
    space = tried.trial.rules_of(rules).space
    world = space.world(tried.decision.profile)
    findings = {option.option.id: option.findings for option in tried.decision.options}
    for name, verdict, _ in tried.trial.verdicts:
        if verdict is Verdict.ELIGIBLE:
            way, decisive = Way.OPENS, [finding for finding in findings[name] if not finding.by_choice]
        elif verdict is Verdict.INELIGIBLE:
            unmet = [finding for finding in findings[name] if finding.state is State.UNMET]
            way, decisive = Way.CLOSES, unmet if len(unmet) == 1 else []
        else:
            continue
        yield Goal(name, None, way)
        for finding in decisive:
            yield Goal(name, finding.criterion.id, way)
            for number, row in rows_of(finding.criterion.when):
                condition = met_by(row) if way is Way.OPENS else AllOf(row.when)
                if space.state(condition, world) is State.MET:
                    yield Goal(name, finding.criterion.id, way, number)
