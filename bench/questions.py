"""How many questions the interview asks: our order, the order of the rule file, and the best order that there is.

    python -m bench.questions [--rules FILE] [--call YEAR]

Every number is computed exactly over all answers, nothing is sampled. The model of answers is that of
`ka1cli.interview.unsettled`: every lawful combination of cells is equally likely.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from itertools import count
from typing import NamedTuple

from ka1cli import load_rules
from ka1cli.cases.cells import bits
from ka1cli.cases.outlook import Facts
from ka1cli.decision.call_rules import CallRules
from ka1cli.interview.interview import Interview, Interviewer
from ka1cli.interview.order import Order
from ka1cli.interview.unsettled import Rest, Unsettled
from ka1cli.shipped import shipped_rules

BEST = 100_000
"""The best order is searched among at most so many rests; beyond, the search is given up, and the table says so."""

Rests = frozenset[Rest]


class Counted(NamedTuple):
    """The number of questions until nothing can change a verdict any more."""

    expected: float
    most: int
    """If everything is known."""
    most_unknown: int
    """If *I don't know* is an answer, too."""


class Bench:
    """The interview about some options, with or without the plan."""

    def __init__(self, rules: CallRules, options: tuple[str, ...], *, chosen: bool) -> None:
        self.space = rules.space
        self.unsettled = Unsettled(rules.space, options)
        self.askable: Facts = sum(
            1 << number for number, fact in enumerate(self.space.facts) if chosen or not fact.chosen
        )
        self.start: Rests = frozenset(self.unsettled.rests(self.space.open_world, self.askable))

    def form(self) -> int:
        """How many questions a form has that asks whatever any verdict can depend on."""
        return sum(rest.worth_asking.bit_count() for rest in self.start)

    def counted(self, first: Callable[[Rest], int]) -> Counted:
        """The questions if each rest begins with the fact that `first` names."""
        return self._sum(self.start, first, {})

    def _sum(self, rests: Iterable[Rest], first: Callable[[Rest], int], known: dict[Rest, Counted]) -> Counted:
        found = [known.get(rest) or self._rest(rest, first, known) for rest in rests]
        return Counted(
            sum(one.expected for one in found), sum(one.most for one in found), sum(one.most_unknown for one in found)
        )

    def _rest(self, rest: Rest, first: Callable[[Rest], int], known: dict[Rest, Counted]) -> Counted:
        fact = first(rest)
        ways = self.unsettled.answers(rest, fact)
        after = [self._sum(self.unsettled.after(rest, fact, cells), first, known) for cells, _ in ways]
        unknown = self._sum(self.unsettled.after(rest, fact, None), first, known)
        known[rest] = Counted(
            1 + sum(likely * one.expected for (_, likely), one in zip(ways, after, strict=True)),
            1 + max(one.most for one in after),
            1 + max(one.most_unknown for one in (unknown, *after)),
        )
        return known[rest]

    def in_file_order(self) -> Counted:
        """The questions of a form that is asked from the top and ends once everything is settled."""
        facts = [fact for fact in bits(self.askable) if any(rest.worth_asking >> fact & 1 for rest in self.start)]
        return self._from_top(self.start, tuple(facts), {})

    def _from_top(self, rests: Rests, facts: tuple[int, ...], known: dict[tuple[Rests, int], Counted]) -> Counted:
        if not rests:
            return Counted(0, 0, 0)
        key = rests, len(facts)
        if key in known:
            return known[key]
        fact, *others = facts
        holder = next((rest for rest in rests if rest.askable >> fact & 1), None)
        if holder is None:
            after, likely, unknown = [self._from_top(rests, tuple(others), known)], [1.0], Counted(0, 0, 0)
        else:
            ways = self.unsettled.answers(holder, fact)
            likely = [one for _, one in ways]
            after = [self._after(rests, holder, fact, cells, tuple(others), known) for cells, _ in ways]
            unknown = self._after(rests, holder, fact, None, tuple(others), known)
        known[key] = Counted(
            1 + sum(one * then.expected for one, then in zip(likely, after, strict=True)),
            1 + max(then.most for then in after),
            1 + max(then.most_unknown for then in (unknown, *after)),
        )
        return known[key]

    def _after(
        self,
        rests: Rests,
        holder: Rest,
        fact: int,
        cells: int | None,
        facts: tuple[int, ...],
        known: dict[tuple[Rests, int], Counted],
    ) -> Counted:
        then = rests - {holder} | set(self.unsettled.after(holder, fact, cells))
        return self._from_top(then, facts, known)

    def fewest(self) -> tuple[float, int] | None:
        """The fewest questions to be expected, and the fewest at most if everything is known, under any order."""
        numbers, known = count(), {}

        def solve(rest: Rest) -> tuple[float, int]:
            if rest not in known:
                if next(numbers) > BEST:
                    raise GivenUpError
                known[rest] = self._best(rest, solve)
            return known[rest]

        try:
            found = [solve(rest) for rest in self.start]
        except GivenUpError:
            return None
        return sum(expected for expected, _ in found), sum(most for _, most in found)

    def _best(self, rest: Rest, solve: Callable[[Rest], tuple[float, int]]) -> tuple[float, int]:
        expected, most = [], []
        for fact in bits(rest.worth_asking):
            ways = self.unsettled.answers(rest, fact)
            after = [[solve(then) for then in self.unsettled.after(rest, fact, cells)] for cells, _ in ways]
            expected.append(
                sum(likely * sum(e for e, _ in then) for (_, likely), then in zip(ways, after, strict=True))
            )
            most.append(max(sum(m for _, m in then) for then in after))
        return 1 + min(expected), 1 + min(most)


