"""Makes the plan for a table: gives every number its field, and fills in what each code and each joint case adds."""

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from ka1cli.batch.codes import codes_of
from ka1cli.batch.plan import (
    STATES,
    VERDICTS,
    Answers,
    Clashing,
    Joint,
    Plan,
    Ranking,
    Screened,
    Segment,
    together,
)
from ka1cli.batch.table.header import FactColumn
from ka1cli.batch.units import Clashes, Judge, Outcome, Unit
from ka1cli.batch.words import Field, Layout, Row, rows, strides
from ka1cli.cases.case_space import CompiledOption
from ka1cli.decision.decide import CallRules
from ka1cli.decision.explain import recommended_because

CASES = 1024
"""How many cases of several parts are put together in one lookup. An engine carries the whole lookup along."""


def plan_for(rules: CallRules, columns: Sequence[FactColumn]) -> Plan:
    """The plan for a table with these fact columns: for the routes, and for the activities if a column asks for them."""
    space = rules.space
    facts = {column.fact.id for column in columns}
    options = rules.rule_set.options if not facts.isdisjoint(rules.activity_facts) else rules.routes
    judge = Judge(rules, (space.number[fact] for fact in facts))
    return _Planner(judge, columns).plan([space.options[name] for name in options])


class _Planner:
    def __init__(self, judge: Judge, columns: Sequence[FactColumn]) -> None:
        self.judge, self.space = judge, judge.space
        self.columns = tuple(columns)
        self.layout = Layout()
        self.placed: list[tuple[Unit | Clashes, Field, int]] = []
        """What depends on facts, the field it goes to, and what it counts there."""

    def plan(self, options: Sequence[CompiledOption]) -> Plan:
        parts = [tuple(self.judge.part(part) for part in option.parts) for option in options]
        marks = [tuple(self.judge.recommendation(question) for question in option.recommend) for option in options]
        groups = [unit.facts for units in (*parts, *marks) for unit in units]
        groups += [clashes.facts for clashes in self.judge.clashes]
        joints = {facts: self.layout.field(self._cases(facts)) for facts in dict.fromkeys(groups) if len(facts) > 1}
        self.layout = Layout(joint_words := self.layout.words)
        unreadable = [self.layout.field(2) for _ in self.columns]
        clashing = tuple(self._clashing(clashes) for clashes in self.judge.clashes)
        screened = tuple(self._option(*of_option) for of_option in zip(options, parts, marks, strict=True))
        case = Layout()
        return Plan(
            tuple(
                self._answers(column, case, field, joints)
                for column, field in zip(self.columns, unreadable, strict=True)
            ),
            tuple(Joint(field, tuple(self._added(facts))) for facts, field in joints.items()),
            clashing,
            screened,
            self._ranking(screened),
            case.words,
            self.layout.words,
            joint_words,
        )

    def _cases(self, facts: Iterable[int]) -> int:
        return prod(self._sizes(facts))

    def _sizes(self, facts: Iterable[int]) -> list[int]:
        return [self.space.cells[fact].size + 1 for fact in facts]

    def _clashing(self, clashes: Clashes) -> Clashing:
        field = self.layout.field(len(clashes.found) + 1)
        self.placed.append((clashes, field, 1))
        return Clashing(field, clashes)

    def _option(self, compiled: CompiledOption, parts: tuple[Unit, ...], marks: tuple[Unit, ...]) -> Screened:
        unit_of = {
            criterion.criterion.id: unit
            for part, unit in zip(compiled.parts, parts, strict=True)
            for criterion in part.criteria
        }
        segments: list[Segment] = []
        told: list[Unit] = []
        for run in _runs((name, unit_of[name]) for name in compiled.option.criteria):
            cases = product(*(unit.outcomes for unit in run.units))
            new = [unit not in told for unit in run.units]
            segments.append(Segment(self._place(run.units), tuple(self._merged(run, case, new) for case in cases)))
            told += run.units
        states = list(product(*([outcome.state for outcome in unit.outcomes] for unit in marks)))
        recommended = [[bool(recommended_because(compiled, verdict, case)) for case in states] for verdict in VERDICTS]
        return Screened(compiled.option, tuple(segments), self._place(marks), tuple(map(tuple, recommended)))

    def _merged(self, run: "_Run", case: Sequence[Outcome], new: Sequence[bool]) -> Outcome:
        """What the criteria of a run come to together. What a unit misses is told once, where the unit is new."""
        missing = {fact for outcome, is_new in zip(case, new, strict=True) if is_new for fact in outcome.missing}
        unmet = {name: sentence for outcome in case for name, sentence in outcome.unmet.items()}
        unknown = {name: sentence for outcome in case for name, sentence in outcome.unknown.items()}
        return Outcome(
            STATES[together(*(outcome.state for outcome in case))],
            {name: unmet[name] for name in run.criteria if name in unmet},
            {name: unknown[name] for name in run.criteria if name in unknown},
            self._in_order(missing),
        )

    def _place(self, units: Sequence[Unit]) -> Field:
        sizes = [len(unit.outcomes) for unit in units]
        field = self.layout.field(prod(sizes))
        self.placed += [(unit, field, counts) for unit, counts in zip(units, strides(sizes), strict=True)]
        return field

    def _in_order(self, facts: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(facts, key=self.space.number.__getitem__))

    def _answers(
        self, column: FactColumn, case: Layout, unreadable: Field, joints: dict[tuple[int, ...], Field]
    ) -> Answers:
        fact = self.space.number[column.fact.id]
        added = self._added((fact,))
        for facts, field in joints.items():
            if fact in facts:
                counts = strides(self._sizes(facts))[facts.index(fact)]
                for cell, row in enumerate(added):
                    row.put(field, cell * counts)
        codes = codes_of(self.judge.rules.rules.profiles.readers[column.fact.id], self.space.cells[fact])
        wrong = Row(added[-1])
        wrong.put(unreadable, 1)
        words = (*added, wrong)
        assert max(codes.numbers) == len(words) - 1, "every cell has a code"
        return Answers(column, codes, case.field(len(words)), words, unreadable)

    def _added(self, facts: tuple[int, ...]) -> list[Row]:
        """What each case of some facts adds for all that depends on just these facts."""
        added = rows(self._cases(facts), self.layout.words)
        for unit, field, counts in self.placed:
            if unit.facts == facts:
                for row, number in zip(added, unit.of_case, strict=True):
                    row.put(field, number * counts)
        return added

    def _ranking(self, options: Sequence[Screened]) -> Ranking:
        needed = [
            {fact for segment in option.segments for outcome in segment.outcomes for fact in outcome.missing}
            for option in options
        ]
        facts = self._in_order({fact for one in needed for fact in one})
        return Ranking(facts, tuple(sum(fact in one for one in needed) for fact in facts))


class _Run(NamedTuple):
    """Consecutive criteria and the units that tell about them."""

    criteria: tuple[str, ...]
    units: tuple[Unit, ...]


def _runs(criteria: Iterable[tuple[str, Unit]]) -> list[_Run]:
    """Criteria cut into runs with at most `CASES` cases each, unless a single unit has more."""
    runs: list[_Run] = []
    for name, unit in criteria:
        names, units = runs.pop() if runs else ((), ())
        if unit in units:
            runs.append(_Run((*names, name), units))
        elif not units or prod(len(one.outcomes) for one in (*units, unit)) <= CASES:
            runs.append(_Run((*names, name), (*units, unit)))
        else:
            runs += [_Run(names, units), _Run((name,), (unit,))]
    return runs
