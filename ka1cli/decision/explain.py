"""Explains one option in one case: reasons, missing answers, limits to keep, remedies."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from ka1cli.cases.case_space import AUDIENCE, CaseSpace, CompiledOption, Part, Question
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import EXCLUDED, MET, UNMET, better
from ka1cli.cases.logic import State, World, is_open, narrowed
from ka1cli.cases.smallest import smallest_subset
from ka1cli.cases.verdict import JudgedPart, Verdict, joint_question, judge, judge_part, verdict_of
from ka1cli.cases.walks import facts_below, fewest_changes, fewest_differences, fitting, nodes_of, state_in
from ka1cli.decision.model import Allowed, Change, CriterionFinding, Explanation, Remedy
from ka1cli.language.model import Criterion


class ExplainedPart(NamedTuple):
    """What one part of an option comes to. A whole option is explained by its parts, each for itself."""

    judged: JudgedPart
    findings: tuple[CriterionFinding, ...]
    missing: tuple[str, ...]
    """The smallest set of facts that settles the part; empty unless it is unknown."""


def explain(space: CaseSpace, option: CompiledOption, parts: tuple[ExplainedPart, ...], world: World) -> Explanation:
    """The explained verdict of an option from its explained parts. Depends on the world only through their facts."""
    verdict = verdict_of({part.judged.state for part in parts})
    findings = findings_in_order(option, parts)
    if findings[0].criterion.id == AUDIENCE:
        return Explanation(verdict, findings, fixed=findings[0].facts)
    limits: tuple[Allowed, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    fixed: tuple[int, ...] = ()
    if verdict is Verdict.INELIGIBLE:
        remedies, fixed = _remedies(space, option, tuple(part.judged for part in parts), world)
    else:
        limits = _limits(space, option, world)
    unmet = [finding.criterion for finding in findings if finding.state is State.UNMET]
    return Explanation(
        verdict,
        findings,
        # Neither a recommendation nor what is met for sure rests on what could still be chosen.
        recommended_because(option, verdict, (state_in(question.diagram, world) for question in option.recommend)),
        limits=limits,
        missing=missing_for(space, verdict, parts),
        remedies=remedies,
        fixed=_names(space, sorted(set(fixed))),
        ways_on=tuple(dict.fromkeys(way for criterion in unmet for way in criterion.way_on)),
    )


def explain_part(space: CaseSpace, part: Part, world: World, *, with_facts: bool = True) -> ExplainedPart:
    """The findings of one part. Depends on the world only through the facts of the part.

    Findings without the facts on which they rest are found many times faster.
    """
    judged = judge_part(space, part, world)
    missing = missing_facts(space, part.question, world) if judged.state is State.UNKNOWN else ()
    resting_on = _resting_on(space, judged, world, missing) if with_facts else [()] * len(part.criteria)
    return ExplainedPart(judged, _findings(space, judged, world, resting_on), _names(space, missing))


def findings_in_order(option: CompiledOption, parts: Iterable[ExplainedPart]) -> tuple[CriterionFinding, ...]:
    """The findings of some parts, in the order in which the option names its criteria.

    For those for whom the rules are not, that is the only one.
    """
    by_id = {finding.criterion.id: finding for part in parts for finding in part.findings}
    if AUDIENCE in by_id and by_id[AUDIENCE].state is State.UNMET:
        return (by_id[AUDIENCE],)
    return tuple(by_id[name] for name in option.option.criteria if name in by_id)


def missing_for(space: CaseSpace, verdict: Verdict, parts: Iterable[ExplainedPart]) -> tuple[str, ...]:
    """The facts that are needed for the verdict, in the order of the rule file; none for a closed option."""
    if verdict is Verdict.INELIGIBLE:
        return ()
    return tuple(sorted((fact for part in parts for fact in part.missing), key=space.number.__getitem__))


def missing_facts(space: CaseSpace, question: Question, world: World) -> tuple[int, ...]:
    """The smallest set of unanswered given facts that settles an open question, however they are answered."""
    left = space.diagrams.scratch().without(question.diagram, question.chosen, better, world)
    matter = facts_below(left)
    candidates = [fact for fact in question.given if fact in matter]
    if EXCLUDED not in nodes_of(left):
        return tuple(candidates)
    # Where implications tie facts together, an answer to some may stand for others.
    return smallest_subset(candidates, lambda facts: fewest_differences(left, facts))


def _names(space: CaseSpace, facts: Iterable[int]) -> tuple[str, ...]:
    return tuple(space.facts[fact].id for fact in facts)


def recommended_because(option: CompiledOption, verdict: Verdict, states: Iterable[State | None]) -> tuple[str, ...]:
    """Why an option is recommended, from the states of its recommendations; a closed option never is."""
    if verdict is Verdict.INELIGIBLE:
        return ()
    return tuple(
        entry.because for entry, state in zip(option.option.recommend, states, strict=True) if state is State.MET
    )


def _findings(
    space: CaseSpace, judged: JudgedPart, world: World, resting_on: Sequence[tuple[int, ...]]
) -> tuple[CriterionFinding, ...]:
    findings = []
    for (criterion, own), state, facts in zip(judged.part.criteria, judged.states, resting_on, strict=True):
        by_choice = state is State.MET and state_in(own.diagram, world) is not State.MET
        findings.append(
            CriterionFinding(criterion, state, by_choice, _sentence(criterion, state, by_choice), _names(space, facts))
        )
    return tuple(findings)


def _resting_on(space: CaseSpace, judged: JudgedPart, world: World, missing: tuple[int, ...]) -> list[tuple[int, ...]]:
    """For each criterion of a part the answers on which its state rests, or those that an unknown one still needs."""
    part = judged.part
    if len(part.criteria) == 1:
        return [missing if judged.state is State.UNKNOWN else _basis(space, part.question, judged.state, world)]
    # Criteria that fail only together with others rest on all the answers that make them fail.
    jointly = joint_question(space, part, [i for i, state in enumerate(judged.states) if state is judged.state])
    resting = []
    for compiled, state in zip(part.criteria, judged.states, strict=True):
        question = compiled.question if compiled.question.state(world) is state else jointly
        resting.append(
            missing_facts(space, question, world) if state is State.UNKNOWN else _basis(space, question, state, world)
        )
    known = tuple({fact: None for facts in resting for fact in facts})
    if judged.state is State.MET and _shaking(space, part.question, State.MET, world)(known):
        # Each can be met by a choice of its own, but only some more answers make one choice meet them all.
        return [_basis(space, part.question, State.MET, world)] * len(resting)
    return resting


def _sentence(criterion: Criterion, state: State, by_choice: bool) -> str:
    if by_choice and criterion.limit is not None:
        return criterion.limit
    return {State.MET: criterion.met, State.UNMET: criterion.unmet, State.UNKNOWN: criterion.unknown}[state]


def _basis(space: CaseSpace, question: Question, state: State, world: World) -> tuple[int, ...]:
    """The fewest answers that already bring the question to its state, whatever the others had been."""
    return smallest_subset(_answered(space, question, world), _shaking(space, question, state, world))


def _shaking(
    space: CaseSpace, question: Question, state: State, world: World
) -> Callable[[tuple[int, ...]], tuple[frozenset[int], ...]]:
    """Tells, if only some answers are kept, the fewest others that bring the question to another state."""
    answered = _answered(space, question, world)
    diagram, leaf = question.diagram, MET
    if state is State.MET:
        # A choice that is still open can follow the other answers.
        still_chosen = [fact for fact in question.chosen if is_open(world[fact])]
        everything = _forgetting(space, world, answered)
        diagram, leaf = space.diagrams.scratch().without(diagram, still_chosen, better, everything), UNMET

    def shaking(kept: tuple[int, ...]) -> tuple[frozenset[int], ...]:
        dropped = {fact: world[fact] for fact in answered if fact not in kept}
        return fewest_changes(diagram, leaf, _forgetting(space, world, dropped), dropped)

    return shaking


def _answered(space: CaseSpace, question: Question, world: World) -> list[int]:
    return [fact for fact in question.facts if not is_open(world[fact]) and space.cells[fact].size > 1]


def _forgetting(space: CaseSpace, world: World, facts: Collection[int]) -> World:
    """The world without the answers to some facts."""
    return tuple(space.open_world[fact] | cells if fact in facts else cells for fact, cells in enumerate(world))


def _limits(space: CaseSpace, option: CompiledOption, world: World) -> tuple[Allowed, ...]:
    """For each open choice, what it has to keep to so that the option stays possible."""
    limits = []
    for part in option.parts:
        question = part.question
        for fact in question.chosen:
            if is_open(world[fact]):
                lawful, fit = fitting(question.diagram, world, fact)
                if fit != lawful:
                    limits.append((fact, fit))
    return tuple(allowed(space, fact, cells) for fact, cells in sorted(limits))


def allowed(space: CaseSpace, fact: int, cells: int) -> Allowed:
    """A set of cells of a fact as ranges or values."""
    of_fact = space.cells[fact]
    if of_fact.starts:
        return Allowed(of_fact.fact.id, of_fact.spans(cells), ())
    return Allowed(of_fact.fact.id, (), of_fact.values(cells))


def _remedies(
    space: CaseSpace, option: CompiledOption, parts: tuple[JudgedPart, ...], world: World
) -> tuple[tuple[Remedy, ...], tuple[int, ...]]:
    """The remedies of a closed option, and the answers that no change of plan can undo."""
    per_part: list[list[list[int]]] = []
    fixed: list[int] = []
    for judged in parts:
        if judged.state is not State.UNMET:
            continue
        question = judged.part.question
        present = {
            fact: world[fact] for fact in question.chosen if not is_open(world[fact]) and space.cells[fact].size > 1
        }
        sets = fewest_changes(question.diagram, MET, _forgetting(space, world, present), present)
        if not sets:
            fixed += _basis(space, question, State.UNMET, _forgetting(space, world, present))
        in_order = (sorted(facts, key=question.chosen.index) for facts in sets)
        per_part.append(sorted(in_order, key=lambda facts: [*map(question.chosen.index, facts)]))
    if not all(per_part):
        return (), tuple(fixed)
    remedies = [
        _remedy(space, option, world, [fact for facts in combination for fact in facts])
        for combination in product(*per_part)
    ]
    return tuple(remedies), ()


def _remedy(space: CaseSpace, option: CompiledOption, world: World, facts: list[int]) -> Remedy:
    """Concrete changes of the given facts: for each the fitting answer that is nearest to the present one."""
    changes = []
    after = _forgetting(space, world, facts)
    for fact in sorted(facts):
        question = next(part.question for part in option.parts if fact in part.question.chosen)
        _, fit = fitting(question.diagram, after, fact)
        cells = space.cells[fact]
        now = world[fact].bit_length() - 1
        nearest = min((abs(cell - now), cell) for cell in bits(fit))[1]
        changes.append(Change(cells.nearest(nearest, now), allowed(space, fact, fit)))
        after = narrowed(after, fact, nearest)
    return Remedy(tuple(changes), judge(option, after))