class GivenUpError(Exception):
    """The best order takes too long to find."""


def slowest_question(rules: CallRules, options: tuple[str, ...], *, chosen: bool) -> float:
    """The longest time, in milliseconds, that a fresh interview thinks between two questions, on the way on which
    nothing is known."""
    interviewer = Interviewer(rules, lambda _: options)
    interview, slowest = Interview({}, about_plan=chosen), 0.0
    while True:
        start = time.perf_counter()
        fact = interviewer.next(interview)
        interviewer.most_left(interview)
        slowest = max(slowest, time.perf_counter() - start)
        if fact is None:
            return 1000 * slowest
        interview = interview.answered(fact, None)


def table(rules: CallRules, title: str, options: tuple[str, ...], *, chosen: bool) -> None:
    bench = Bench(rules, options, chosen=chosen)
    print(f"\n### {title}\n")
    print("| order | expected | at most | at most, with *I don't know* |")
    print("| --- | ---: | ---: | ---: |")
    form = bench.form()
    print(f"| a form: every question | {form} | {form} | {form} |")
    lines = {
        "in the order of the file, until everything is settled": bench.in_file_order(),
        "in the order of the file, without questions that cannot change anything": bench.counted(
            lambda rest: next(bits(rest.worth_asking))
        ),
        "looking one answer ahead only": bench.counted(Order(bench.unsettled, exact=0).best),
        "**ours**": bench.counted(Order(bench.unsettled).best),
    }
    for name, found in lines.items():
        print(f"| {name} | {found.expected:.3f} | {found.most} | {found.most_unknown} |")
    fewest = bench.fewest()
    if fewest is None:
        print(f"| the best there is | not found among {BEST:,} rests | | |")
    else:
        print(f"| the best there is | {fewest[0]:.3f} | {fewest[1]} | |")
    print(f"\nSlowest question: {slowest_question(rules, options, chosen=chosen):.0f} ms.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", default=str(shipped_rules()))
    parser.add_argument("--call", type=int)
    arguments = parser.parse_args()
    sys.setrecursionlimit(10_000)
    rules = load_rules(arguments.rules).at(arguments.call)
    every = tuple(rules.rule_set.options)
    print(f"Rules {rules.rule_set.id} {rules.rule_set.version}, call {rules.call or '-'}")
    table(rules, "The routes", rules.routes, chosen=False)
    table(rules, "The routes and the plan (`--plan`)", rules.routes, chosen=True)
    if every != rules.routes:
        table(rules, "Routes and activities (`--all`)", every, chosen=False)
        table(rules, "Routes, activities and the plan (`--all --plan`)", every, chosen=True)


if __name__ == "__main__":
    main()
