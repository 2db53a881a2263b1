"""The model of answers behind the word *expected*: every lawful combination of cells is equally likely.

Without implications each cell of a fact is as likely as any other, whatever is answered elsewhere. An implication
takes away the combinations that it excludes. How often organisations really answer one or the other is not known here.
"""

from ka1cli.cases.case_space import CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import Every, Formula, State, World, first_open, narrowed, truth


class Likelihood:
    """How likely the answers to a fact are in a world."""

    def __init__(self, space: CaseSpace) -> None:
        self._bound: dict[int, tuple[Formula, tuple[int, ...]]] = {}
        self._found: dict[tuple[int, World], tuple[tuple[int, float], ...]] = {}
        for fact in range(len(space.facts)):
            reached, laws = {fact}, []
            waiting = list(space.laws)
            while bearing := [law for law in waiting if law.facts & reached]:
                laws += bearing
                reached |= {other for law in bearing for other in law.facts}
                waiting = [law for law in waiting if law not in bearing]
            self._bound[fact] = Every(tuple(law.formula for law in laws)), tuple(sorted(reached))

    def of(self, fact: int, world: World) -> tuple[tuple[int, float], ...]:
        """The cells that an answer can lie in, each with its likelihood. Cells that the law excludes are left out."""
        law, facts = self._bound[fact]
        key = fact, tuple(world[other] for other in facts)
        found = self._found.get(key)
        if found is None:
            counts = [(cell, _lawful(law, narrowed(world, fact, cell), facts)) for cell in bits(world[fact])]
            total = sum(count for _, count in counts)
            found = tuple((cell, count / total) for cell, count in counts if count)
            self._found[key] = found
        return found


def _lawful(law: Formula, world: World, facts: tuple[int, ...]) -> int:
    """How many completions of the facts keep the law."""
    state = truth(law, world)
    if state is State.UNMET:
        return 0
    if state is State.MET:
        count = 1
        for fact in facts:
            count *= world[fact].bit_count()
        return count
    open_fact = first_open(facts, world)
    assert open_fact is not None, "a law is decided once all its facts are"
    return sum(_lawful(law, narrowed(world, open_fact, cell), facts) for cell in bits(world[open_fact]))
