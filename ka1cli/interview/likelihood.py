"""The model of answers behind the word *expected*: every lawful combination of cells is equally likely.

Without implications each cell of a fact is as likely as any other, whatever is answered elsewhere. An implication
takes away the combinations that it excludes. How often organisations really answer one or the other is not known here.
"""

from ka1cli.cases.case_space import Bond, CaseSpace
from ka1cli.cases.cells import bits
from ka1cli.cases.logic import World, narrowed
from ka1cli.cases.walks import share_met


class Likelihood:
    """How likely the answers to a fact are in a world."""

    def __init__(self, space: CaseSpace) -> None:
        self._bonds: dict[int, Bond] = {fact: bond for bond in space.bonds for fact in bond.facts}
        self._found: dict[tuple[int, World], tuple[tuple[int, float], ...]] = {}

    def of(self, fact: int, world: World) -> tuple[tuple[int, float], ...]:
        """The cells that an answer can lie in, each with its likelihood. Cells that the law excludes are left out."""
        bond = self._bonds.get(fact)
        key = fact, tuple(world[other] for other in (bond.facts if bond else (fact,)))
        found = self._found.get(key)
        if found is None:
            shares = [
                (cell, share_met(bond.diagram, narrowed(world, fact, cell)) if bond else 1)
                for cell in bits(world[fact])
            ]
            total = sum(share for _, share in shares)
            found = tuple((cell, share / total) for cell, share in shares if share)
            self._found[key] = found
        return found
