"""The rules of one call. Every case is judged and explained once, then remembered."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.logic import State, World
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.explain import explain, explain_part
from ka1cli.decision.model import (
    DatedDeadline,
    Decision,
    Explanation,
    Moment,
    OptionDecision,
    Provenance,
    Window,
    WindowState,
)
from ka1cli.decision.windows import dated_rounds, day_of, everybody, window_of
from ka1cli.language.answers import answer_text
from ka1cli.language.diagnostic import Diagnostic, InvalidProfile
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Deadline, FactType, Option, RuleSet, Statement
from ka1cli.language.profiles.profile import Profile, ProfileReader
from ka1cli.language.resolve import value_at
from ka1cli.language.sentences import in_call
from ka1cli.language.within_call import rules_on

if TYPE_CHECKING:
    from ka1cli.decision.rules import Rules

REMEMBERED = 100_000
"""How many cases are remembered, so that a process that decides for years does not grow for years."""


class Contradiction(NamedTuple):
    """Answers that exclude each other."""

    answers: Mapping[str, Answer]
    because: str

    def problem(self) -> Diagnostic:
        answers = " and ".join(f"`{name}` {answer_text(answer)}" for name, answer in self.answers.items())
        return Diagnostic("P503", f"{answers} contradict each other", None, self.because or None)


class CallRules:
    """The rules of one call: sentences filled in, cases judged so far remembered."""

    def __init__(self, rules: "Rules", call: int, last_day: date | None) -> None:
        self.rules, self.call, self.last_day = rules, call, last_day
        """Where figures change within the call, these are those of the part that ends on `last_day`."""
        self.rule_set = in_call(rules_on(rules.rule_set, call, last_day), call)
        self.space = CaseSpace(self.rule_set, call)
        self.routes = tuple(name for name, option in self.rule_set.options.items() if not option.is_activity)
        in_routes = {fact for name in self.routes for fact in self._facts(name)}
        in_activities = {
            fact: None for name in self.rule_set.options if name not in self.routes for fact in self._facts(name)
        }
        self.activity_facts = tuple(fact for fact in in_activities if fact not in in_routes)
        """The facts that only activities use: one of them answered calls for the activities."""
        self._explanation = lru_cache(REMEMBERED)(self._explain)
        self._explained_part = lru_cache(REMEMBERED)(partial(explain_part, self.space))
        self._decision = lru_cache(REMEMBERED)(self._decide)
        self.unconfirmed = tuple(
            figure.id
            for figure in self.rule_set.figures.values()
            if figure.confirmed and call not in figure.confirmed and value_at(figure.by_call, call) is not None
        )
        """The figures that no source confirms for this call."""

    @property
    def every_call(self) -> RuleSet:
        """The rule set as the file says it, for all calls."""
        return self.rules.rule_set

    @property
    def profiles(self) -> ProfileReader:
        return self.rules.profiles

    @property
    def sha256(self) -> str:
        return self.rules.sha256

    def _facts(self, option: str) -> tuple[str, ...]:
        parts = self.space.options[option].parts
        return tuple(self.space.facts[fact].id for part in parts for fact in part.question.facts)

    def options_for(self, profile: Profile, activities: bool = False) -> tuple[str, ...]:
        """The options that a profile asks about: the routes, and the activities if it answers a fact that only they use."""
        if activities or any(fact in profile for fact in self.activity_facts):
            return tuple(self.rule_set.options)
        return self.routes

    def explain(self, option: str, world: World) -> Explanation:
        """The explained verdict of one option in one case."""
        return self._explanation(option, self._seen(world, self.space.options[option].facts))

    def _explain(self, option: str, world: World) -> Explanation:
        compiled = self.space.options[option]
        parts = tuple(self._explained_part(part, self._seen(world, part.question.facts)) for part in compiled.parts)
        return explain(self.space, compiled, parts, world)

    def _seen(self, world: World, facts: Collection[int]) -> World:
        """What some facts see of a world: it is the same for many profiles."""
        seen = list(self.space.open_world)
        for fact in facts:
            seen[fact] = world[fact]
        return tuple(seen)

    def world(self, profile: Mapping[str, Answer]) -> World:
        """The case of a profile. Raises `InvalidProfile` where its answers contradict each other."""
        contradiction = self.contradiction(profile)
        if contradiction is not None:
            raise InvalidProfile([contradiction.problem()])
        return self.space.world(profile)

    def contradiction(self, profile: Mapping[str, Answer]) -> Contradiction | None:
        """The fewest answers that exclude each other, and why; nothing where all agree."""
        law = self.space.contradiction(self.space.world(profile))
        if law is None:
            return None
        kept = self.profiles.in_order(profile)
        for name in tuple(kept):
            without = {fact: answer for fact, answer in kept.items() if fact != name}
            broken = self.space.contradiction(self.space.world(without))
            if broken is not None:
                kept, law = without, broken
        return Contradiction(kept, law.implication.because)

    def decide(self, profile: Profile, at: Moment, names: Collection[str], *, this_call_only: bool = False) -> Decision:
        """The decision on the named options for a profile as `ProfileReader` returns it.

        Windows look at the rounds of this call and of all later ones, or of `this_call_only`.
        """
        if day_of(at) not in self.rules.days_with_hours:
            at = day_of(at)  # no round closes on it, so the hour makes no difference, and a day is remembered longer
        profile = self.profiles.in_order(profile)
        decision = self._decision(self.world(profile), at, tuple(names), this_call_only)
        # Other answers may lie in the same cells.
        return decision._replace(profile=profile, countries=self._countries(profile))

    def _countries(self, profile: Profile) -> tuple[str, ...]:
        facts = self.rule_set.facts
        return tuple(
            str(answer)
            for name, answer in profile.items()
            if facts[name].type is FactType.COUNTRY and not facts[name].chosen
        )

    def _decide(self, world: World, at: Moment, names: tuple[str, ...], this_call_only: bool) -> Decision:
        """What all profiles have in common that lie in the same cells."""
        options = tuple(self._option(name, world, at, this_call_only) for name in names)
        audience, known = self.rule_set.audience, self.rules.known_until
        way_on = audience.way_on if audience and self.space.state(audience.when, world) is State.UNMET else ()
        provenance = Provenance(
            id=self.rule_set.id,
            title=self.rule_set.title,
            version=self.rule_set.version,
            sha256=self.sha256,
            call=self.call or None,
            at=at,
            beyond=known if known is not None and day_of(at) > known else None,
            unconfirmed=self.unconfirmed,
        )
        return Decision(
            rules=provenance,
            profile={},
            options=options,
            next_question=next_question(options, tuple(self.rule_set.facts)),
            closed_to=self.concerning(way_on, world),
            countries=(),
        )

    def concerning(self, statements: tuple[Statement, ...], world: World) -> tuple[Statement, ...]:
        """The statements that concern the asker: those for everybody, and those whose condition is met."""
        return tuple(
            entry for entry in statements if entry.when is None or self.space.state(entry.when, world) is State.MET
        )

    def _rounds(self, option: Option, world: World, at: Moment) -> tuple[DatedDeadline, ...]:
        def concerns(deadline: Deadline) -> State:
            where = deadline.only_where
            return everybody(deadline) if where is None or isinstance(where, str) else self.space.state(where, world)

        return dated_rounds(option.deadlines, at, concerns)

    def _option(self, name: str, world: World, at: Moment, this_call_only: bool) -> OptionDecision:
        option = self.rule_set.options[name]
        rounds = self._rounds(option, world, at)
        of_call = tuple(entry for entry in rounds if entry.deadline.call == self.call)
        later = tuple(entry for entry in rounds if entry.deadline.call >= self.call)
        window = Window(WindowState.ALWAYS, None)
        if option.deadlines:
            window = window_of(of_call if this_call_only else later, self.call, at)
        explanation = self.explain(name, world)
        return OptionDecision(
            option=option,
            explanation=explanation,
            ways_on=tuple(
                way for way in explanation.ways_on if self.explain(way, world).verdict is not Verdict.INELIGIBLE
            ),
            deadlines=tuple(entry for entry in rounds if entry in of_call or entry.deadline is window.deadline),
            window=window,
            manual_checks=self.concerning(option.manual_checks, world),
            next_steps=self.concerning(option.next_steps, world),
            notes=self.concerning(option.notes, world),
        )


def next_question(options: tuple[OptionDecision, ...], facts: tuple[str, ...]) -> str | None:
    """The fact that is needed for most of the open verdicts; the first in the rule file where several are."""
    needed = [fact for option in options for fact in option.missing]
    return max(dict.fromkeys(sorted(needed, key=facts.index)), key=needed.count, default=None)
