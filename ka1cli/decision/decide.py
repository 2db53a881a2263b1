"""From a profile to a decision. Every case is judged and explained once, then remembered."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ka1cli.cases.bound import too_large
from ka1cli.cases.case_space import CaseSpace, Part
from ka1cli.cases.logic import State, World
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.explain import ExplainedPart, explain, explain_part
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
from ka1cli.decision.windows import call_on, closing_days, dated_rounds, day_of, everybody, known_until, window_of
from ka1cli.language.answers import answer_text
from ka1cli.language.diagnostic import Diagnostic, InvalidProfile, InvalidRules
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Deadline, FactType, Option, RuleSet, Statement
from ka1cli.language.profiles.profile import Profile, ProfileReader
from ka1cli.language.resolve import ALWAYS, value_at, what_tests_compare_with
from ka1cli.language.sentences import in_call
from ka1cli.language.within_call import last_days, part_of_call, rules_on

if TYPE_CHECKING:
    from ka1cli.language.yaml.document import Document


K = TypeVar("K")
V = TypeVar("V")

SHOWN = 12
"""So many of the facts that are tested together are named in a message."""

REMEMBERED = 100_000
"""How many cases are remembered, so that a process that decides for years does not grow for years."""


class UnknownCall(ValueError):
    """A call that the rule set does not know."""

    def __init__(self, call: int, calls: tuple[int, ...]) -> None:
        self.call = call
        self.known = f"the rules know the calls {calls[0]} to {calls[-1]}" if calls else "the rules have no calls"
        super().__init__(f"call {call} is not known: {self.known}")


class Rules:
    """A loaded rule set. Get one from `load_rules`; share it freely, it never changes."""

    def __init__(self, rule_set: RuleSet, sha256: str, files: tuple[str, ...] = ()) -> None:
        self.rule_set = rule_set
        self.files = files
        """The rule file, then those that it includes."""
        self.sha256 = sha256
        """The hash of the content of the rule file, in hexadecimal digits."""
        self.profiles = ProfileReader(rule_set.facts)
        self.closing_days = closing_days(rule_set)
        self.known_until = known_until(rule_set, self.closing_days)
        self._calls: dict[tuple[int, date | None], CallRules] = {}

    @property
    def calls(self) -> tuple[int, ...]:
        """The calls that the rules know, oldest first."""
        return self.rule_set.calls

    def on(self, moment: Moment) -> "CallRules":
        """The rules of the call that a moment is about: the first in which a round is to come, else the newest."""
        return self.at(call_on(self.rule_set, moment) or None, day_of(moment))

    def at(self, call: int | None = None, day: date | None = None) -> "CallRules":
        """The rules of one call, by default the newest, on a day of it, by default its last. Raises `UnknownCall`."""
        if call is None:
            call = self.calls[-1] if self.calls else ALWAYS
        elif call not in self.calls:
            raise UnknownCall(call, self.calls)
        part = part_of_call(self.rule_set.figures, call, day)
        if (call, part) not in self._calls:
            self._calls[call, part] = CallRules(self, call, part)
        return self._calls[call, part]


def load_rules(path: Path | str) -> Rules:
    """Load a rule file. Raises `InvalidRules` with every problem and its place."""
    return load_rules_and_document(path)[0]


def load_rules_and_document(path: Path | str) -> "tuple[Rules, Document]":
    """Load a rule file, and keep its text with the places of everything in it. Raises `InvalidRules`."""
    from ka1cli.language.load import load_document

    rule_set, document = load_document(path)
    return _possible(rule_set, document), document


def parse_rules(text: str, name: str = "<text>") -> Rules:
    """Load a rule set from a YAML text. Raises `InvalidRules` with every problem and its place."""
    from ka1cli.language.load import load_text

    return _possible(*load_text(text, name))


def _possible(rule_set: RuleSet, document: "Document") -> Rules:
    """The rules, if every call can be decided in good time, and facts leave at least one profile in it."""
    files = tuple(part.name for part in document.parts or (document,))
    rules = Rules(rule_set, document.sha256, files)
    seen: list[object] = []
    for call in reversed(rule_set.calls or (ALWAYS,)):
        compared = what_tests_compare_with(rule_set, call)
        if compared not in seen:
            seen.append(compared)
            for day in last_days(rule_set.figures, call):
                _check(rules.at(call or None, day).space, document)
    return rules


def _check(space: CaseSpace, document: "Document") -> None:
    from ka1cli.language.yaml.places import Places

    places = Places(document)
    large = too_large(space)
    if large is not None:
        subject = " and ".join(f"`{name}`" for name in large.names)
        names = [f"`{space.facts[fact].id}`" for fact in sorted(large.facts)]
        facts = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
        message = f"{subject}: {len(large.facts)} facts are tested together in more ways than can be decided: {facts}"
        help_line = (
            "test ranges and groups in place of single combinations, or divide it into criteria with fewer facts"
        )
        raise InvalidRules([Diagnostic("E411", message, places.of(*large.path), help_line)])
    law = space.contradiction(space.open_world)
    if law is not None:
        message = f"what `{law.fact}` implies leaves no possible answers at all"
        help_line = "leave an implication out, or narrow its `when`"
        raise InvalidRules([Diagnostic("E410", message, places.of("facts", law.fact, "implies"), help_line)])


class Contradiction(NamedTuple):
    """Answers that exclude each other."""

    answers: Mapping[str, Answer]
    because: str

    def problem(self) -> Diagnostic:
        named = " and ".join(f"`{name}` {answer_text(answer)}" for name, answer in self.answers.items())
        return Diagnostic("P503", f"{named} contradict each other", None, self.because or None)


class CallRules:
    """The rules of one call: sentences filled in, cases judged so far remembered."""

    def __init__(self, rules: Rules, call: int, last_day: date | None) -> None:
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
        self._explained: dict[tuple[str, tuple[int, ...]], Explanation] = {}
        self._explained_parts: dict[tuple[tuple[str, ...], tuple[int, ...]], ExplainedPart] = {}
        self._decided: dict[tuple[object, ...], Decision] = {}
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
        compiled = self.space.options[option]
        key = (option, tuple(world[fact] for fact in compiled.facts))
        found = self._explained.get(key)
        if found is None:
            parts = tuple(self.explained_part(part, world) for part in compiled.parts)
            found = explain(self.space, compiled, parts, world)
            _remember(self._explained, key, found)
        return found

    def explained_part(self, part: Part, world: World) -> ExplainedPart:
        """The explanation of criteria that several options may share."""
        names = tuple(compiled.criterion.id for compiled in part.criteria)
        key = (names, tuple(world[fact] for fact in part.question.facts))
        found = self._explained_parts.get(key)
        if found is None:
            found = explain_part(self.space, part, world)
            _remember(self._explained_parts, key, found)
        return found

    def world(self, profile: Mapping[str, Answer]) -> World:
        """The case of a profile. Raises `InvalidProfile` where its answers contradict each other."""
        world = self.space.world(profile)
        self._refuse_contradiction(profile, world)
        return world

    def _refuse_contradiction(self, profile: Mapping[str, Answer], world: World) -> None:
        found = self.contradiction(profile, world)
        if found is not None:
            raise InvalidProfile([found.problem()])

    def contradiction(self, profile: Mapping[str, Answer], world: World | None = None) -> Contradiction | None:
        """The fewest answers that exclude each other, and why; nothing where all agree. `world` is that of the profile."""
        law = self.space.contradiction(world or self.space.world(profile))
        if law is None:
            return None
        kept = self._in_order(profile)
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
        names = tuple(names)
        if day_of(at) not in self.rules.closing_days:
            at = day_of(at)  # no round closes on it, so the hour makes no difference, and a day is remembered longer
        profile, world = self._in_order(profile), self.space.world(profile)
        key = (world, at, names, this_call_only)
        decision = self._decided.get(key)
        if decision is None:
            self._refuse_contradiction(profile, world)
            decision = self._decide(profile, world, at, names, this_call_only)
            _remember(self._decided, key, decision)
        # Other answers may lie in the same cells.
        return decision._replace(profile=profile, countries=self._countries(profile))

    def _provenance(self, at: Moment) -> Provenance:
        known = self.rules.known_until
        return Provenance(
            id=self.rule_set.id,
            title=self.rule_set.title,
            version=self.rule_set.version,
            sha256=self.sha256,
            call=self.call or None,
            at=at,
            beyond=known if known is not None and day_of(at) > known else None,
            unconfirmed=self.unconfirmed,
        )

    def _countries(self, profile: Profile) -> tuple[str, ...]:
        facts = self.rule_set.facts
        return tuple(
            str(answer)
            for name, answer in profile.items()
            if facts[name].type is FactType.COUNTRY and not facts[name].chosen
        )

    def _in_order(self, profile: Mapping[str, Answer]) -> Profile:
        return {name: profile[name] for name in self.rule_set.facts if name in profile}

    def _decide(
        self, profile: Profile, world: World, at: Moment, names: tuple[str, ...], this_call_only: bool
    ) -> Decision:
        options = tuple(self._option(name, world, at, this_call_only) for name in names)
        audience = self.rule_set.audience
        way_on = audience.way_on if audience and self.space.state(audience.when, world) is State.UNMET else ()
        return Decision(
            rules=self._provenance(at),
            profile=profile,
            options=options,
            next_question=next_question(options, tuple(self.rule_set.facts)),
            closed_to=self._concerning(way_on, world),
            countries=self._countries(profile),
        )

    def _concerning(self, statements: tuple[Statement, ...], world: World) -> tuple[Statement, ...]:
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
            manual_checks=self._concerning(option.manual_checks, world),
            next_steps=self._concerning(option.next_steps, world),
            notes=self._concerning(option.notes, world),
        )


def _remember(cases: dict[K, V], case: K, found: V) -> None:
    if len(cases) >= REMEMBERED:
        cases.clear()
    cases[case] = found


def next_question(options: tuple[OptionDecision, ...], facts: tuple[str, ...]) -> str | None:
    """The fact that is needed for most of the open verdicts; the first in the rule file where several are."""
    needed = [fact for option in options for fact in option.missing]
    return max(dict.fromkeys(sorted(needed, key=facts.index)), key=needed.count, default=None)


def decide(
    rules: Rules,
    profile: Mapping[str, object],
    *,
    call: int | None = None,
    on: Moment | None = None,
    options: Collection[str] | None = None,
) -> Decision:
    """Decide what an organisation can do.

    `profile` maps fact ids to answers: bool or yes/no words, text, int, Decimal, date, and None, "" or "?" for *not answered*.
    `on` is a day or a time with its offset from UTC, by default now. `call` is by default the newest that the rules
    know, or where `on` is given the first in which a round is to come then. Windows look from that call on; with `call`
    only at its own rounds. `options` are ids of routes and activities; by default all routes, and the activities if the
    profile answers a fact that only they use.

    Raises `InvalidProfile` for answers that cannot be understood or contradict each other, `UnknownCall`, and
    `KeyError` for an unknown option.
    """
    moment = on or datetime.now(UTC)
    call_rules = rules.at(call, day_of(moment)) if call is not None or on is None else rules.on(on)
    answers = rules.profiles.from_values(profile)
    if options is None:
        options = call_rules.options_for(answers)
    return call_rules.decide(answers, moment, options, this_call_only=call is not None)
