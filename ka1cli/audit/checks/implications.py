"""Implications that rule an answer out altogether, or add nothing."""

from collections.abc import Iterator

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.case_space import Bond, Law
from ka1cli.cases.cells import bits
from ka1cli.cases.diagram import MET, UNMET, joins
from ka1cli.cases.search import answers_to
from ka1cli.language.yaml.places import Step


def answers_ruled_out(view: View) -> Iterator[Finding]:
    """K401: answers that no profile can give, as implications contradict each other there."""
    space = view.space
    for bond in space.bonds:
        for fact in sorted(bond.facts):
            for cell in bits(view.ruled_out(bond, fact)):
                name = space.facts[fact].id
                case = space.world({name: space.cells[fact].example(cell)})
                law = space.contradiction(case)
                assert law is not None
                said = cells_text(space.cells[fact], 1 << cell, view.rule_set, space.call)
                yield Finding(
                    "K401",
                    f"nobody can answer `{name}` with {said}: what facts imply contradicts itself there",
                    view.places.of(*_path(view, law)),
                    f"{name}/{said}",
                    view.witness(case, [], "this answer alone is refused as a contradiction"),
                )


def implications_without_effect(view: View) -> Iterator[Finding]:
    """K402: implications that the others imply, or that always hold; the last ones first."""
    for bond in view.space.bonds:
        if not bond.facts.isdisjoint(view.contradictory_facts):
            continue
        for law in _idle(view, bond):
            fact, number = law.fact, _number(view, law)
            when = view.space.diagram(law.implication.when)
            yield Finding(
                "K402",
                f"this implication of `{fact}` adds nothing: what it says follows without it",
                view.places.of(*_path(view, law)),
                f"{fact}/{number + 1}",
                view.witness(view.case(when), [], "the decision is the same without the implication"),
            )


def _idle(view: View, bond: Bond) -> list[Law]:
    """Told apart by position: an implication may stand there twice."""
    before = joins([law.diagram for law in bond.laws[:-1]], view.diagrams.every)
    after = MET
    idle: list[Law] = []
    for law, earlier in zip(reversed(bond.laws), reversed(before), strict=True):
        wanted = [(earlier, MET), (after, MET), (law.diagram, UNMET)]
        if answers_to(wanted, view.space.open_world, view.limit) is None:
            idle.insert(0, law)
        else:
            after = view.diagrams.every([law.diagram, after])
    return idle


def _path(view: View, law: Law) -> tuple[Step, ...]:
    return ("facts", law.fact, "implies", _number(view, law))


def _number(view: View, law: Law) -> int:
    """The position of an implication among those of its fact."""
    own = [other for other in view.space.laws if other.fact == law.fact]
    return next(number for number, other in enumerate(own) if other is law)
