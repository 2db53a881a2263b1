"""The findings of `ka1 rules check` once more, naive and slow: straight from their definitions, over all completions.

A finding is a pair (code, what it is about). Sets of completions are bit masks, as in `oracle`.
"""

from collections.abc import Iterator
from itertools import combinations, product

from oracle import Oracle, tests_in, written_out
from random_rules import facts_in

from ka1cli.language.conditions import tables_of
from ka1cli.language.formulas import AllOf, AnyOf, Condition, FigureBound, InFigure, Not, OneOf, Within
from ka1cli.language.model import FactType, Option

Found = set[tuple[str, str]]


class AuditOracle:
    """What has to be found in one call of a rule set with few facts."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle, self.rules = oracle, oracle.rules
        self.values = oracle.meaning.values
        self.used = {
            name: [option for option in self.rules.options.values() if name in option.criteria]
            for name in self.rules.criteria
            if any(name in option.criteria for option in self.rules.options.values())
        }
        self.dead = {name for name, option in self.rules.options.items() if not self.goal(option)}
        self.impossible = {
            fact
            for fact, values in self.values.items()
            if any(not oracle.completing({fact: value}) for value in values)
        }
        self.broken = {fact for bond in self.bonds() if bond & self.impossible for fact in bond}

    def goal(self, option: Option) -> int:
        found = self.oracle.all
        for name in option.criteria:
            found &= self.oracle.meets[name]
        return found

    def bonds(self) -> list[set[str]]:
        """The facts that implications tie together."""
        links = [self.tied(fact, number) for fact in self.rules.facts for number in self.numbers(fact)]
        found: list[set[str]] = []
        for link in links:
            apart = [bond for bond in found if not bond & link]
            found = [*apart, link.union(*(bond for bond in found if bond & link))]
        return found

    def numbers(self, fact: str) -> range:
        return range(len(self.rules.facts[fact].implies))

    def tied(self, fact: str, number: int) -> set[str]:
        return {fact} | facts_in(self.rules.facts[fact].implies[number].then)

    def with_bonds(self, facts: set[str]) -> set[str]:
        return facts.union(*(bond for bond in self.bonds() if bond & facts))

    def options(self) -> Found:
        found = {("K101", name) for name in self.dead}
        return found | {
            ("K102", name) for name, option in self.rules.options.items() if self.goal(option) == self.oracle.all
        }

    def recommendations(self) -> Found:
        found = set()
        for name, option in self.rules.options.items():
            for position, entry in enumerate(option.recommend, start=1):
                when = self.oracle.where(entry.when)
                explained = name in self.dead or (not when and facts_in(entry.when, self.rules) & self.broken)
                if not explained and not when & self.goal(option):
                    found.add(("K103", f"{name}/{position}"))
        return found

    def left_with_nothing(self) -> Found:
        routes = [self.goal(option) for option in self.rules.options.values() if not option.is_activity]
        blocks = self.oracle._usual_blocks  # the completions by their given facts
        return {("K104", "routes") for block in blocks if not any(block & goal for goal in routes)}

    def ways_on(self) -> Found:
        found = set()
        for name, options in self.used.items():
            unmet = self.oracle.all & ~self.oracle.meets[name]
            for way in self.rules.criteria[name].way_on:
                goal = self.goal(self.rules.options[way])
                failing = [
                    unmet if self.stands_alone(option, name) else self.unmet_part(option, name) for option in options
                ]
                if way not in self.dead and unmet and not any(goal & one for one in failing):
                    found.add(("K105", f"{name}/{way}"))
        return found

    def part(self, option: Option, name: str) -> set[str]:
        """The criteria of an option that are judged together with one of them."""
        part, reach = {name}, self.with_bonds(facts_in(self.rules.criteria[name].when, self.rules))
        while more := [
            other
            for other in option.criteria
            if other not in part and self.with_bonds(facts_in(self.rules.criteria[other].when, self.rules)) & reach
        ]:
            part |= set(more)
            reach = reach.union(
                *(self.with_bonds(facts_in(self.rules.criteria[other].when, self.rules)) for other in more)
            )
        return part

    def stands_alone(self, option: Option, name: str) -> bool:
        return self.part(option, name) == {name}

    def unmet_part(self, option: Option, name: str) -> int:
        met = self.oracle.all
        for other in self.part(option, name):
            met &= self.oracle.meets[other]
        return self.oracle.all & ~met

    def criteria(self) -> Found:
        found = {("K201", name) for name in self.used if not self.oracle.meets[name]}
        return found | {("K202", name) for name in self.used if self.oracle.meets[name] == self.oracle.all}

    def implied(self) -> Found:
        found = set()
        for name, option in self.rules.options.items():
            kept = [criterion for criterion in option.criteria if self.oracle.meets[criterion] != self.oracle.all]
            for criterion in reversed(kept.copy()):
                others = self.oracle.all
                for other in kept:
                    others &= self.oracle.meets[other] if other != criterion else self.oracle.all
                if len(kept) > 1 and name not in self.dead and not others & ~self.oracle.meets[criterion]:
                    kept.remove(criterion)
                    found.add(("K203", f"{name}/{criterion}"))
        return found

    def contradicting_pairs(self) -> Found:
        """The pairs of K204; larger sets are reported only where there is no pair."""
        found = set()
        for name in self.dead:
            able = [one for one in self.rules.options[name].criteria if self.oracle.meets[one]]
            for pair in combinations(able, 2):
                if not self.oracle.meets[pair[0]] & self.oracle.meets[pair[1]]:
                    found.add(("K204", "/".join((name, *pair))))
        return found

    def repeated(self) -> Found:
        found, seen = set(), {}
        for name in self.used:
            meets = self.oracle.meets[name]
            if meets not in (0, self.oracle.all):
                when = self.rules.criteria[name].when
                first = seen.setdefault(
                    (meets, frozenset(facts_in(when, self.rules)), references(written_out(when, self.rules))), name
                )
                if first != name:
                    found.add(("K205", f"{first}/{name}"))
        return found

    def tables(self) -> Found:
        """The tables of K207: somebody is in no row."""
        found = set()
        for name in self.used:
            for number, table in enumerate(tables_of(self.rules.criteria[name].when), start=1):
                left_out = self.oracle.all
                for row in table.rows:
                    left_out &= ~self.oracle.where(AllOf(row.when))
                if left_out:
                    found.add(("K207", name if number == 1 else f"{name}/{number}"))
        return found

    def idle_conditions(self) -> set[str]:
        """The conditions of which some part can be left out."""
        conditions = {name: self.rules.criteria[name].when for name in self.used}
        for name, option in self.rules.options.items():
            conditions |= {f"{name}/{i}": entry.when for i, entry in enumerate(option.recommend, start=1)}
        return {
            name
            for name, when in conditions.items()
            if self.oracle.where(when) not in (0, self.oracle.all)
            and any(self.oracle.where(less) == self.oracle.where(when) for less in with_a_part_less(when))
        }

    def questions(self) -> Found:
        explained = {about.split("/")[-1] for code, about in self.criteria() | self.implied()}
        explained = explained.union(*(self.rules.options[name].criteria for name in self.dead))
        excused = self.with_bonds(
            set().union(*(facts_in(self.rules.criteria[name].when, self.rules) for name in explained))
        )
        tested = set().union(
            *(facts_in(self.rules.criteria[name].when, self.rules) for name in self.used),
            *(facts_in(entry.when, self.rules) for option in self.rules.options.values() for entry in option.recommend),
            *(self.tied(fact, number) for fact in self.rules.facts for number in self.numbers(fact)),
        )
        candidates = [fact for fact in tested - excused - self.broken if len(self.values[fact]) > 1]
        return {("K302", fact) for fact in candidates if not self.matters(fact)}

    def matters(self, fact: str) -> bool:
        others = [other for other in self.rules.facts if other != fact]
        for answers in product(*((None, *self.values[other]) for other in others)):
            profile = {other: answer for other, answer in zip(others, answers, strict=True) if answer is not None}
            if not self.oracle.completing(profile):
                continue
            before = self.outcome(profile)
            for value in self.values[fact]:
                answered = {**profile, fact: value}
                if self.oracle.completing(answered) and self.outcome(answered) != before:
                    return True
        return False

    def outcome(self, profile: dict[str, object]) -> list[object]:
        options = self.rules.options.values()
        verdicts = [self.oracle.verdict(option, profile) for option in options]
        recommended = [
            self.oracle.holds_for_sure(entry.when, profile) for option in options for entry in option.recommend
        ]
        against = [
            self.oracle.holds_for_sure(Not(entry.when), profile) for option in options for entry in option.recommend
        ]
        return [verdicts, recommended, against]

    def alike_values(self) -> Found:
        found = set()
        for name, fact in self.rules.facts.items():
            if fact.type is FactType.CHOICE and len(self.values[name]) > 1:
                by_kind: dict[tuple[bool, ...], list[str]] = {}
                for value in fact.values:
                    by_kind.setdefault(self.oracle.meaning.kind(name, value), []).append(value)
                found |= {("K308", f"{name}/{'/'.join(alike)}") for alike in by_kind.values() if len(alike) > 1}
        return found

    def implications(self) -> Found:
        found = set()
        every = [(fact, number) for fact in self.rules.facts for number in self.numbers(fact)]
        for bond in self.bonds():
            kept = [law for law in every if law[0] in bond]
            for law in reversed(kept.copy()):
                if not bond & self.impossible and self.follows(law, [other for other in kept if other != law]):
                    kept.remove(law)
                    found.add(("K402", f"{law[0]}/{law[1] + 1}"))
        return found

    def follows(self, law: tuple[str, int], others: list[tuple[str, int]]) -> bool:
        for values in product(*self.values.values()):
            answers = dict(zip(self.values, values, strict=True))
            if not self.keeps(law, answers) and all(self.keeps(other, answers) for other in others):
                return False
        return True

    def keeps(self, law: tuple[str, int], answers: dict[str, object]) -> bool:
        entry = self.rules.facts[law[0]].implies[law[1]]
        return not self.oracle.meaning.holds(entry.when, answers) or self.oracle.meaning.holds(entry.then, answers)

    def on_all_sides(self, fact: str) -> Iterator[dict[str, object]]:
        """The lawful completions, with the values of a fact on both sides of every threshold: kinds have no order."""
        values = {**self.values, fact: self.oracle.meaning._all_values(self.rules.facts[fact])}
        for chosen in product(*values.values()):
            answers = dict(zip(values, chosen, strict=True))
            if self.oracle.meaning.lawful(answers):
                yield answers

    def partitions(self) -> Found:
        found = set()
        for partition in self.rules.partitions.values():
            goals = {name: self.goal(self.rules.options[name]) for name in partition.options}
            for one, other in combinations(partition.options, 2):
                if goals[one] & goals[other]:
                    found.add(("K111", f"{partition.id}/{one}/{other}"))
            served_at: dict[tuple[object, ...], dict[object, bool]] = {}
            criteria = {name: self.rules.options[name].criteria for name in partition.options}
            for answers in self.on_all_sides(partition.by):
                rest = tuple(answer for fact, answer in answers.items() if fact != partition.by)
                served = any(
                    all(self.oracle.meaning.holds(self.rules.criteria[one].when, answers) for one in names)
                    for names in criteria.values()
                )
                served_at.setdefault(rest, {})[answers[partition.by]] = served
            for by_value in served_at.values():
                served = sorted(value for value, yes in by_value.items() if yes)
                if any(not yes and served and served[0] < value < served[-1] for value, yes in by_value.items()):
                    found.add(("K112", partition.id))
        return found


def references(condition: Condition) -> frozenset[str]:
    found = set()
    for test in tests_in(condition):
        match test.accepts:
            case OneOf(_, groups):
                found |= {f"group {group}" for group in groups}
            case InFigure(figure):
                found.add(f"figure {figure}")
            case Within(low, high):
                found |= {f"figure {bound.figure}" for bound in (low, high) if isinstance(bound, FigureBound)}
    return frozenset(found)


def with_a_part_less(condition: Condition) -> Iterator[Condition]:
    match condition:
        case Not(part):
            yield from (Not(less) for less in with_a_part_less(part))
        case AllOf(parts) | AnyOf(parts):
            kind = type(condition)
            for i, part in enumerate(parts):
                rest = (*parts[:i], *parts[i + 1 :])
                if rest:
                    yield kind(rest)
                yield from (kind((*parts[:i], less, *parts[i + 1 :])) for less in with_a_part_less(part))
